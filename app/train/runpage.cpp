// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/runpage.h"

#include "app/train/runlistpanel.h"
#include "app/train/runviews.h"
#include "app/window/remember.h"
#include "app/window/ui.h"
#include "widgets/charts/chartgrid.h"
#include "widgets/charts/curvechart.h"
#include "widgets/jobs/jobbar.h"
#include "widgets/palette/elidedlabel.h"
#include "widgets/palette/wrappedlabel.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSplitter>
#include <QTabWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

/** A card and the metrics that it shows; the first is drawn solid, a validation dashed. */
struct CardSpec {
    const char *id;
    const char *title;
    std::array<const char *, 2> metrics;
};
constexpr std::array kCards{
    CardSpec{"loss", QT_TRANSLATE_NOOP("RunPage", "Loss"), {"train/loss", "val/loss"}},
    CardSpec{"accuracy", QT_TRANSLATE_NOOP("RunPage", "Accuracy"), {"train/accuracy", "val/accuracy"}},
    CardSpec{"rate", QT_TRANSLATE_NOOP("RunPage", "Learning rate"), {"train/learning_rate", nullptr}},
    CardSpec{"speed", QT_TRANSLATE_NOOP("RunPage", "Images per second"), {"train/images_per_second", nullptr}},
};

} // namespace

RunPage::RunPage(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_title(heading(this)), m_state(new widgets::ElidedLabel(this))
    , m_errorBox(new QWidget(this)), m_errorSign(new QLabel(m_errorBox)), m_error(new widgets::WrappedLabel(m_errorBox))
    , m_grid(named(new widgets::ChartGrid(this), "charts"_L1)), m_hair(new widgets::CrossHairGroup(this))
    , m_tabs(named(new QTabWidget(this), "runTabs"_L1)), m_settings(new RunSettingsView(services, this))
    , m_samples(new SamplesView(services, this)), m_log(new LogView(services, this)), m_system(new SystemView(services, this)) {
    m_title->setObjectName(u"runTitle"_s);
    m_state->setObjectName(u"runState"_s);
    m_state->setProperty("muted", true);
    m_state->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred); // takes the room that the buttons leave
    m_error->setObjectName(u"runError"_s);
    m_errorBox->setVisible(false);
    m_grid->setMinimumCardSize({272, 200});
    buildCharts();
    m_tabs->setDocumentMode(true);
    for (QWidget *tab : {static_cast<QWidget *>(m_samples), static_cast<QWidget *>(m_settings), static_cast<QWidget *>(m_log), static_cast<QWidget *>(m_system)})
        m_tabs->addTab(tab, QString());

    auto *head = new QHBoxLayout;
    head->setContentsMargins(20, 10, 16, 10);
    head->setSpacing(8);
    auto *names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(m_title);
    names->addWidget(m_state);
    head->addLayout(names, 1);
    ActionRegistry &actions = m_services.actions;
    QAction *smooth = actions.action("train.smooth"_L1);
    smooth->setCheckable(true);
    smooth->setChecked(m_services.settings.get(preferences::kSmoothCurves));
    QAction *log = actions.action("train.logAxis"_L1);
    log->setCheckable(true);
    log->setChecked(m_services.settings.get(preferences::kLogCurves));
    head->addWidget(actionButton(log, this));
    head->addWidget(actionButton(smooth, this));
    auto *strength = named(new QSlider(Qt::Horizontal, this), "smoothing"_L1);
    strength->setRange(0, 99);
    strength->setFixedWidth(80);
    strength->setValue(m_services.settings.get(preferences::kSmoothing));
    strength->setEnabled(smooth->isChecked());
    head->addWidget(strength);
    head->addSpacing(8);
    for (const QLatin1StringView id : {"train.pause"_L1, "train.resume"_L1, "train.stop"_L1, "train.delete"_L1})
        head->addWidget(actionButton(actions.action(id), this, id == "train.delete"_L1 ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon));

    auto *splitter = named(new QSplitter(this), "runSplitter"_L1);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_grid);
    splitter->addWidget(m_tabs);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({680, 300});
    rememberSizes(splitter, m_services);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    auto *error = new QHBoxLayout(m_errorBox);
    error->setContentsMargins(20, 0, 16, 10);
    error->setSpacing(8);
    error->addWidget(m_errorSign, 0, Qt::AlignTop);
    error->addWidget(m_error, 1);
    column->addWidget(m_errorBox);
    column->addWidget(separator(this));
    column->addWidget(splitter, 1);

    words([=, this] {
        setAccessibleName(tr("Run"));
        strength->setAccessibleName(tr("Smoothing"));
        strength->setToolTip(tr("How much the curves are smoothed"));
        m_grid->setAccessibleName(tr("Charts"));
        m_tabs->setAccessibleName(tr("About the run"));
        m_tabs->setTabText(0, tr("Samples"));
        m_tabs->setTabText(1, tr("Settings"));
        m_tabs->setTabText(2, tr("Log"));
        m_tabs->setTabText(3, tr("System"));
        for (std::size_t i = 0; i < kCards.size(); ++i) {
            const QString title = tr(kCards[i].title);
            m_grid->setCardTitle(QLatin1StringView(kCards[i].id), title);
            m_charts[i]->setTitle(title);
            m_charts[i]->setAccessibleName(title);
            m_charts[i]->setAxisTitles(tr("step"), {});
        }
        m_seriesCount = 0;
        // After the tabs have been told of the language: what they show is said anew, too.
        QMetaObject::invokeMethod(this, [this] { refresh(m_id); }, Qt::QueuedConnection);
    });
    connect(smooth, &QAction::toggled, this, [this, strength](bool on) {
        m_services.settings.set(preferences::kSmoothCurves, on);
        strength->setEnabled(on);
        styleCharts();
    });
    connect(strength, &QSlider::valueChanged, this, [this](int percent) {
        m_services.settings.set(preferences::kSmoothing, percent);
        styleCharts();
    });
    connect(log, &QAction::toggled, this, [this](bool on) {
        m_services.settings.set(preferences::kLogCurves, on);
        styleCharts();
    });
    styleCharts();
    connect(m_grid, &widgets::ChartGrid::orderChanged, this,
            [this](const QStringList &order) { remember(m_services, u"chartOrder"_s, order); });
    connect(&m_services.project, &ProjectService::opened, this,
            [this] { m_grid->setOrder(remembered(m_services, u"chartOrder"_s).toStringList()); });
    connect(&m_services.runs, &RunService::runChanged, this, &RunPage::refresh);
}

void RunPage::buildCharts() {
    for (const CardSpec &card : kCards) {
        auto *chart = new widgets::CurveChart;
        chart->setObjectName(u"chart."_s + QLatin1StringView(card.id));
        chart->setCrossHairGroup(m_hair);
        chart->setWholeX(true);
        m_charts.push_back(chart);
        m_grid->addCard(QLatin1StringView(card.id), tr(card.title), chart);
    }
}

void RunPage::styleCharts() {
    const Settings &settings = m_services.settings;
    for (widgets::CurveChart *chart : m_charts) {
        chart->setSmoothing(settings.get(preferences::kSmoothCurves) ? settings.get(preferences::kSmoothing) / 100.0 : 0);
        chart->setLogY(settings.get(preferences::kLogCurves));
    }
}

void RunPage::setRun(const QString &id) {
    m_id = id;
    m_services.runs.follow(id);
    m_seriesCount = 0;
    for (widgets::CurveChart *chart : m_charts)
        chart->resetView();
    refresh(id);
}

void RunPage::setCompared(const QStringList &runs) {
    m_compared = runs;
    for (const QString &id : runs)
        m_services.runs.follow(id);
    m_seriesCount = 0;
    refresh(m_id);
}

void RunPage::refresh(const QString &changed) {
    if (m_id.isEmpty() || (changed != m_id && !m_compared.contains(changed)))
        return;
    const auto run = m_services.runs.find(m_id);
    if (!run)
        return;
    refreshHead();
    refreshSeries();
    for (widgets::CurveChart *chart : m_charts)
        chart->dataChanged();
    m_settings->show(*run);
    m_samples->show(*run);
    m_log->show(*run);
    m_system->show(*run);
}

void RunPage::refreshHead() {
    const auto run = m_services.runs.find(m_id);
    m_title->setText(run->name);
    QStringList said{RunListModel::stateText(*run)};
    if (run->state) {
        if (run->isWorking() && run->state->secondsLeft)
            said.append(widgets::JobBar::timeLeft(*run->state->secondsLeft));
        if (run->state->best)
            said.append(tr("best %1 in epoch %2").arg(percentText(run->state->best->value)).arg(run->state->best->epoch));
    }
    const bool failed = run->state && run->state->error;
    m_error->setWhole(failed ? m_services.words.of(*run->state->error) : QString());
    m_errorSign->setPixmap(widgets::icon(u"dialog-error"_s).pixmap(16, 16)); // in the theme of now
    m_errorBox->setVisible(failed);
    if (run->started && run->started->engine.starts_with("fake"))
        said.append(tr("practice engine: the numbers are invented"));
    m_state->setWhole(said.join(u"  ·  "_s));
}

void RunPage::refreshSeries() {
    QStringList ids{m_id};
    for (const QString &id : m_compared)
        if (id != m_id)
            ids.append(id);
    std::size_t count = 0;
    for (const QString &id : ids)
        if (const auto run = m_services.runs.find(id))
            count += run->curves.size() + 1;
    if (count == m_seriesCount)
        return;
    m_seriesCount = count;
    for (std::size_t i = 0; i < kCards.size(); ++i) {
        std::vector<widgets::CurveSeries> series;
        for (const QString &id : ids) {
            const auto run = m_services.runs.find(id);
            if (!run)
                continue;
            for (std::size_t k = 0; k < kCards[i].metrics.size(); ++k) {
                if (kCards[i].metrics[k] == nullptr)
                    continue;
                const auto curve = run->curves.find(QLatin1StringView(kCards[i].metrics[k]));
                if (curve == run->curves.end())
                    continue;
                widgets::CurveSeries line;
                line.id = id + u'/' + curve->first;
                const QString kind = k == 0 ? tr("training") : tr("validation");
                line.name = ids.size() > 1 ? run->name + (kCards[i].metrics[1] ? u" · "_s + kind : QString())
                                           : (kCards[i].metrics[1] ? kind : tr(kCards[i].title));
                line.colourIndex = ids.size() > 1 ? run->colour : static_cast<int>(k);
                line.dashed = k == 1 && ids.size() > 1;
                line.data = curve->second;
                series.push_back(std::move(line));
            }
        }
        m_charts[i]->setSeries(std::move(series));
    }
}

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/modelsplace.h"

#include "app/models/badge.h"
#include "app/window/remember.h"
#include "app/window/ui.h"
#include "widgets/palette/inspector.h"
#include "widgets/theme/theme.h"

#include <QDesktopServices>
#include <QFile>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <QToolButton>
#include <QTreeWidget>
#include <QUrl>

#include <cmath>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

constexpr int kIdRole = Qt::UserRole;

QString smallNumber(double value) {
    if (!std::isfinite(value))
        return u"–"_s;
    if (value == 0 || std::abs(value) >= 1e-3)
        return QLocale().toString(value, 'g', 2);
    // 3.3 × 10⁻⁶: as people write it.
    const int power = static_cast<int>(std::floor(std::log10(std::abs(value))));
    QString raised;
    for (const QChar digit : QString::number(-power))
        raised += u"⁰¹²³⁴⁵⁶⁷⁸⁹"_s.at(digit.digitValue());
    return QLocale().toString(value / std::pow(10, power), 'f', 1) + u" × 10⁻"_s + raised;
}

/** As the runtime likes to compute on this machine: that is how the file would be served. */
QString latencyText(const models::Verification &check, int batch) {
    for (const models::Latency &latency : check.native.latency)
        if (latency.batch == batch)
            return durationText(latency.median_ms / 1000);
    return u"–"_s;
}

double metricOf(const ModelView &model, const std::string &name) {
    if (!model.card)
        return std::nan("");
    const auto at = model.card->metrics.find(name);
    return at == model.card->metrics.end() ? std::nan("") : at->second;
}

} // namespace

ModelsPlace::ModelsPlace(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_list(named(new QTreeWidget(this), "modelList"_L1)), m_title(heading(this, 1))
    , m_line(muted(this)), m_facts(named(new widgets::Inspector, "modelFacts"_L1)), m_exports(new QVBoxLayout) {
    m_title->setObjectName(u"modelTitle"_s);
    m_list->setColumnCount(2);
    m_list->setRootIsDecorated(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHeaderHidden(true);
    m_list->setUniformRowHeights(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->setMinimumWidth(220);
    m_list->setIndentation(0);
    m_list->setProperty("rail", true);

    auto *page = new QWidget;
    page->setMaximumWidth(kPageWidth);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 20, 24, 24);
    column->setSpacing(12);
    auto *head = new QHBoxLayout;
    auto *names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(m_title);
    names->addWidget(m_line);
    head->addLayout(names, 1);
    ActionRegistry &actions = m_services.actions;
    head->addWidget(actionButton(actions.action("models.evaluate"_L1), page, Qt::ToolButtonTextBesideIcon));
    head->addWidget(actionButton(actions.action("models.openFolder"_L1), page, Qt::ToolButtonTextBesideIcon));
    head->addWidget(actionPushButton(actions.action("models.export"_L1), page, true));
    column->addLayout(head);
    column->addWidget(separator(page));
    auto *exportsTitle = heading(page, 3);
    column->addWidget(exportsTitle);
    m_exports->setSpacing(12);
    column->addLayout(m_exports);
    column->addSpacing(8);
    auto *factsTitle = heading(page, 3);
    column->addWidget(factsTitle);
    column->addWidget(m_facts);
    column->addStretch(1);
    auto *scroll = named(new QScrollArea(this), "modelScroll"_L1);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);

    auto *splitter = named(new QSplitter(this), "modelSplitter"_L1);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    auto *rail = new QWidget(this);
    auto *air = new QVBoxLayout(rail);
    air->setContentsMargins(8, 8, 8, 8);
    air->addWidget(m_list);
    splitter->addWidget(rail);
    splitter->addWidget(scroll);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({248, 960});
    rememberSizes(splitter, m_services);
    auto *all = new QHBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(splitter);
    setFirst(m_list);
    words([=, this] {
        setAccessibleName(tr("Models"));
        m_list->setAccessibleName(tr("Models"));
        scroll->setAccessibleName(tr("The model"));
        exportsTitle->setText(tr("Exported files"));
        factsTitle->setText(tr("About the model"));
        fill();
    });

    actions.attach(Scope::Models, this);
    connect(actions.action("models.export"_L1), &QAction::triggered, this, [this] { m_services.models.exportModel(m_current); show(m_current); });
    connect(actions.action("models.evaluate"_L1), &QAction::triggered, this, [this] { m_services.navigation.evaluateModel(m_current); });
    connect(actions.action("models.openFolder"_L1), &QAction::triggered, this, [this] {
        if (const ModelView *model = m_services.models.find(m_current))
            QDesktopServices::openUrl(QUrl::fromLocalFile(QFile::decodeName(model->folder.c_str())));
    });
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *item) {
        if (item != nullptr)
            show(item->data(0, kIdRole).toString());
    });
    connect(&m_services.models, &ExportService::listChanged, this, &ModelsPlace::fill);
    connect(&m_services.jobs, &JobService::finished, this, [this](const QString &job) {
        if (job == u"export:"_s + m_current)
            show(m_current);
    });
    connect(&m_services.models, &ExportService::failed, this, [this](const QString &, const Error &error) {
        m_services.notices.error(m_services.words.of(error));
    });
    connect(&m_services.navigation, &Navigation::modelWanted, this, [this](const QString &id) {
        m_current = id;
        fill();
    });
}

void ModelsPlace::enter() { fill(); }

void ModelsPlace::fill() {
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const ModelView &model : m_services.models.list()) {
        const double accuracy = metricOf(model, "test/accuracy");
        auto *item = new QTreeWidgetItem({text(model.record.name), std::isfinite(accuracy) ? percentText(accuracy) : QString()});
        item->setData(0, kIdRole, text(model.record.id.value));
        item->setToolTip(0, dateText(model.record.created_ms));
        item->setSizeHint(0, {100, 34});
        m_list->addTopLevelItem(item);
        if (text(model.record.id.value) == m_current)
            m_list->setCurrentItem(item);
    }
    if (m_list->currentItem() == nullptr && m_list->topLevelItemCount() > 0)
        m_list->setCurrentItem(m_list->topLevelItem(0));
    if (m_list->currentItem() != nullptr)
        show(m_list->currentItem()->data(0, kIdRole).toString());
}

void ModelsPlace::show(const QString &id) {
    m_current = id;
    while (QLayoutItem *item = m_exports->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    const ModelView *model = m_services.models.find(id);
    const bool exporting = m_services.models.isExporting(id);
    m_services.actions.action("models.export"_L1)->setEnabled(model != nullptr && model->card && !exporting);
    m_services.actions.action("models.evaluate"_L1)->setEnabled(model != nullptr && model->card.has_value());
    if (model == nullptr)
        return;
    m_title->setText(text(model->record.name));
    QStringList said;
    if (model->card)
        said.append(m_services.words.of(u"setting.model.choice."_s + text(model->card->architecture)));
    said.append(dateText(model->record.created_ms));
    if (const double accuracy = metricOf(*model, "test/accuracy"); std::isfinite(accuracy))
        said.append(tr("test accuracy %1").arg(percentText(accuracy)));
    m_line->setText(said.join(u"  ·  "_s));
    if (model->exports.empty()) {
        auto *none = muted(this);
        none->setWordWrap(true);
        none->setText(exporting ? tr("The model is being exported and verified…")
                                : tr("Not exported yet. An export is run by an independent runtime and compared before it is called good."));
        m_exports->addWidget(none);
    }
    for (const ModelView::Exported &exported : model->exports)
        m_exports->addWidget(exportCard(*model, exported));
    fillFacts(*model);
}

QWidget *ModelsPlace::exportCard(const ModelView &model, const ModelView::Exported &exported) {
    auto *card = new QFrame(this);
    card->setObjectName(u"exportCard"_s);
    card->setProperty("card", true);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(16, 12, 16, 14);
    column->setSpacing(10);
    auto *head = new QHBoxLayout;
    auto *name = heading(card, 3);
    name->setText(text(exported.file.format).toUpper() + u"  "_s + text(exported.file.precision));
    name->setToolTip(QFile::decodeName((model.folder / exported.file.file).c_str()));
    head->addWidget(name);
    const auto &check = exported.verification;
    auto *badge = new Badge(card);
    badge->setObjectName(u"verifiedBadge"_s);
    if (!check)
        badge->set(Badge::Kind::Neutral, tr("not verified"));
    else if (check->passed)
        badge->set(Badge::Kind::Good, tr("verified"));
    else
        badge->set(Badge::Kind::Bad, tr("outside the tolerance"));
    head->addWidget(badge);
    head->addStretch(1);
    auto *facts = muted(card);
    facts->setText(bytesText(exported.bytes) + u"  ·  "_s + dateText(exported.file.created_ms));
    head->addWidget(facts);
    column->addLayout(head);
    if (!check)
        return card;
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(2);
    const std::array<std::pair<QString, QString>, 6> numbers{
        std::pair{percentText(check->exact.accuracy), tr("accuracy by the runtime")},
        std::pair{percentText(check->exact.topOneAgreement), tr("same first class as the engine")},
        std::pair{smallNumber(check->exact.maxAbsolute), tr("largest difference")},
        std::pair{smallNumber(check->exact.maxRelative), tr("largest relative difference")},
        std::pair{latencyText(*check, 1), tr("for one image")},
        std::pair{latencyText(*check, 8), tr("for eight images")}};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        auto *value = heading(card, 2);
        value->setText(numbers[i].first);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto *what = muted(card);
        what->setText(numbers[i].second);
        const int row = static_cast<int>(i / 3) * 3;
        const int place = static_cast<int>(i % 3);
        grid->addWidget(value, row, place);
        grid->addWidget(what, row + 1, place);
        grid->setRowMinimumHeight(row + 2, 8);
    }
    grid->setColumnStretch(3, 1);
    column->addLayout(grid);
    auto *by = muted(card);
    by->setText(tr("Compared on %Ln image(s) of the test split by %1.", nullptr, static_cast<int>(check->items)).arg(text(check->runtime)));
    column->addWidget(by);
    return card;
}

void ModelsPlace::fillFacts(const ModelView &model) {
    if (!model.card) {
        m_facts->setRows({widgets::InspectorRow::fact(tr("Files"), tr("not there any more"))});
        return;
    }
    std::vector<widgets::InspectorRow> rows;
    const auto add = [&rows](const QString &name, const QString &value) { rows.push_back(widgets::InspectorRow::fact(name, value)); };
    const models::ModelCard &card = *model.card;
    QStringList classes;
    for (const std::string &name : card.classes)
        classes.append(text(name));
    const models::Preprocessing &input = card.preprocessing;
    add(tr("Classes"), tr("%1: %2").arg(classes.size()).arg(classes.join(u", "_s)));
    const QString fit = input.fit == models::Preprocessing::Fit::Stretch
                            ? tr("stretched")
                            : tr("shorter side to %1, then the middle").arg(input.shortSide);
    add(tr("Input"), tr("%1 × %2 pixels, %3").arg(input.width).arg(input.height).arg(fit));
    add(tr("Data version"), text(card.dataVersion.value).left(12));
    const std::array<std::pair<const char *, QString>, 4> shown{
        std::pair{"test/accuracy", tr("Test accuracy")}, std::pair{"test/balanced_accuracy", tr("Balanced test accuracy")},
        std::pair{"val/accuracy", tr("Validation accuracy")}, std::pair{"val/balanced_accuracy", tr("Balanced validation accuracy")}};
    for (const auto &[key, label] : shown)
        if (const double value = metricOf(model, key); std::isfinite(value))
            add(label, percentText(value, 2));
    add(tr("Size of the weights"), bytesText(model.weightBytes));
    add(tr("Made"), dateText(card.created_ms));
    m_facts->setRows(rows);
}

} // namespace trainyard::app

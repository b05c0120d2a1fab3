// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/label/predictionpanel.h"

#include "app/window/remember.h"
#include "app/window/ui.h"
#include "core/metrics/classification.h"
#include "widgets/charts/barchart.h"
#include "widgets/palette/wrappedlabel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <numeric>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr std::size_t kShown = 3; ///< classes
const QString kModelKey = u"predictionModel"_s;
} // namespace

PredictionPanel::PredictionPanel(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_title(heading(this, 3)), m_model(named(new QComboBox(this), "predictionModel"_L1))
    , m_bars(named(new widgets::BarChart(this), "predictionBars"_L1)), m_said(new widgets::WrappedLabel(this))
    , m_accept(actionPushButton(services.actions.action("label.acceptPrediction"_L1), this)) {
    setObjectName(u"predictionPanel"_s);
    m_said->setObjectName(u"predictionSaid"_s);
    m_said->setProperty("muted", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_model);
    column->addWidget(m_bars);
    column->addWidget(m_said);
    column->addWidget(m_accept);
    column->addStretch(1);
    words([this] {
        m_title->setText(tr("Prediction"));
        setAccessibleName(tr("Prediction"));
        m_model->setAccessibleName(tr("Model"));
        m_model->setToolTip(tr("The model whose predictions are shown"));
        m_bars->setAccessibleName(tr("Likeliest classes"));
        if (m_model->count() > 0)
            m_model->setItemText(0, tr("No predictions"));
        fill();
    });
    connect(m_model, &QComboBox::activated, this, [this] {
        remember(m_services, kModelKey, m_model->currentData());
        load();
    });
    connect(&m_services.models, &ExportService::listChanged, this, &PredictionPanel::fillModels);
    connect(&m_services.project, &ProjectService::closed, this, [this] {
        m_answers.reset();
        m_item = 0;
        fillModels();
    });
    fillModels();
}

void PredictionPanel::fillModels() {
    const auto &models = m_services.models.list();
    const QString wanted = m_model->count() > 0 ? m_model->currentData().toString()
                                                : remembered(m_services, kModelKey).toString();
    {
        const QSignalBlocker quiet(m_model);
        m_model->clear();
        m_model->addItem(tr("No predictions"), QString());
        for (const ModelView &model : models)
            m_model->addItem(text(model.record.name), text(model.record.id.value));
        const int at = m_model->findData(wanted);
        m_model->setCurrentIndex(at > 0 ? at : models.empty() ? 0 : 1); // the newest, until the person says otherwise
        if (wanted.isEmpty() && remembered(m_services, kModelKey).isValid())
            m_model->setCurrentIndex(0);
    }
    setVisible(!models.empty());
    load();
}

void PredictionPanel::load() {
    m_answers.reset();
    m_error.reset();
    const QString id = m_model->currentData().toString();
    const ModelView *model = m_services.models.find(id);
    if (model == nullptr || !model->card) {
        m_latest.drop();
        fill();
        return;
    }
    m_classes = model->card->classes;
    using Loaded = std::shared_ptr<const Answers>;
    m_services.project.read<Loaded>(
        this,
        [id = model->record.id](dataset::Project &project) -> Result<Loaded> {
            auto answers = std::make_shared<Answers>();
            TRY(answers->predictions, workflow::readModelPredictions(project, id));
            answers->probabilities = metrics::softmax(answers->predictions.logits, answers->predictions.classes);
            for (std::size_t row = 0; row < answers->predictions.count(); ++row)
                answers->rows[answers->predictions.item[row]] = row;
            return Loaded(answers);
        },
        [this](const Result<Loaded> &answers) {
            if (answers)
                m_answers = *answers;
            else
                m_error = answers.error();
            fill();
        },
        &m_latest);
}

void PredictionPanel::setItem(const ItemBrief *item) {
    m_item = item ? item->item.id.value : 0;
    m_label = item ? item->imageClass : dataset::ClassId{};
    fill();
}

const dataset::ClassInfo *PredictionPanel::likeliest() const {
    for (const dataset::ClassInfo &info : m_services.project.classes())
        if (!m_likeliest.empty() && info.name == m_likeliest)
            return &info;
    return nullptr;
}

void PredictionPanel::fill() {
    std::vector<widgets::Bar> bars;
    QString said;
    m_likeliest.clear();
    const auto row = m_answers ? m_answers->rows.find(m_item) : decltype(m_answers->rows.find(0)){};
    if (m_error) {
        said = m_services.words.of(*m_error);
    } else if (m_answers && m_item != 0 && row == m_answers->rows.end()) {
        said = tr("This model has not judged this image.");
    } else if (m_answers && m_item != 0) {
        const metrics::Scores scores{m_answers->probabilities, m_answers->predictions.classes};
        const auto values = scores.row(row->second);
        std::vector<std::size_t> order(values.size());
        std::iota(order.begin(), order.end(), 0U);
        const std::size_t shown = std::min({kShown, order.size(), m_classes.size()});
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                          [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
        order.resize(shown);
        for (const std::size_t index : order) {
            const auto &classes = m_services.project.classes();
            const auto info = std::find_if(classes.begin(), classes.end(),
                                           [&](const dataset::ClassInfo &one) { return one.name == m_classes[index]; });
            bars.push_back({text(m_classes[index]), values[index],
                            info == classes.end() ? QColor(Qt::gray) : QColor::fromRgb(info->rgb), percentText(values[index])});
        }
        if (!order.empty())
            m_likeliest = m_classes[order.front()];
        const dataset::ClassInfo *best = likeliest();
        const dataset::ClassInfo *label = m_services.project.findClass(m_label);
        said = best == nullptr                ? tr("The project has no class %1 any more.").arg(text(m_likeliest))
               : label == nullptr             ? tr("The image has no label yet.")
               : label->name == m_likeliest   ? tr("✓ The same as the label.")
                                              : tr("✗ The label says %1.").arg(text(label->name));
    }
    m_bars->setBars(std::move(bars));
    m_bars->setVisible(!m_likeliest.empty());
    m_said->setWhole(said);
    m_said->setVisible(!said.isEmpty());
    const dataset::ClassInfo *best = likeliest();
    const bool news = best != nullptr && best->id != m_label;
    m_services.actions.action("label.acceptPrediction"_L1)->setEnabled(news);
    m_accept->setVisible(news);
}

void PredictionPanel::accept() {
    if (const dataset::ClassInfo *best = likeliest(); best != nullptr && m_item != 0 && best->id != m_label)
        m_services.edits.setImageClass({{m_item}}, best->id);
}

} // namespace trainyard::app

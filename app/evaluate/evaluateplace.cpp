// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evaluate/evaluateplace.h"

#include "app/window/remember.h"
#include "app/window/ui.h"
#include "widgets/charts/confusionmatrix.h"
#include "widgets/gallery/galleryview.h"
#include "widgets/palette/elidedlabel.h"
#include "widgets/palette/wrappedlabel.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

constexpr std::size_t kHeadlines = 5;
constexpr std::uint8_t kTest = 2, kVal = 1, kTrain = 0;

QString rangeText(const metrics::Interval &interval) {
    return percentText(interval.low) + u" – "_s + percentText(interval.high);
}

} // namespace

EvaluatePlace::EvaluatePlace(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_model(named(new QComboBox(this), "evaluateModel"_L1))
    , m_split(named(new QComboBox(this), "evaluateSplit"_L1)), m_table(named(new QTableWidget(0, 5, this), "classTable"_L1))
    , m_matrix(named(new widgets::ConfusionMatrix(this), "confusionMatrix"_L1)), m_behind(new widgets::WrappedLabel(this))
    , m_gallery(named(new widgets::GalleryView(this), "behindGallery"_L1)) {
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false); // Tab leads on to the pictures; arrows go through the table
    m_table->setProperty("rail", true);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int column = 1; column < 5; ++column)
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_gallery->setSources(&m_services.thumbnails, this);
    m_gallery->setThumbnailSize(112);

    auto *tables = named(new QSplitter(this), "evaluateTables"_L1);
    tables->setHandleWidth(1);
    tables->setChildrenCollapsible(false);
    tables->addWidget(m_matrix);
    auto *right = new QWidget(this);
    auto *air = new QVBoxLayout(right);
    air->setContentsMargins(12, 8, 16, 8);
    air->addWidget(m_table);
    tables->addWidget(right);
    tables->setSizes({560, 420});
    rememberSizes(tables, m_services);
    auto *below = new QWidget(this);
    auto *lines = new QVBoxLayout(below);
    lines->setContentsMargins(16, 12, 0, 0);
    lines->setSpacing(8);
    makeHeading(m_behind, 3);
    lines->addWidget(m_behind);
    lines->addWidget(m_gallery, 1);
    auto *splitter = named(new QSplitter(Qt::Vertical, this), "evaluateSplitter"_L1);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(tables);
    splitter->addWidget(below);
    splitter->setSizes({380, 240});
    rememberSizes(splitter, m_services);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(buildHeadline());
    column->addWidget(separator(this));
    column->addWidget(splitter, 1);

    setFirst(m_matrix);
    words([this] {
        setAccessibleName(tr("Evaluate"));
        m_model->setAccessibleName(tr("Model"));
        m_model->setToolTip(tr("The model that is judged"));
        m_split->setAccessibleName(tr("Split"));
        m_split->setToolTip(tr("The images that it is judged on"));
        m_table->setAccessibleName(tr("Metrics of each class"));
        m_matrix->setAccessibleName(tr("Confusion matrix"));
        m_gallery->setAccessibleName(tr("Images behind the cell"));
        m_table->setHorizontalHeaderLabels({tr("Class"), tr("Precision"), tr("Recall"), tr("F1"), tr("Images")});
        for (int i = 0; i < m_table->columnCount(); ++i)
            m_table->horizontalHeaderItem(i)->setTextAlignment((i == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        const int split = std::max(0, m_split->currentIndex());
        const QSignalBlocker quiet(m_split);
        m_split->clear();
        m_split->addItem(tr("Test"), kTest);
        m_split->addItem(tr("Validation"), kVal);
        m_split->addItem(tr("Training"), kTrain);
        m_split->setCurrentIndex(split);
        fill();
    });
    m_services.actions.attach(Scope::Evaluate, this);
    connect(m_services.actions.action("evaluate.openInLabel"_L1), &QAction::triggered, this, [this] {
        if (const qint64 key = m_gallery->currentKey(); key > 0)
            m_services.navigation.openItem(key, QList<qint64>(m_gallery->keys().begin(), m_gallery->keys().end()));
    });
    connect(m_gallery, &widgets::GalleryView::activated, this, [this](qint64 key) {
        m_services.navigation.openItem(key, QList<qint64>(m_gallery->keys().begin(), m_gallery->keys().end()));
    });
    connect(&m_services.items, &ItemStore::arrived, m_gallery, [this](const std::vector<qint64> &keys) { m_gallery->refresh(keys); });
    connect(m_matrix, &widgets::ConfusionMatrix::cellClicked, this, &EvaluatePlace::showCell);
    connect(m_table, &QTableWidget::cellClicked, this, [this](int row) { showCell(row, -1); });
    connect(m_model, &QComboBox::currentIndexChanged, this, &EvaluatePlace::compute);
    connect(m_split, &QComboBox::currentIndexChanged, this, &EvaluatePlace::compute);
    connect(&m_services.models, &ExportService::listChanged, this, &EvaluatePlace::fillModels);
    connect(&m_services.navigation, &Navigation::evaluationWanted, this, [this](const QString &model) {
        m_wanted = model;
        fillModels();
    });
}

QWidget *EvaluatePlace::buildHead() {
    auto *head = new QWidget(this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(16, 10, 16, 4);
    row->setSpacing(12);
    auto *title = heading(head);
    m_model->setMinimumWidth(260);
    row->addWidget(title);
    row->addWidget(m_model);
    row->addWidget(m_split);
    row->addStretch(1);
    auto *shares = named(new QToolButton(head), "matrixShares"_L1);
    shares->setCheckable(true);
    shares->setProperty("option", true);
    row->addWidget(shares);
    connect(shares, &QToolButton::toggled, m_matrix, &widgets::ConfusionMatrix::setNormalised);
    words([=] {
        title->setText(tr("Evaluate"));
        shares->setText(tr("Shares of the row"));
        shares->setAccessibleName(tr("Shares of the row"));
        shares->setToolTip(tr("Show shares of each true class instead of counts"));
    });
    return head;
}

QWidget *EvaluatePlace::buildHeadline() {
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(16, 4, 16, 12);
    row->setSpacing(32);
    for (std::size_t i = 0; i < kHeadlines; ++i) {
        auto *lines = new QVBoxLayout;
        lines->setSpacing(0);
        auto *value = heading(box, 1);
        auto *said = new widgets::ElidedLabel(box);
        said->setProperty("muted", true);
        value->setObjectName(u"headline%1"_s.arg(i));
        lines->addWidget(value);
        lines->addWidget(said);
        row->addLayout(lines);
        m_headline.emplace_back(value, said);
    }
    row->addStretch(1);
    return box;
}

void EvaluatePlace::enter() {
    if (!m_evaluation)
        compute();
}

void EvaluatePlace::fillModels() {
    const QString keep = m_wanted.isEmpty() ? m_model->currentData().toString() : m_wanted;
    m_wanted.clear();
    {
        const QSignalBlocker quiet(m_model);
        m_model->clear();
        for (const ModelView &model : m_services.models.list())
            m_model->addItem(text(model.record.name), text(model.record.id.value));
        m_model->setCurrentIndex(std::max(0, m_model->findData(keep)));
    }
    m_evaluation.reset();
    if (m_model->count() > 0)
        compute();
}

void EvaluatePlace::compute() {
    const QString id = m_model->currentData().toString();
    const ModelView *model = m_services.models.find(id);
    if (model == nullptr)
        return;
    m_classes = model->card ? model->card->classes : std::vector<std::string>();
    m_services.project.read<Evaluation>(
        this,
        [model = model->record.id, split = static_cast<std::uint8_t>(m_split->currentData().toInt())](dataset::Project &project) -> Result<Evaluation> {
            TRY(const models::Predictions predictions, workflow::readModelPredictions(project, model));
            return evaluate(predictions, split);
        },
        [this](Result<Evaluation> evaluation) {
            m_evaluation.reset();
            m_error.reset();
            if (evaluation)
                m_evaluation = std::move(*evaluation);
            else
                m_error = evaluation.error();
            fill();
        },
        &m_latest);
}

QString EvaluatePlace::className(std::int64_t index) const {
    return index >= 0 && static_cast<std::size_t>(index) < m_classes.size() ? text(m_classes[static_cast<std::size_t>(index)]) : QString();
}

void EvaluatePlace::fill() {
    m_rows.clear();
    m_table->setRowCount(0);
    if (!m_evaluation) {
        for (const auto &[value, said] : m_headline) {
            value->setText(u"–"_s);
            said->setWhole({});
        }
        m_matrix->setMatrix({}, {});
        m_gallery->setKeys({});
        m_behind->setWhole(m_error ? m_services.words.of(*m_error) : QString());
        return;
    }
    const metrics::ClassificationMetrics &all = m_evaluation->metrics;
    const std::array<std::pair<QString, QString>, kHeadlines> headline{
        std::pair{percentText(all.accuracy), tr("Accuracy, %1 with 95 % confidence").arg(rangeText(m_evaluation->accuracy))},
        std::pair{percentText(all.balancedAccuracy), tr("Balanced, %1").arg(rangeText(m_evaluation->balancedAccuracy))},
        std::pair{QLocale().toString(all.macroF1, 'f', 3), tr("F1, mean of the classes")},
        std::pair{percentText(all.calibrationError), tr("Calibration error")},
        std::pair{countText(all.count), tr("Images")}};
    for (std::size_t i = 0; i < kHeadlines; ++i) {
        m_headline[i].first->setText(headline[i].first);
        m_headline[i].second->setWhole(headline[i].second);
        m_headline[i].first->setAccessibleName(headline[i].second + u": "_s + headline[i].first);
    }
    QStringList names;
    for (const std::string &name : m_classes)
        names.append(text(name));
    m_matrix->setMatrix(names, all.confusion.counts);
    for (std::size_t i = 0; i < all.classes.size(); ++i) {
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        const metrics::ClassMetrics &one = all.classes[i];
        const QStringList cells{className(static_cast<std::int64_t>(i)), percentText(one.precision), percentText(one.recall),
                                QLocale().toString(one.f1, 'f', 3), countText(one.support)};
        for (int column = 0; column < cells.size(); ++column) {
            auto *cell = new QTableWidgetItem(cells.at(column));
            if (column > 0)
                cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(row, column, cell);
        }
    }
    for (const Evaluation::Row &row : m_evaluation->rows)
        m_rows[row.item] = row;
    showCell(-1, -1);
}

void EvaluatePlace::showCell(int row, int column) {
    if (!m_evaluation)
        return;
    std::vector<Evaluation::Row> found;
    const bool mistakes = row < 0 && column < 0;
    for (const Evaluation::Row &one : m_evaluation->rows)
        if (mistakes ? one.truth != one.predicted : (row < 0 || one.truth == row) && (column < 0 || one.predicted == column))
            found.push_back(one);
    // The surest mistakes first; among right answers the least sure.
    std::stable_sort(found.begin(), found.end(), [](const Evaluation::Row &a, const Evaluation::Row &b) {
        const bool wrongA = a.truth != a.predicted, wrongB = b.truth != b.predicted;
        if (wrongA != wrongB)
            return wrongA;
        return wrongA ? a.probability > b.probability : a.probability < b.probability;
    });
    std::vector<qint64> keys;
    for (const Evaluation::Row &one : found)
        keys.push_back(one.item);
    m_gallery->setKeys(keys);
    const int count = static_cast<int>(keys.size());
    if (mistakes)
        m_behind->setWhole(count == 0 ? tr("No mistakes. A click on a cell shows its images.")
                                      : tr("%Ln mistake(s), the surest first", nullptr, count));
    else if (row >= 0 && column >= 0)
        m_behind->setWhole(tr("%1 taken for %2: %3").arg(className(row), className(column), countText(count)));
    else if (row >= 0)
        m_behind->setWhole(tr("All that are %1: %2").arg(className(row), countText(count)));
    else
        m_behind->setWhole(tr("All taken for %1: %2").arg(className(column), countText(count)));
}

widgets::CellInfo EvaluatePlace::info(qint64 key) const {
    widgets::CellInfo cell;
    const auto at = m_rows.find(key);
    if (at == m_rows.end())
        return cell;
    const Evaluation::Row &row = at->second;
    const bool right = row.truth == row.predicted;
    const widgets::Theme &theme = widgets::Theme::current();
    cell.chips.push_back({(right ? u"✓ "_s : u"✗ "_s) + className(row.predicted), right ? theme.good : theme.bad});
    cell.title = right ? percentText(row.probability) : tr("%1, is %2").arg(percentText(row.probability), className(row.truth));
    return cell;
}

} // namespace trainyard::app

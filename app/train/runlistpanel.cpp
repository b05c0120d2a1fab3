// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/runlistpanel.h"

#include "app/window/ui.h"
#include "widgets/charts/sparkline.h"
#include "widgets/theme/theme.h"

#include <QLabel>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

using runs::Liveness;
using runs::RunStatus;
using widgets::Theme;

namespace {

constexpr int kRowHeight = 60;

/** A row of two lines with a check, the best value and a small curve. */
class RunDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override {
        return {200, kRowHeight};
    }

    static QRect checkRect(const QRect &row) { return {row.left() + 10, row.top() + 12, 16, 16}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override {
        const Theme &theme = Theme::current();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, theme.selected);
        else if (option.state & QStyle::State_MouseOver)
            painter->fillRect(option.rect, theme.hover);
        const QColor colour = widgets::seriesColour(index.data(RunListModel::ColourRole).toInt());
        const QRectF check = QRectF(checkRect(option.rect)).adjusted(1.5, 1.5, -1.5, -1.5);
        const bool checked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        painter->setPen(QPen(colour, 1.5));
        painter->setBrush(checked ? QBrush(colour) : Qt::NoBrush);
        painter->drawEllipse(check);
        const QRect area = option.rect.adjusted(36, 8, -12, -8);
        const QString best = index.data(RunListModel::BestRole).toString();
        const int bestWidth = best.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(best) + 8;
        QFont bold = option.font;
        bold.setWeight(QFont::Medium);
        painter->setFont(bold);
        painter->setPen(theme.text);
        painter->drawText(area.adjusted(0, 0, -bestWidth, 0), Qt::AlignLeft | Qt::AlignTop,
                          QFontMetrics(bold).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, area.width() - bestWidth));
        painter->setFont(option.font);
        painter->drawText(area, Qt::AlignRight | Qt::AlignTop, best);
        painter->setPen(theme.mutedText);
        const int curve = 56;
        painter->drawText(area.adjusted(0, 0, -curve - 8, 0), Qt::AlignLeft | Qt::AlignBottom,
                          option.fontMetrics.elidedText(index.data(RunListModel::StateRole).toString(), Qt::ElideRight, area.width() - curve - 8));
        const auto values = index.data(RunListModel::SparklineRole).value<QList<double>>();
        if (values.size() > 1)
            widgets::Sparkline::draw(*painter, QRectF(area.right() - curve, area.bottom() - 18, curve, 18),
                                     {values.begin(), values.end()}, colour);
        painter->restore();
    }

    /** Space checks; what the mouse does with the ring is RunListPanel's. */
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override {
        return event->type() == QEvent::KeyPress && QStyledItemDelegate::editorEvent(event, model, option, index);
    }
};

} // namespace

RunListModel::RunListModel(AppServices &services, QObject *parent) : QAbstractListModel(parent), m_services(services) {
    connect(&m_services.runs, &RunService::listChanged, this, [this] {
        beginResetModel();
        m_rows = m_services.runs.list();
        endResetModel();
    });
    connect(&m_services.runs, &RunService::runChanged, this, [this](const QString &id) {
        for (std::size_t row = 0; row < m_rows.size(); ++row)
            if (m_rows[row]->id == id)
                Q_EMIT dataChanged(index(static_cast<int>(row)), index(static_cast<int>(row)));
    });
}

int RunListModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QString RunListModel::stateText(const RunView &run) {
    if (run.liveness == Liveness::Interrupted)
        return tr("interrupted");
    if (run.liveness == Liveness::Unknown)
        return tr("no news");
    if (!run.state)
        return run.liveness == Liveness::Running ? tr("starting") : tr("not started");
    switch (run.state->status) {
    case RunStatus::Starting: return tr("starting");
    case RunStatus::Running: return tr("epoch %1 of %2").arg(run.state->epoch).arg(run.state->epochs);
    case RunStatus::Pausing: return tr("pausing");
    case RunStatus::Paused: return tr("paused");
    case RunStatus::Stopping: return tr("stopping");
    case RunStatus::Finished: return tr("finished");
    case RunStatus::Stopped: return tr("stopped early");
    case RunStatus::Failed: return tr("failed");
    }
    return {};
}

QVariant RunListModel::data(const QModelIndex &index, int role) const {
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_rows.size())
        return {};
    const RunView &run = *m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return run.name;
    case Qt::AccessibleTextRole: return QString(run.name + u", "_s + stateText(run));
    case Qt::ToolTipRole: return QString(run.name + u"\n"_s + dateText(run.created_ms));
    case Qt::CheckStateRole: return m_compared.contains(run.id) ? Qt::Checked : Qt::Unchecked;
    case IdRole: return run.id;
    case StateRole: return stateText(run);
    case BestRole: return run.state && run.state->best ? percentText(run.state->best->value) : QString();
    case SparklineRole: return QVariant::fromValue(QList<double>(run.sparkline.begin(), run.sparkline.end()));
    case ColourRole: return run.colour;
    default: return {};
    }
}

bool RunListModel::setData(const QModelIndex &index, const QVariant &value, int role) {
    if (role != Qt::CheckStateRole || !index.isValid())
        return false;
    const QString id = m_rows[static_cast<std::size_t>(index.row())]->id;
    m_compared.removeAll(id);
    if (value.toInt() == Qt::Checked)
        m_compared.append(id);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT comparedChanged(m_compared);
    return true;
}

Qt::ItemFlags RunListModel::flags(const QModelIndex &index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable : Qt::NoItemFlags;
}

RunListPanel::RunListPanel(AppServices &services, QWidget *parent)
    : Panel(parent), m_model(new RunListModel(services, this)), m_view(named(new QListView(this), "runList"_L1)) {
    setMinimumWidth(200);
    auto *title = heading(this, 3);
    auto *add = actionPushButton(services.actions.action("train.new"_L1), this);
    m_view->setModel(m_model);
    m_view->setItemDelegate(new RunDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setProperty("rail", true);
    m_view->setMouseTracking(true);
    m_view->setUniformItemSizes(true);
    m_view->viewport()->installEventFilter(this);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(12, 8, 8, 4);
    top->addWidget(title, 1);
    top->addWidget(add);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(top);
    column->addWidget(m_view, 1);
    words([=, this] {
        title->setText(tr("Runs"));
        setAccessibleName(tr("Runs"));
        m_view->setAccessibleName(tr("Runs"));
        m_view->setToolTip(tr("The ring before a run lays its curves over the others (Space)"));
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        if (index.isValid())
            Q_EMIT chosen(index.data(RunListModel::IdRole).toString());
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] { setCurrent(m_current); });
    connect(m_model, &RunListModel::comparedChanged, this, &RunListPanel::comparedChanged);
}

/** A click on the ring lays a run over the one in view: the list must not go to that run for it. */
bool RunListPanel::eventFilter(QObject *watched, QEvent *event) {
    const auto type = event->type();
    if (watched == m_view->viewport() && (type == QEvent::MouseButtonPress || type == QEvent::MouseButtonRelease ||
                                          type == QEvent::MouseButtonDblClick)) {
        const QPoint at = static_cast<QMouseEvent *>(event)->position().toPoint();
        const QModelIndex index = m_view->indexAt(at);
        if (index.isValid() && RunDelegate::checkRect(m_view->visualRect(index)).adjusted(-6, -6, 6, 6).contains(at)) {
            if (type == QEvent::MouseButtonRelease) {
                const bool checked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
                m_model->setData(index, checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
            }
            return true;
        }
    }
    return Panel::eventFilter(watched, event);
}

void RunListPanel::setCurrent(const QString &id) {
    m_current = id;
    const QSignalBlocker quiet(m_view->selectionModel());
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->index(row).data(RunListModel::IdRole).toString() == id) {
            m_view->setCurrentIndex(m_model->index(row));
            m_view->viewport()->update();
            return;
        }
    m_view->clearSelection();
    m_view->setCurrentIndex({});
    m_view->viewport()->update();
}

} // namespace trainyard::app

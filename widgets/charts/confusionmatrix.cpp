// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/confusionmatrix.h"

#include "widgets/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {
constexpr int kLeastCell = 30, kMostCell = 96;
constexpr int kAir = 12; ///< between the edges and what is drawn
} // namespace

ConfusionMatrix::ConfusionMatrix(QWidget *parent)
    : QAbstractScrollArea(parent) {
    setObjectName(QStringLiteral("confusionMatrix"));
    setAccessibleName(tr("Confusion matrix"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
}

void ConfusionMatrix::setMatrix(QStringList names, std::vector<std::int64_t> counts) {
    const auto n = static_cast<std::size_t>(names.size());
    if (counts.size() != n * n) {
        names.clear();
        counts.clear();
    }
    m_names = std::move(names);
    m_counts = std::move(counts);
    m_rowSums.assign(static_cast<std::size_t>(size()), 0);
    for (int row = 0; row < size(); ++row) {
        for (int column = 0; column < size(); ++column) {
            m_rowSums[static_cast<std::size_t>(row)] += count(row, column);
        }
    }
    m_row = m_column = size() > 0 ? 0 : -1;
    m_hovered = {-1, -1};
    setAccessibleDescription(size() > 0 ? cellText(0, 0) : tr("No classes"));
    layOut();
}

std::int64_t ConfusionMatrix::count(int row, int column) const {
    return m_counts[static_cast<std::size_t>(row) * static_cast<std::size_t>(size()) +
                    static_cast<std::size_t>(column)];
}

void ConfusionMatrix::setNormalised(bool normalised) {
    if (m_normalised != normalised) {
        m_normalised = normalised;
        viewport()->update();
        Q_EMIT normalisedChanged(normalised);
    }
}

QString ConfusionMatrix::cellText(int row, int column) const {
    const std::int64_t sum = m_rowSums[static_cast<std::size_t>(row)];
    const double share = sum > 0 ? 100.0 * static_cast<double>(count(row, column)) / static_cast<double>(sum) : 0;
    return tr("%1 taken for %2: %3 of %4 (%5 %)")
        .arg(m_names[row], m_names[column], QLocale().toString(count(row, column)), QLocale().toString(sum),
             QLocale().toString(share, 'f', 1));
}

void ConfusionMatrix::layOut() {
    const QFontMetrics metrics = fontMetrics();
    int widest = 0;
    for (const QString &name : m_names) {
        widest = std::max(widest, metrics.horizontalAdvance(name));
    }
    m_head = kAir + std::clamp(widest + 20, 40, 180) + metrics.height() + 6;
    m_top = kAir + std::clamp(static_cast<int>(widest * 0.75) + 20, 32, 110) + metrics.height() + 6;
    if (size() > 0) {
        const int room =
            std::min((viewport()->width() - m_head - kAir) / size(), (viewport()->height() - m_top - kAir) / size());
        m_cell = std::clamp(room, kLeastCell, kMostCell);
    }
    const int whole = m_cell * size();
    horizontalScrollBar()->setRange(0, std::max(0, m_head + whole + 4 - viewport()->width()));
    verticalScrollBar()->setRange(0, std::max(0, m_top + whole + 4 - viewport()->height()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    verticalScrollBar()->setPageStep(viewport()->height());
    horizontalScrollBar()->setSingleStep(m_cell);
    verticalScrollBar()->setSingleStep(m_cell);
    viewport()->update();
}

QSize ConfusionMatrix::sizeHint() const {
    const int side = std::min(16, std::max(2, size())) * 44;
    return {m_head + side + 8, m_top + side + 8};
}

QRect ConfusionMatrix::cellRect(int row, int column) const {
    return {m_head + column * m_cell - horizontalScrollBar()->value(),
            m_top + row * m_cell - verticalScrollBar()->value(), m_cell, m_cell};
}

std::pair<int, int> ConfusionMatrix::cellAt(QPoint at) const {
    const auto place = [this](int position, int scrolled, int head) {
        const int index = position < head ? -1 : (position - head + scrolled) / m_cell;
        return index < size() ? index : -2;
    };
    const int column = place(at.x(), horizontalScrollBar()->value(), m_head);
    const int row = place(at.y(), verticalScrollBar()->value(), m_top);
    if (row == -2 || column == -2) {
        return {-1, -1};
    }
    return {row, column};
}

void ConfusionMatrix::setCurrent(int row, int column) {
    if (size() == 0) {
        return;
    }
    m_row = std::clamp(row, 0, size() - 1);
    m_column = std::clamp(column, 0, size() - 1);
    const QRect r = cellRect(m_row, m_column);
    if (r.left() < m_head) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - (m_head - r.left()));
    } else if (r.right() > viewport()->width()) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + r.right() - viewport()->width());
    }
    if (r.top() < m_top) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - (m_top - r.top()));
    } else if (r.bottom() > viewport()->height()) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() + r.bottom() - viewport()->height());
    }
    setAccessibleDescription(cellText(m_row, m_column));
    viewport()->update();
    Q_EMIT currentChanged(m_row, m_column);
}

void ConfusionMatrix::paintEvent(QPaintEvent *) {
    QPainter painter(viewport());
    const Theme &theme = Theme::current();
    painter.fillRect(viewport()->rect(), theme.window);
    if (size() == 0) {
        painter.setPen(theme.mutedText);
        painter.drawText(viewport()->rect(), Qt::AlignCenter, tr("No predictions yet"));
        return;
    }
    QFont small = font();
    small.setPixelSize(m_cell < 36 ? 10 : 12);
    const QFontMetrics metrics = fontMetrics();
    const int line = kAir + metrics.height() + 6;
    const QRect body(m_head, m_top, viewport()->width() - m_head, viewport()->height() - m_top);
    painter.save();
    painter.setClipRect(body);
    painter.setFont(small);
    const int firstRow = verticalScrollBar()->value() / m_cell, firstColumn = horizontalScrollBar()->value() / m_cell;
    for (int row = firstRow; row < size() && cellRect(row, 0).top() < viewport()->height(); ++row) {
        for (int column = firstColumn; column < size() && cellRect(row, column).left() < viewport()->width();
             ++column) {
            const QRect r = cellRect(row, column).adjusted(1, 1, -1, -1);
            const std::int64_t value = count(row, column), sum = m_rowSums[static_cast<std::size_t>(row)];
            const double share = sum > 0 ? static_cast<double>(value) / static_cast<double>(sum) : 0;
            // Right ones in the accent, wrong ones in the warning's hue: and those stand off the diagonal.
            QColor shade = row == column ? theme.accent : theme.bad;
            const double strength = row == column ? share : std::sqrt(share);
            shade.setAlphaF(static_cast<float>(value > 0 ? 0.10 + 0.75 * strength : 0));
            painter.fillRect(r, theme.panel);
            painter.fillRect(r, shade);
            if (value > 0) {
                const QColor under = QColor::fromRgbF(
                    static_cast<float>(theme.panel.redF() * (1 - shade.alphaF()) + shade.redF() * shade.alphaF()),
                    static_cast<float>(theme.panel.greenF() * (1 - shade.alphaF()) + shade.greenF() * shade.alphaF()),
                    static_cast<float>(theme.panel.blueF() * (1 - shade.alphaF()) + shade.blueF() * shade.alphaF()));
                const QColor black(0x12, 0x13, 0x16);
                painter.setPen(contrastRatio(under, black) >= contrastRatio(under, Qt::white) ? black
                                                                                              : QColor(Qt::white));
                const QString text = m_normalised      ? QLocale().toString(100 * share, 'f',
                                                                       share > 0.9995 || share < 0.00995 ? 0
                                                                            : m_cell < 44                     ? 0
                                                                                                              : 1)
                                     : value >= 100000 ? QStringLiteral("%1k").arg(value / 1000)
                                                       : QString::number(value);
                painter.drawText(r, Qt::AlignCenter, text);
            }
            if (m_hovered == std::pair(row, column)) {
                painter.setPen(QPen(theme.mutedText, 1));
                painter.drawRect(r.adjusted(0, 0, -1, -1));
            }
            if (row == m_row && column == m_column && hasFocus()) {
                painter.setPen(QPen(theme.text, 2));
                painter.drawRect(r.adjusted(0, 0, -1, -1));
            }
        }
    }
    painter.restore();

    // Headers: names of the rows at left, of the columns turned above.
    painter.setFont(font());
    painter.save();
    painter.setClipRect(QRect(0, m_top, m_head, body.height()));
    for (int row = firstRow; row < size() && cellRect(row, 0).top() < viewport()->height(); ++row) {
        const QRect r = cellRect(row, 0);
        const QRect name(line, r.top(), m_head - line - 8, r.height());
        painter.setPen(row == m_row || row == m_hovered.first ? theme.text : theme.mutedText);
        painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(m_names[row], Qt::ElideMiddle, name.width()));
    }
    painter.restore();
    painter.save();
    painter.setClipRect(QRect(m_head, 0, body.width(), m_top));
    const bool flat = m_cell >= 56;
    for (int column = firstColumn; column < size() && cellRect(0, column).left() < viewport()->width(); ++column) {
        const QRect r = cellRect(0, column);
        painter.setPen(column == m_column || column == m_hovered.second ? theme.text : theme.mutedText);
        painter.save();
        painter.translate(r.center().x() + (flat ? 0 : metrics.height() / 3), m_top - 6);
        painter.rotate(flat ? -35 : -55);
        const int length = static_cast<int>((m_top - line - 8) / (flat ? 0.574 : 0.819));
        painter.drawText(QPoint(0, 0), metrics.elidedText(m_names[column], Qt::ElideMiddle, length));
        painter.restore();
    }
    painter.restore();
    QFont axis = font();
    axis.setPixelSize(11);
    painter.setFont(axis);
    painter.setPen(theme.mutedText);
    painter.drawText(QRect(m_head, kAir, body.width(), line), Qt::AlignLeft | Qt::AlignTop, tr("Predicted"));
    painter.save();
    painter.translate(kAir, m_top);
    painter.rotate(-90);
    painter.drawText(QRect(-body.height(), 0, body.height(), line), Qt::AlignRight | Qt::AlignTop, tr("True class"));
    painter.restore();
}

void ConfusionMatrix::resizeEvent(QResizeEvent *) {
    layOut();
}

void ConfusionMatrix::mouseReleaseEvent(QMouseEvent *event) {
    if (event->button() != Qt::LeftButton || size() == 0) {
        return;
    }
    const auto [row, column] = cellAt(event->position().toPoint());
    if (row >= 0 && column >= 0) {
        setCurrent(row, column);
    }
    if (row >= 0 || column >= 0) {
        Q_EMIT cellClicked(row, column);
    }
}

void ConfusionMatrix::mouseMoveEvent(QMouseEvent *event) {
    const auto at = size() > 0 ? cellAt(event->position().toPoint()) : std::pair(-1, -1);
    if (at != m_hovered) {
        m_hovered = at;
        viewport()->setCursor(at != std::pair(-1, -1) ? Qt::PointingHandCursor : Qt::ArrowCursor);
        viewport()->update();
    }
}

void ConfusionMatrix::keyPressEvent(QKeyEvent *event) {
    switch (event->key()) {
    case Qt::Key_Left:
        setCurrent(m_row, m_column - 1);
        return;
    case Qt::Key_Right:
        setCurrent(m_row, m_column + 1);
        return;
    case Qt::Key_Up:
        setCurrent(m_row - 1, m_column);
        return;
    case Qt::Key_Down:
        setCurrent(m_row + 1, m_column);
        return;
    case Qt::Key_Home:
        setCurrent(m_row, 0);
        return;
    case Qt::Key_End:
        setCurrent(m_row, size() - 1);
        return;
    case Qt::Key_PageUp:
        setCurrent(0, m_column);
        return;
    case Qt::Key_PageDown:
        setCurrent(size() - 1, m_column);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_row >= 0) {
            Q_EMIT cellClicked(m_row, m_column);
        }
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool ConfusionMatrix::viewportEvent(QEvent *event) {
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const auto [row, column] = size() > 0 ? cellAt(help->pos()) : std::pair(-1, -1);
        QString text;
        if (row >= 0 && column >= 0) {
            text = cellText(row, column);
        } else if (row >= 0) {
            text = tr("%1: all %2").arg(m_names[row], QLocale().toString(m_rowSums[static_cast<std::size_t>(row)]));
        } else if (column >= 0) {
            text = tr("All taken for %1").arg(m_names[column]);
        }
        QToolTip::showText(help->globalPos(), text, viewport());
        return true;
    }
    if (event->type() == QEvent::Leave) {
        m_hovered = {-1, -1};
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace trainyard::widgets

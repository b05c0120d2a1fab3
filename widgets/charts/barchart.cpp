// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/barchart.h"

#include "widgets/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {
constexpr int kRow = 28;
QString barText(const Bar &bar) {
    return bar.text.isEmpty() ? QLocale().toString(bar.value, 'g', 7) : bar.text;
}
} // namespace

BarChart::BarChart(QWidget *parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("barChart"));
    setAccessibleName(tr("Bar chart"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BarChart::setBars(std::vector<Bar> bars) {
    m_bars = std::move(bars);
    m_hovered = -1;
    m_current = std::min(m_current, static_cast<int>(m_bars.size()) - 1);
    setCurrent(m_current);
    updateGeometry();
    update();
}

void BarChart::setCurrent(int row) {
    m_current = row;
    const bool any = row >= 0 && row < static_cast<int>(m_bars.size());
    const QString text = any ? m_bars[static_cast<std::size_t>(row)].label + QStringLiteral(": ") +
                                   barText(m_bars[static_cast<std::size_t>(row)])
                             : tr("%n bar(s)", nullptr, static_cast<int>(m_bars.size()));
    setAccessibleDescription(text);
    update();
}

QRectF BarChart::rowRect(int row) const {
    return {0, static_cast<double>(row) * kRow, static_cast<double>(width()), kRow};
}

int BarChart::rowAt(QPointF position) const {
    const int row = static_cast<int>(std::floor(position.y() / kRow));
    return position.x() >= 0 && position.x() < width() && row >= 0 && row < static_cast<int>(m_bars.size()) ? row : -1;
}

QSize BarChart::sizeHint() const {
    return {280, std::max(kRow, kRow * static_cast<int>(m_bars.size()))};
}
QSize BarChart::minimumSizeHint() const {
    return {140, sizeHint().height()};
}

void BarChart::paintEvent(QPaintEvent *event) {
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const QFontMetrics metrics = fontMetrics();
    double most = 0;
    int names = 0, numbers = 0;
    for (const Bar &bar : m_bars) {
        most = std::max(most, bar.value);
        names = std::max(names, metrics.horizontalAdvance(bar.label));
        numbers = std::max(numbers, metrics.horizontalAdvance(barText(bar)));
    }
    names = std::min(names + 2, std::max(48, width() * 2 / 5)); // an advance is rounded: one pixel more, or the widest is cut
    const int left = names + 16, room = std::max(8, width() - left - numbers - 16);
    painter.setRenderHint(QPainter::Antialiasing, true);
    for (int row = 0; row < static_cast<int>(m_bars.size()); ++row) {
        const QRectF r = rowRect(row);
        if (!r.intersects(event->rect())) {
            continue;
        }
        const Bar &bar = m_bars[static_cast<std::size_t>(row)];
        if (row == m_hovered) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.hover);
            painter.drawRoundedRect(r, Theme::kRadius, Theme::kRadius);
        }
        painter.setPen(theme.text);
        painter.drawText(QRectF(8, r.top(), names, r.height()), Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(bar.label, Qt::ElideMiddle, names));
        const double length = most > 0 && bar.value > 0 ? std::max(2.0, room * bar.value / most) : 0;
        painter.setPen(Qt::NoPen);
        painter.setBrush(bar.colour.isValid() ? bar.colour : theme.accent);
        painter.drawRoundedRect(QRectF(left, r.top() + 8, length, r.height() - 16), 3, 3);
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(left + length + 8, r.top(), numbers + 8, r.height()), Qt::AlignVCenter | Qt::AlignLeft,
                         barText(bar));
        if (row == m_current && hasFocus()) {
            painter.setPen(QPen(theme.accent, 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(r.adjusted(1, 1, -1, -1), Theme::kRadius, Theme::kRadius);
        }
    }
}

void BarChart::mouseMoveEvent(QMouseEvent *event) {
    const int row = rowAt(event->position());
    if (row != m_hovered) {
        m_hovered = row;
        update();
    }
}

void BarChart::mouseReleaseEvent(QMouseEvent *event) {
    const int row = rowAt(event->position());
    if (event->button() == Qt::LeftButton && row >= 0) {
        setCurrent(row);
        Q_EMIT clicked(row);
    }
}

void BarChart::leaveEvent(QEvent *) {
    m_hovered = -1;
    update();
}

void BarChart::keyPressEvent(QKeyEvent *event) {
    const int count = static_cast<int>(m_bars.size());
    switch (event->key()) {
    case Qt::Key_Up:
        setCurrent(std::clamp(m_current - 1, 0, std::max(0, count - 1)));
        return;
    case Qt::Key_Down:
        setCurrent(std::clamp(m_current + 1, 0, std::max(0, count - 1)));
        return;
    case Qt::Key_Home:
        setCurrent(0);
        return;
    case Qt::Key_End:
        setCurrent(count - 1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_current >= 0 && m_current < count) {
            Q_EMIT clicked(m_current);
        }
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool BarChart::event(QEvent *event) {
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int row = rowAt(help->pos());
        const Bar *bar = row >= 0 ? &m_bars[static_cast<std::size_t>(row)] : nullptr;
        QToolTip::showText(help->globalPos(),
                           bar != nullptr ? bar->label + QStringLiteral(": ") + barText(*bar) : QString(), this);
        return true;
    }
    if (event->type() == QEvent::FocusIn && m_current < 0 && !m_bars.empty()) {
        setCurrent(0);
    }
    return QWidget::event(event);
}

} // namespace trainyard::widgets

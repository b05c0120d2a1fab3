// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/histogram.h"

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
constexpr double kLone = 24; ///< px, the bar of values that are all the same

QString edgeText(double value) {
    return QLocale().toString(value, 'g', 5);
}
} // namespace

Histogram::Histogram(QWidget *parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("histogram"));
    setAccessibleName(tr("Histogram"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

void Histogram::binsOf(const std::vector<double> &values, int bins, std::vector<double> &edges,
                       std::vector<double> &counts) {
    bins = std::max(1, bins);
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const double v : values) {
        if (std::isfinite(v)) {
            low = std::min(low, v);
            high = std::max(high, v);
        }
    }
    edges.clear();
    counts.clear();
    if (low > high) {
        return;
    }
    if (low == high) {
        low -= 0.5;
        high += 0.5;
    }
    for (int i = 0; i <= bins; ++i) {
        edges.push_back(low + (high - low) * i / bins);
    }
    counts.assign(static_cast<std::size_t>(bins), 0);
    for (const double v : values) {
        if (std::isfinite(v)) {
            const int bin = std::clamp(static_cast<int>((v - low) / (high - low) * bins), 0, bins - 1);
            counts[static_cast<std::size_t>(bin)] += 1;
        }
    }
}

void Histogram::setBins(std::vector<double> edges, std::vector<double> counts, std::vector<double> part) {
    if (edges.size() != counts.size() + 1 || (!part.empty() && part.size() != counts.size())) {
        edges.clear();
        counts.clear();
        part.clear();
    }
    m_edges = std::move(edges);
    m_counts = std::move(counts);
    m_part = std::move(part);
    m_hovered = m_current = m_pressed = -1;
    setAccessibleDescription(m_counts.empty() ? tr("No values")
                                              : tr("%n bin(s)", nullptr, static_cast<int>(m_counts.size())));
    update();
}

void Histogram::setAxisTitle(const QString &title) {
    m_title = title;
    setAccessibleName(title.isEmpty() ? tr("Histogram") : title);
    update();
}

QRectF Histogram::plotRect() const {
    const double below = fontMetrics().height() + 6;
    return QRectF(rect()).adjusted(4, 6, -4, -below);
}

QRectF Histogram::binRect(int bin) const {
    const QRectF area = plotRect();
    const double most = std::max(1e-12, *std::max_element(m_counts.begin(), m_counts.end()));
    const auto i = static_cast<std::size_t>(bin);
    if (m_edges.front() == m_edges.back()) {
        return {area.center().x() - kLone / 2, area.top(), kLone, area.height()};
    }
    const double span = m_edges.back() - m_edges.front();
    const double x0 = area.left() + area.width() * (m_edges[i] - m_edges.front()) / span;
    const double x1 = area.left() + area.width() * (m_edges[i + 1] - m_edges.front()) / span;
    const double high = m_counts[i] > 0 ? std::max(1.5, area.height() * m_counts[i] / most) : 0;
    return {x0, area.bottom() - high, x1 - x0, high};
}

int Histogram::binAt(QPointF position) const {
    const QRectF area = plotRect();
    if (m_counts.size() == 1) {
        return area.contains(position) ? 0 : -1;
    }
    if (m_counts.empty() || position.x() < area.left() || position.x() > area.right()) {
        return -1;
    }
    const double value =
        m_edges.front() + (m_edges.back() - m_edges.front()) * (position.x() - area.left()) / area.width();
    const auto at = std::upper_bound(m_edges.begin(), m_edges.end(), value) - m_edges.begin() - 1;
    return std::clamp(static_cast<int>(at), 0, static_cast<int>(m_counts.size()) - 1);
}

QSize Histogram::sizeHint() const {
    return {240, 120};
}
QSize Histogram::minimumSizeHint() const {
    return {100, 56};
}

void Histogram::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const QRectF area = plotRect();
    if (m_counts.empty()) {
        painter.setPen(theme.mutedText);
        painter.drawText(rect(), Qt::AlignCenter, tr("No values"));
        return;
    }
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setPen(Qt::NoPen);
    const int from = std::min(m_pressed, m_hovered), to = std::max(m_pressed, m_hovered);
    for (int bin = 0; bin < static_cast<int>(m_counts.size()); ++bin) {
        const QRectF full = binRect(bin);
        const double gap = full.width() > 6 ? 1 : full.width() > 3 ? 0.5 : 0;
        const QRectF bar = full.adjusted(gap, 0, -gap, 0);
        const bool lit = bin == m_hovered || (m_pressed >= 0 && bin >= from && bin <= to);
        const bool parts = !m_part.empty();
        painter.fillRect(bar, parts ? theme.border : lit ? theme.accentText : theme.accent);
        if (parts && m_counts[static_cast<std::size_t>(bin)] > 0) {
            const double share =
                std::clamp(m_part[static_cast<std::size_t>(bin)] / m_counts[static_cast<std::size_t>(bin)], 0.0, 1.0);
            QRectF front = bar;
            front.setTop(bar.bottom() - bar.height() * share);
            painter.fillRect(front, lit ? theme.accentText : theme.accent);
        }
        if (bin == m_current && hasFocus()) {
            painter.setPen(QPen(theme.text, 1.5));
            painter.drawRect(QRectF(full.left(), area.top(), full.width(), area.height()));
            painter.setPen(Qt::NoPen);
        }
    }
    QFont small = font();
    small.setPixelSize(11);
    painter.setFont(small);
    painter.setPen(theme.mutedText);
    const QRectF line(area.left(), area.bottom() + 2, area.width(), rect().bottom() - area.bottom());
    if (m_edges.front() == m_edges.back()) {
        painter.drawText(line, Qt::AlignHCenter, edgeText(m_edges.front()));
    } else {
        painter.drawText(line, Qt::AlignLeft, edgeText(m_edges.front()));
        painter.drawText(line, Qt::AlignRight, edgeText(m_edges.back()));
    }
    if (!m_title.isEmpty()) {
        painter.drawText(
            line.adjusted(40, 0, -40, 0), Qt::AlignHCenter,
            painter.fontMetrics().elidedText(m_title, Qt::ElideRight, static_cast<int>(line.width()) - 80));
    }
}

void Histogram::mousePressEvent(QMouseEvent *event) {
    if (event->button() == Qt::LeftButton) {
        m_pressed = binAt(event->position());
    }
}

void Histogram::mouseMoveEvent(QMouseEvent *event) {
    const int bin = binAt(event->position());
    if (bin != m_hovered) {
        m_hovered = bin;
        update();
    }
}

void Histogram::mouseReleaseEvent(QMouseEvent *event) {
    const int pressed = m_pressed, bin = binAt(event->position());
    m_pressed = -1;
    update();
    if (event->button() != Qt::LeftButton || pressed < 0 || bin < 0) {
        return;
    }
    if (bin == pressed) {
        m_current = bin;
        Q_EMIT clicked(bin);
    } else {
        Q_EMIT rangeSelected(std::min(bin, pressed), std::max(bin, pressed));
    }
}

void Histogram::leaveEvent(QEvent *) {
    m_hovered = -1;
    update();
}

void Histogram::keyPressEvent(QKeyEvent *event) {
    const int last = static_cast<int>(m_counts.size()) - 1;
    int to = 0;
    switch (event->key()) {
    case Qt::Key_Left:
        to = m_current - 1;
        break;
    case Qt::Key_Right:
        to = m_current + 1;
        break;
    case Qt::Key_Home:
        to = 0;
        break;
    case Qt::Key_End:
        to = last;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_current >= 0) {
            Q_EMIT clicked(m_current);
        }
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (last >= 0) {
        m_current = std::clamp(to, 0, last);
        const auto i = static_cast<std::size_t>(m_current);
        setAccessibleDescription(
            tr("%1 to %2: %3").arg(edgeText(m_edges[i]), edgeText(m_edges[i + 1]), edgeText(m_counts[i])));
        update();
    }
}

bool Histogram::event(QEvent *event) {
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int bin = binAt(help->pos());
        QString text;
        if (bin >= 0) {
            const auto i = static_cast<std::size_t>(bin);
            text = m_part.empty()
                       ? tr("%1 to %2: %3").arg(edgeText(m_edges[i]), edgeText(m_edges[i + 1]), edgeText(m_counts[i]))
                       : tr("%1 to %2: %3 of %4")
                             .arg(edgeText(m_edges[i]), edgeText(m_edges[i + 1]), edgeText(m_part[i]),
                                  edgeText(m_counts[i]));
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chartlegend.h"

#include "widgets/theme/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace trainyard::widgets {
namespace {
constexpr int kSample = 18;
constexpr int kMostLines = 3;
} // namespace

ChartLegend::ChartLegend(QWidget *parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("chartLegend"));
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    say();
    showTip();
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    QFont small = font();
    small.setPixelSize(12);
    setFont(small);
}

void ChartLegend::setEntries(std::vector<Entry> entries) {
    const bool same = entries.size() == m_entries.size() &&
                      std::equal(entries.begin(), entries.end(), m_entries.begin(), [](const Entry &a, const Entry &b) {
                          return a.id == b.id && a.name == b.name && (a.value.isEmpty() == b.value.isEmpty());
                      });
    m_entries = std::move(entries);
    if (!same) {
        updateGeometry();
    }
    m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_entries.size()) - 1));
    say();
    update();
}

void ChartLegend::say() {
    QStringList words;
    for (const Entry &entry : m_entries) {
        if (entry.visible) {
            words << (entry.value.isEmpty() ? entry.name : entry.name + QLatin1Char(' ') + entry.value);
        }
    }
    // With the focus the name is that of the entry that the keys act on: a screen reader tells of it when it changes.
    QString name = tr("Legend");
    if (hasFocus() && !m_entries.empty()) {
        const Entry &entry = m_entries[static_cast<std::size_t>(m_current)];
        name = (entry.visible ? tr("Legend: %1, shown") : tr("Legend: %1, hidden")).arg(entry.name);
    }
    if (name != accessibleName()) {
        setAccessibleName(name);
    }
    if (const QString all = words.join(QStringLiteral(", ")); all != accessibleDescription()) {
        setAccessibleDescription(all);
    }
}

void ChartLegend::showTip() {
    setToolTip(tr("Click a name to show or hide its curve (arrows and Space)"));
}

void ChartLegend::setCurrent(int entry) {
    m_current = std::clamp(entry, 0, std::max(0, static_cast<int>(m_entries.size()) - 1));
    say();
    update();
}

std::vector<QRect> ChartLegend::places(int width) const {
    std::vector<QRect> out;
    const QFontMetrics metrics = fontMetrics();
    const int high = metrics.height() + 4;
    // Room for a value is kept, so that names do not jump when the cross-hair comes.
    const int value = metrics.horizontalAdvance(QStringLiteral("-0.00000"));
    int x = 0, y = 0;
    for (const Entry &entry : m_entries) {
        const int wide = std::min(width, kSample + 6 + metrics.horizontalAdvance(entry.name) + 6 + value + 10);
        if (x > 0 && x + wide > width) {
            x = 0;
            y += high;
        }
        out.emplace_back(x, y, wide, high);
        x += wide;
    }
    return out;
}

int ChartLegend::heightForWidth(int width) const {
    const std::vector<QRect> all = places(width);
    const int high = fontMetrics().height() + 4;
    return all.empty() ? 0 : std::min(all.back().bottom() + 1, kMostLines * high);
}

QSize ChartLegend::sizeHint() const {
    return {120, heightForWidth(std::max(120, width()))};
}

void ChartLegend::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Theme &theme = Theme::current();
    const std::vector<QRect> all = places(width());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Entry &entry = m_entries[i];
        const QRect r = all[i];
        const double middle = r.center().y() + 0.5;
        QPen pen(entry.visible ? entry.colour : theme.disabledText, 2);
        pen.setCapStyle(Qt::FlatCap);
        if (entry.dashed) {
            pen.setDashPattern({2.5, 1.5});
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(r.left(), middle), QPointF(r.left() + kSample, middle));
        const int textLeft = r.left() + kSample + 6;
        const int room = r.right() - textLeft - 8;
        const int valueWidth = entry.value.isEmpty() ? 0 : fontMetrics().horizontalAdvance(entry.value) + 6;
        const QString name = fontMetrics().elidedText(entry.name, Qt::ElideMiddle, std::max(20, room - valueWidth));
        painter.setPen(entry.visible ? theme.mutedText : theme.disabledText);
        painter.drawText(QRect(textLeft, r.top(), room, r.height()), Qt::AlignVCenter | Qt::AlignLeft, name);
        if (!entry.value.isEmpty()) {
            painter.setPen(theme.text);
            painter.drawText(
                QRect(textLeft + fontMetrics().horizontalAdvance(name) + 6, r.top(), valueWidth + 12, r.height()),
                Qt::AlignVCenter | Qt::AlignLeft, entry.value);
        }
        if (hasFocus() && static_cast<int>(i) == m_current) {
            painter.setPen(QPen(theme.accent, 1.5));
            painter.setBrush(Qt::NoBrush);
            const int end = std::min(room, fontMetrics().horizontalAdvance(name) + valueWidth);
            painter.drawRoundedRect(QRectF(r.left() + 1, r.top() + 1, textLeft - r.left() + end + 4, r.height() - 2), 4, 4);
        }
    }
}

int ChartLegend::placeAt(QPoint at) const {
    const std::vector<QRect> all = places(width());
    const auto found = std::find_if(all.begin(), all.end(), [at](const QRect &place) { return place.contains(at); });
    return found == all.end() ? -1 : static_cast<int>(found - all.begin());
}

void ChartLegend::mouseMoveEvent(QMouseEvent *event) {
    setCursor(placeAt(event->position().toPoint()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void ChartLegend::mouseReleaseEvent(QMouseEvent *event) {
    const int at = placeAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && at >= 0) {
        setCurrent(at);
        Q_EMIT toggled(m_entries[static_cast<std::size_t>(at)].id);
    }
}

void ChartLegend::keyPressEvent(QKeyEvent *event) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up: setCurrent(m_current - 1); return;
    case Qt::Key_Right:
    case Qt::Key_Down: setCurrent(m_current + 1); return;
    case Qt::Key_Home: setCurrent(0); return;
    case Qt::Key_End: setCurrent(static_cast<int>(m_entries.size()) - 1); return;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_entries.empty()) {
            Q_EMIT toggled(m_entries[static_cast<std::size_t>(m_current)].id);
        }
        return;
    default: QWidget::keyPressEvent(event);
    }
}

void ChartLegend::focusInEvent(QFocusEvent *event) {
    QWidget::focusInEvent(event);
    say();
}

void ChartLegend::focusOutEvent(QFocusEvent *event) {
    QWidget::focusOutEvent(event);
    say();
}

void ChartLegend::changeEvent(QEvent *event) {
    if (event->type() == QEvent::LanguageChange) {
        say();
        showTip();
    }
    QWidget::changeEvent(event);
}

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chartlegend.h"

#include "widgets/theme/theme.h"

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
    setAccessibleName(tr("Legend"));
    setToolTip(tr("Click a name to show or hide its curve"));
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
    QStringList words;
    for (const Entry &entry : m_entries) {
        if (entry.visible) {
            words << (entry.value.isEmpty() ? entry.name : entry.name + QLatin1Char(' ') + entry.value);
        }
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
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
    }
}

void ChartLegend::mouseReleaseEvent(QMouseEvent *event) {
    const std::vector<QRect> all = places(width());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].contains(event->position().toPoint())) {
            Q_EMIT toggled(m_entries[i].id);
            return;
        }
    }
}

} // namespace trainyard::widgets

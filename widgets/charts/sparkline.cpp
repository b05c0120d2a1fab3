// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/sparkline.h"

#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {

Sparkline::Sparkline(QWidget *parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("sparkline"));
    setAccessibleName(tr("Small curve"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void Sparkline::setValues(std::vector<double> values) {
    m_values = std::move(values);
    setAccessibleDescription(m_values.empty() ? tr("No points")
                                              : tr("Last value %1").arg(m_values.back(), 0, 'g', 4));
    update();
}

void Sparkline::setColour(const QColor &colour) {
    m_colour = colour;
    update();
}

QSize Sparkline::sizeHint() const {
    return {72, 20};
}

void Sparkline::draw(QPainter &painter, const QRectF &rect, const std::vector<double> &values, const QColor &colour) {
    // At most two values for each column: the lowest and the highest.
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const double v : values) {
        if (std::isfinite(v)) {
            low = std::min(low, v);
            high = std::max(high, v);
        }
    }
    if (low > high) {
        return;
    }
    const QRectF area = rect.adjusted(2, 3, -4, -3);
    const double scale = high > low ? area.height() / (high - low) : 0;
    const auto at = [&](std::size_t i, double v) {
        const double x = values.size() > 1 ? area.left() + area.width() * static_cast<double>(i) /
                                                               static_cast<double>(values.size() - 1)
                                           : area.right();
        return QPointF(x, scale > 0 ? area.bottom() - (v - low) * scale : area.center().y());
    };
    QPolygonF line;
    const std::size_t bucket =
        std::max<std::size_t>(1, values.size() / static_cast<std::size_t>(std::max(1.0, area.width())));
    for (std::size_t i = 0; i < values.size(); i += bucket) {
        std::size_t least = i, most = i;
        for (std::size_t j = i; j < std::min(values.size(), i + bucket); ++j) {
            least = values[j] < values[least] ? j : least;
            most = values[j] > values[most] ? j : most;
        }
        for (const std::size_t j : {std::min(least, most), std::max(least, most)}) {
            if (std::isfinite(values[j]) && (line.isEmpty() || j != i || bucket == 1 || least != most)) {
                line << at(j, values[j]);
            }
        }
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(colour, 1));
    painter.drawPolyline(line);
    if (!line.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(line.last(), 2.2, 2.2);
    }
    painter.restore();
}

void Sparkline::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    draw(painter, QRectF(rect()), m_values, m_colour.isValid() ? m_colour : Theme::current().accentText);
}

} // namespace trainyard::widgets

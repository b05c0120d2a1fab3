// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/curveplottable.h"

#include "widgets/charts/strokeimage.h"
#include "widgets/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {
constexpr double kPen = 1.5;           ///< widget units: what lines look like
constexpr int kBleed = 4;              ///< widget units: dots on the edge of the axes are drawn whole
constexpr std::size_t kDotsBelow = 60; ///< so few points in sight get a dot each
} // namespace

CurvePlottable::CurvePlottable(QCPAxis *key, QCPAxis *value)
    : QCPAbstractPlottable(key, value) {
    setSelectable(QCP::stNone);
    setAntialiased(false);
}

const MemoryCurve *CurvePlottable::smoothed(const CurveSeries &one) {
    if (smoothing <= 0 || !one.data || one.data->size() < 3) {
        return nullptr;
    }
    SmoothedCurve &kept = m_smooth[one.id];
    kept.follow(*one.data, smoothing);
    return &kept.curve();
}

const CurveData *CurvePlottable::shown(const CurveSeries &one) {
    const MemoryCurve *smooth = smoothed(one);
    return smooth != nullptr ? smooth : one.data.get();
}

QCPRange CurvePlottable::getKeyRange(bool &found, QCP::SignDomain) const {
    found = false;
    QCPRange range;
    for (const CurveSeries &one : series) {
        if (one.visible && one.data && one.data->size() > 0) {
            const QCPRange own(one.data->point(0).x, one.data->point(one.data->size() - 1).x);
            found ? range.expand(own) : void(range = own);
            found = true;
        }
    }
    return range;
}

QCPRange CurvePlottable::getValueRange(bool &found, QCP::SignDomain, const QCPRange &keys) const {
    found = false;
    QCPRange range;
    for (const CurveSeries &one : series) {
        if (!one.visible || !one.data) {
            continue;
        }
        const bool all = keys == QCPRange();
        const auto own =
            one.data->range(all ? 0 : one.data->lowerBound(keys.lower),
                            all ? one.data->size() : one.data->lowerBound(std::nextafter(keys.upper, HUGE_VAL)));
        if (own) {
            const QCPRange both(own->first, own->second);
            found ? range.expand(both) : void(range = both);
            found = true;
        }
    }
    return range;
}

QRect CurvePlottable::clipRect() const {
    return mKeyAxis->axisRect()->rect().adjusted(-kBleed, -kBleed, kBleed, kBleed);
}

void CurvePlottable::draw(QCPPainter *painter) {
    const QRect area = clipRect();
    const double ratio = mParentPlot->bufferDevicePixelRatio();
    QImage image(
        QSize(static_cast<int>(std::ceil(area.width() * ratio)), static_cast<int>(std::ceil(area.height() * ratio))),
        QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) {
        return;
    }
    image.fill(Qt::transparent);
    const Theme &theme = Theme::current();
    for (const bool raw : {true, false}) {
        for (const CurveSeries &one : series) {
            if (!one.visible || !one.data || one.data->size() == 0) {
                continue;
            }
            const MemoryCurve *smooth = smoothed(one);
            if (raw && smooth == nullptr) {
                continue;
            }
            QColor colour = seriesColour(one.colourIndex, theme);
            if (raw) {
                colour.setAlphaF(0.25F);
            }
            drawCurve(image, raw || smooth == nullptr ? *one.data : *smooth, colour, kPen * ratio,
                      one.dashed ? 5 * ratio : 0);
        }
    }
    image.setDevicePixelRatio(ratio);
    painter->drawImage(area.topLeft(), image);
}

void CurvePlottable::drawCurve(QImage &image, const CurveData &data, const QColor &colour, double penWidth,
                               double dash) const {
    const int width = image.width(), height = image.height();
    const bool logX = mKeyAxis->scaleType() == QCPAxis::stLogarithmic,
               logY = mValueAxis->scaleType() == QCPAxis::stLogarithmic;
    // The image is larger than the axes by the bleed on each side.
    const QRect axes = mKeyAxis->axisRect()->rect();
    const auto widened = [](const QCPRange &range, bool log, int room) {
        const double low = log ? std::log(range.lower) : range.lower, high = log ? std::log(range.upper) : range.upper;
        const double by = (high - low) * kBleed / std::max(1, room);
        return QCPRange(low - by, high + by);
    };
    const QCPRange xSpan = widened(mKeyAxis->range(), logX, axes.width());
    const QCPRange ySpan = widened(mValueAxis->range(), logY, axes.height());
    const double xScale = width / xSpan.size(), yScale = height / ySpan.size();
    const auto toX = [&](double x) { return ((logX ? std::log(std::max(x, 1e-300)) : x) - xSpan.lower) * xScale; };
    const auto toY = [&](double y) {
        const double at = height - ((logY ? std::log(std::max(y, 1e-300)) : y) - ySpan.lower) * yScale;
        return std::clamp(at, -4.0 * height, 5.0 * height);
    };
    const int columns = width * CurveStroke::kParts;
    std::vector<double> edges(static_cast<std::size_t>(columns) + 1);
    for (int i = 0; i <= columns; ++i) {
        const double at = xSpan.lower + xSpan.size() * i / columns;
        edges[static_cast<std::size_t>(i)] = logX ? std::exp(at) : at;
    }
    const std::vector<Span> spans = data.spans(edges);
    CurveStroke stroke(width);
    // The line comes from the last point before the view and goes on to the first one behind it.
    std::optional<CurvePoint> before;
    const std::size_t first = data.lowerBound(edges.front()), last = data.lowerBound(edges.back());
    for (std::size_t i = first; i > 0 && !before; --i) {
        if (std::isfinite(data.point(i - 1).y)) {
            before = data.point(i - 1);
        }
    }
    const auto join = [&](const CurvePoint &a, const CurvePoint &b) {
        stroke.addLine(toX(a.x), toY(a.y), toX(b.x), toY(b.y));
    };
    for (int column = 0; column < columns; ++column) {
        const Span &span = spans[static_cast<std::size_t>(column)];
        if (span.empty) {
            continue;
        }
        stroke.addSpan(column, toY(span.max), toY(span.min));
        if (before) {
            join(*before, span.first);
        }
        before = span.last;
    }
    if (before) {
        for (std::size_t i = last; i < data.size(); ++i) {
            if (std::isfinite(data.point(i).y)) {
                join(*before, data.point(i));
                break;
            }
        }
    }
    stroke.draw(image, colour, penWidth, dash);
    if (last - first > 0 && last - first <= kDotsBelow && colour.alpha() == 255) {
        QPainter dots(&image);
        dots.setRenderHint(QPainter::Antialiasing, true);
        dots.setPen(Qt::NoPen);
        dots.setBrush(colour);
        const double radius = penWidth * (data.size() == 1 ? 2 : 1.4);
        for (std::size_t i = first; i < last; ++i) {
            const CurvePoint p = data.point(i);
            if (std::isfinite(p.y)) {
                dots.drawEllipse(QPointF(toX(p.x), toY(p.y)), radius, radius);
            }
        }
    }
}

} // namespace trainyard::widgets

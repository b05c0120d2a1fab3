// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/shape.h"

#include <QPointF>
#include <QRectF>
#include <QSize>

namespace trainyard::widgets {

/**
 * Where the image stands in the widget. Zoom is device pixels for one image pixel, so 1 is 100 % on any screen.
 * The offset is whole device pixels, so that panning moves tiles without resampling them.
 */
struct CanvasView {
    double zoom = 1;
    double offsetX = 0, offsetY = 0; ///< device pixels of image point (0, 0)
    double ratio = 1;                ///< device pixels for one widget unit
    QSize device;                    ///< the widget in device pixels

    static constexpr double kMinZoom = 0.01, kMaxZoom = 64;

    [[nodiscard]] QPointF toDevice(annotation::Point p) const { return {p.x * zoom + offsetX, p.y * zoom + offsetY}; }
    [[nodiscard]] QPointF toWidget(annotation::Point p) const { return toDevice(p) / ratio; }
    [[nodiscard]] annotation::Point toImage(QPointF widget) const {
        return {(widget.x() * ratio - offsetX) / zoom, (widget.y() * ratio - offsetY) / zoom};
    }
    /** Image units for a distance in widget units. */
    [[nodiscard]] double imageLength(double widget) const { return widget * ratio / zoom; }
    /** What part of image space the widget shows. */
    [[nodiscard]] annotation::Rect visible() const {
        return {-offsetX / zoom, -offsetY / zoom, (device.width() - offsetX) / zoom,
                (device.height() - offsetY) / zoom};
    }
    friend bool operator==(const CanvasView &, const CanvasView &) = default;
};

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/shape.h"

#include <QLineF>
#include <QPolygonF>
#include <QRectF>

#include <vector>

namespace trainyard::widgets {

/** Image to device pixels: p * zoom + offset. */
struct Projection {
    double zoom = 1, dx = 0, dy = 0;
    [[nodiscard]] QPointF operator()(annotation::Point p) const { return {p.x * zoom + dx, p.y * zoom + dy}; }
};

// QPainter is slow and loses precision far outside its surface, so everything is projected in float64, thinned to half
// a pixel and cut to a rectangle before it is drawn. Pure functions, any thread.

/** A closed ring cut to the rectangle (Sutherland and Hodgman, 1974), for filling. */
QPolygonF clipRing(const std::vector<annotation::Point> &ring, const Projection &projection, const QRectF &rect);

/**
 * The pieces of a line inside the rectangle. dash > 0 gives dashes of that length and gaps as long, counted from the
 * line's beginning, so that neighbouring tiles agree.
 */
void clipLine(const std::vector<annotation::Point> &points, bool closed, const Projection &projection,
              const QRectF &rect, double dash, std::vector<QLineF> &out);

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/clip.h"

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {

constexpr double kThin = 0.5; ///< device pixels: nearer points cannot be told apart

/** Projects and drops points that are too near to the one kept before; the last point stays. */
QPolygonF projected(const std::vector<annotation::Point> &points, const Projection &projection) {
    QPolygonF out;
    out.reserve(static_cast<qsizetype>(std::min<std::size_t>(points.size(), 4096)));
    for (std::size_t i = 0; i < points.size(); ++i) {
        const QPointF p = projection(points[i]);
        if (!out.isEmpty() && i + 1 < points.size()) {
            const QPointF d = p - out.last();
            if (std::abs(d.x()) < kThin && std::abs(d.y()) < kThin) {
                continue;
            }
        }
        out.append(p);
    }
    return out;
}

/** Keeps the side where inside() holds; cross() gives the point on the border. */
template <typename Inside, typename Cross>
void cutSide(const QPolygonF &in, QPolygonF &out, Inside inside, Cross cross) {
    out.clear();
    for (qsizetype i = 0; i < in.size(); ++i) {
        const QPointF &a = in[i == 0 ? in.size() - 1 : i - 1];
        const QPointF &b = in[i];
        const bool aIn = inside(a), bIn = inside(b);
        if (aIn != bIn) {
            out.append(cross(a, b));
        }
        if (bIn) {
            out.append(b);
        }
    }
}

/** Liang and Barsky, 1984: the part of a-b inside the rectangle as two shares of its length. */
bool insidePart(const QPointF &a, const QPointF &b, const QRectF &r, double &t0, double &t1) {
    t0 = 0;
    t1 = 1;
    const double dx = b.x() - a.x(), dy = b.y() - a.y();
    const auto side = [&](double p, double q) {
        if (p == 0) {
            return q >= 0;
        }
        const double t = q / p;
        if (p < 0) {
            t0 = std::max(t0, t);
        } else {
            t1 = std::min(t1, t);
        }
        return t0 <= t1;
    };
    return side(-dx, a.x() - r.left()) && side(dx, r.right() - a.x()) && side(-dy, a.y() - r.top()) &&
           side(dy, r.bottom() - a.y());
}

} // namespace

QPolygonF clipRing(const std::vector<annotation::Point> &ring, const Projection &projection, const QRectF &rect) {
    QPolygonF in = projected(ring, projection);
    const QRectF box = in.boundingRect();
    if (rect.contains(box)) {
        return in;
    }
    if (box.right() < rect.left() || box.left() > rect.right() || box.bottom() < rect.top() ||
        box.top() > rect.bottom()) {
        return {};
    }
    QPolygonF out;
    const auto atX = [](double x) {
        return [x](const QPointF &a, const QPointF &b) {
            return QPointF(x, a.y() + (b.y() - a.y()) * ((x - a.x()) / (b.x() - a.x())));
        };
    };
    const auto atY = [](double y) {
        return [y](const QPointF &a, const QPointF &b) {
            return QPointF(a.x() + (b.x() - a.x()) * ((y - a.y()) / (b.y() - a.y())), y);
        };
    };
    cutSide(
        in, out, [&](const QPointF &p) { return p.x() >= rect.left(); }, atX(rect.left()));
    cutSide(
        out, in, [&](const QPointF &p) { return p.x() <= rect.right(); }, atX(rect.right()));
    cutSide(
        in, out, [&](const QPointF &p) { return p.y() >= rect.top(); }, atY(rect.top()));
    cutSide(
        out, in, [&](const QPointF &p) { return p.y() <= rect.bottom(); }, atY(rect.bottom()));
    return in;
}

void clipLine(const std::vector<annotation::Point> &points, bool closed, const Projection &projection,
              const QRectF &rect, double dash, std::vector<QLineF> &out) {
    QPolygonF line = projected(points, projection);
    if (closed && line.size() > 1) {
        line.append(line.first());
    }
    double travelled = 0; // device pixels from the line's beginning
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QPointF a = line[i - 1], b = line[i];
        double t0 = 0, t1 = 1;
        const double length = dash > 0 ? std::hypot(b.x() - a.x(), b.y() - a.y()) : 0;
        if (insidePart(a, b, rect, t0, t1)) {
            const QPointF d = b - a;
            if (dash <= 0) {
                out.emplace_back(a + d * t0, a + d * t1);
            } else if (length > 0) {
                const double from = travelled + t0 * length, to = travelled + t1 * length;
                double period = std::floor(from / (2 * dash)) * 2 * dash;
                for (; period < to; period += 2 * dash) {
                    const double s = std::max(period, from), e = std::min(period + dash, to);
                    if (e > s) {
                        out.emplace_back(a + d * ((s - travelled) / length), a + d * ((e - travelled) / length));
                    }
                }
            }
        }
        travelled += length;
    }
}

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/geometry.h"

#include "core/annotation/rings.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace trainyard::annotation {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Extent {
    Rect rect{kInfinity, kInfinity, -kInfinity, -kInfinity};
    void add(Point p) {
        rect = {std::min(rect.x0, p.x), std::min(rect.y0, p.y), std::max(rect.x1, p.x), std::max(rect.y1, p.y)};
    }
    void add(const std::vector<Point> &points) {
        for (const Point p : points)
            add(p);
    }
    [[nodiscard]] Rect result() const { return rect.x0 > rect.x1 ? Rect{} : rect; }
};

double ringDistance(const std::vector<Point> &points, Point p, bool closed) {
    double best = kInfinity;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i + 1 == points.size() && !closed && points.size() > 1)
            break;
        const Point next = points[(i + 1) % points.size()];
        best = std::min(best, distanceBetween(nearestOnSegment(points[i], next, p), p));
    }
    return best;
}

Rect pixelBounds(const Mask &mask) {
    Extent extent;
    std::uint64_t at = 0;
    bool set = false;
    const auto width = static_cast<std::uint64_t>(std::max(mask.width, 1));
    for (const std::uint32_t run : mask.runs) {
        if (set && run > 0) {
            const std::uint64_t last = at + run - 1;
            const std::uint64_t top = at / width;
            const std::uint64_t bottom = last / width;
            const std::uint64_t left = top == bottom ? at % width : 0;
            const std::uint64_t right = top == bottom ? last % width : width - 1;
            extent.add({mask.left + static_cast<double>(left), mask.top + static_cast<double>(top)});
            extent.add({mask.left + static_cast<double>(right + 1), mask.top + static_cast<double>(bottom + 1)});
        }
        at += run;
        set = !set;
    }
    return extent.result();
}

} // namespace

Ring corners(const RotatedBox &box) {
    const double w = box.width / 2;
    const double h = box.height / 2;
    Ring ring;
    for (const Point offset : {Point{-w, -h}, Point{w, -h}, Point{w, h}, Point{-w, h}})
        ring.push_back(turned({box.centre.x + offset.x, box.centre.y + offset.y}, box.centre, box.angle));
    return ring;
}

Rect bounds(const Shape &shape) {
    Extent extent;
    if (const auto *box = std::get_if<Box>(&shape))
        return box->rect;
    if (const auto *rotated = std::get_if<RotatedBox>(&shape))
        extent.add(corners(*rotated));
    else if (const auto *polygon = std::get_if<Polygon>(&shape)) {
        for (const PolygonPart &part : polygon->parts)
            extent.add(part.outer);
    } else if (const auto *line = std::get_if<Polyline>(&shape))
        extent.add(line->points);
    else if (const auto *skeleton = std::get_if<Skeleton>(&shape)) {
        const bool all = std::all_of(skeleton->points.begin(), skeleton->points.end(),
                                     [](const Keypoint &k) { return k.visibility == 0; });
        for (const Keypoint &keypoint : skeleton->points)
            if (all || keypoint.visibility != 0)
                extent.add(keypoint.at);
    } else if (const auto *e = std::get_if<Ellipse>(&shape)) {
        const double c = std::cos(e->angle);
        const double s = std::sin(e->angle);
        const double w = std::hypot(e->radiusX * c, e->radiusY * s);
        const double h = std::hypot(e->radiusX * s, e->radiusY * c);
        return {e->centre.x - w, e->centre.y - h, e->centre.x + w, e->centre.y + h};
    } else if (const auto *mask = std::get_if<Mask>(&shape))
        return pixelBounds(*mask);
    else if (const auto *quad = std::get_if<Quad>(&shape))
        extent.add(quad->corners);
    else if (const auto *cuboid = std::get_if<Cuboid>(&shape))
        extent.add(cuboid->corners);
    return extent.result();
}

double area(const Shape &shape) {
    if (const auto *box = std::get_if<Box>(&shape))
        return box->rect.width() * box->rect.height();
    if (const auto *rotated = std::get_if<RotatedBox>(&shape))
        return rotated->width * rotated->height;
    if (const auto *polygon = std::get_if<Polygon>(&shape)) {
        double sum = 0;
        for (const PolygonPart &part : polygon->parts) {
            double own = std::abs(signedArea(part.outer));
            for (const Ring &hole : part.holes)
                own -= std::abs(signedArea(hole));
            sum += std::max(own, 0.0);
        }
        return sum;
    }
    if (const auto *ellipse = std::get_if<Ellipse>(&shape))
        return std::numbers::pi * ellipse->radiusX * ellipse->radiusY;
    if (const auto *mask = std::get_if<Mask>(&shape))
        return static_cast<double>(pixelCount(*mask));
    if (const auto *quad = std::get_if<Quad>(&shape))
        return std::abs(signedArea(quad->corners));
    if (std::holds_alternative<Cuboid>(shape)) {
        const Rect r = bounds(shape);
        return r.width() * r.height();
    }
    return 0;
}

bool contains(const Shape &shape, Point p) {
    const auto inRect = [&](const Rect &r) { return p.x >= r.x0 && p.x < r.x1 && p.y >= r.y0 && p.y < r.y1; };
    if (const auto *box = std::get_if<Box>(&shape))
        return inRect(box->rect);
    if (const auto *rotated = std::get_if<RotatedBox>(&shape)) {
        const Point q = turned(p, rotated->centre, -rotated->angle);
        return std::abs(q.x - rotated->centre.x) <= rotated->width / 2 &&
               std::abs(q.y - rotated->centre.y) <= rotated->height / 2;
    }
    if (const auto *polygon = std::get_if<Polygon>(&shape)) {
        for (const PolygonPart &part : polygon->parts) {
            bool inside = insideRing(part.outer, p);
            for (const Ring &hole : part.holes)
                inside = inside && !insideRing(hole, p);
            if (inside)
                return true;
        }
        return false;
    }
    if (const auto *ellipse = std::get_if<Ellipse>(&shape)) {
        if (ellipse->radiusX <= 0 || ellipse->radiusY <= 0)
            return false;
        const Point q = turned(p, ellipse->centre, -ellipse->angle);
        return std::hypot((q.x - ellipse->centre.x) / ellipse->radiusX, (q.y - ellipse->centre.y) / ellipse->radiusY) <=
               1;
    }
    if (const auto *mask = std::get_if<Mask>(&shape))
        return std::abs(p.x) < 1e9 && std::abs(p.y) < 1e9 &&
               maskHas(*mask, static_cast<int>(std::floor(p.x)), static_cast<int>(std::floor(p.y)));
    if (const auto *quad = std::get_if<Quad>(&shape))
        return insideRing(quad->corners, p);
    if (std::holds_alternative<Cuboid>(shape))
        return inRect(bounds(shape));
    return false;
}

double distanceToEdge(const Shape &shape, Point p) {
    if (const auto *mask = std::get_if<Mask>(&shape); mask != nullptr && pixelCount(*mask) == 0)
        return kInfinity;
    double best = kInfinity;
    const Outline lines = outline(shape);
    for (const Ring &ring : lines.rings)
        best = std::min(best, ringDistance(ring, p, true));
    for (const std::vector<Point> &line : lines.lines)
        best = std::min(best, ringDistance(line, p, false));
    for (const Point point : lines.points)
        best = std::min(best, distanceBetween(point, p));
    return best;
}

bool hits(const Shape &shape, Point point, double tolerance) {
    const Rect r = bounds(shape);
    if (std::holds_alternative<ImageLabel>(shape) || point.x < r.x0 - tolerance || point.x > r.x1 + tolerance ||
        point.y < r.y0 - tolerance || point.y > r.y1 + tolerance)
        return false;
    return contains(shape, point) || distanceToEdge(shape, point) <= tolerance;
}

bool intersects(const Shape &shape, const Rect &rect) {
    if (std::holds_alternative<ImageLabel>(shape))
        return false;
    const Rect r = bounds(shape);
    if (r.x1 < rect.x0 || r.x0 > rect.x1 || r.y1 < rect.y0 || r.y0 > rect.y1)
        return false;
    if (std::holds_alternative<Box>(shape) || std::holds_alternative<Mask>(shape))
        return true;
    if (contains(shape, {(rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2}))
        return true;
    const Ring frame{{rect.x0, rect.y0}, {rect.x1, rect.y0}, {rect.x1, rect.y1}, {rect.x0, rect.y1}};
    const auto inRect = [&](Point p) { return p.x >= rect.x0 && p.x <= rect.x1 && p.y >= rect.y0 && p.y <= rect.y1; };
    const auto touches = [&](const std::vector<Point> &points, bool closed) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (inRect(points[i]))
                return true;
            if (i + 1 == points.size() && !closed)
                break;
            for (std::size_t k = 0; k < 4; ++k)
                if (segmentsCross(points[i], points[(i + 1) % points.size()], frame[k], frame[(k + 1) % 4]))
                    return true;
        }
        return false;
    };
    const Outline lines = outline(shape);
    return std::any_of(lines.rings.begin(), lines.rings.end(), [&](const Ring &ring) { return touches(ring, true); }) ||
           std::any_of(lines.lines.begin(), lines.lines.end(), [&](const auto &l) { return touches(l, false); }) ||
           std::any_of(lines.points.begin(), lines.points.end(), inRect);
}

namespace {

/** Sweep over edges sorted by their left end; good for outlines, which are mostly local. Bounded for huge rings. */
bool ringCrossesItself(const Ring &ring) {
    const std::size_t n = ring.size();
    if (n < 4 || n > 20000)
        return false;
    std::vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i)
        order[i] = i;
    const auto left = [&](std::size_t i) { return std::min(ring[i].x, ring[(i + 1) % n].x); };
    const auto right = [&](std::size_t i) { return std::max(ring[i].x, ring[(i + 1) % n].x); };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return left(a) < left(b); });
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = a + 1; b < n && left(order[b]) <= right(order[a]); ++b) {
            const std::size_t i = order[a];
            const std::size_t j = order[b];
            if ((i + 1) % n == j || (j + 1) % n == i)
                continue;
            if (segmentsCross(ring[i], ring[(i + 1) % n], ring[j], ring[(j + 1) % n]))
                return true;
        }
    }
    return false;
}

} // namespace

ShapeFaults faults(const Shape &shape, int imageWidth, int imageHeight) {
    ShapeFaults found;
    const ShapeKind kind = kindOf(shape);
    if (kind == ShapeKind::ImageLabel)
        return found;
    const bool filled = kind != ShapeKind::Polyline && kind != ShapeKind::Skeleton;
    const Rect r = bounds(shape);
    found.empty = filled ? !(area(shape) > 0) : vertexCount(shape) == 0;
    if (const auto *line = std::get_if<Polyline>(&shape))
        found.empty = line->points.size() < 2;
    if (imageWidth > 0 && imageHeight > 0) {
        found.outside = r.x1 < 0 || r.y1 < 0 || r.x0 > imageWidth || r.y0 > imageHeight;
        found.partlyOutside = !found.outside && (r.x0 < 0 || r.y0 < 0 || r.x1 > imageWidth || r.y1 > imageHeight);
    }
    if (const auto *polygon = std::get_if<Polygon>(&shape)) {
        for (const PolygonPart &part : polygon->parts) {
            found.selfIntersecting = found.selfIntersecting || ringCrossesItself(part.outer);
            for (const Ring &hole : part.holes)
                found.selfIntersecting = found.selfIntersecting || ringCrossesItself(hole);
        }
    } else if (const auto *quad = std::get_if<Quad>(&shape)) {
        found.selfIntersecting = ringCrossesItself(quad->corners);
    }
    return found;
}

} // namespace trainyard::annotation

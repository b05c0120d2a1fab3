// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/geometry.h"
#include "core/annotation/rings.h"

#include <algorithm>
#include <limits>

namespace trainyard::annotation {
namespace {

struct PointList {
    VertexIndex first; ///< point stays 0
    std::vector<Point> *points = nullptr;
    bool closed = false;
};

std::vector<PointList> listsOf(Shape &shape) {
    std::vector<PointList> lists;
    if (auto *polygon = std::get_if<Polygon>(&shape)) {
        for (int p = 0; p < static_cast<int>(polygon->parts.size()); ++p) {
            PolygonPart &part = polygon->parts[static_cast<std::size_t>(p)];
            lists.push_back({{p, 0, 0}, &part.outer, true});
            for (int h = 0; h < static_cast<int>(part.holes.size()); ++h)
                lists.push_back({{p, h + 1, 0}, &part.holes[static_cast<std::size_t>(h)], true});
        }
    } else if (auto *line = std::get_if<Polyline>(&shape))
        lists.push_back({{}, &line->points, false});
    else if (auto *quad = std::get_if<Quad>(&shape))
        lists.push_back({{}, &quad->corners, true});
    else if (auto *cuboid = std::get_if<Cuboid>(&shape))
        lists.push_back({{}, &cuboid->corners, false});
    return lists;
}

/** Calls with (index, point) for every vertex; without copying the shape. */
template <typename Visit> void eachVertex(const Shape &shape, const Visit &visit) {
    const auto all = [&](int part, int ring, const std::vector<Point> &points) {
        for (int i = 0; i < static_cast<int>(points.size()); ++i)
            visit(VertexIndex{part, ring, i}, points[static_cast<std::size_t>(i)]);
    };
    if (const auto *polygon = std::get_if<Polygon>(&shape)) {
        for (int p = 0; p < static_cast<int>(polygon->parts.size()); ++p) {
            const PolygonPart &part = polygon->parts[static_cast<std::size_t>(p)];
            all(p, 0, part.outer);
            for (int h = 0; h < static_cast<int>(part.holes.size()); ++h)
                all(p, h + 1, part.holes[static_cast<std::size_t>(h)]);
        }
    } else if (const auto *line = std::get_if<Polyline>(&shape))
        all(0, 0, line->points);
    else if (const auto *skeleton = std::get_if<Skeleton>(&shape)) {
        for (int i = 0; i < static_cast<int>(skeleton->points.size()); ++i)
            visit(VertexIndex{0, 0, i}, skeleton->points[static_cast<std::size_t>(i)].at);
    } else if (const auto *quad = std::get_if<Quad>(&shape))
        all(0, 0, quad->corners);
    else if (const auto *cuboid = std::get_if<Cuboid>(&shape))
        all(0, 0, cuboid->corners);
}

PointList *listAt(std::vector<PointList> &lists, VertexIndex index) {
    for (PointList &list : lists)
        if (list.first.part == index.part && list.first.ring == index.ring && index.point >= 0 &&
            index.point < static_cast<int>(list.points->size()))
            return &list;
    return nullptr;
}

/** Iterative, for rings of a million points; `keep` marks what stays between the two kept ends. */
void keepFarPoints(const std::vector<Point> &points, std::size_t from, std::size_t to, double tolerance,
                   std::vector<bool> &keep) {
    std::vector<std::pair<std::size_t, std::size_t>> open{{from, to}};
    while (!open.empty()) {
        const auto [a, b] = open.back();
        open.pop_back();
        double worst = tolerance;
        std::size_t at = 0;
        for (std::size_t i = a + 1; i < b; ++i) {
            const double distance =
                distanceBetween(nearestOnSegment(points[a], points[b % points.size()], points[i]), points[i]);
            if (distance > worst) {
                worst = distance;
                at = i;
            }
        }
        if (at != 0) {
            keep[at] = true;
            open.emplace_back(a, at);
            open.emplace_back(at, b);
        }
    }
}

std::vector<Point> simplifiedLine(const std::vector<Point> &points, double tolerance, bool closed) {
    if (points.size() < (closed ? 4U : 3U) || !(tolerance > 0))
        return points;
    std::vector<bool> keep(points.size(), false);
    keep[0] = true;
    if (closed) {
        std::size_t far = 1;
        for (std::size_t i = 1; i < points.size(); ++i)
            if (distanceBetween(points[0], points[i]) > distanceBetween(points[0], points[far]))
                far = i;
        keep[far] = true;
        keepFarPoints(points, 0, far, tolerance, keep);
        keepFarPoints(points, far, points.size(), tolerance, keep);
    } else {
        keep.back() = true;
        keepFarPoints(points, 0, points.size() - 1, tolerance, keep);
    }
    std::vector<Point> kept;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (keep[i])
            kept.push_back(points[i]);
    return closed && kept.size() < 3 ? points : kept;
}

} // namespace

std::size_t vertexCount(const Shape &shape) {
    std::size_t count = 0;
    eachVertex(shape, [&](VertexIndex, Point) { ++count; });
    return count;
}

std::optional<Point> vertex(const Shape &shape, VertexIndex index) {
    std::optional<Point> found;
    eachVertex(shape, [&](VertexIndex at, Point p) {
        if (at == index)
            found = p;
    });
    return found;
}

std::optional<NearVertex> nearestVertex(const Shape &shape, Point point) {
    std::optional<NearVertex> best;
    eachVertex(shape, [&](VertexIndex at, Point p) {
        const double distance = distanceBetween(p, point);
        if (!best || distance < best->distance)
            best = NearVertex{at, distance};
    });
    return best;
}

std::optional<NearEdge> nearestEdge(const Shape &shape, Point point) {
    std::optional<NearEdge> best;
    const auto look = [&](int part, int ring, const std::vector<Point> &points, bool closed) {
        for (std::size_t i = 0; i < points.size() && points.size() > 1; ++i) {
            if (i + 1 == points.size() && !closed)
                break;
            const Point at = nearestOnSegment(points[i], points[(i + 1) % points.size()], point);
            const double distance = distanceBetween(at, point);
            if (!best || distance < best->distance)
                best = NearEdge{{part, ring, static_cast<int>(i)}, at, distance};
        }
    };
    if (const auto *polygon = std::get_if<Polygon>(&shape)) {
        for (int p = 0; p < static_cast<int>(polygon->parts.size()); ++p) {
            const PolygonPart &part = polygon->parts[static_cast<std::size_t>(p)];
            look(p, 0, part.outer, true);
            for (int h = 0; h < static_cast<int>(part.holes.size()); ++h)
                look(p, h + 1, part.holes[static_cast<std::size_t>(h)], true);
        }
    } else if (const auto *line = std::get_if<Polyline>(&shape))
        look(0, 0, line->points, false);
    return best;
}

Shape withVertexAt(const Shape &shape, VertexIndex index, Point to) {
    Shape result = shape;
    if (auto *skeleton = std::get_if<Skeleton>(&result)) {
        if (index.part == 0 && index.ring == 0 && index.point >= 0 &&
            index.point < static_cast<int>(skeleton->points.size()))
            skeleton->points[static_cast<std::size_t>(index.point)].at = to;
        return result;
    }
    std::vector<PointList> lists = listsOf(result);
    if (PointList *list = listAt(lists, index))
        (*list->points)[static_cast<std::size_t>(index.point)] = to;
    return result;
}

Shape withVertexInserted(const Shape &shape, VertexIndex before, Point at) {
    Shape result = shape;
    if (!std::holds_alternative<Polygon>(shape) && !std::holds_alternative<Polyline>(shape))
        return result;
    std::vector<PointList> lists = listsOf(result);
    if (PointList *list = listAt(lists, before))
        list->points->insert(list->points->begin() + before.point + 1, at);
    return result;
}

Shape withVertexRemoved(const Shape &shape, VertexIndex index) {
    Shape result = shape;
    if (!std::holds_alternative<Polygon>(shape) && !std::holds_alternative<Polyline>(shape))
        return result;
    std::vector<PointList> lists = listsOf(result);
    PointList *list = listAt(lists, index);
    if (list == nullptr)
        return result;
    if (list->points->size() > (list->closed ? 3U : 2U)) {
        list->points->erase(list->points->begin() + index.point);
    } else if (index.ring > 0) {
        auto &holes = std::get<Polygon>(result).parts[static_cast<std::size_t>(index.part)].holes;
        holes.erase(holes.begin() + (index.ring - 1));
    }
    return result;
}

Shape simplified(const Shape &shape, double tolerance) {
    Shape result = shape;
    if (!std::holds_alternative<Polygon>(shape) && !std::holds_alternative<Polyline>(shape))
        return result;
    for (const PointList &list : listsOf(result))
        *list.points = simplifiedLine(*list.points, tolerance, list.closed);
    return result;
}

} // namespace trainyard::annotation

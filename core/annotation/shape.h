// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace trainyard::annotation {

/**
 * Geometry in continuous pixel space after EXIF orientation: origin at the top-left corner of the top-left pixel,
 * x right, y down, float64. Coordinates may lie outside the image; parsers refuse NaN and infinity.
 */
struct Point {
    double x = 0, y = 0;
    friend bool operator==(const Point &, const Point &) = default;
};

struct Rect {
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    [[nodiscard]] double width() const { return x1 - x0; }
    [[nodiscard]] double height() const { return y1 - y0; }
    friend bool operator==(const Rect &, const Rect &) = default;
};

using Ring = std::vector<Point>; ///< closed, first point not repeated

/** The class holds for the whole image. */
struct ImageLabel {
    friend bool operator==(const ImageLabel &, const ImageLabel &) = default;
};
struct Box {
    Rect rect; ///< x0 <= x1, y0 <= y1
    friend bool operator==(const Box &, const Box &) = default;
};
struct RotatedBox {
    Point centre;
    double width = 0, height = 0;
    double angle = 0; ///< radians, clockwise on the screen
    friend bool operator==(const RotatedBox &, const RotatedBox &) = default;
};
struct PolygonPart {
    Ring outer;
    std::vector<Ring> holes;
    friend bool operator==(const PolygonPart &, const PolygonPart &) = default;
};
struct Polygon {
    std::vector<PolygonPart> parts;
    friend bool operator==(const Polygon &, const Polygon &) = default;
};
struct Polyline {
    std::vector<Point> points;
    friend bool operator==(const Polyline &, const Polyline &) = default;
};
struct Keypoint {
    Point at;
    std::uint8_t visibility = 2; ///< 0 not labelled, 1 occluded, 2 visible
    friend bool operator==(const Keypoint &, const Keypoint &) = default;
};
/** One point is a skeleton of one; names and edges stand in the class. */
struct Skeleton {
    std::vector<Keypoint> points;
    friend bool operator==(const Skeleton &, const Skeleton &) = default;
};
struct Ellipse {
    Point centre;
    double radiusX = 0, radiusY = 0;
    double angle = 0; ///< radians, clockwise on the screen
    friend bool operator==(const Ellipse &, const Ellipse &) = default;
};
/** Whole pixels inside left, top, width, height: run lengths row by row, the first of zeros. */
struct Mask {
    int left = 0, top = 0, width = 0, height = 0;
    std::vector<std::uint32_t> runs;
    friend bool operator==(const Mask &, const Mask &) = default;
};
/** Four corners in order; carried and drawn, moved as a whole. */
struct Quad {
    Ring corners;
    friend bool operator==(const Quad &, const Quad &) = default;
};
/** Eight corners: front face, then back face. */
struct Cuboid {
    std::vector<Point> corners;
    friend bool operator==(const Cuboid &, const Cuboid &) = default;
};

using Shape = std::variant<ImageLabel, Box, RotatedBox, Polygon, Polyline, Skeleton, Ellipse, Mask, Quad, Cuboid>;

/** Stored in the database and in JSON: numbers and names never change. */
enum class ShapeKind : std::uint8_t {
    ImageLabel = 0, Box = 1, RotatedBox = 2, Polygon = 3, Polyline = 4, Skeleton = 5, Ellipse = 6, Mask = 7, Quad = 8,
    Cuboid = 9,
};

inline ShapeKind kindOf(const Shape &shape) { return static_cast<ShapeKind>(shape.index()); }

} // namespace trainyard::annotation

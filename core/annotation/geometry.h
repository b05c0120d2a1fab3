// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/annotation/shape.h"

#include <cstddef>
#include <optional>

namespace trainyard::annotation {

/** The smallest upright rectangle around a shape; all zero for an image label and for a shape without points. */
Rect bounds(const Shape &shape);

/** Area in square pixels. Polygons: even-odd, holes count off. 0 for labels, lines and points. */
double area(const Shape &shape);

/** True when `point` lies inside the filled shape (even-odd; the border's lower side counts). Lines contain nothing. */
bool contains(const Shape &shape, Point point);

/** Distance from `point` to the nearest part of the shape's outline or points; infinity when it has none. */
double distanceToEdge(const Shape &shape, Point point);

/** How well the cursor hits: inside an area, or within `tolerance` pixels of the outline. */
bool hits(const Shape &shape, Point point, double tolerance);

/** True when the shape has a part inside the rectangle; for rubber bands. By bounds for masks. */
bool intersects(const Shape &shape, const Rect &rect);

Shape translated(const Shape &shape, double dx, double dy);

/** Scales about a fixed point. Rotated boxes and ellipses keep their angle: sizes scale along their own axes. */
Shape scaled(const Shape &shape, Point fixed, double sx, double sy);

/** Turns about a point, radians, clockwise on the screen. Boxes turn into rotated boxes; masks stay as they are. */
Shape rotated(const Shape &shape, Point centre, double angle);

/** Mirrors left and right about the vertical line x, or top and bottom about the horizontal line y. */
Shape flippedHorizontally(const Shape &shape, double x);
Shape flippedVertically(const Shape &shape, double y);

/** Cuts the shape to the image; nullopt when nothing of it is inside. Points of skeletons and quads are moved in. */
std::optional<Shape> clampedToImage(const Shape &shape, int width, int height);

/** Shrinks nothing: moves the whole shape so that its bounds lie in the image, as far as it fits. */
Shape movedIntoImage(const Shape &shape, int width, int height);

enum class Handle { TopLeft, Top, TopRight, Right, BottomRight, Bottom, BottomLeft, Left, Rotate };

/** Where a box, rotated box or ellipse has its handle; `reach`: distance of the rotation handle from the top edge. */
std::optional<Point> handlePosition(const Shape &shape, Handle handle, double reach = 24);

/**
 * The shape after its handle was dragged to `to`; the opposite side stays. A rotated box keeps its angle. With
 * `keepAspect` corners keep the ratio of the sides. Rect sides swap when dragged past each other.
 */
Shape withHandleAt(const Shape &shape, Handle handle, Point to, bool keepAspect = false);

/** A vertex of a polygon, polyline, skeleton, quad or cuboid. */
struct VertexIndex {
    int part = 0;   ///< polygon part
    int ring = 0;   ///< 0 outer, 1.. holes
    int point = 0;
    friend auto operator<=>(const VertexIndex &, const VertexIndex &) = default;
};

struct NearVertex {
    VertexIndex index;
    double distance = 0;
};
struct NearEdge {
    VertexIndex before; ///< the edge runs from this vertex to the next
    Point at;           ///< the nearest point on it
    double distance = 0;
};

std::size_t vertexCount(const Shape &shape);
std::optional<Point> vertex(const Shape &shape, VertexIndex index);
std::optional<NearVertex> nearestVertex(const Shape &shape, Point point);
/** Polygons and polylines only. */
std::optional<NearEdge> nearestEdge(const Shape &shape, Point point);

/** Each gives the shape unchanged when the index is not one of its vertices. */
Shape withVertexAt(const Shape &shape, VertexIndex index, Point to);
Shape withVertexInserted(const Shape &shape, VertexIndex before, Point at);
/** Never leaves a ring of fewer than 3 or a line of fewer than 2 points: a hole goes, an outer ring stays as it is. */
Shape withVertexRemoved(const Shape &shape, VertexIndex index);

/** Douglas and Peucker, 1973: drops vertices that lie within `tolerance` pixels of the simplified outline. */
Shape simplified(const Shape &shape, double tolerance);

/** Any shape's outline as rings and open lines for drawing; curves in `segments` pieces. */
struct Outline {
    std::vector<Ring> rings;                ///< closed; even-odd fill
    std::vector<std::vector<Point>> lines;  ///< open
    std::vector<Point> points;
};
Outline outline(const Shape &shape, int segments = 64);

/** Corners of a rotated box, clockwise on the screen from its own top-left. */
Ring corners(const RotatedBox &box);

/** Conversions that keep what they can. */
Box toBox(const Shape &shape);
std::optional<Polygon> toPolygon(const Shape &shape, int segments = 64);

/** The pixels whose centre lies inside the polygon (even-odd), cut to the image. */
Mask toMask(const Polygon &polygon, int imageWidth, int imageHeight);
/** The exact pixel border of a mask, holes included: toMask gives the same pixels back. */
Polygon toPolygonExact(const Mask &mask);
std::uint64_t pixelCount(const Mask &mask);
bool maskHas(const Mask &mask, int x, int y);

/** What is odd about a shape: kept and drawn all the same, but worth a finding. */
struct ShapeFaults {
    bool empty = false;            ///< no points, no area where one is expected
    bool outside = false;          ///< nothing of it in the image
    bool partlyOutside = false;
    bool selfIntersecting = false;
};
ShapeFaults faults(const Shape &shape, int imageWidth, int imageHeight);

} // namespace trainyard::annotation

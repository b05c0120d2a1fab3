// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/geometry.h"
#include "core/annotation/rings.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trainyard::annotation {
namespace {

/** Applies `change` to every point that the shape is given by. */
template <typename Change> void eachPoint(Shape &shape, const Change &change) {
    const auto all = [&](std::vector<Point> &points) {
        for (Point &p : points)
            p = change(p);
    };
    if (auto *box = std::get_if<Box>(&shape)) {
        const Point a = change({box->rect.x0, box->rect.y0});
        const Point b = change({box->rect.x1, box->rect.y1});
        box->rect = {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
    } else if (auto *rotatedBox = std::get_if<RotatedBox>(&shape))
        rotatedBox->centre = change(rotatedBox->centre);
    else if (auto *polygon = std::get_if<Polygon>(&shape)) {
        for (PolygonPart &part : polygon->parts) {
            all(part.outer);
            for (Ring &hole : part.holes)
                all(hole);
        }
    } else if (auto *line = std::get_if<Polyline>(&shape))
        all(line->points);
    else if (auto *skeleton = std::get_if<Skeleton>(&shape)) {
        for (Keypoint &keypoint : skeleton->points)
            keypoint.at = change(keypoint.at);
    } else if (auto *ellipse = std::get_if<Ellipse>(&shape))
        ellipse->centre = change(ellipse->centre);
    else if (auto *quad = std::get_if<Quad>(&shape))
        all(quad->corners);
    else if (auto *cuboid = std::get_if<Cuboid>(&shape))
        all(cuboid->corners);
}

Mask flippedRows(const Mask &mask, bool horizontally) {
    Mask result = mask;
    std::vector<bool> pixels;
    const auto width = static_cast<std::size_t>(mask.width);
    const auto height = static_cast<std::size_t>(mask.height);
    pixels.reserve(width * height);
    bool set = false;
    for (const std::uint32_t run : mask.runs) {
        pixels.insert(pixels.end(), run, set);
        set = !set;
    }
    result.runs.clear();
    bool last = false;
    std::uint32_t length = 0;
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const std::size_t from = horizontally ? y * width + (width - 1 - x) : (height - 1 - y) * width + x;
            if (pixels[from] != last) {
                result.runs.push_back(length);
                length = 0;
                last = !last;
            }
            ++length;
        }
    }
    if (length > 0)
        result.runs.push_back(length);
    return result;
}

} // namespace

Shape translated(const Shape &shape, double dx, double dy) {
    Shape result = shape;
    if (auto *mask = std::get_if<Mask>(&result)) {
        mask->left += static_cast<int>(std::lround(std::clamp(dx, -1e9, 1e9)));
        mask->top += static_cast<int>(std::lround(std::clamp(dy, -1e9, 1e9)));
        return result;
    }
    eachPoint(result, [&](Point p) { return Point{p.x + dx, p.y + dy}; });
    return result;
}

Shape scaled(const Shape &shape, Point fixed, double sx, double sy) {
    Shape result = shape;
    eachPoint(result, [&](Point p) { return Point{fixed.x + (p.x - fixed.x) * sx, fixed.y + (p.y - fixed.y) * sy}; });
    if (auto *box = std::get_if<RotatedBox>(&result)) {
        box->width *= std::abs(sx);
        box->height *= std::abs(sy);
    } else if (auto *ellipse = std::get_if<Ellipse>(&result)) {
        ellipse->radiusX *= std::abs(sx);
        ellipse->radiusY *= std::abs(sy);
    }
    return result;
}

Shape rotated(const Shape &shape, Point centre, double angle) {
    if (const auto *box = std::get_if<Box>(&shape)) {
        const Rect &r = box->rect;
        return RotatedBox{turned({(r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2}, centre, angle), r.width(), r.height(), angle};
    }
    Shape result = shape;
    eachPoint(result, [&](Point p) { return turned(p, centre, angle); });
    if (auto *rotatedBox = std::get_if<RotatedBox>(&result))
        rotatedBox->angle += angle;
    else if (auto *ellipse = std::get_if<Ellipse>(&result))
        ellipse->angle += angle;
    return result;
}

Shape flippedHorizontally(const Shape &shape, double x) {
    Shape result = shape;
    eachPoint(result, [&](Point p) { return Point{2 * x - p.x, p.y}; });
    if (auto *box = std::get_if<RotatedBox>(&result))
        box->angle = -box->angle;
    else if (auto *ellipse = std::get_if<Ellipse>(&result))
        ellipse->angle = -ellipse->angle;
    else if (auto *mask = std::get_if<Mask>(&result)) {
        *mask = flippedRows(*mask, true);
        mask->left = static_cast<int>(std::lround(2 * x)) - mask->left - mask->width;
    }
    return result;
}

Shape flippedVertically(const Shape &shape, double y) {
    Shape result = shape;
    eachPoint(result, [&](Point p) { return Point{p.x, 2 * y - p.y}; });
    if (auto *box = std::get_if<RotatedBox>(&result))
        box->angle = -box->angle;
    else if (auto *ellipse = std::get_if<Ellipse>(&result))
        ellipse->angle = -ellipse->angle;
    else if (auto *mask = std::get_if<Mask>(&result)) {
        *mask = flippedRows(*mask, false);
        mask->top = static_cast<int>(std::lround(2 * y)) - mask->top - mask->height;
    }
    return result;
}

std::optional<Shape> clampedToImage(const Shape &shape, int width, int height) {
    if (std::holds_alternative<ImageLabel>(shape))
        return shape;
    const Rect image{0, 0, double(width), double(height)};
    const Rect r = bounds(shape);
    if (r.x1 <= 0 || r.y1 <= 0 || r.x0 >= width || r.y0 >= height)
        return std::nullopt;
    if (const auto *box = std::get_if<Box>(&shape))
        return Box{{std::max(box->rect.x0, 0.0), std::max(box->rect.y0, 0.0), std::min(box->rect.x1, image.x1),
                    std::min(box->rect.y1, image.y1)}};
    if (r.x0 >= 0 && r.y0 >= 0 && r.x1 <= width && r.y1 <= height)
        return shape;
    if (const auto *polygon = std::get_if<Polygon>(&shape)) {
        Polygon cut;
        for (const PolygonPart &part : polygon->parts) {
            PolygonPart kept{clippedRing(part.outer, image), {}};
            if (kept.outer.empty())
                continue;
            for (const Ring &hole : part.holes)
                if (Ring ring = clippedRing(hole, image); !ring.empty())
                    kept.holes.push_back(std::move(ring));
            cut.parts.push_back(std::move(kept));
        }
        if (cut.parts.empty())
            return std::nullopt;
        return cut;
    }
    if (const auto *mask = std::get_if<Mask>(&shape)) {
        const Mask pixels = toMask(toPolygonExact(*mask), width, height);
        if (pixelCount(pixels) == 0)
            return std::nullopt;
        return pixels;
    }
    if (std::holds_alternative<Ellipse>(shape) || std::holds_alternative<RotatedBox>(shape))
        return movedIntoImage(shape, width, height);
    Shape result = shape;
    eachPoint(result, [&](Point p) { return Point{std::clamp(p.x, 0.0, image.x1), std::clamp(p.y, 0.0, image.y1)}; });
    return result;
}

Shape movedIntoImage(const Shape &shape, int width, int height) {
    if (std::holds_alternative<ImageLabel>(shape))
        return shape;
    const Rect r = bounds(shape);
    const auto shift = [](double low, double high, double size) {
        if (low < 0)
            return -low;
        return high > size ? std::max(size - high, -low) : 0.0;
    };
    return translated(shape, shift(r.x0, r.x1, width), shift(r.y0, r.y1, height));
}

namespace {

/** -1, 0, 1 along the own axes of a box. */
Point handleDirection(Handle handle) {
    switch (handle) {
    case Handle::TopLeft:
        return {-1, -1};
    case Handle::Top:
        return {0, -1};
    case Handle::TopRight:
        return {1, -1};
    case Handle::Right:
        return {1, 0};
    case Handle::BottomRight:
        return {1, 1};
    case Handle::Bottom:
        return {0, 1};
    case Handle::BottomLeft:
        return {-1, 1};
    case Handle::Left:
        return {-1, 0};
    case Handle::Rotate:
        return {0, -1};
    }
    return {};
}

/** Box, rotated box and ellipse as one: what has handles. */
std::optional<RotatedBox> frameOf(const Shape &shape) {
    if (const auto *box = std::get_if<Box>(&shape)) {
        const Rect &r = box->rect;
        return RotatedBox{{(r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2}, r.width(), r.height(), 0};
    }
    if (const auto *rotatedBox = std::get_if<RotatedBox>(&shape))
        return *rotatedBox;
    if (const auto *e = std::get_if<Ellipse>(&shape))
        return RotatedBox{e->centre, e->radiusX * 2, e->radiusY * 2, e->angle};
    return std::nullopt;
}

Shape fromFrame(const Shape &like, const RotatedBox &frame) {
    if (std::holds_alternative<Box>(like)) {
        return Box{{frame.centre.x - frame.width / 2, frame.centre.y - frame.height / 2,
                    frame.centre.x + frame.width / 2, frame.centre.y + frame.height / 2}};
    }
    if (std::holds_alternative<Ellipse>(like))
        return Ellipse{frame.centre, frame.width / 2, frame.height / 2, frame.angle};
    return frame;
}

} // namespace

std::optional<Point> handlePosition(const Shape &shape, Handle handle, double reach) {
    const std::optional<RotatedBox> frame = frameOf(shape);
    if (!frame || (handle == Handle::Rotate && std::holds_alternative<Box>(shape)))
        return std::nullopt;
    const Point d = handleDirection(handle);
    Point at{frame->centre.x + d.x * frame->width / 2, frame->centre.y + d.y * frame->height / 2};
    if (handle == Handle::Rotate)
        at.y -= reach;
    return turned(at, frame->centre, frame->angle);
}

Shape withHandleAt(const Shape &shape, Handle handle, Point to, bool keepAspect) {
    std::optional<RotatedBox> frame = frameOf(shape);
    if (!frame || (handle == Handle::Rotate && std::holds_alternative<Box>(shape)))
        return shape;
    if (handle == Handle::Rotate) {
        frame->angle = std::atan2(to.y - frame->centre.y, to.x - frame->centre.x) + std::numbers::pi / 2;
        return fromFrame(shape, *frame);
    }
    const Point d = handleDirection(handle);
    const Point local = turned(to, frame->centre, -frame->angle); // in the box's own axes
    double x0 = frame->centre.x - frame->width / 2;
    double x1 = frame->centre.x + frame->width / 2;
    double y0 = frame->centre.y - frame->height / 2;
    double y1 = frame->centre.y + frame->height / 2;
    Point target = local;
    if (keepAspect && d.x != 0 && d.y != 0 && frame->width > 0 && frame->height > 0) {
        const Point fixed{d.x > 0 ? x0 : x1, d.y > 0 ? y0 : y1};
        const double factor =
            std::max((target.x - fixed.x) * d.x / frame->width, (target.y - fixed.y) * d.y / frame->height);
        target = {fixed.x + d.x * factor * frame->width, fixed.y + d.y * factor * frame->height};
    }
    if (d.x != 0)
        (d.x > 0 ? x1 : x0) = target.x;
    if (d.y != 0)
        (d.y > 0 ? y1 : y0) = target.y;
    // The fixed side must stay on the screen, so the new centre is turned about the old one.
    const Point middle{(x0 + x1) / 2, (y0 + y1) / 2};
    const RotatedBox dragged{turned(middle, frame->centre, frame->angle), std::abs(x1 - x0), std::abs(y1 - y0),
                             frame->angle};
    return fromFrame(shape, dragged);
}

} // namespace trainyard::annotation

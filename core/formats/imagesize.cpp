// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/imagesize.h"

#include "core/annotation/geometry.h"
#include "core/formats/errors.h"
#include "core/media/decode.h"

#include <algorithm>
#include <cmath>

namespace trainyard::formats {

using namespace annotation;

namespace {

std::string sizeText(int width, int height) { return std::to_string(width) + " x " + std::to_string(height); }

/** Continuous coordinates: the image [0, w] x [0, h] of the stored picture onto the upright one. */
Point upright(Point p, int orientation, double w, double h) {
    switch (orientation) {
    case 2: return {w - p.x, p.y};
    case 3: return {w - p.x, h - p.y};
    case 4: return {p.x, h - p.y};
    case 5: return {p.y, p.x};
    case 6: return {h - p.y, p.x};
    case 7: return {h - p.y, w - p.x};
    case 8: return {p.y, w - p.x};
    default: return p;
    }
}

} // namespace

SizeCheck checkSize(const LabelItem &item, const ReadOptions &options, ImportReport &report) {
    SizeCheck result;
    if (!options.checkSizes || item.path.empty())
        return result;
    const Result<media::ImageInfo> info = media::probe(item.path);
    if (!info) {
        report.note(NoteKind::Doubtful, kUnreadableImage,
                    {{"file", displayPath(item.path)}, {"reason", info.error().code}});
        return result;
    }
    if (item.width <= 0 || item.height <= 0 || (item.width == info->width && item.height == info->height))
        return result;
    if (info->orientation != 1 && item.width == info->rawWidth && item.height == info->rawHeight) {
        report.note(NoteKind::Changed, kTurnedToUpright, {{"file", displayPath(item.path)}});
        return {info->orientation, info->rawWidth, info->rawHeight};
    }
    report.note(NoteKind::Doubtful, kSizeDiffers,
                {{"file", displayPath(item.path)},
                 {"declared", sizeText(item.width, item.height)},
                 {"real", sizeText(info->width, info->height)}});
    return result;
}

Shape toUpright(const Shape &shape, const SizeCheck &check) {
    if (check.orientation <= 1 || check.orientation > 8)
        return shape;
    const double w = check.rawWidth, h = check.rawHeight;
    const auto map = [&](Point p) { return upright(p, check.orientation, w, h); };
    const auto mapAll = [&](std::vector<Point> points) {
        std::transform(points.begin(), points.end(), points.begin(), map);
        return points;
    };
    return std::visit(
        [&](const auto &s) -> Shape {
            using T = std::decay_t<decltype(s)>;
            if constexpr (std::is_same_v<T, Box>) {
                const Point a = map({s.rect.x0, s.rect.y0}), b = map({s.rect.x1, s.rect.y1});
                return Box{{std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)}};
            } else if constexpr (std::is_same_v<T, Polygon>) {
                Polygon turned;
                for (const PolygonPart &part : s.parts) {
                    PolygonPart p{mapAll(part.outer), {}};
                    for (const Ring &hole : part.holes)
                        p.holes.push_back(mapAll(hole));
                    turned.parts.push_back(std::move(p));
                }
                return turned;
            } else if constexpr (std::is_same_v<T, Polyline>) {
                return Polyline{mapAll(s.points)};
            } else if constexpr (std::is_same_v<T, Skeleton>) {
                Skeleton turned = s;
                for (Keypoint &k : turned.points)
                    k.at = map(k.at);
                return turned;
            } else if constexpr (std::is_same_v<T, Quad>) {
                return Quad{mapAll(s.corners)};
            } else if constexpr (std::is_same_v<T, Cuboid>) {
                return Cuboid{mapAll(s.corners)};
            } else if constexpr (std::is_same_v<T, Mask>) {
                const Shape border = toUpright(Shape(toPolygonExact(s)), check);
                const bool swap = check.orientation >= 5;
                return toMask(std::get<Polygon>(border), swap ? check.rawHeight : check.rawWidth,
                              swap ? check.rawWidth : check.rawHeight);
            } else if constexpr (std::is_same_v<T, RotatedBox> || std::is_same_v<T, Ellipse>) {
                // The first axis keeps its direction in the picture: turn the angle with it.
                T turned = s;
                const Point along{s.centre.x + std::cos(s.angle), s.centre.y + std::sin(s.angle)};
                turned.centre = map(s.centre);
                const Point end = map(along);
                turned.angle = std::atan2(end.y - turned.centre.y, end.x - turned.centre.x);
                return turned;
            } else {
                return s;
            }
        },
        shape);
}

} // namespace trainyard::formats

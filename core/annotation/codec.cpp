// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace trainyard::annotation {
namespace {

constexpr std::uint8_t kFormat = 1;

struct Writer {
    Bytes out;

    void byte(std::uint8_t value) { out.push_back(value); }
    void number(double value) {
        const auto bits = std::bit_cast<std::array<std::uint8_t, 8>>(value);
        out.insert(out.end(), bits.begin(), bits.end());
    }
    void count(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7)
            byte(static_cast<std::uint8_t>(value | 0x80));
        byte(static_cast<std::uint8_t>(value));
    }
    void point(Point p) {
        number(p.x);
        number(p.y);
    }
    void points(const std::vector<Point> &list) {
        count(list.size());
        for (const Point p : list)
            point(p);
    }
    void signedCount(std::int64_t value) {
        count((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }

    void operator()(const ImageLabel &) {}
    void operator()(const Box &box) {
        point({box.rect.x0, box.rect.y0});
        point({box.rect.x1, box.rect.y1});
    }
    void operator()(const RotatedBox &box) {
        point(box.centre);
        number(box.width);
        number(box.height);
        number(box.angle);
    }
    void operator()(const Polygon &polygon) {
        count(polygon.parts.size());
        for (const PolygonPart &part : polygon.parts) {
            count(part.holes.size());
            points(part.outer);
            for (const Ring &hole : part.holes)
                points(hole);
        }
    }
    void operator()(const Polyline &line) { points(line.points); }
    void operator()(const Skeleton &skeleton) {
        count(skeleton.points.size());
        for (const Keypoint &keypoint : skeleton.points) {
            point(keypoint.at);
            byte(keypoint.visibility);
        }
    }
    void operator()(const Ellipse &ellipse) {
        point(ellipse.centre);
        number(ellipse.radiusX);
        number(ellipse.radiusY);
        number(ellipse.angle);
    }
    void operator()(const Mask &mask) {
        signedCount(mask.left);
        signedCount(mask.top);
        count(static_cast<std::uint64_t>(std::max(mask.width, 0)));
        count(static_cast<std::uint64_t>(std::max(mask.height, 0)));
        count(mask.runs.size());
        for (const std::uint32_t run : mask.runs)
            count(run);
    }
    void operator()(const Quad &quad) { points(quad.corners); }
    void operator()(const Cuboid &cuboid) { points(cuboid.corners); }
};

/** Reads with a sticky failure: after the first wrong byte every value is zero and `reason` says why. */
class Reader {
public:
    explicit Reader(ByteView bytes)
        : m_bytes(bytes) {}

    std::uint8_t byte() {
        if (m_at >= m_bytes.size()) {
            wrong("cut_off");
            return 0;
        }
        return m_bytes[m_at++];
    }
    double number() {
        if (m_bytes.size() - m_at < 8) {
            wrong("cut_off");
            return 0;
        }
        const auto value = readLittleEndian<double>(m_bytes, m_at);
        m_at += 8;
        return value;
    }
    std::uint64_t count() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            const std::uint8_t part = byte();
            value |= std::uint64_t(part & 0x7F) << shift;
            if ((part & 0x80) == 0)
                return value;
        }
        wrong("bad_count");
        return 0;
    }
    int signedCount() {
        const std::uint64_t value = count();
        return static_cast<int>(static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1));
    }
    /** A count of things of at least `each` bytes that must still follow. */
    std::size_t countOf(std::size_t each) {
        const std::uint64_t value = count();
        if (value > kMaximumPoints || value * each > m_bytes.size() - m_at) {
            wrong("bad_count");
            return 0;
        }
        return static_cast<std::size_t>(value);
    }
    Point point() {
        const double x = number();
        return {x, number()};
    }
    std::vector<Point> points() {
        std::vector<Point> list(countOf(16));
        for (Point &p : list)
            p = point();
        return list;
    }
    void wrong(const char *reason) {
        if (m_reason == nullptr)
            m_reason = reason;
        m_at = m_bytes.size();
    }
    [[nodiscard]] const char *reason() const { return m_reason; }
    [[nodiscard]] bool atEnd() const { return m_at == m_bytes.size(); }

private:
    ByteView m_bytes;
    std::size_t m_at = 0;
    const char *m_reason = nullptr;
};

Shape readShape(Reader &in, ShapeKind kind) {
    switch (kind) {
    case ShapeKind::ImageLabel:
        return ImageLabel{};
    case ShapeKind::Box: {
        const Point a = in.point();
        const Point b = in.point();
        return Box{{a.x, a.y, b.x, b.y}};
    }
    case ShapeKind::RotatedBox: {
        RotatedBox box;
        box.centre = in.point();
        box.width = in.number();
        box.height = in.number();
        box.angle = in.number();
        return box;
    }
    case ShapeKind::Polygon: {
        Polygon polygon;
        polygon.parts.resize(in.countOf(2));
        for (PolygonPart &part : polygon.parts) {
            part.holes.resize(in.countOf(1));
            part.outer = in.points();
            for (Ring &hole : part.holes)
                hole = in.points();
        }
        return polygon;
    }
    case ShapeKind::Polyline:
        return Polyline{in.points()};
    case ShapeKind::Skeleton: {
        Skeleton skeleton;
        skeleton.points.resize(in.countOf(17));
        for (Keypoint &keypoint : skeleton.points) {
            keypoint.at = in.point();
            keypoint.visibility = in.byte();
        }
        return skeleton;
    }
    case ShapeKind::Ellipse: {
        Ellipse ellipse;
        ellipse.centre = in.point();
        ellipse.radiusX = in.number();
        ellipse.radiusY = in.number();
        ellipse.angle = in.number();
        return ellipse;
    }
    case ShapeKind::Mask: {
        Mask mask;
        mask.left = in.signedCount();
        mask.top = in.signedCount();
        const std::uint64_t width = in.count();
        const std::uint64_t height = in.count();
        if (width > 0x7FFFFFFF || height > 0x7FFFFFFF) {
            in.wrong("bad_size");
            return mask;
        }
        mask.width = static_cast<int>(width);
        mask.height = static_cast<int>(height);
        mask.runs.resize(in.countOf(1));
        for (std::uint32_t &run : mask.runs) {
            const std::uint64_t value = in.count();
            if (value > 0xFFFFFFFF)
                in.wrong("bad_run");
            run = static_cast<std::uint32_t>(value);
        }
        return mask;
    }
    case ShapeKind::Quad:
        return Quad{in.points()};
    case ShapeKind::Cuboid:
        return Cuboid{in.points()};
    }
    in.wrong("unknown_kind");
    return ImageLabel{};
}

bool finite(Point p) {
    return std::isfinite(p.x) && std::isfinite(p.y);
}
bool finite(const std::vector<Point> &points) {
    return std::all_of(points.begin(), points.end(), [](Point p) { return finite(p); });
}

} // namespace

Bytes encodeShape(const Shape &shape) {
    Writer writer;
    writer.byte(kFormat);
    writer.byte(static_cast<std::uint8_t>(shape.index()));
    std::visit(writer, shape);
    return std::move(writer.out);
}

Result<Shape> decodeShape(ByteView bytes) {
    Reader in(bytes);
    if (in.byte() != kFormat)
        in.wrong("unknown_format");
    const std::uint8_t kind = in.byte();
    if (in.reason() == nullptr && kind >= std::variant_size_v<Shape>)
        in.wrong("unknown_kind");
    Shape shape;
    if (in.reason() == nullptr)
        shape = readShape(in, static_cast<ShapeKind>(kind));
    if (in.reason() == nullptr && !in.atEnd())
        in.wrong("trailing_bytes");
    if (in.reason() != nullptr)
        return fail(kBadShapeData, {{"reason", in.reason()}});
    return checkedShape(std::move(shape));
}

Result<Shape> checkedShape(Shape shape) {
    const auto notFinite = [](std::string_view kind) { return fail(kNotFinite, {{"where", std::string(kind)}}); };
    const std::string_view kind = shapeKindName(kindOf(shape));
    std::size_t points = 0;
    bool good = true;
    if (auto *box = std::get_if<Box>(&shape)) {
        Rect &r = box->rect;
        good = finite(Point{r.x0, r.y0}) && finite(Point{r.x1, r.y1});
        r = {std::min(r.x0, r.x1), std::min(r.y0, r.y1), std::max(r.x0, r.x1), std::max(r.y0, r.y1)};
    } else if (auto *rotated = std::get_if<RotatedBox>(&shape)) {
        good =
            finite(rotated->centre) && finite(Point{rotated->width, rotated->height}) && std::isfinite(rotated->angle);
        rotated->width = std::abs(rotated->width);
        rotated->height = std::abs(rotated->height);
    } else if (const auto *polygon = std::get_if<Polygon>(&shape)) {
        for (const PolygonPart &part : polygon->parts) {
            good = good && finite(part.outer);
            points += part.outer.size();
            for (const Ring &hole : part.holes) {
                good = good && finite(hole);
                points += hole.size();
            }
        }
    } else if (const auto *line = std::get_if<Polyline>(&shape)) {
        good = finite(line->points);
        points = line->points.size();
    } else if (auto *skeleton = std::get_if<Skeleton>(&shape)) {
        for (Keypoint &keypoint : skeleton->points) {
            good = good && finite(keypoint.at);
            keypoint.visibility = std::min<std::uint8_t>(keypoint.visibility, 2);
        }
        points = skeleton->points.size();
    } else if (auto *ellipse = std::get_if<Ellipse>(&shape)) {
        good = finite(ellipse->centre) && finite(Point{ellipse->radiusX, ellipse->radiusY}) &&
               std::isfinite(ellipse->angle);
        ellipse->radiusX = std::abs(ellipse->radiusX);
        ellipse->radiusY = std::abs(ellipse->radiusY);
    } else if (const auto *mask = std::get_if<Mask>(&shape)) {
        points = mask->runs.size();
        std::uint64_t sum = 0;
        for (const std::uint32_t run : mask->runs)
            sum += run;
        if (mask->width < 0 || mask->height < 0)
            return fail(kBadShapeData, {{"reason", "bad_size"}});
        if (sum != static_cast<std::uint64_t>(mask->width) * static_cast<std::uint64_t>(mask->height))
            return fail(kBadShapeData, {{"reason", "runs_do_not_fill_mask"}});
        // Readers add offsets to sizes as int.
        if (std::int64_t(mask->left) + mask->width > 0x7FFFFFFF || std::int64_t(mask->top) + mask->height > 0x7FFFFFFF)
            return fail(kBadShapeData, {{"reason", "bad_size"}});
    } else if (const auto *quad = std::get_if<Quad>(&shape)) {
        good = finite(quad->corners);
        if (quad->corners.size() != 4)
            return fail(kBadShapeData, {{"reason", "needs_four_corners"}});
    } else if (const auto *cuboid = std::get_if<Cuboid>(&shape)) {
        good = finite(cuboid->corners);
        if (cuboid->corners.size() != 8)
            return fail(kBadShapeData, {{"reason", "needs_eight_corners"}});
    }
    if (!good)
        return notFinite(kind);
    if (points > kMaximumPoints)
        return fail(kShapeTooLarge, {{"points", std::to_string(points)}, {"limit", std::to_string(kMaximumPoints)}});
    return shape;
}

std::string_view shapeKindName(ShapeKind kind) {
    switch (kind) {
    case ShapeKind::ImageLabel:
        return "label";
    case ShapeKind::Box:
        return "box";
    case ShapeKind::RotatedBox:
        return "rotated_box";
    case ShapeKind::Polygon:
        return "polygon";
    case ShapeKind::Polyline:
        return "polyline";
    case ShapeKind::Skeleton:
        return "skeleton";
    case ShapeKind::Ellipse:
        return "ellipse";
    case ShapeKind::Mask:
        return "mask";
    case ShapeKind::Quad:
        return "quad";
    case ShapeKind::Cuboid:
        return "cuboid";
    }
    return "label";
}

} // namespace trainyard::annotation

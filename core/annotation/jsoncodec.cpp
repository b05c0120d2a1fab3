// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/codec.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

namespace trainyard::annotation {
namespace {

using nlohmann::json;

json pointJson(Point p) {
    return json::array({p.x, p.y});
}
json pointsJson(const std::vector<Point> &points) {
    json list = json::array();
    for (const Point p : points)
        list.push_back(pointJson(p));
    return list;
}
json partJson(const PolygonPart &part) {
    json rings = json::array({pointsJson(part.outer)});
    for (const Ring &hole : part.holes)
        rings.push_back(pointsJson(hole));
    return rings;
}

struct ToJson {
    json operator()(const ImageLabel &) const { return true; }
    json operator()(const Box &b) const { return json::array({b.rect.x0, b.rect.y0, b.rect.x1, b.rect.y1}); }
    json operator()(const RotatedBox &b) const {
        return json::array({b.centre.x, b.centre.y, b.width, b.height, b.angle});
    }
    json operator()(const Polygon &polygon) const {
        if (polygon.parts.size() == 1)
            return partJson(polygon.parts.front());
        json parts = json::array();
        for (const PolygonPart &part : polygon.parts)
            parts.push_back(partJson(part));
        return parts;
    }
    json operator()(const Polyline &line) const { return pointsJson(line.points); }
    json operator()(const Skeleton &skeleton) const {
        json list = json::array();
        for (const Keypoint &k : skeleton.points)
            list.push_back(json::array({k.at.x, k.at.y, k.visibility}));
        return list;
    }
    json operator()(const Ellipse &e) const {
        return json::array({e.centre.x, e.centre.y, e.radiusX, e.radiusY, e.angle});
    }
    json operator()(const Mask &m) const {
        return {{"left", m.left}, {"top", m.top}, {"width", m.width}, {"height", m.height}, {"runs", m.runs}};
    }
    json operator()(const Quad &quad) const { return pointsJson(quad.corners); }
    json operator()(const Cuboid &cuboid) const { return pointsJson(cuboid.corners); }
};

struct Wrong {
    std::string where, reason;
};

/** Throws Wrong; shapeFromJson turns it into a value. */
class FromJson {
public:
    explicit FromJson(std::string where)
        : m_where(std::move(where)) {}

    [[noreturn]] void wrong(std::string_view reason) const { throw Wrong{m_where, std::string(reason)}; }
    double number(const json &j) const {
        if (!j.is_number())
            wrong("number_expected");
        return j.get<double>();
    }
    int integer(const json &j) const {
        if (!j.is_number_integer())
            wrong("integer_expected");
        const auto value = j.get<std::int64_t>();
        if (value < -0x7FFFFFFF || value > 0x7FFFFFFF)
            wrong("out_of_range");
        return static_cast<int>(value);
    }
    const json &array(const json &j, std::size_t least, std::size_t most) const {
        if (!j.is_array())
            wrong("array_expected");
        if (j.size() < least || j.size() > most)
            wrong("wrong_length");
        return j;
    }
    Point point(const json &j) const {
        array(j, 2, 2);
        return {number(j[0]), number(j[1])};
    }
    std::vector<Point> points(const json &j, std::size_t least, std::size_t most = kMaximumPoints) const {
        array(j, least, most);
        std::vector<Point> list;
        list.reserve(j.size());
        for (const json &p : j)
            list.push_back(point(p));
        return list;
    }
    PolygonPart part(const json &j) const {
        array(j, 1, kMaximumPoints);
        PolygonPart result{points(j[0], 3), {}};
        for (std::size_t i = 1; i < j.size(); ++i)
            result.holes.push_back(points(j[i], 3));
        return result;
    }
    Polygon polygon(const json &j) const {
        array(j, 1, kMaximumPoints);
        Polygon result;
        const json &first = j[0];
        const bool oneRing = first.is_array() && !first.empty() && first[0].is_number();
        const bool oneRingFewPoints = oneRing && first.size() == 2;
        if (oneRingFewPoints) { // [[x, y], ...]: the outer ring alone
            result.parts.push_back({points(j, 3), {}});
            return result;
        }
        const bool onePart =
            first.is_array() && !first.empty() && first[0].is_array() && !first[0].empty() && first[0][0].is_number();
        if (onePart) {
            result.parts.push_back(part(j));
            return result;
        }
        for (const json &p : j)
            result.parts.push_back(part(p));
        return result;
    }

private:
    std::string m_where;
};

Shape readShape(const std::string &key, const json &j) {
    const FromJson in(key);
    if (key == "label") {
        if (!j.is_boolean() || !j.get<bool>())
            in.wrong("true_expected");
        return ImageLabel{};
    }
    if (key == "box") {
        in.array(j, 4, 4);
        return Box{{in.number(j[0]), in.number(j[1]), in.number(j[2]), in.number(j[3])}};
    }
    if (key == "rotated_box" || key == "ellipse") {
        in.array(j, 4, 5);
        const double angle = j.size() == 5 ? in.number(j[4]) : 0;
        const Point centre{in.number(j[0]), in.number(j[1])};
        if (key == "ellipse")
            return Ellipse{centre, in.number(j[2]), in.number(j[3]), angle};
        return RotatedBox{centre, in.number(j[2]), in.number(j[3]), angle};
    }
    if (key == "polygon")
        return in.polygon(j);
    if (key == "polyline")
        return Polyline{in.points(j, 2)};
    if (key == "point")
        return Skeleton{{Keypoint{in.point(j), 2}}};
    if (key == "skeleton") {
        in.array(j, 1, kMaximumPoints);
        Skeleton skeleton;
        for (const json &k : j) {
            in.array(k, 2, 3);
            const int visibility = k.size() == 3 ? in.integer(k[2]) : 2;
            if (visibility < 0 || visibility > 2)
                in.wrong("out_of_range");
            skeleton.points.push_back({{in.number(k[0]), in.number(k[1])}, static_cast<std::uint8_t>(visibility)});
        }
        return skeleton;
    }
    if (key == "mask") {
        if (!j.is_object())
            in.wrong("object_expected");
        for (const char *member : {"left", "top", "width", "height", "runs"})
            if (!j.contains(member))
                in.wrong("missing_" + std::string(member));
        Mask mask{in.integer(j["left"]), in.integer(j["top"]), in.integer(j["width"]), in.integer(j["height"]), {}};
        for (const json &run : in.array(j["runs"], 0, kMaximumPoints)) {
            const int value = in.integer(run);
            if (value < 0)
                in.wrong("out_of_range");
            mask.runs.push_back(static_cast<std::uint32_t>(value));
        }
        return mask;
    }
    if (key == "quad")
        return Quad{in.points(j, 4, 4)};
    if (key == "cuboid")
        return Cuboid{in.points(j, 8, 8)};
    in.wrong("unknown_kind");
}

} // namespace

json shapeToJson(const Shape &shape) {
    json object = json::object();
    object[std::string(shapeKindName(kindOf(shape)))] = std::visit(ToJson{}, shape);
    return object;
}

std::string shapeToJsonText(const Shape &shape) {
    return jsonLine(shapeToJson(shape));
}

Result<Shape> shapeFromJson(const json &object) {
    if (!object.is_object() || object.size() != 1)
        return fail(kBadShapeJson, {{"where", "shape"}, {"reason", "one_member_expected"}});
    try {
        return checkedShape(readShape(object.begin().key(), object.begin().value()));
    } catch (const Wrong &wrong) {
        return fail(kBadShapeJson, {{"where", displayText(wrong.where)}, {"reason", wrong.reason}});
    } catch (const json::exception &) { // a number too large for the type that was asked for
        return fail(kBadShapeJson, {{"where", "shape"}, {"reason", "out_of_range"}});
    }
}

Result<Shape> shapeFromJsonText(std::string_view text) {
    TRY(const json object, parseJson(text, "shape", 8));
    return shapeFromJson(object);
}

} // namespace trainyard::annotation

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/annotation/shape.h"
#include "core/base/random.h"

#include <cmath>
#include <numbers>

namespace trainyard::annotation::test {

/** A ring that does not cross itself: points around a centre at rising angles. */
inline Ring starRing(CounterRandom &random, Point centre, double radius, int points) {
    Ring ring;
    for (int i = 0; i < points; ++i) {
        const double angle = 2 * std::numbers::pi * (i + 0.8 * double(random.uniform())) / points;
        const double r = radius * (0.3 + 0.7 * double(random.uniform()));
        ring.push_back({centre.x + r * std::cos(angle), centre.y + r * std::sin(angle)});
    }
    return ring;
}

inline Mask randomMask(CounterRandom &random, int width, int height, float density) {
    Mask mask{static_cast<int>(random.below(50)), static_cast<int>(random.below(50)), width, height, {}};
    bool last = false;
    std::uint32_t run = 0;
    for (int i = 0; i < width * height; ++i) {
        const bool set = random.uniform() < density;
        if (set != last) {
            mask.runs.push_back(run);
            run = 0;
            last = set;
        }
        ++run;
    }
    mask.runs.push_back(run);
    return mask;
}

inline Shape randomShape(CounterRandom &random) {
    const auto number = [&] { return double(random.uniform(-50, 500)); };
    const auto point = [&] { return Point{number(), number()}; };
    const auto length = [&] { return double(random.uniform(0.5F, 90)); };
    const auto points = [&](std::size_t count) {
        std::vector<Point> list;
        while (list.size() < count)
            list.push_back(point());
        return list;
    };
    switch (random.below(10)) {
    case 0:
        return ImageLabel{};
    case 1: {
        const Point p = point();
        return Box{{p.x, p.y, p.x + length(), p.y + length()}};
    }
    case 2:
        return RotatedBox{point(), length(), length(), number()};
    case 3: {
        Polygon polygon;
        const int parts = static_cast<int>(random.below(3)) + 1;
        for (int i = 0; i < parts; ++i) {
            const Point centre = point();
            PolygonPart part{starRing(random, centre, 60, 5 + static_cast<int>(random.below(20))), {}};
            if (random.below(2) == 0)
                part.holes.push_back(starRing(random, centre, 9, 4));
            polygon.parts.push_back(part);
        }
        return polygon;
    }
    case 4:
        return Polyline{points(2 + random.below(9))};
    case 5: {
        Skeleton skeleton;
        for (const Point p : points(1 + random.below(17)))
            skeleton.points.push_back({p, static_cast<std::uint8_t>(random.below(3))});
        return skeleton;
    }
    case 6:
        return Ellipse{point(), length(), length(), number()};
    case 7: {
        const int width = 1 + static_cast<int>(random.below(30));
        return randomMask(random, width, 1 + static_cast<int>(random.below(30)), 0.4F);
    }
    case 8:
        return Quad{points(4)};
    default:
        return Cuboid{points(8)};
    }
}

} // namespace trainyard::annotation::test

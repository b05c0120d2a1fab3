// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Properties of the geometry, with Boost.Geometry and plain rasters as oracles.
#ifndef Q_MOC_RUN
#include "core/annotation/geometry.h"
#include "core/annotation/rings.h"
#include "tests/annotation/randomshapes.h"

#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#endif

#include <QTest>

namespace bg = boost::geometry;

using namespace trainyard;
using namespace trainyard::annotation;
using namespace trainyard::annotation::test;

namespace {

using BoostPoint = bg::model::d2::point_xy<double>;
using BoostPolygon = bg::model::polygon<BoostPoint>;

BoostPolygon toBoost(const PolygonPart &part) {
    BoostPolygon polygon;
    const auto fill = [](auto &ring, const Ring &points) {
        for (const Point p : points)
            bg::append(ring, BoostPoint(p.x, p.y));
    };
    fill(polygon.outer(), part.outer);
    for (const Ring &hole : part.holes) {
        polygon.inners().emplace_back();
        fill(polygon.inners().back(), hole);
    }
    bg::correct(polygon);
    return polygon;
}

bool near(double a, double b, double tolerance = 1e-6) {
    return std::abs(a - b) <= tolerance * (1 + std::abs(a));
}
bool near(Point a, Point b) {
    return near(a.x, b.x) && near(a.y, b.y);
}

} // namespace

class TestGeometry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void polygonsAgreeWithBoost() {
        CounterRandom random(11, 0, 0);
        for (int i = 0; i < 400; ++i) {
            PolygonPart part{starRing(random, {100, 100}, 80, 3 + static_cast<int>(random.below(30))), {}};
            BoostPolygon outerOnly = toBoost(part);
            const Ring hole = starRing(random, {100, 100}, 8, 5);
            BoostPolygon holePolygon = toBoost({hole, {}});
            if (bg::within(holePolygon, outerOnly))
                part.holes.push_back(hole);
            const BoostPolygon boost = toBoost(part);
            const Shape shape = Polygon{{part}};
            QVERIFY(near(area(shape), bg::area(boost)));
            bg::model::box<BoostPoint> envelope;
            bg::envelope(boost, envelope);
            const Rect r = bounds(shape);
            QVERIFY(near(r.x0, bg::get<0>(envelope.min_corner())) && near(r.y1, bg::get<1>(envelope.max_corner())));
            for (int k = 0; k < 50; ++k) {
                const Point p{double(random.uniform(0, 200)), double(random.uniform(0, 200))};
                const BoostPoint q(p.x, p.y);
                QCOMPARE(contains(shape, p), bg::within(q, boost));
                double edge = 1e300;
                const auto ringDistance = [&](const auto &ring) {
                    for (std::size_t e = 0; e + 1 < ring.size(); ++e)
                        edge = std::min(edge, bg::distance(q, bg::model::segment<BoostPoint>(ring[e], ring[e + 1])));
                };
                ringDistance(boost.outer());
                for (const auto &inner : boost.inners())
                    ringDistance(inner);
                QVERIFY(near(distanceToEdge(shape, p), edge));
                QCOMPARE(hits(shape, p, 3), bg::within(q, boost) || edge <= 3);
            }
            // Clipping: the area equals that of Boost's intersection with the image.
            BoostPolygon image;
            bg::assign(image, bg::model::box<BoostPoint>({0, 0}, {120, 110}));
            std::vector<BoostPolygon> cut;
            bg::intersection(boost, image, cut);
            double expected = 0;
            for (const BoostPolygon &piece : cut)
                expected += bg::area(piece);
            const auto clipped = clampedToImage(shape, 120, 110);
            QVERIFY(near(clipped ? area(*clipped) : 0.0, expected, 1e-6));
        }
    }

    void selfIntersectionAgreesWithBoost() {
        CounterRandom random(12, 0, 0);
        int crossed = 0;
        for (int i = 0; i < 500; ++i) {
            Ring ring;
            const int count = 4 + static_cast<int>(random.below(4));
            for (int k = 0; k < count; ++k)
                ring.push_back({double(random.uniform(0, 100)), double(random.uniform(0, 100))});
            const bool expected = !bg::is_simple(toBoost({ring, {}})) || bg::intersects(toBoost({ring, {}}).outer());
            const bool found = faults(Polygon{{{ring, {}}}}, 100, 100).selfIntersecting;
            crossed += found ? 1 : 0;
            QCOMPARE(found, expected);
        }
        QVERIFY(crossed > 50 && crossed < 450);
    }

    void masksAndPolygonsAreTheSamePixels() {
        CounterRandom random(13, 0, 0);
        for (int i = 0; i < 300; ++i) {
            const float density = random.uniform(0.05F, 0.95F);
            const Mask mask = randomMask(random, 1 + static_cast<int>(random.below(24)),
                                         1 + static_cast<int>(random.below(24)), density);
            const Polygon polygon = toPolygonExact(mask);
            QVERIFY(near(area(polygon), double(pixelCount(mask))));
            const Mask back = toMask(polygon, 100, 100);
            QCOMPARE(pixelCount(back), pixelCount(mask));
            for (int y = 40; y < 80; ++y)
                for (int x = 0; x < 80; ++x)
                    QCOMPARE(maskHas(back, x, y), maskHas(mask, x, y));
            for (const PolygonPart &part : polygon.parts) {
                QVERIFY(signedArea(part.outer) > 0);
                for (const Ring &hole : part.holes)
                    QVERIFY(signedArea(hole) < 0 && std::abs(signedArea(hole)) < signedArea(part.outer));
            }
            QCOMPARE(bounds(mask), bounds(polygon));
        }
    }

    void rasterisationTakesPixelsByTheirCentre() {
        CounterRandom random(14, 0, 0);
        for (int i = 0; i < 100; ++i) {
            const Polygon polygon{{{starRing(random, {20, 20}, 30, 9), {starRing(random, {20, 20}, 5, 4)}}}};
            const Mask mask = toMask(polygon, 40, 40);
            std::uint64_t count = 0;
            for (int y = 0; y < 40; ++y) {
                for (int x = 0; x < 40; ++x) {
                    const Point centre{x + 0.5, y + 0.5};
                    bool inside = insideRing(polygon.parts[0].outer, centre);
                    if (insideRing(polygon.parts[0].holes[0], centre))
                        inside = !inside;
                    QCOMPARE(maskHas(mask, x, y), inside);
                    count += inside ? 1 : 0;
                }
            }
            QCOMPARE(pixelCount(mask), count);
        }
        QCOMPARE(pixelCount(toMask(Polygon{}, 10, 10)), std::uint64_t(0));
    }

    void movesAreReversible() {
        CounterRandom random(15, 0, 0);
        for (int i = 0; i < 1000; ++i) {
            const Shape shape = randomShape(random);
            const Rect r = bounds(shape);
            const int dx = static_cast<int>(random.below(200)) - 100;
            const Shape moved = translated(shape, dx, 7);
            if (!std::holds_alternative<ImageLabel>(shape) && !(r == Rect{})) {
                QVERIFY(near(bounds(moved).x0, r.x0 + dx) && near(bounds(moved).y1, r.y1 + 7));
            }
            QVERIFY(near(area(moved), area(shape)));
            const Rect back = bounds(translated(moved, -dx, -7));
            QVERIFY(near(back.x0, r.x0) && near(back.y1, r.y1));
            const Shape mirrored = flippedHorizontally(flippedHorizontally(shape, 100), 100);
            QVERIFY(near(area(mirrored), area(shape)));
            QVERIFY(near(bounds(mirrored).x0, r.x0) && near(bounds(mirrored).x1, r.x1));
            const Shape upside = flippedVertically(flippedVertically(shape, 100), 100);
            QVERIFY(near(bounds(upside).y0, r.y0));
            if (!std::holds_alternative<Mask>(shape) && !std::holds_alternative<Cuboid>(shape)) {
                QVERIFY(near(area(scaled(shape, {3, 4}, 2, 3)), area(shape) * 6));
                QVERIFY(near(area(rotated(shape, {10, 20}, 0.7)), area(shape)));
            }
        }
    }

    void handlesKeepTheOtherSide() {
        CounterRandom random(16, 0, 0);
        const std::array pairs{std::pair{Handle::TopLeft, Handle::BottomRight}, std::pair{Handle::Top, Handle::Bottom},
                               std::pair{Handle::TopRight, Handle::BottomLeft}, std::pair{Handle::Left, Handle::Right}};
        for (int i = 0; i < 500; ++i) {
            const RotatedBox box{{50, 60},
                                 double(random.uniform(10, 90)),
                                 double(random.uniform(10, 90)),
                                 double(random.uniform(-3, 3))};
            const auto [first, second] = pairs[random.below(4)];
            const Handle dragged = random.below(2) == 0 ? first : second;
            const Handle fixed = dragged == first ? second : first;
            // Away from the fixed side: sides that pass each other swap, and with them their names.
            const Point at = *handlePosition(box, dragged);
            const Point to{at.x + (at.x - box.centre.x) * 0.5, at.y + (at.y - box.centre.y) * 0.5};
            const Shape after = withHandleAt(box, dragged, to);
            QVERIFY(near(std::get<RotatedBox>(after).angle, box.angle));
            QVERIFY(near(*handlePosition(after, fixed), *handlePosition(box, fixed)));
            QVERIFY(near(*handlePosition(after, dragged), to));
            const Shape kept = withHandleAt(box, Handle::BottomRight, {200, 170}, true);
            QVERIFY(near(std::get<RotatedBox>(kept).width / std::get<RotatedBox>(kept).height, box.width / box.height));
        }
        const Shape turnedBox = withHandleAt(RotatedBox{{0, 0}, 10, 10, 0}, Handle::Rotate, {100, 0});
        QVERIFY(near(std::get<RotatedBox>(turnedBox).angle, std::numbers::pi / 2));
        const Shape swapped = withHandleAt(Box{{10, 10, 20, 20}}, Handle::Left, {30, 0});
        QVERIFY(std::get<Box>(swapped).rect == (Rect{20, 10, 30, 20}));
    }

    void verticesAreEdited() {
        const Shape square = Polygon{{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{2, 2}, {4, 2}, {4, 4}}}}}};
        QCOMPARE(vertexCount(square), std::size_t(7));
        const auto edge = nearestEdge(square, {5, -1});
        QVERIFY(edge && edge->before == (VertexIndex{0, 0, 0}) && near(edge->at, {5, 0}) && near(edge->distance, 1));
        const Shape more = withVertexInserted(square, edge->before, edge->at);
        QVERIFY(near(area(more), area(square)));
        QVERIFY(near(*vertex(more, {0, 0, 1}), {5, 0}));
        QVERIFY(withVertexRemoved(more, {0, 0, 1}) == square);
        const Shape noHole = withVertexRemoved(square, {0, 1, 0}); // a hole of three points goes as a whole
        QCOMPARE(std::get<Polygon>(noHole).parts[0].holes.size(), std::size_t(0));
        const Shape triangle = Polygon{{{{{0, 0}, {4, 0}, {0, 4}}, {}}}};
        QVERIFY(withVertexRemoved(triangle, {0, 0, 0}) == triangle);
        QVERIFY(withVertexAt(triangle, {0, 5, 0}, {1, 1}) == triangle);
        QCOMPARE(nearestVertex(square, {9, 9})->index.point, 2);
    }

    void simplifyingStaysWithinTolerance() {
        CounterRandom random(17, 0, 0);
        for (int i = 0; i < 100; ++i) {
            const Ring ring = starRing(random, {0, 0}, 100, 200);
            const double tolerance = double(random.uniform(0.5F, 20));
            const Shape less = simplified(Polygon{{{ring, {}}}}, tolerance);
            QVERIFY(vertexCount(less) >= 3 && vertexCount(less) <= ring.size());
            for (const Point p : ring)
                QVERIFY(distanceToEdge(less, p) <= tolerance + 1e-9);
        }
        Ring huge;
        for (int i = 0; i < 1000000; ++i)
            huge.push_back({std::cos(i * 6.28e-6) * 1000, std::sin(i * 6.28e-6) * 1000});
        QVERIFY(vertexCount(simplified(Polygon{{{huge, {}}}}, 1)) < 1000);
    }

    void faultsAreSeen() {
        QVERIFY(faults(Box{{0, 0, 0, 5}}, 10, 10).empty);
        QVERIFY(faults(Box{{20, 20, 30, 30}}, 10, 10).outside);
        QVERIFY(faults(Box{{5, 5, 30, 30}}, 10, 10).partlyOutside);
        QVERIFY(faults(Polygon{}, 10, 10).empty);
        QVERIFY(!faults(ImageLabel{}, 10, 10).empty);
        QVERIFY(!clampedToImage(Box{{20, 20, 30, 30}}, 10, 10));
        QVERIFY(std::get<Box>(*clampedToImage(Box{{-5, 2, 5, 30}}, 10, 10)).rect == (Rect{0, 2, 5, 10}));
        QVERIFY(std::get<Box>(movedIntoImage(Box{{-5, 2, 1, 4}}, 10, 10)).rect == (Rect{0, 2, 6, 4}));
    }
};

QTEST_GUILESS_MAIN(TestGeometry)
#include "test_geometry.moc"

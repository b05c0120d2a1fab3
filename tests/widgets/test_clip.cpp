// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "widgets/canvas/clip.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>

using namespace trainyard::widgets;
using trainyard::annotation::Point;

class TestClip : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void clipKeepsTheArea();
    void clipOfHugeShapesIsQuick();
    void dashesAgreeBetweenTiles();
};

void TestClip::clipKeepsTheArea() {
    const Projection same;
    const auto areaOf = [](const QPolygonF &p) {
        double sum = 0;
        for (qsizetype i = 0; i < p.size(); ++i) {
            const QPointF a = p[i], b = p[(i + 1) % p.size()];
            sum += a.x() * b.y() - b.x() * a.y();
        }
        return std::abs(sum) / 2;
    };
    // A triangle with its tip cut off; by hand: 1/2 * 200 * 200 less the half square right of x = 100.
    const std::vector<Point> triangle{{0, 0}, {200, 0}, {0, 200}};
    QCOMPARE(areaOf(clipRing(triangle, same, QRectF(0, 0, 100, 300))), 20000.0 - 5000.0);
    QCOMPARE(clipRing(triangle, same, QRectF(300, 300, 10, 10)).size(), 0);
    QCOMPARE(areaOf(clipRing({{-1e6, -1e6}, {1e6, -1e6}, {1e6, 1e6}, {-1e6, 1e6}}, same, QRectF(0, 0, 50, 40))),
             2000.0);
}

void TestClip::clipOfHugeShapesIsQuick() {
    std::vector<Point> ring;
    for (int i = 0; i < 1000000; ++i) {
        const double a = 2 * M_PI * i / 1000000;
        ring.push_back({1e5 * std::cos(a), 1e5 * std::sin(a) * (1 + 0.1 * std::sin(a * 50))});
    }
    QElapsedTimer timer;
    timer.start();
    const QPolygonF cut = clipRing(ring, {}, QRectF(0, 0, 512, 512));
    std::vector<QLineF> lines;
    clipLine(ring, true, {}, QRectF(0, 0, 512, 512), 5, lines);
    qInfo("a million vertices clipped twice in %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(cut.size() >= 4 && cut.size() < 100);
    QVERIFY(lines.empty());
}

void TestClip::dashesAgreeBetweenTiles() {
    const std::vector<Point> line{{3, 7}, {900, 300}, {50, 590}};
    std::vector<QLineF> whole, left, right;
    clipLine(line, true, {}, QRectF(0, 0, 1024, 600), 6, whole);
    clipLine(line, true, {}, QRectF(0, 0, 512, 600), 6, left);
    clipLine(line, true, {}, QRectF(512, 0, 512, 600), 6, right);
    const auto sum = [](const std::vector<QLineF> &lines) {
        double all = 0;
        for (const QLineF &l : lines) {
            all += l.length();
        }
        return all;
    };
    QVERIFY(whole.size() > 100);
    QVERIFY(qAbs(sum(whole) - sum(left) - sum(right)) < 1e-6);
}

QTEST_MAIN(TestClip)
#include "test_clip.moc"

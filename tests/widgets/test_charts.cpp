// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/accessibility.h"
#include "tests/support/timing.h"
#include "widgets/charts/barchart.h"
#include "widgets/charts/chartgrid.h"
#include "widgets/charts/confusionmatrix.h"
#include "widgets/charts/curvechart.h"
#include "widgets/charts/histogram.h"
#include "widgets/charts/smoothedcurve.h"
#include "widgets/charts/sparkline.h"
#include "widgets/charts/strokeimage.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <random>

#include <ctime>

using namespace trainyard;
using namespace trainyard::widgets;

namespace {

/** What spans() must give, the slow way. */
std::vector<Span> bruteForce(const std::vector<CurvePoint> &points, const std::vector<double> &edges) {
    std::vector<Span> out(edges.size() - 1);
    for (std::size_t c = 0; c + 1 < edges.size(); ++c) {
        for (const CurvePoint &p : points) {
            if (p.x < edges[c] || p.x >= edges[c + 1] || !std::isfinite(p.y)) {
                continue;
            }
            Span &s = out[c];
            if (s.empty) {
                s = {false, p.y, p.y, p, p};
            }
            s.min = std::min(s.min, p.y);
            s.max = std::max(s.max, p.y);
            s.last = p;
        }
    }
    return out;
}

std::vector<CurvePoint> noise(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> spread(0, 1);
    std::vector<CurvePoint> points;
    double x = 0;
    for (std::size_t i = 0; i < count; ++i) {
        x += 0.25 + static_cast<double>(random() % 8);
        points.push_back(
            {x, random() % 97 == 0
                    ? NAN
                    : 5 * std::exp(-static_cast<double>(i) / static_cast<double>(count) * 4) + spread(random)});
    }
    return points;
}

/** Milliseconds of this thread's own work: other programs on the machine do not count. */
double ownTime() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

class TestCharts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void spansEqualBruteForce();
    void rangeEqualsBruteForce();
    void appendTakesBackWhatIsRewritten();
    void smoothingFormula();
    void smoothingFollowsNewPoints();
    void strokeCoversItsWidth();
    void columnsReachWhatTheDataReach();
    void liveAppendIsQuick();
    void oneReplotForManyChanges();
    void zoomAndReset();
    void crossHairIsShared();
    void legendWorksByKeys();
    void cardsFillTheRoom_data();
    void cardsFillTheRoom();
    void stepsAreWholeNumbers();
    void keysMoveTheHair();
    void logAxes();
    void gridOrdersAndEnlarges();
    void bars();
    void histogram();
    void confusionMatrix();
    void named();
};

void TestCharts::spansEqualBruteForce() {
    const std::vector<CurvePoint> points = noise(5000, 3);
    MemoryCurve curve;
    curve.append(points);
    std::mt19937 random(5);
    for (int round = 0; round < 40; ++round) {
        const double low = static_cast<double>(random() % 15000) - 100,
                     high = low + 1 + static_cast<double>(random() % 25000);
        std::vector<double> edges;
        const int columns = 1 + static_cast<int>(random() % 300);
        for (int i = 0; i <= columns; ++i) {
            edges.push_back(low + (high - low) * i / columns);
        }
        const std::vector<Span> got = curve.spans(edges), wanted = bruteForce(points, edges);
        QCOMPARE(got.size(), wanted.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            QCOMPARE(got[i].empty, wanted[i].empty);
            if (!got[i].empty) {
                QCOMPARE(got[i].min, wanted[i].min);
                QCOMPARE(got[i].max, wanted[i].max);
                QCOMPARE(got[i].first.x, wanted[i].first.x);
                QCOMPARE(got[i].last.y, wanted[i].last.y);
            }
        }
    }
}

void TestCharts::rangeEqualsBruteForce() {
    const std::vector<CurvePoint> points = noise(70000, 9); // reaches into the fourth level
    MemoryCurve curve;
    curve.append(points);
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
        std::size_t a = random() % points.size(), b = random() % points.size();
        if (a > b) {
            std::swap(a, b);
        }
        double low = HUGE_VAL, high = -HUGE_VAL;
        for (std::size_t i = a; i < b; ++i) {
            if (std::isfinite(points[i].y)) {
                low = std::min(low, points[i].y);
                high = std::max(high, points[i].y);
            }
        }
        const auto range = curve.range(a, b);
        QCOMPARE(range.has_value(), low <= high);
        if (range) {
            QCOMPARE(range->first, low);
            QCOMPARE(range->second, high);
        }
    }
}

void TestCharts::appendTakesBackWhatIsRewritten() {
    MemoryCurve resumed, straight;
    for (int i = 0; i < 1000; ++i) {
        resumed.append(i, i < 600 ? i : 1e9); // the tail is wrong and comes again
    }
    const unsigned before = resumed.generation();
    for (int i = 600; i < 1000; ++i) {
        resumed.append(i, -i);
    }
    for (int i = 0; i < 1000; ++i) {
        straight.append(i, i < 600 ? i : -i);
    }
    QVERIFY(resumed.generation() != before);
    QCOMPARE(resumed.size(), straight.size());
    QCOMPARE(resumed.range(0, 1000), straight.range(0, 1000));
    QCOMPARE(resumed.range(500, 700), straight.range(500, 700));

    // What a resume takes back leaves the curve as if it had never been there.
    for (const double x : {2000.0, 999.0, 997.5, 256.0, 255.0, 0.0, -1.0}) {
        MemoryCurve cut, never;
        for (int i = 0; i < 1000; ++i) {
            cut.append(i, i % 7);
            if (i <= x) {
                never.append(i, i % 7);
            }
        }
        cut.truncateAfter(x);
        QCOMPARE(cut.size(), never.size());
        QCOMPARE(cut.range(0, cut.size()), never.range(0, never.size()));
    }
}

void TestCharts::smoothingFormula() {
    MemoryCurve data;
    data.append(0, 1);
    data.append(5, 3);
    data.append(1024, 2);
    QCOMPARE(SmoothedCurve::unitOf(data), 1.024);
    SmoothedCurve smooth;
    QCOMPARE(smooth.follow(data, 0.81), std::size_t{3}); // w = 0.9
    const double near = std::pow(0.9, 5 / 1.024), far = std::pow(0.9, 1019 / 1.024);
    const MemoryCurve &out = smooth.curve();
    QCOMPARE(out.size(), std::size_t{3});
    QCOMPARE(out.point(0).y, 1.0);
    QCOMPARE(out.point(1).y, (1 * near + 3) / (near + 1));
    QCOMPARE(out.point(2).y, ((1 * near + 3) * far + 2) / ((near + 1) * far + 1));
    // A constant stays what it is, however uneven the steps.
    MemoryCurve flat;
    for (const double x : {0.0, 1.0, 1.5, 20.0, 21.0, 400.0}) {
        flat.append(x, 7);
    }
    smooth.follow(flat, 0.99);
    QCOMPARE(out.range(0, out.size())->first, 7.0);
    QCOMPARE(out.range(0, out.size())->second, 7.0);
}

void TestCharts::smoothingFollowsNewPoints() {
    const std::vector<CurvePoint> points = noise(20000, 5);
    MemoryCurve data;
    SmoothedCurve growing;
    std::size_t worked = 0;
    for (const CurvePoint &point : points) {
        data.append(point.x, point.y);
        worked += growing.follow(data, 0.6);
    }
    // Every start from the front is a twelfth longer than the one before: a dozen passes, not twenty thousand.
    QVERIFY2(worked < 20 * points.size(), qPrintable(QString::number(worked)));
    SmoothedCurve whole;
    QCOMPARE(whole.follow(data, 0.6), points.size());
    QCOMPARE(growing.curve().size(), whole.curve().size());
    for (std::size_t i = 0; i < whole.curve().size(); ++i) {
        QCOMPARE(growing.curve().point(i).y, whole.curve().point(i).y);
    }
    QCOMPARE(growing.follow(data, 0.6), std::size_t{0});
    // A resumed run rewrites its tail: then everything is worked out anew.
    data.append(points[15000].x, 100);
    QCOMPARE(growing.follow(data, 0.6), data.size());
    // Another curve of the same length is another curve.
    MemoryCurve other;
    for (std::size_t i = 0; i < data.size(); ++i) {
        other.append(data.point(i).x, 1);
    }
    growing.follow(other, 0.6);
    QCOMPARE(growing.curve().range(0, other.size())->second, 1.0);
}

void TestCharts::strokeCoversItsWidth() {
    // A flat line of 1.5 pixels covers 1.5 pixels of every column, wherever it lies; a diagonal, root of two times
    // that.
    for (const double y : {20.0, 20.3, 20.5, 20.9}) {
        for (const double slope : {0.0, 1.0}) {
            QImage image(60, 80, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            CurveStroke stroke(60);
            stroke.addLine(-10, y - 10 * slope, 80, y + 80 * slope);
            stroke.draw(image, Qt::black, 1.5);
            double sum = 0;
            for (int x = 10; x < 40; ++x) {
                for (int row = 0; row < 80; ++row) {
                    sum += qAlpha(image.pixel(x, row)) / 255.0;
                }
            }
            const double wanted = 1.5 * std::hypot(1, slope);
            QVERIFY2(std::abs(sum / 30 - wanted) < 0.25,
                     qPrintable(QStringLiteral("%1 for %2").arg(sum / 30).arg(wanted)));
        }
    }
}

void TestCharts::columnsReachWhatTheDataReach() {
    auto data = std::make_shared<MemoryCurve>();
    const std::vector<CurvePoint> points = noise(20000, 11);
    data->append(points);
    CurveChart chart;
    chart.setLegendShown(false);
    chart.resize(640, 360);
    chart.setSeries({{QStringLiteral("a"), QStringLiteral("loss"), 0, false, true, data}});
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    chart.replotNow();
    const QImage shot = chart.grab().toImage();
    const QColor ink = seriesColour(0);
    // Highest and lowest inked row of the picture against the largest and least value.
    int top = INT_MAX, bottom = -1;
    for (int y = 0; y < shot.height(); ++y) {
        for (int x = 0; x < shot.width(); ++x) {
            const QColor c = shot.pixelColor(x, y);
            if (std::abs(c.red() - ink.red()) < 60 && std::abs(c.blue() - ink.blue()) < 60 &&
                std::abs(c.green() - ink.green()) < 60) {
                top = std::min(top, y);
                bottom = std::max(bottom, y);
            }
        }
    }
    const auto range = data->range(0, data->size());
    const auto [low, high] = chart.yRange();
    const double pixels =
        (bottom - top) / (range->second - range->first) * (high - low); // height of the axes, if all is right
    QVERIFY2(pixels > 280 && pixels < 350, qPrintable(QString::number(pixels)));
}

void TestCharts::liveAppendIsQuick() {
    auto data = std::make_shared<MemoryCurve>();
    std::mt19937 random(2);
    std::normal_distribution<double> spread(0, 0.3);
    for (int i = 0; i < 1000000; ++i) {
        data->append(i, 3 * std::exp(-i / 3e5) + spread(random));
    }
    CurveChart chart;
    chart.resize(1280, 700);
    chart.setSeries({{QStringLiteral("a"), QStringLiteral("loss"), 0, false, true, data}});
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    std::vector<double> times;
    for (int i = 0; i < 60; ++i) {
        for (int k = 0; k < 100; ++k) {
            data->append(1000000 + i * 100 + k, 0.5 + spread(random));
        }
        const double before = ownTime();
        chart.replotNow();
        times.push_back(ownTime() - before);
    }
    std::sort(times.begin(), times.end());
    qInfo("replot with a million points in view: median %.1f ms, worst %.1f ms", times[30], times.back());
    QVERIFY2(!test::kMeasuresTime || times[30] <= 16, "a replot with a million points is late");
}

void TestCharts::oneReplotForManyChanges() {
    auto data = std::make_shared<MemoryCurve>();
    CurveChart chart;
    chart.resize(400, 300);
    chart.setSeries({{QStringLiteral("a"), QStringLiteral("loss"), 0, false, true, data}});
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 100000; ++i) {
        data->append(i, i % 17);
        chart.dataChanged();
    }
    QVERIFY(!test::kMeasuresTime || timer.elapsed() < 1000);
    QTRY_COMPARE(chart.xRange().second, 99999.0);
    QVERIFY(chart.accessibleDescription().contains(QStringLiteral("loss")));
}

void TestCharts::zoomAndReset() {
    auto data = std::make_shared<MemoryCurve>();
    for (int i = 0; i <= 100; ++i) {
        data->append(i, i * i);
    }
    CurveChart chart;
    chart.resize(600, 400);
    chart.setSeries({{QStringLiteral("a"), QStringLiteral("a"), 0, false, true, data}});
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    chart.replotNow();
    QWidget *plot = chart.findChild<QWidget *>(QStringLiteral("plot"));
    QSignalSpy views(&chart, &CurveChart::viewChanged);
    const int y = plot->height() / 2;
    QTest::mousePress(plot, Qt::LeftButton, {}, QPoint(200, y));
    QTest::mouseMove(plot, QPoint(300, y + 3));
    QTest::mouseRelease(plot, Qt::LeftButton, {}, QPoint(400, y + 4));
    chart.replotNow();
    const auto [low, high] = chart.xRange();
    QVERIFY(low > 10 && high < 90 && high > low);
    QVERIFY(!views.empty());
    // y follows what is in view.
    QVERIFY(chart.yRange().second < 1.2 * high * high);
    const double wide = high - low;
    QTest::keyClick(&chart, Qt::Key_Plus);
    QVERIFY(chart.xRange().second - chart.xRange().first < wide);
    QTest::keyClick(&chart, Qt::Key_Home);
    QCOMPARE(chart.xRange(), std::pair(0.0, 100.0));
    chart.setXRange(20, 30);
    QTest::mouseDClick(plot, Qt::LeftButton, {}, QPoint(300, y));
    QCOMPARE(chart.xRange(), std::pair(0.0, 100.0));
}

void TestCharts::legendWorksByKeys() {
    auto data = std::make_shared<MemoryCurve>();
    data->append(0, 1);
    data->append(1, 2);
    CurveChart chart;
    chart.resize(400, 300);
    chart.setSeries({{QStringLiteral("a"), QStringLiteral("training"), 0, false, true, data},
                     {QStringLiteral("b"), QStringLiteral("validation"), 1, true, true, data}});
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    chart.replotNow();
    auto *legend = chart.findChild<QWidget *>(QStringLiteral("chartLegend"));
    QVERIFY(legend->focusPolicy() & Qt::TabFocus);
    legend->setFocus(Qt::TabFocusReason);
    QVERIFY2(legend->accessibleName().contains(QStringLiteral("training")), qPrintable(legend->accessibleName()));
    QTest::keyClick(legend, Qt::Key_Right);
    QVERIFY2(legend->accessibleName().contains(QStringLiteral("validation")), qPrintable(legend->accessibleName()));
    const QString shown = legend->accessibleName();
    QTest::keyClick(legend, Qt::Key_Space);
    chart.replotNow();
    QVERIFY(chart.series()[0].visible);
    QVERIFY(!chart.series()[1].visible);
    QVERIFY(legend->accessibleName() != shown);
    QTest::keyClick(legend, Qt::Key_Return);
    chart.replotNow();
    QVERIFY(chart.series()[1].visible);
    QCOMPARE(legend->accessibleName(), shown);
    QTest::keyClick(legend, Qt::Key_Left);
    QTest::keyClick(legend, Qt::Key_Space);
    QVERIFY(!chart.series()[0].visible);
}

void TestCharts::cardsFillTheRoom_data() {
    QTest::addColumn<QSize>("room");
    QTest::addColumn<int>("columns");
    // What the charts of a run have in windows of 1280x800, 1920x1080 and 2560x1440.
    QTest::newRow("small") << QSize(647, 640) << 2;
    QTest::newRow("medium") << QSize(1287, 920) << 2;
    QTest::newRow("large") << QSize(1927, 1280) << 2;
    QTest::newRow("low and wide") << QSize(1927, 300) << 4;
    QTest::newRow("narrow") << QSize(320, 640) << 1;
}

void TestCharts::cardsFillTheRoom() {
    QFETCH(QSize, room);
    QFETCH(int, columns);
    ChartGrid grid;
    grid.setMinimumCardSize({272, 220});
    QList<QWidget *> contents;
    for (const char *id : {"loss", "accuracy", "rate", "speed"}) {
        contents.append(new QLabel(QLatin1String(id)));
        grid.addCard(QLatin1String(id), QLatin1String(id), contents.last());
    }
    grid.resize(room);
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QSet<int> lefts;
    for (const QWidget *content : contents) {
        const QWidget *card = content->parentWidget();
        lefts.insert(card->x());
        QVERIFY(card->width() >= std::min(272, room.width() - 40));
        QVERIFY(card->geometry().right() < room.width());
    }
    QCOMPARE(lefts.size(), columns);
}

void TestCharts::stepsAreWholeNumbers() {
    auto data = std::make_shared<MemoryCurve>();
    data->append(1, 1);
    data->append(2, 2);
    CurveChart chart;
    chart.resize(640, 360);
    chart.setWholeX(true);
    chart.setSeries({{QStringLiteral("a"), QStringLiteral("loss"), 0, false, true, data}});
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    chart.replotNow();
    for (const double tick : chart.xTicks()) {
        QCOMPARE(tick, std::round(tick));
    }
    QVERIFY(!chart.xTicks().empty());
}

void TestCharts::crossHairIsShared() {
    auto data = std::make_shared<MemoryCurve>();
    for (int i = 0; i <= 10; ++i) {
        data->append(i, 10 - i);
    }
    CrossHairGroup group;
    CurveChart one, two;
    for (CurveChart *chart : {&one, &two}) {
        chart->resize(500, 300);
        chart->setSeries({{QStringLiteral("a"), QStringLiteral("loss"), 0, false, true, data}});
        chart->setCrossHairGroup(&group);
        chart->show();
        QVERIFY(QTest::qWaitForWindowExposed(chart));
        chart->replotNow();
    }
    QSignalSpy moved(&group, &CrossHairGroup::moved), here(&one, &CurveChart::crossHairMoved),
        there(&two, &CurveChart::crossHairMoved);
    QWidget *plot = one.findChild<QWidget *>(QStringLiteral("plot"));
    QMouseEvent move(QEvent::MouseMove, QPointF(250, 100), plot->mapToGlobal(QPointF(250, 100)), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(plot, &move);
    QCOMPARE(moved.size(), 1);
    QCOMPARE(here.size(), 1);
    QCOMPARE(there.size(), 0); // it follows and does not tell again
    const QWidget *legend = two.findChild<QWidget *>(QStringLiteral("chartLegend"));
    const double x = moved[0][0].toDouble();
    const QString value = QString::number(10 - std::round(x));
    QVERIFY2(legend->accessibleDescription().contains(value), qPrintable(legend->accessibleDescription()));
}

void TestCharts::keysMoveTheHair() {
    auto data = std::make_shared<MemoryCurve>();
    for (int i = 0; i <= 10; ++i) {
        data->append(i, i);
    }
    CurveChart chart;
    chart.setSeries({{QStringLiteral("a"), QStringLiteral("a"), 0, false, true, data}});
    chart.replotNow();
    QSignalSpy hair(&chart, &CurveChart::crossHairMoved);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Left);
    QCOMPARE(hair.size(), 3);
    QCOMPARE(hair[0][0].toDouble() + 1, hair[1][0].toDouble());
    QCOMPARE(hair[2][0].toDouble(), hair[0][0].toDouble());
}

void TestCharts::logAxes() {
    auto data = std::make_shared<MemoryCurve>();
    for (int i = 1; i <= 1000; ++i) {
        data->append(i, i == 7 ? -1 : i == 8 ? 0 : 1.0 / i);
    }
    CurveChart chart;
    chart.resize(500, 300);
    chart.setSeries({{QStringLiteral("a"), QStringLiteral("a"), 0, false, true, data}});
    chart.setLogX(true);
    chart.setLogY(true);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    chart.replotNow();
    QCOMPARE(chart.xRange(), std::pair(1.0, 1000.0));
    QVERIFY(chart.yRange().first > 1e-4 && chart.yRange().first <= 1e-3);
    chart.setOutliersIgnored(true);
    chart.setLogY(false);
    chart.replotNow();
    QVERIFY(chart.yRange().second < 0.2);
}

void TestCharts::gridOrdersAndEnlarges() {
    ChartGrid grid;
    grid.resize(1000, 600);
    for (const char *id : {"loss", "accuracy", "rate"}) {
        auto *content = new QLabel(QString::fromLatin1(id));
        grid.addCard(QString::fromLatin1(id), QString::fromLatin1(id).toUpper(), content);
    }
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QSignalSpy orders(&grid, &ChartGrid::orderChanged), large(&grid, &ChartGrid::enlargedChanged);
    QWidget *frame = grid.findChild<QWidget *>(QStringLiteral("card_loss"));
    QTest::keyClick(frame, Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(grid.order(), (QStringList{QStringLiteral("accuracy"), QStringLiteral("loss"), QStringLiteral("rate")}));
    QCOMPARE(orders.size(), 1);
    // By mouse: the bar of the first card onto the third.
    QWidget *bar = grid.card(QStringLiteral("accuracy"))->parentWidget()->findChild<QToolButton *>()->parentWidget();
    QWidget *third = grid.findChild<QWidget *>(QStringLiteral("card_rate"));
    const QPoint target = bar->mapFromGlobal(third->mapToGlobal(third->rect().center()));
    QTest::mousePress(bar, Qt::LeftButton, {}, QPoint(20, 5));
    for (const QPoint &p : {QPoint(40, 20), target}) {
        QMouseEvent move(QEvent::MouseMove, QPointF(p), bar->mapToGlobal(QPointF(p)), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QApplication::sendEvent(bar, &move);
    }
    QTest::mouseRelease(bar, Qt::LeftButton, {}, bar->mapFromGlobal(third->mapToGlobal(QPoint(5, 5))));
    QCOMPARE(grid.order().last(), QStringLiteral("accuracy"));
    grid.enlarge(QStringLiteral("rate"));
    QVERIFY(!frame->isVisible());
    QVERIFY(third->width() > 900);
    QTest::keyClick(third, Qt::Key_Escape);
    QVERIFY(frame->isVisible());
    QCOMPARE(large.size(), 2);
    grid.setOrder({QStringLiteral("rate"), QStringLiteral("nothing")});
    QCOMPARE(grid.order().first(), QStringLiteral("rate"));
    grid.removeCard(QStringLiteral("rate"));
    QCOMPARE(grid.order().size(), 2);
    QCOMPARE(test::unnamedControls(&grid), QStringList());
}

void TestCharts::bars() {
    BarChart chart;
    chart.setBars({{QStringLiteral("bolt"), 10, {}, {}},
                   {QStringLiteral("nut"), 3, {}, {}},
                   {QStringLiteral("washer"), 0, {}, {}}});
    chart.resize(chart.sizeHint());
    QSignalSpy clicks(&chart, &BarChart::clicked);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.rowRect(1).center().toPoint());
    QTest::keyClick(&chart, Qt::Key_Down);
    QTest::keyClick(&chart, Qt::Key_Return);
    QCOMPARE(clicks.size(), 2);
    QCOMPARE(clicks[0][0].toInt(), 1);
    QCOMPARE(clicks[1][0].toInt(), 2);
    QVERIFY(chart.accessibleDescription().contains(QStringLiteral("washer")));
    QCOMPARE(chart.rowAt(QPointF(10, 10000)), -1);
}

void TestCharts::histogram() {
    std::vector<double> edges, counts;
    Histogram::binsOf({0, 1, 1.5, 2, 10, NAN}, 5, edges, counts);
    QCOMPARE(edges.front(), 0.0);
    QCOMPARE(edges.back(), 10.0);
    QCOMPARE(counts, (std::vector<double>{3, 1, 0, 0, 1}));
    Histogram chart;
    chart.resize(300, 120);
    chart.setBins(edges, counts, {1, 0, 0, 0, 1});
    QSignalSpy clicks(&chart, &Histogram::clicked), ranges(&chart, &Histogram::rangeSelected);
    const auto at = [&](int bin) { return QPoint(static_cast<int>(chart.binRect(bin).center().x()), 60); };
    QTest::mouseClick(&chart, Qt::LeftButton, {}, at(1));
    QTest::mousePress(&chart, Qt::LeftButton, {}, at(4));
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, at(2));
    QCOMPARE(clicks.size(), 1);
    QCOMPARE(clicks[0][0].toInt(), 1);
    QCOMPARE(ranges.size(), 1);
    QCOMPARE(ranges[0][0].toInt(), 2);
    QCOMPARE(ranges[0][1].toInt(), 4);
    chart.setBins({1, 2}, {1, 2}); // wrong lengths are not drawn
    QCOMPARE(chart.binAt({100, 60}), -1);
}

void TestCharts::confusionMatrix() {
    ConfusionMatrix matrix;
    matrix.resize(500, 420);
    matrix.setMatrix({QStringLiteral("bolt"), QStringLiteral("nut"), QStringLiteral("washer")},
                     {50, 2, 0, 1, 40, 4, 0, 0, 33});
    matrix.show();
    QVERIFY(QTest::qWaitForWindowExposed(&matrix));
    QSignalSpy clicks(&matrix, &ConfusionMatrix::cellClicked);
    QTest::mouseClick(matrix.viewport(), Qt::LeftButton, {}, matrix.cellRect(1, 2).center());
    QCOMPARE(clicks[0], (QList<QVariant>{1, 2}));
    QVERIFY(matrix.cellText(1, 2).contains(QStringLiteral("nut taken for washer: 4 of 45")));
    QTest::mouseClick(matrix.viewport(), Qt::LeftButton, {}, QPoint(30, matrix.cellRect(2, 0).center().y()));
    QCOMPARE(clicks[1], (QList<QVariant>{2, -1}));
    QTest::keyClick(&matrix, Qt::Key_Up);
    QTest::keyClick(&matrix, Qt::Key_Left);
    QTest::keyClick(&matrix, Qt::Key_Return);
    QCOMPARE(clicks[2], (QList<QVariant>{0, 1}));
    QVERIFY(matrix.accessibleDescription().contains(QStringLiteral("bolt taken for nut")));
    QSignalSpy normalised(&matrix, &ConfusionMatrix::normalisedChanged);
    matrix.setNormalised(true);
    QCOMPARE(normalised.size(), 1);
    // A thousand classes are drawn by what is in sight.
    QStringList names;
    for (int i = 0; i < 1000; ++i) {
        names << QStringLiteral("class %1").arg(i);
    }
    matrix.setMatrix(names, std::vector<std::int64_t>(1000000, 1));
    QElapsedTimer timer;
    timer.start();
    matrix.viewport()->repaint();
    QVERIFY(!test::kMeasuresTime || timer.elapsed() < 200);
    matrix.setCurrent(999, 999);
    QVERIFY(matrix.viewport()->rect().intersects(matrix.cellRect(999, 999)));
    matrix.setMatrix(names, {1, 2, 3}); // not a square
    QCOMPARE(matrix.cellAt({200, 200}), std::pair(-1, -1));
}

void TestCharts::named() {
    CurveChart chart;
    chart.setTitle(QStringLiteral("Loss"));
    QCOMPARE(chart.accessibleName(), QStringLiteral("Loss"));
    BarChart barChart;
    Histogram histogramChart;
    ConfusionMatrix matrix;
    Sparkline line;
    for (QWidget *widget : std::initializer_list<QWidget *>{&chart, &barChart, &histogramChart, &matrix, &line}) {
        QCOMPARE(test::unnamedControls(widget), QStringList());
    }
}

QTEST_MAIN(TestCharts)
#include "test_charts.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/widgets/canvasshapes.h"

#include <QTest>

#include <cmath>
#include <memory>

using namespace trainyard;
using namespace trainyard::widgets;
using annotation::Point;

/** What the canvas draws, pixel by pixel. */
class TestCanvasPaint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void drawsWhatItHolds();
    void labelsTouchTheirShapes();
    void dashedLayerIsDashed();

private:
    [[nodiscard]] QPoint at(double x, double y) const { return m_canvas->view().toWidget({x, y}).toPoint(); }
    void setShapes(std::vector<CanvasShape> shapes) {
        ShapeLayer layer;
        layer.id = 1;
        layer.shapes = std::move(shapes);
        m_canvas->setLayers({layer});
    }
    std::unique_ptr<Canvas> m_canvas;
};

void TestCanvasPaint::init() {
    m_canvas = std::make_unique<Canvas>();
    m_canvas->resize(800, 600);
    m_canvas->setImage(picture(400, 300));
    m_canvas->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
}

void TestCanvasPaint::cleanup() { m_canvas.reset(); }

void TestCanvasPaint::drawsWhatItHolds() {
    setShapes({box(1, 100, 100, 200, 200)});
    m_canvas->setFillOpacity(1);
    QTRY_VERIFY_WITH_TIMEOUT(m_canvas->isDrawn(), 5000);
    const QImage shot = m_canvas->grab().toImage();
    const double ratio = shot.devicePixelRatio();
    const auto pixel = [&](double x, double y) { return shot.pixelColor((QPointF(at(x, y)) * ratio).toPoint()); };
    QCOMPARE(pixel(150, 150), QColor(0, 114, 178));
    QVERIFY(std::abs(pixel(50, 250).red() - 50) <= 2 &&
            std::abs(pixel(50, 250).green() - 250) <= 2); // the image itself
    QCOMPARE(shot.pixelColor(QPoint(2, 2) * ratio), QColor(0x26, 0x28, 0x2C));
    // Far zoomed in, pixels are squares.
    m_canvas->setZoom(32 * ratio, QPointF(at(50, 50)));
    QTRY_VERIFY_WITH_TIMEOUT(m_canvas->isDrawn(), 5000);
    const QImage big = m_canvas->grab().toImage();
    const Point corner{50, 50};
    const auto near = [&](double dx, double dy) {
        return big.pixelColor((m_canvas->view().toDevice({corner.x + dx, corner.y + dy})).toPoint()).rgb();
    };
    QCOMPARE(near(0.2, 0.2), near(0.8, 0.8));
    QVERIFY(near(0.5, 0.5) != near(1.5, 0.5));
}

void TestCanvasPaint::labelsTouchTheirShapes() {
    // Its highest corner is at the right, far from the corner of its bounds.
    CanvasShape shape = polygon(1, {{100, 200}, {300, 100}, {300, 250}});
    shape.label = QStringLiteral("part");
    setShapes({shape});
    m_canvas->setFillOpacity(0);
    QTRY_VERIFY_WITH_TIMEOUT(m_canvas->isDrawn(), 5000);
    const auto isPlate = [&](QPointF widget) {
        const QImage shot = m_canvas->grab().toImage();
        return shot.pixelColor((widget * shot.devicePixelRatio()).toPoint()) == shape.colour;
    };
    QVERIFY(isPlate(m_canvas->view().toWidget({300, 100}) + QPointF(2, -4)));
    QVERIFY(!isPlate(m_canvas->view().toWidget({100, 100}) + QPointF(2, -4)));
    // Where that corner lies outside of the window, the label stays inside.
    m_canvas->setZoom(8 * m_canvas->devicePixelRatioF(), m_canvas->view().toWidget({100, 200}));
    QTRY_VERIFY_WITH_TIMEOUT(m_canvas->isDrawn(), 5000);
    QVERIFY(m_canvas->view().toWidget({300, 100}).x() > m_canvas->width());
    QVERIFY(isPlate(QPointF(m_canvas->width() - 2, 4)));
}

void TestCanvasPaint::dashedLayerIsDashed() {
    ShapeLayer layer;
    layer.id = 7;
    layer.style = LayerStyle::Dashed;
    layer.shapes = {box(1, 50, 50, 350, 250)};
    layer.shapes[0].colour = Qt::red;
    m_canvas->setImage(QImage(400, 300, QImage::Format_RGB32));
    m_canvas->setLayers({layer});
    m_canvas->setFillOpacity(0);
    QTRY_VERIFY_WITH_TIMEOUT(m_canvas->isDrawn(), 5000);
    const QImage shot = m_canvas->grab().toImage();
    int on = 0, off = 0;
    for (double x = 60; x < 340; x += 0.5) {
        const QPoint p = (m_canvas->view().toWidget({x, 50}) * shot.devicePixelRatio()).toPoint();
        int red = 0;
        for (int dy = -2; dy <= 2; ++dy) {
            red = std::max(red, shot.pixelColor(p + QPoint(0, dy)).red() - shot.pixelColor(p + QPoint(0, dy)).green());
        }
        (red > 100 ? on : off) += 1;
    }
    QVERIFY2(on > 150 && off > 100, qPrintable(QStringLiteral("%1 on, %2 off").arg(on).arg(off)));
}

QTEST_MAIN(TestCanvasPaint)
#include "test_canvas_paint.moc"

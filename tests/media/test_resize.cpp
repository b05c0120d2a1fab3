// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/resize.h"
#include "core/media/resizekernels.h"
#include "tests/media/testimages.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>

using namespace trainyard;
using namespace trainyard::media;
using namespace testimages;

class TestResize final : public QObject {
    Q_OBJECT
private slots:
    void equalsTheFormula_data();
    void equalsTheFormula();
    void kernelsAgree();
    void flatStaysFlat();
    void mirrorIsTheMirroredResult();
    void oddRectanglesAreSafe();
    void sixteenBits();
    void fitInsideKeepsTheShape();
};

namespace {

Image noise(int width, int height, int channels, std::uint64_t seed) {
    CounterRandom random(seed, 1, 0);
    Image image{width, height, channels, 8, {}};
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(height));
    for (std::uint8_t &value : image.pixels)
        value = static_cast<std::uint8_t>(random.below(256));
    return image;
}

/** The definition in double, written as plainly as possible. */
double weightedSample(const Image &image, const CropBox &crop, int width, int height, int x, int y, int channel) {
    const double scaleX = (crop.x1 - crop.x0) / width;
    const double scaleY = (crop.y1 - crop.y0) / height;
    const auto line = [](double centre, double scale, int size, auto &&sample) {
        const double radius = std::max(1.0, scale);
        double sum = 0;
        double total = 0;
        for (int i = 0; i < size; ++i)
            if (const double weight = 1 - std::abs(i + 0.5 - centre) / radius; weight > 0) {
                sum += weight * sample(i);
                total += weight;
            }
        return sum / total;
    };
    return line(crop.y0 + (y + 0.5) * scaleY, scaleY, image.height, [&](int row) {
        return line(crop.x0 + (x + 0.5) * scaleX, scaleX, image.width, [&](int column) {
            return double(image.row(row)[column * image.channels + channel]);
        });
    });
}

} // namespace

void TestResize::equalsTheFormula_data() {
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    for (const int channels : {1, 3, 4}) {
        QTest::addRow("smaller, %d channels", channels) << channels << 17 << 11;
        QTest::addRow("larger, %d channels", channels) << channels << 150 << 131;
        QTest::addRow("one pixel, %d channels", channels) << channels << 1 << 1;
        QTest::addRow("both, %d channels", channels) << channels << 9 << 200;
    }
}

void TestResize::equalsTheFormula() {
    QFETCH(int, channels);
    QFETCH(int, width);
    QFETCH(int, height);
    const Image image = noise(83, 61, channels, 7);
    for (const CropBox crop : {CropBox{0, 0, 83, 61}, CropBox{10.25, 3.5, 71.75, 60.1}}) {
        Bytes out(static_cast<std::size_t>(width * height * channels));
        resizeInto(image, crop, width, height, false, out.data());
        double most = 0;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                for (int c = 0; c < channels; ++c)
                    most = std::max(most, std::abs(weightedSample(image, crop, width, height, x, y, c) -
                                                   out[static_cast<std::size_t>((y * width + x) * channels + c)]));
        QVERIFY2(most < 1.1, qPrintable(QString::number(most))); // rounded twice: between the passes and at the end
    }
}

void TestResize::kernelsAgree() {
    CounterRandom random(3, 1, 0);
    for (int i = 0; i < 60; ++i) {
        const Image image = noise(1 + int(random.below(70)), 1 + int(random.below(70)), 3, 100 + std::uint64_t(i));
        const int width = 1 + int(random.below(90));
        const int height = 1 + int(random.below(90));
        const CropBox crop{random.uniform() * 0.4 * image.width, random.uniform() * 0.4 * image.height,
                           (0.6 + random.uniform() * 0.4) * image.width, (0.6 + random.uniform() * 0.4) * image.height};
        Bytes fast(static_cast<std::size_t>(width * height * 3));
        Bytes portable(fast.size());
        resizeInto(image, crop, width, height, i % 2 == 1, fast.data());
        usePortableKernels(true);
        resizeInto(image, crop, width, height, i % 2 == 1, portable.data());
        usePortableKernels(false);
        QCOMPARE(fast, portable);
    }
}

void TestResize::flatStaysFlat() {
    for (const int value : {0, 1, 127, 254, 255})
        for (const int size : {1, 3, 31, 32, 33, 500}) {
            Image image{113, 57, 3, 8, Bytes(113 * 57 * 3, static_cast<std::uint8_t>(value))};
            const Image out = media::resize(image, size, size);
            QVERIFY(std::ranges::all_of(out.pixels, [value](std::uint8_t v) { return v == value; }));
        }
}

void TestResize::mirrorIsTheMirroredResult() {
    const Image image = noise(50, 40, 3, 5);
    Bytes plain(30 * 20 * 3);
    Bytes mirrored(plain.size());
    resizeInto(image, {5.5, 3, 44, 38}, 30, 20, false, plain.data());
    resizeInto(image, {5.5, 3, 44, 38}, 30, 20, true, mirrored.data());
    for (std::size_t y = 0; y < 20; ++y)
        for (std::size_t x = 0; x < 30; ++x)
            for (std::size_t c = 0; c < 3; ++c)
                QCOMPARE(mirrored[(y * 30 + x) * 3 + c], plain[(y * 30 + 29 - x) * 3 + c]);
}

void TestResize::oddRectanglesAreSafe() {
    // Outside, empty, reversed: the nearest pixels, never a read outside (asan watches).
    const Image image = gradient(20, 10);
    Bytes out(16 * 16 * 3);
    for (const CropBox crop : {CropBox{-50, -50, -10, -10}, CropBox{100, 100, 200, 200}, CropBox{5, 5, 5, 5},
                               CropBox{-1e9, -1e9, 1e9, 1e9}, CropBox{8, 8, 2, 2}, CropBox{19.999, 9.999, 20, 10}})
        resizeInto(image, crop, 16, 16, false, out.data());
    resizeInto(image, {-50, -50, -10, -10}, 16, 16, false, out.data());
    QVERIFY(std::equal(image.row(0), image.row(0) + 3, out.begin()));
    const Image dot = gradient(1, 1);
    resizeInto(dot, {0, 0, 1, 1}, 16, 16, true, out.data());
    QCOMPARE(out[0], dot.pixels[0]);
}

void TestResize::sixteenBits() {
    const Image wide = gradient(64, 48, 3, 16);
    const Image small = media::resize(wide, 16, 12);
    const Image expected = media::resize(gradient(64, 48), 16, 12);
    QCOMPARE(small.bits, 16);
    for (std::size_t i = 0; i < expected.pixels.size(); ++i) {
        std::uint16_t value = 0;
        std::memcpy(&value, small.pixels.data() + 2 * i, 2);
        QVERIFY(std::abs(value / 257.0 - expected.pixels[i]) <= 1.5);
    }
}

void TestResize::fitInsideKeepsTheShape() {
    QCOMPARE(fitInside(gradient(400, 100), 64).width, 64);
    QCOMPARE(fitInside(gradient(400, 100), 64).height, 16);
    QCOMPARE(fitInside(gradient(100, 400), 64).width, 16);
    QCOMPARE(fitInside(gradient(30, 20), 64).width, 30);
    QCOMPARE(fitInside(gradient(1000, 1), 10).height, 1);
}

QTEST_GUILESS_MAIN(TestResize)
#include "test_resize.moc"

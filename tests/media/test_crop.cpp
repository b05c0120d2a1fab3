// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/media/cropdecode.h"
#include "core/media/errors.h"
#include "tests/media/testimages.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>

using namespace trainyard;
using namespace trainyard::media;
using namespace testimages;

class TestCrop final : public QObject {
    Q_OBJECT
private slots:
    void equalsDecodeAndResize_data();
    void equalsDecodeAndResize();
    void otherFormatsAndGrey();
    void cropsOutsideAreCut();
    void damageBeforeTheCropIsFound();
    void limitsHold();
};

namespace {

/** Soft waves: what a photo has, so that a DCT-scaled decode and a full one may be compared. */
Image waves(int width, int height) {
    Image image{width, height, 3, 8, {}};
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            std::uint8_t *p = image.row(y) + x * 3;
            p[0] = static_cast<std::uint8_t>(128 + 100 * std::sin(x / 23.0) * std::cos(y / 31.0));
            p[1] = static_cast<std::uint8_t>(128 + 100 * std::sin((x + y) / 37.0));
            p[2] = static_cast<std::uint8_t>(128 + 100 * std::cos(x / 41.0 - y / 17.0));
        }
    return image;
}

int cropDifference(const Bytes &file, const CropBox &crop, int width, int height, bool mirror) {
    Bytes fast(static_cast<std::size_t>(width * height * 3));
    const auto done = decodeCropInto(file, "x", crop, width, height, mirror, fast.data());
    if (!done)
        return 1000;
    const auto whole = decode(file, "x");
    Image slow{width, height, 3, 8, Bytes(fast.size())};
    resizeInto(*whole, crop, width, height, mirror, slow.pixels.data());
    return difference(slow, Image{width, height, 3, 8, fast});
}

} // namespace

void TestCrop::equalsDecodeAndResize_data() {
    QTest::addColumn<int>("orientation");
    for (int orientation = 1; orientation <= 8; ++orientation)
        QTest::addRow("orientation %d", orientation) << orientation;
}

void TestCrop::equalsDecodeAndResize() {
    QFETCH(int, orientation);
    const auto jpeg = encodeJpeg(waves(517, 389), 92);
    QVERIFY(jpeg);
    const Bytes file = withOrientation(*jpeg, orientation);
    const bool swapped = orientation >= 5;
    const double width = swapped ? 389 : 517;
    const double height = swapped ? 517 : 389;
    CounterRandom random(static_cast<std::uint64_t>(orientation), 9, 0);
    for (int i = 0; i < 40; ++i) {
        const double w = width * random.uniform(0.1F, 1.0F);
        const double h = height * random.uniform(0.1F, 1.0F);
        const double x = (width - w) * random.uniform();
        const double y = (height - h) * random.uniform();
        const int side = 16 << random.below(4);
        // 7 units: the DCT's own low-pass is not quite the triangle's.
        const int found = cropDifference(file, {x, y, x + w, y + h}, side, side, i % 2 == 1);
        QVERIFY2(found <= 7,
                 qPrintable(QString("%1 at %2 %3 %4 %5 to %6").arg(found).arg(x).arg(y).arg(w).arg(h).arg(side)));
    }
}

void TestCrop::otherFormatsAndGrey() {
    const auto png = encodePng(waves(200, 120));
    QVERIFY(png);
    QCOMPARE(cropDifference(*png, {10, 20, 150, 110}, 64, 48, true), 0);
    Image grey{64, 64, 1, 8, Bytes(64 * 64)};
    for (std::size_t i = 0; i < grey.pixels.size(); ++i)
        grey.pixels[i] = static_cast<std::uint8_t>(i / 64 * 4);
    const auto jpeg = encodeJpeg(grey, 92);
    QVERIFY(jpeg);
    QVERIFY(cropDifference(*jpeg, {3, 4, 60, 50}, 32, 32, false) <= 2);
}

void TestCrop::cropsOutsideAreCut() {
    const auto jpeg = encodeJpeg(waves(100, 80), 92);
    QVERIFY(jpeg);
    Bytes out(32 * 32 * 3);
    for (const CropBox crop : {CropBox{-10, -10, 300, 300}, CropBox{500, 500, 600, 600}, CropBox{50, 50, 50, 50},
                               CropBox{60, 60, 20, 20}, CropBox{-9, -9, -1, -1}, CropBox{99.9999, 79.9999, 100, 80}}) {
        QVERIFY(decodeCropInto(*jpeg, "x", crop, 32, 32, false, out.data()));
        QVERIFY(decodeCropInto(withOrientation(*jpeg, 6), "x", crop, 32, 32, false, out.data()));
    }
}

void TestCrop::damageBeforeTheCropIsFound() {
    const auto jpeg = encodeJpeg(waves(300, 300), 92);
    QVERIFY(jpeg);
    const Bytes cut(jpeg->begin(), jpeg->begin() + static_cast<std::ptrdiff_t>(jpeg->size() / 2));
    Bytes out(32 * 32 * 3);
    const auto low = decodeCropInto(cut, "x", {0, 200, 100, 300}, 32, 32, false, out.data());
    QVERIFY(!low);
    QVERIFY(low.error().is(kTruncated));
    QVERIFY(!decodeCropInto(asBytes("no picture"), "x", {0, 0, 1, 1}, 32, 32, false, out.data()));
}

void TestCrop::limitsHold() {
    const auto jpeg = encodeJpeg(waves(300, 300), 92);
    QVERIFY(jpeg);
    Bytes out(32 * 32 * 3);
    DecodeLimits limits;
    limits.pixels = 1000;
    QVERIFY(decodeCropInto(*jpeg, "x", {0, 0, 9, 9}, 32, 32, false, out.data(), limits).error().is(kTooManyPixels));
    limits = {};
    limits.fileBytes = 100;
    QVERIFY(decodeCropInto(*jpeg, "x", {0, 0, 9, 9}, 32, 32, false, out.data(), limits).error().is(kFileTooLarge));
}

QTEST_GUILESS_MAIN(TestCrop)
#include "test_crop.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include <QTest> // first: moc stumbles over <compare> when it is the first standard header

#include "core/media/decode.h"
#include "core/media/errors.h"

using namespace trainyard;
using namespace trainyard::media;

/** BMP is read by code of our own, so each of its forms has a file made here. */
class TestBmp final : public QObject {
    Q_OBJECT
private slots:
    void trueColour();
    void topDown();
    void palettes();
    void bitFields();
    void runLengths8();
    void runLengths4();
    void oldHeader();
    void refusals();
};

namespace {

struct Bmp {
    int width = 0;
    int height = 0;
    int bits = 24;
    std::uint32_t compression = 0;
    std::vector<std::uint32_t> palette; ///< 0xRRGGBB
    Bytes masks;
    Bytes data;
};

void put(Bytes &out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

Bytes fileOf(const Bmp &bmp) {
    Bytes out{'B', 'M'};
    const auto offset = static_cast<std::uint32_t>(54 + bmp.masks.size() + bmp.palette.size() * 4);
    put(out, static_cast<std::uint32_t>(offset + bmp.data.size()), 4);
    put(out, 0, 4);
    put(out, offset, 4);
    put(out, 40, 4);
    put(out, static_cast<std::uint32_t>(bmp.width), 4);
    put(out, static_cast<std::uint32_t>(bmp.height), 4);
    put(out, 1, 2);
    put(out, static_cast<std::uint32_t>(bmp.bits), 2);
    put(out, bmp.compression, 4);
    put(out, static_cast<std::uint32_t>(bmp.data.size()), 4);
    put(out, 2835, 4);
    put(out, 2835, 4);
    put(out, static_cast<std::uint32_t>(bmp.palette.size()), 4);
    put(out, 0, 4);
    out.insert(out.end(), bmp.masks.begin(), bmp.masks.end());
    for (const std::uint32_t colour : bmp.palette)
        put(out, colour, 4);
    out.insert(out.end(), bmp.data.begin(), bmp.data.end());
    return out;
}

/** "R G B" of each pixel as one number, row by row from the top; empty on an error. */
std::vector<std::uint32_t> pixelsOf(const Bmp &bmp) {
    DecodeOptions options;
    options.colour = ColourMode::AsIs;
    const auto image = decode(fileOf(bmp), "test.bmp", options);
    std::vector<std::uint32_t> out;
    if (image)
        for (std::size_t i = 0; i < image->pixels.size(); i += static_cast<std::size_t>(image->channels)) {
            std::uint32_t pixel = 0;
            for (std::size_t c = 0; c < static_cast<std::size_t>(image->channels); ++c)
                pixel = (pixel << 8) | image->pixels[i + c];
            out.push_back(pixel);
        }
    return out;
}

using Pixels = std::vector<std::uint32_t>;
const std::vector<std::uint32_t> kFour{0x000000, 0xFF0000, 0x00FF00, 0x0000FF};

} // namespace

void TestBmp::trueColour() {
    // Rows from the bottom, blue first, padded to four bytes.
    const Bytes data{1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0};
    QCOMPARE(pixelsOf({2, 2, 24, 0, {}, {}, data}), (Pixels{0x090807, 0x0C0B0A, 0x030201, 0x060504}));
    QCOMPARE(pixelsOf({1, 1, 32, 0, {}, {}, {1, 2, 3, 99}}), Pixels{0x030201});
    QCOMPARE(pixelsOf({1, 1, 16, 0, {}, {}, {0x1F, 0x7C, 0, 0}}), Pixels{0xFF00FF});
}

void TestBmp::topDown() {
    QCOMPARE(pixelsOf({1, -2, 24, 0, {}, {}, {1, 1, 1, 0, 2, 2, 2, 0}}), (Pixels{0x010101, 0x020202}));
}

void TestBmp::palettes() {
    QCOMPARE(pixelsOf({3, 1, 1, 0, {0x112233, 0xAABBCC}, {}, {0xA0, 0, 0, 0}}), (Pixels{0xAABBCC, 0x112233, 0xAABBCC}));
    QCOMPARE(pixelsOf({3, 1, 4, 0, kFour, {}, {0x12, 0x30, 0, 0}}), (Pixels{0xFF0000, 0x00FF00, 0x0000FF}));
    QCOMPARE(pixelsOf({2, 1, 8, 0, kFour, {}, {3, 200, 0, 0}}), (Pixels{0x0000FF, 0})); // 200 is beyond the palette
}

void TestBmp::bitFields() {
    Bytes masks;
    for (const std::uint32_t mask : {0xF800U, 0x07E0U, 0x001FU})
        put(masks, mask, 4);
    QCOMPARE(pixelsOf({1, 1, 16, 3, {}, masks, {0xE0, 0xFF, 0, 0}}), Pixels{0xFFFF00});
    Bytes withAlpha;
    for (const std::uint32_t mask : {0xFFU, 0xFF00U, 0xFF0000U, 0xFF000000U})
        put(withAlpha, mask, 4);
    QCOMPARE(pixelsOf({1, 1, 32, 6, {}, withAlpha, {1, 2, 3, 4}}), Pixels{0x01020304});
    Bytes gaps;
    for (const std::uint32_t mask : {0xA800U, 0x07E0U, 0x001FU})
        put(gaps, mask, 4);
    QVERIFY(decode(fileOf({1, 1, 16, 3, {}, gaps, {0, 0, 0, 0}}), "x").error().is(kDamaged));
}

void TestBmp::runLengths8() {
    // Bottom row: three of colour 1. Then a literal of 3 (padded), a jump right by one and up by one, one pixel.
    const Bytes data{3, 1, 0, 0, 0, 3, 2, 3, 2, 0, 0, 0, 0, 2, 1, 0, 1, 3, 0, 1};
    QCOMPARE(pixelsOf({3, 3, 8, 1, kFour, {}, data}),
             (Pixels{0, 0x0000FF, 0, 0x00FF00, 0x0000FF, 0x00FF00, 0xFF0000, 0xFF0000, 0xFF0000}));
    // A run over the row's end is cut there; the file may end without its mark once the rows are full.
    QCOMPARE(pixelsOf({2, 1, 8, 1, kFour, {}, {9, 1}}), (Pixels{0xFF0000, 0xFF0000}));
    // An early end mark leaves the first colour.
    QCOMPARE(pixelsOf({2, 1, 8, 1, kFour, {}, {1, 1, 0, 1}}), (Pixels{0xFF0000, 0}));
    QVERIFY(decode(fileOf({2, 2, 8, 1, kFour, {}, {2, 1, 0, 0, 1}}), "x").error().is(kTruncated));
}

void TestBmp::runLengths4() {
    QCOMPARE(pixelsOf({5, 1, 4, 2, kFour, {}, {5, 0x12, 0, 1}}),
             (Pixels{0xFF0000, 0x00FF00, 0xFF0000, 0x00FF00, 0xFF0000}));
    QCOMPARE(pixelsOf({5, 1, 4, 2, kFour, {}, {0, 5, 0x12, 0x31, 0x20, 0, 0, 1}}),
             (Pixels{0xFF0000, 0x00FF00, 0x0000FF, 0xFF0000, 0x00FF00}));
}

void TestBmp::oldHeader() {
    Bytes file{'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0, 12, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0,
               1, 2, 3, 4, 5, 6, 0x80, 0, 0, 0};
    const auto image = decode(file, "x");
    QVERIFY2(image, image ? "" : image.error().debugText().c_str());
    QCOMPARE(image->pixels, (Bytes{6, 5, 4}));
}

void TestBmp::refusals() {
    QVERIFY(decode(fileOf({2, 2, 24, 0, {}, {}, {1, 2, 3}}), "x").error().is(kTruncated));
    QVERIFY(decode(fileOf({1, 1, 30000, 0, {}, {}, {1, 2, 3}}), "x").error().is(kUnsupportedVariant));
    QVERIFY(decode(fileOf({1, 1, 24, 4, {}, {}, {1, 2, 3}}), "x").error().is(kUnsupportedVariant)); // a JPEG inside
    QVERIFY(decode(fileOf({0, 1, 24, 0, {}, {}, {1, 2, 3}}), "x").error().is(kDamaged));
    QVERIFY(decode(fileOf({-5, 1, 24, 0, {}, {}, {1, 2, 3}}), "x").error().is(kDamaged));
    QVERIFY(decode(fileOf({1, INT32_MIN, 24, 0, {}, {}, {1, 2, 3}}), "x").error().is(kDamaged));
    QVERIFY(decode(fileOf({2000000000, 2000000000, 8, 0, {}, {}, {1}}), "x").error().is(kTooManyPixels));
}

QTEST_GUILESS_MAIN(TestBmp)
#include "test_bmp.moc"

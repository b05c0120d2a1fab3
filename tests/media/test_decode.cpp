// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/media/colour.h"
#include "core/media/decode.h"
#include "core/media/errors.h"
#include "core/media/orient.h"
#include "core/media/thumbnail.h"
#include "tests/media/testimages.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>

using namespace trainyard;
using namespace trainyard::media;
using namespace testimages;

class TestDecode final : public QObject {
    Q_OBJECT
private slots:
    void pngRoundTripIsExact_data();
    void pngRoundTripIsExact();
    void jpegIsCloseAndScales();
    void everyOrientationTurnsBack();
    void boxesTurnAsPixelsDo();
    void rgbIsMadeOfEveryKind();
    void greyOf16BitsIsScaledByTheBitsInUse();
    void limitsAreCheckedFromTheHeader();
    void truncationIsAnError_data();
    void truncationIsAnError();
    void jpegWithoutEndMarkerIsWhole();
    void foreignFormatsAreNamed_data();
    void foreignFormatsAreNamed();
    void filesGiveTheirErrors();
    void probeOfAFileEqualsProbeOfItsBytes();
    void thumbnailsFitAndAreNotEnlarged();
    void impossibleImagesAreNotEncoded();
};

void TestDecode::pngRoundTripIsExact_data() {
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("bits");
    for (const int bits : {8, 16})
        for (const int channels : {1, 3, 4})
            QTest::addRow("%d channels of %d bits", channels, bits) << channels << bits;
}

void TestDecode::pngRoundTripIsExact() {
    QFETCH(int, channels);
    QFETCH(int, bits);
    const Image image = gradient(37, 23, channels, bits);
    const auto png = encodePng(image);
    QVERIFY(png);
    DecodeOptions options;
    options.colour = ColourMode::AsIs;
    const auto back = decode(*png, "test", options);
    QVERIFY2(back, back ? "" : back.error().debugText().c_str());
    QCOMPARE(difference(image, *back), 0);
    const auto info = probe(*png, "test");
    QVERIFY(info);
    QCOMPARE(info->format, ImageFormat::Png);
    QCOMPARE(info->width, 37);
    QCOMPARE(info->height, 23);
    QCOMPARE(info->channels, channels);
    QCOMPARE(info->bits, bits);
}

void TestDecode::jpegIsCloseAndScales() {
    const Image image = gradient(160, 96);
    const auto jpeg = encodeJpeg(image, 95);
    QVERIFY(jpeg);
    const auto back = decode(*jpeg, "test");
    QVERIFY(back);
    QVERIFY(difference(image, *back) <= 6);

    for (const auto &[least, expected] : {std::pair{1, 12}, {12, 12}, {13, 24}, {40, 48}, {49, 96}, {500, 96}}) {
        DecodeOptions options;
        options.shortSideAtLeast = least;
        const auto small = decode(*jpeg, "test", options);
        QVERIFY(small);
        QCOMPARE(small->height, expected);
        QCOMPARE(small->width, expected * 160 / 96);
    }
    const auto grey = encodeJpeg(gradient(20, 20, 1), 90);
    QVERIFY(grey);
    DecodeOptions options;
    options.colour = ColourMode::AsIs;
    QCOMPARE(decode(*grey, "test", options)->channels, 1);
    QCOMPARE(decode(*grey, "test")->channels, 3);
}

void TestDecode::everyOrientationTurnsBack() {
    // Each row: how the stored picture must be turned to be seen, and the turn that undoes it.
    const int inverse[] = {0, 1, 2, 3, 4, 5, 8, 7, 6};
    for (const int channels : {1, 3, 4})
        for (int orientation = 1; orientation <= 8; ++orientation) {
            const Image image = gradient(70, 45, channels);
            const Image turned = oriented(image, orientation);
            QCOMPARE(turned.width, orientation >= 5 ? 45 : 70);
            QCOMPARE(difference(oriented(turned, inverse[orientation]), image), 0);
        }
    // 6 is "turn a quarter to the right": the stored bottom-left corner comes to the top left.
    const Image image = gradient(70, 45);
    const Image turned = oriented(image, 6);
    QVERIFY(std::equal(turned.row(0), turned.row(0) + 3, image.row(44)));

    const auto jpeg = encodeJpeg(image, 95);
    QVERIFY(jpeg);
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Bytes file = withOrientation(*jpeg, orientation);
        const auto info = probe(file, "test");
        QVERIFY(info);
        QCOMPARE(info->orientation, orientation);
        QCOMPARE(info->width, orientation >= 5 ? 45 : 70);
        QCOMPARE(info->rawWidth, 70);
        const auto seen = decode(file, "test");
        QVERIFY(seen);
        QCOMPARE(difference(*seen, oriented(*decode(*jpeg, "test"), orientation)), 0);
        DecodeOptions options;
        options.applyOrientation = false;
        QCOMPARE(decode(file, "test", options)->width, 70);
    }
}

void TestDecode::boxesTurnAsPixelsDo() {
    // A white pixel at (3, 1) of a black picture must lie inside the turned box of that pixel.
    Image image{7, 5, 1, 8, Bytes(35, 0)};
    image.row(1)[3] = 255;
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Image turned = oriented(image, orientation);
        const CropBox box = orientedBox({3, 1, 4, 2}, orientation, 7, 5);
        QCOMPARE(turned.row(static_cast<int>(box.y0))[static_cast<int>(box.x0)], std::uint8_t(255));
        const CropBox back = storedBox(box, orientation, turned.width, turned.height);
        QVERIFY(back.x0 == 3 && back.y0 == 1 && back.x1 == 4 && back.y1 == 2);
    }
}

void TestDecode::greyOf16BitsIsScaledByTheBitsInUse() {
    const auto grey = [](std::uint32_t value, std::uint32_t brightest) {
        Image image{2, 1, 1, 16, Bytes(4)};
        const std::uint16_t samples[] = {static_cast<std::uint16_t>(value), static_cast<std::uint16_t>(brightest)};
        std::memcpy(image.pixels.data(), samples, sizeof samples);
        const Image rgb = toRgb8(std::move(image));
        return std::pair(int(rgb.pixels[0]), int(rgb.pixels[3]));
    };
    // A full range is divided by 257, as colour is.
    for (std::uint32_t value = 0; value < 65536; ++value)
        QCOMPARE(grey(value, 65535), std::pair(int(to8Bits(value)), 255));
    // A scanner's 12 bits are seen whole; a picture that does not reach their top is not stretched to it.
    QCOMPARE(grey(2048, 4095), std::pair(128, 255));
    QCOMPARE(grey(0, 3000), std::pair(0, 187));
    QCOMPARE(grey(511, 1023), std::pair(127, 255));
    // 8-bit values in a 16-bit file stay, also when all are dark.
    for (std::uint32_t value = 0; value < 256; ++value)
        QCOMPARE(grey(value, 30), std::pair(int(value), 30));
}

void TestDecode::rgbIsMadeOfEveryKind() {
    Image clear{1, 1, 4, 8, {10, 20, 30, 0}};
    QCOMPARE(toRgb8(clear).pixels, (Bytes{255, 255, 255}));
    Image half{1, 1, 4, 8, {0, 100, 255, 128}};
    QCOMPARE(toRgb8(half).pixels, (Bytes{127, 177, 255}));
    QCOMPARE(toRgb8(Image{1, 1, 1, 8, {77}}).pixels, (Bytes{77, 77, 77}));
    for (std::uint32_t value = 0; value < 65536; ++value)
        QCOMPARE(int(to8Bits(value)), int((value + 128) / 257));
    const std::uint8_t ink[] = {0, 255, 128, 0};
    std::uint8_t rgb[3];
    cmykToRgb(ink, rgb);
    QVERIFY(rgb[0] == 255 && rgb[1] == 0 && rgb[2] == 127);
}

void TestDecode::limitsAreCheckedFromTheHeader() {
    const auto png = encodePng(gradient(100, 100));
    QVERIFY(png);
    DecodeOptions options;
    options.limits.pixels = 9999;
    QVERIFY(decode(*png, "a.png", options).error().is(kTooManyPixels));
    QCOMPARE(decode(*png, "a.png", options).error().argument("file"), std::string_view("a.png"));
    QVERIFY(probe(*png, "a.png", options.limits).error().is(kTooManyPixels));
    options.limits = {};
    options.limits.memoryBytes = 29999;
    QVERIFY(decode(*png, "a.png", options).error().is(kNeedsTooMuchMemory));
    options.limits = {};
    options.limits.fileBytes = 10;
    QVERIFY(decode(*png, "a.png", options).error().is(kFileTooLarge));

    // A header that claims 60000 x 60000 in a file of a few bytes is refused before anything is allocated.
    const auto jpeg = encodeJpeg(gradient(16, 16), 90);
    QVERIFY(jpeg);
    Bytes huge = *jpeg;
    for (std::size_t i = 0; i + 9 < huge.size(); ++i)
        if (huge[i] == 0xFF && huge[i + 1] == 0xC0) {
            huge[i + 5] = huge[i + 7] = 0xEA;
            huge[i + 6] = huge[i + 8] = 0x60;
            break;
        }
    QVERIFY(decode(huge, "bomb").error().is(kTooManyPixels));
}

void TestDecode::truncationIsAnError_data() {
    QTest::addColumn<QByteArray>("file");
    const Image image = gradient(64, 64);
    const auto add = [](const char *name, const Bytes &bytes) {
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                          static_cast<qsizetype>(bytes.size()));
    };
    add("PNG", *encodePng(image));
    add("JPEG", *encodeJpeg(image, 90));
    add("JPEG grey", *encodeJpeg(gradient(64, 64, 1), 90));
}

void TestDecode::truncationIsAnError() {
    QFETCH(QByteArray, file);
    const Bytes bytes(file.begin(), file.end());
    QVERIFY(decode(bytes, "whole"));
    // A JPEG's last bytes are padding and the end marker; everything before must be missed.
    for (std::size_t length = 0; length + 8 < bytes.size(); ++length) {
        const auto image = decode(ByteView(bytes).first(length), "cut");
        QVERIFY2(!image,
                 qPrintable(QString("%1 of %2 bytes were taken for a whole picture").arg(length).arg(bytes.size())));
        if (length > 16)
            QVERIFY2(image.error().is(kTruncated) || image.error().is(kDamaged), image.error().debugText().c_str());
    }
}

void TestDecode::jpegWithoutEndMarkerIsWhole() {
    const auto jpeg = encodeJpeg(gradient(64, 64), 90);
    QVERIFY(jpeg);
    const auto image = decode(ByteView(*jpeg).first(jpeg->size() - 2), "without its end");
    QVERIFY2(image, image ? "" : image.error().debugText().c_str());
    QCOMPARE(difference(*image, *decode(*jpeg, "whole")), 0);
}

void TestDecode::foreignFormatsAreNamed_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("netpbm") << QByteArray("P5\n2 2\n255\nabcd") << QByteArray("Netpbm");
    QTest::newRow("fits") << QByteArray("SIMPLE  =                    T") << QByteArray("FITS");
    QTest::newRow("avif") << QByteArray("\0\0\0\x1C" "ftypavif\0\0\0\0", 16) << QByteArray("AVIF");
    QTest::newRow("heic") << QByteArray("\0\0\0\x1C" "ftypheic\0\0\0\0", 16) << QByteArray("HEIC");
    QTest::newRow("icon") << QByteArray("\0\0\1\0\1\0", 6) << QByteArray("ICO");
    QTest::newRow("apple double") << QByteArray("\0\x05\x16\x07\0\2\0\0", 8) << QByteArray("AppleDouble");
    QTest::newRow("dicom") << QByteArray(128, '\0') + "DICM" << QByteArray("DICOM");
}

void TestDecode::foreignFormatsAreNamed() {
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, name);
    const auto image = decode(asBytes({file.data(), static_cast<std::size_t>(file.size())}), "x");
    QVERIFY(!image);
    QVERIFY(image.error().is(kUnsupportedFormat));
    QCOMPARE(image.error().argument("format"), std::string_view(name.data(), static_cast<std::size_t>(name.size())));
}

void TestDecode::filesGiveTheirErrors() {
    QTemporaryDir folder;
    const Path path = Path(folder.path().toStdString()) / "picture.png";
    QVERIFY(decode(path).error().is(kFileNotFound));
    QVERIFY(probe(path).error().is(kFileNotFound));
    QVERIFY(writeFileAtomically(path, std::string_view()));
    QVERIFY(decode(path).error().is(kEmptyFile));
    QVERIFY(writeFileAtomically(path, std::string_view("only a text")));
    QVERIFY(decode(path).error().is(kNotAnImage));
}

void TestDecode::probeOfAFileEqualsProbeOfItsBytes() {
    // The EXIF block and comments before the size make the header longer than what is read first.
    QTemporaryDir folder;
    const Path path = Path(folder.path().toStdString()) / "long.jpg";
    const auto jpeg = encodeJpeg(gradient(50, 40), 90);
    QVERIFY(jpeg);
    Bytes file = withOrientation(*jpeg, 6);
    const std::size_t at = 2 + 36;
    for (int i = 0; i < 3; ++i) {
        Bytes comment{0xFF, 0xFE, 0xFF, 0xFF};
        comment.resize(2 + 0xFFFF, 'c');
        file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), comment.begin(), comment.end());
    }
    QVERIFY(writeFileAtomically(path, ByteView(file)));
    const auto info = probe(path);
    QVERIFY2(info, info ? "" : info.error().debugText().c_str());
    QCOMPARE(info->width, 40);
    QCOMPARE(info->height, 50);
    QCOMPARE(info->orientation, 6);
}

void TestDecode::thumbnailsFitAndAreNotEnlarged() {
    const auto jpeg = encodeJpeg(gradient(801, 403), 90);
    QVERIFY(jpeg);
    const auto small = thumbnail(*jpeg, "x", 128);
    QVERIFY(small);
    QCOMPARE(small->width, 128);
    QCOMPARE(small->height, 64);
    QVERIFY(difference(*small, *thumbnail(*encodePng(gradient(801, 403)), "x", 128)) <= 6);
    const auto tiny = thumbnail(*encodePng(gradient(20, 10)), "x", 128);
    QVERIFY(tiny);
    QCOMPARE(tiny->width, 20);
    const auto line = thumbnail(*encodePng(gradient(2000, 1)), "x", 64);
    QVERIFY(line);
    QCOMPARE(line->width, 64);
    QCOMPARE(line->height, 1);
}

void TestDecode::impossibleImagesAreNotEncoded() {
    QVERIFY(encodeJpeg(Image{}, 90).error().is(kEncodeFailed));
    QVERIFY(encodePng(Image{10, 10, 3, 8, Bytes(5)}).error().is(kEncodeFailed));
    Image wide{70000, 1, 1, 8, Bytes(70000)};
    QVERIFY(encodeJpeg(wide, 90).error().is(kEncodeFailed)); // JPEG ends at 65500
    QVERIFY(encodePng(wide));
}

QTEST_GUILESS_MAIN(TestDecode)
#include "test_decode.moc"

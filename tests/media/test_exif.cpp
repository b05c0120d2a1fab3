// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/exif.h"
#include "core/media/pngchunks.h"

#include <QTest>

using namespace trainyard;
using namespace trainyard::media;

class TestExif final : public QObject {
    Q_OBJECT
private slots:
    void bothByteOrders();
    void nonsenseIsUpright();
    void nothingOutsideIsRead();
    void chunksOfPng();
};

namespace {

Bytes block(bool bigEndian, std::uint16_t tag, std::uint16_t type, std::uint32_t count, std::uint32_t value) {
    Bytes out;
    const auto put = [&](std::uint32_t number, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out.push_back(static_cast<std::uint8_t>(number >> 8 * (bigEndian ? bytes - 1 - i : i)));
    };
    out.push_back(bigEndian ? 'M' : 'I');
    out.push_back(bigEndian ? 'M' : 'I');
    put(42, 2);
    put(8, 4);
    put(1, 2);
    put(tag, 2);
    put(type, 2);
    put(count, 4);
    put(type == 3 ? (bigEndian ? value << 16 : value) : value, 4);
    put(0, 4);
    return out;
}

void append(Bytes &out, std::string_view text) {
    for (const char c : text)
        out.push_back(static_cast<std::uint8_t>(c));
}

void appendChunk(Bytes &png, std::string_view type, ByteView data) {
    for (int shift = 24; shift >= 0; shift -= 8)
        png.push_back(static_cast<std::uint8_t>(data.size() >> shift));
    append(png, type);
    png.insert(png.end(), data.begin(), data.end());
    png.insert(png.end(), 4, 0); // the sum is libpng's affair
}

} // namespace

void TestExif::bothByteOrders() {
    for (const bool bigEndian : {false, true})
        for (std::uint32_t value = 1; value <= 8; ++value) {
            QCOMPARE(exifOrientation(block(bigEndian, 0x0112, 3, 1, value)), int(value));
            QCOMPARE(exifOrientation(block(bigEndian, 0x0112, 4, 1, value)), int(value));
            Bytes prefixed{'E', 'x', 'i', 'f', 0, 0};
            const Bytes plain = block(bigEndian, 0x0112, 3, 1, value);
            prefixed.insert(prefixed.end(), plain.begin(), plain.end());
            QCOMPARE(exifOrientation(prefixed), int(value));
        }
}

void TestExif::nonsenseIsUpright() {
    QCOMPARE(exifOrientation({}), 1);
    QCOMPARE(exifOrientation(asBytes("Exif")), 1);
    QCOMPARE(exifOrientation(asBytes("not a block at all")), 1);
    QCOMPARE(exifOrientation(block(true, 0x0112, 3, 1, 0)), 1);
    QCOMPARE(exifOrientation(block(true, 0x0112, 3, 1, 9)), 1);
    QCOMPARE(exifOrientation(block(true, 0x0112, 2, 1, 6)), 1); // a text
    QCOMPARE(exifOrientation(block(true, 0x0112, 3, 0, 6)), 1);
    QCOMPARE(exifOrientation(block(true, 0x0113, 3, 1, 6)), 1);
}

void TestExif::nothingOutsideIsRead() {
    const Bytes whole = block(false, 0x0112, 3, 1, 6);
    for (std::size_t length = 0; length < 22; ++length) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)); // asan watches its end
        QCOMPARE(exifOrientation(cut), 1);
    }
    Bytes far = whole;
    far[4] = far[5] = far[6] = far[7] = 0xFF; // the directory at 4 GiB
    QCOMPARE(exifOrientation(far), 1);
    Bytes many = whole;
    many[8] = many[9] = 0xFF; // 65535 entries
    many[10] = 0;
    QCOMPARE(exifOrientation(many), 1);
}

void TestExif::chunksOfPng() {
    Bytes png;
    append(png, "\x89PNG\r\n\x1A\n");
    appendChunk(png, "IHDR", Bytes(13));
    const Bytes frames{0, 0, 0, 7, 0, 0, 0, 0};
    appendChunk(png, "acTL", frames);
    QCOMPARE(readPngChunks(png).frames, 7);
    QCOMPARE(readPngChunks(png).orientation, 1);

    Bytes text;
    append(text, "Raw profile type exif");
    text.push_back(0);
    append(text, "\nexif\n      26\n" + toHex(block(true, 0x0112, 3, 1, 8)) + "\n");
    appendChunk(png, "tEXt", text);
    QCOMPARE(readPngChunks(png).orientation, 8);

    appendChunk(png, "IDAT", Bytes(5));
    appendChunk(png, "eXIf", block(false, 0x0112, 3, 1, 3)); // may follow the pixels, and counts more than the text
    QCOMPARE(readPngChunks(png).orientation, 3);
    for (std::size_t length = 0; length < png.size(); ++length)
        readPngChunks(Bytes(png.begin(), png.begin() + static_cast<std::ptrdiff_t>(length))); // asan watches
}

QTEST_GUILESS_MAIN(TestExif)
#include "test_exif.moc"

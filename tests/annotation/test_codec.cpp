// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "core/annotation/classes.h"
#include "core/annotation/codec.h"
#include "tests/annotation/randomshapes.h"

#include <set>
#endif

#include <QTest>

using namespace trainyard;
using namespace trainyard::annotation;
using namespace trainyard::annotation::test;

class TestCodec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shapesComeBackAsTheyWere() {
        CounterRandom random(1, 2, 3);
        std::set<std::size_t> kinds;
        for (int i = 0; i < 2000; ++i) {
            const Shape shape = randomShape(random);
            kinds.insert(shape.index());
            const auto bytes = decodeShape(encodeShape(shape));
            QVERIFY(bytes.has_value());
            QVERIFY(*bytes == shape);
            const auto json = shapeFromJsonText(shapeToJsonText(shape));
            QVERIFY2(json.has_value(), json ? "" : json.error().debugText().c_str());
            QVERIFY(*json == shape);
        }
        QCOMPARE(kinds.size(), std::variant_size_v<Shape>);
    }

    void damagedBytesAreRefusedOrSafe() {
        CounterRandom random(4, 5, 6);
        for (int i = 0; i < 3000; ++i) {
            Bytes bytes = encodeShape(randomShape(random));
            const auto length = static_cast<std::uint32_t>(bytes.size());
            if (i % 2 == 0) {
                bytes.resize(random.below(length));
                QVERIFY(!decodeShape(bytes)); // every byte is needed
            } else {
                bytes[random.below(length)] ^= static_cast<std::uint8_t>(1U << random.below(8));
                if (const auto shape = decodeShape(bytes))
                    QVERIFY(decodeShape(encodeShape(*shape)).has_value());
            }
        }
        // A count that promises more than there is must not take memory.
        QVERIFY(!decodeShape(Bytes{1, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F}));
        QVERIFY(!decodeShape(Bytes{2, 0}));
        QVERIFY(!decodeShape(Bytes{1, 10}));
        QVERIFY(!decodeShape(Bytes{}));
    }

    void scriptsMayWriteTheShortForms() {
        QVERIFY(std::get<Box>(shapeFromJsonText(R"({"box":[9,8,1,2]})").value()) == (Box{{1, 2, 9, 8}}));
        const auto ring = shapeFromJsonText(R"({"polygon":[[0,0],[4,0],[4,4]]})");
        const auto part = shapeFromJsonText(R"({"polygon":[[[0,0],[4,0],[4,4]]]})");
        const auto parts = shapeFromJsonText(R"({"polygon":[[[[0,0],[4,0],[4,4]]]]})");
        QVERIFY(ring && part && parts);
        QVERIFY(*ring == *part && *part == *parts);
        QVERIFY(std::get<Skeleton>(shapeFromJsonText(R"({"point":[3,4]})").value()).points.size() == 1);
    }

    void badJsonSaysWhatIsWrong_data() {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"{}", "[]", "{\"box\":[1,2,3]}", "{\"box\":[1,2,3,\"4\"]}", "{\"box\":[1,2,3,1e999]}",
              "{\"polygon\":[[0,0],[1,1]]}", "{\"circle\":[1,2]}", "{\"box\":[1,2,3,4],\"label\":true}",
              "{\"mask\":{\"left\":0,\"top\":0,\"width\":2,\"height\":2,\"runs\":[1,2]}}",
              "{\"mask\":{\"left\":0,\"top\":0,\"width\":99999999999,\"height\":2,\"runs\":[1]}}", "{\"label\":false}",
              "{\"quad\":[[0,0],[1,1],[2,2]]}", "{\"skeleton\":[[1,2,3]]}", "{"})
            QTest::newRow(text) << text;
    }
    void badJsonSaysWhatIsWrong() {
        QFETCH(QString, text);
        const auto shape = shapeFromJsonText(text.toStdString());
        QVERIFY(!shape);
        QVERIFY(!shape.error().arguments.empty());
    }

    void coloursStayApart() {
        std::set<std::uint32_t> colours;
        for (int i = 0; i < kDefaultColours; ++i)
            colours.insert(defaultColour(i));
        QCOMPARE(colours.size(), std::size_t(kDefaultColours));
        QCOMPARE(defaultColour(kDefaultColours), defaultColour(0));
        std::uint32_t rgb = 0;
        QVERIFY(parseColour(colourText(0x12ABEF), rgb));
        QCOMPARE(rgb, 0x12ABEFU);
        QVERIFY(!parseColour("#12345", rgb) && !parseColour("#12345g", rgb));
        QVERIFY(isValidName("a b") && !isValidName(" a") && !isValidName("") && !isValidName("\xff"));
    }
};

QTEST_GUILESS_MAIN(TestCodec)
#include "test_codec.moc"

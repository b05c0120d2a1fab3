// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// What files in the wild get wrong, each pitfall once, with data made here.

#include "core/base/errors.h"
#include "core/formats/cocorle.h"
#include "core/formats/errors.h"
#include "core/formats/imageresolver.h"
#include "core/formats/jsonwindows.h"
#include "core/formats/numbers.h"
#include "tests/formats/formattesting.h"

using namespace trainyard;
using namespace trainyard::formats;
using annotation::Box;
using annotation::Mask;
using annotation::Polygon;

namespace {

constexpr std::string_view kImages = R"("images":[{"id":1,"file_name":"a.png","width":1,"height":1}])";
constexpr std::string_view kClasses = R"("categories":[{"id":0,"name":"zero"},{"id":90,"name":"ninety"}])";

/** A COCO file with one image and these annotations, read. */
Read coco(const QTemporaryDir &folder, std::string_view annotations, const ReadOptions &options = {}) {
    const Path path(folder.path().toStdString());
    put(path / "a.png", tinyPng());
    std::string text = "{";
    text.append(kImages).append(",").append(kClasses).append(",\"annotations\":[").append(annotations).append("]}");
    put(path / "set.json", text);
    return readAs("coco", path / "set.json", options);
}

std::string vocFile(std::string_view source, std::string_view objects) {
    std::string text = "<annotation><filename>a.png</filename>";
    text.append(source).append("<size><width>1</width><height>1</height></size>").append(objects).append("</annotation>");
    return text;
}

constexpr std::string_view kVocBox = "<object><name>cat</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>10</xmax>"
                                     "<ymax>20</ymax></bndbox></object>";

annotation::Rect firstBox(const Read &read) {
    if (read.set.entries.empty() || read.set.entries[0].objects.empty())
        return {};
    return std::get<Box>(read.set.entries[0].objects[0].shape).rect;
}

} // namespace

struct CounterRandomLike {
    std::uint32_t state = 12345; // a linear congruential generator: the test needs variety, not quality
    int next() {
        state = state * 1664525U + 1013904223U;
        return static_cast<int>(state >> 16);
    }
};

class TestFormatsEdge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cocoFieldsMayBeAbsent() {
        const QTemporaryDir folder;
        const Read read = coco(folder, R"({"image_id":1,"category_id":0,"bbox":[1,2,3,4]},
            {"id":"x7","image_id":"1","category_id":"90","bbox":["1.5","2","3","4"],"segmentation":null,"iscrowd":true},
            {"id":3,"image_id":1,"category_id":0})");
        QCOMPARE(read.error.debugText(), std::string());
        const auto &objects = read.set.entries.at(0).objects;
        QCOMPARE(objects.size(), std::size_t(3));
        QCOMPARE(objects[0].className, std::string("zero")); // id 0 is a class like any other
        QCOMPARE(objects[1].className, std::string("ninety"));
        QCOMPARE(std::get<Box>(objects[1].shape).rect, (annotation::Rect{1.5, 2, 4.5, 6}));
        QVERIFY(objects[1].crowd);
        QVERIFY(std::holds_alternative<annotation::ImageLabel>(objects[2].shape));
        QCOMPARE(read.report.count(kTakenAsLabel), std::int64_t(1));
    }

    void cocoCrowdCanBeTakenAsObject() {
        const QTemporaryDir folder;
        ReadOptions options;
        options.crowdIsObject = true;
        const Read read = coco(folder, R"({"id":1,"image_id":1,"category_id":0,"bbox":[1,2,3,4],"iscrowd":1})", options);
        QVERIFY(!read.set.entries.at(0).objects.at(0).crowd);
    }

    void cocoDropsAndSaysSo() {
        const QTemporaryDir folder;
        const Read read = coco(folder, R"({"id":1,"image_id":9,"category_id":0,"bbox":[1,2,3,4]},
            {"id":2,"image_id":1,"category_id":5,"bbox":[1,2,3,4]},
            {"id":3,"image_id":1,"category_id":0,"bbox":[1,2]},
            {"id":4,"image_id":1,"category_id":0,"bbox":[1,NaN,3,4]},
            {"id":5,"image_id":1,"category_id":0,"bbox":[1,2,-3,4]},
            {"id":6,"image_id":1,"category_id":0,"bbox":[1,2,0,4]},
            17)");
        QCOMPARE(read.report.objects, std::int64_t(7));
        QCOMPARE(read.report.count(kUnknownImageId), std::int64_t(1));
        QCOMPARE(read.report.count(kUnknownClassId), std::int64_t(1));
        QCOMPARE(read.report.count(kNoShape), std::int64_t(1));
        QCOMPARE(read.report.count(kUnreadableEntry), std::int64_t(2)); // NaN is no JSON, and neither is 17 an object
        QCOMPARE(read.report.count(kTurnedBox), std::int64_t(1));
        QCOMPARE(read.report.count(kEmptyBox), std::int64_t(1));
        QCOMPARE(read.report.objectsDropped, std::int64_t(5));
        QCOMPARE(read.set.objectCount(), std::size_t(2));
        QCOMPARE(firstBox(read), (annotation::Rect{-2, 2, 1, 6}));
    }

    void cocoPolygons() {
        const QTemporaryDir folder;
        const Read read = coco(folder, R"(
            {"id":1,"image_id":1,"category_id":0,"segmentation":[[0,0,4,0,4,4],[6,6,8,6,8,8]]},
            {"id":2,"image_id":1,"category_id":0,"segmentation":[0,0,4,0,4,4]},
            {"id":3,"image_id":1,"category_id":0,"segmentation":[[]],"bbox":[1,2,3,4]},
            {"id":4,"image_id":1,"category_id":0,"segmentation":[[0,0,4,0]],"bbox":[1,2,3,4]},
            {"id":5,"image_id":1,"category_id":0,"segmentation":[[0,0,4,0,4,4,0]],"bbox":[1,2,3,4]},
            {"id":6,"image_id":1,"category_id":0,"segmentation":[[0,0,4,0,4,4,0,0]]})");
        const auto &objects = read.set.entries.at(0).objects;
        QCOMPARE(objects.size(), std::size_t(6));
        QCOMPARE(std::get<Polygon>(objects[0].shape).parts.size(), std::size_t(2)); // a union, not a hole
        QCOMPARE(std::get<Polygon>(objects[1].shape).parts.size(), std::size_t(1));
        for (const std::size_t i : {2, 3, 4})
            QVERIFY(std::holds_alternative<Box>(objects[i].shape));
        QCOMPARE(std::get<Polygon>(objects[5].shape).parts[0].outer.size(), std::size_t(3)); // no repeated point
        QCOMPARE(read.report.count(kShortPolygon), std::int64_t(2));
    }

    void cocoMasks() {
        const QTemporaryDir folder;
        const Read read = coco(folder, R"(
            {"id":1,"image_id":1,"category_id":0,"segmentation":{"size":[3,4],"counts":[4,1,2,1,4]}},
            {"id":2,"image_id":1,"category_id":0,"segmentation":{"size":[3,4],"counts":[4,1]},"bbox":[1,2,3,4]},
            {"id":3,"image_id":1,"category_id":0,"segmentation":{"size":[3,4],"counts":[12]},"bbox":[1,2,3,4]},
            {"id":4,"image_id":1,"category_id":0,"segmentation":{"size":[3,4],"counts":"4121x"},"bbox":[1,2,3,4]},
            {"id":5,"image_id":1,"category_id":0,"segmentation":{"size":[99999,99999],"counts":[1]},"bbox":[1,2,3,4]},
            {"id":6,"image_id":1,"category_id":0,"segmentation":{"size":[10,5],"counts":"0d0n0"}})");
        const auto &objects = read.set.entries.at(0).objects;
        QCOMPARE(objects.size(), std::size_t(6));
        // 3 high, 4 wide, column by column: pixel 4 is (1, 1), pixel 7 is (2, 1).
        QCOMPARE(std::get<Mask>(objects[0].shape), (Mask{1, 1, 2, 1, {0, 2}}));
        for (const std::size_t i : {1, 2, 3, 4})
            QVERIFY(std::holds_alternative<Box>(objects[i].shape));
        QCOMPARE(read.report.count(kBadMask), std::int64_t(3));
        QCOMPARE(read.report.count(kEmptyMask), std::int64_t(1));
        QCOMPARE(std::get<Mask>(objects[5].shape), (Mask{0, 0, 2, 10, {0, 20}}));
    }

    void runLengthsComeBack() {
        CounterRandomLike random;
        for (int round = 0; round < 200; ++round) {
            const int width = 1 + random.next() % 23, height = 1 + random.next() % 19;
            std::vector<std::uint32_t> counts;
            int left = width * height;
            while (left > 0) {
                const int run = std::min<int>(left, random.next() % 40);
                if (run == 0 && !counts.empty())
                    continue; // only the first run may be empty
                counts.push_back(std::uint32_t(run));
                left -= run;
            }
            const auto unpacked = cocorle::unpack(cocorle::pack(counts));
            QVERIFY(unpacked.has_value());
            QCOMPARE(*unpacked, counts);
            const auto mask = cocorle::toMask(counts, height, width);
            QVERIFY(mask.has_value());
            if (mask->width > 0)
                QCOMPARE(cocorle::fromMask(*mask, height, width), counts);
            else
                QCOMPARE(counts.size(), std::size_t(1));
        }
        QVERIFY(!cocorle::unpack("o"));          // ends inside a number
        QVERIFY(!cocorle::unpack("oooooooooo0")); // a number of too many groups
        QVERIFY(!cocorle::unpack("\x1f"));
        QVERIFY(!cocorle::toMask(std::vector<std::uint32_t>{1, 2}, 2, 2));
        QVERIFY(!cocorle::toMask(std::vector<std::uint32_t>{4}, 0, 4));
    }

    void cocoCutOffGivesWhatCameBefore() {
        const QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        put(path / "a.png", tinyPng());
        std::string text = "\xEF\xBB\xBF{";
        text.append(kImages).append(",").append(kClasses).append(",\"annotations\":[\r\n");
        for (int i = 0; i < 1000; ++i)
            text += "{\"id\":" + std::to_string(i) + ",\"image_id\":1,\"category_id\":0,\"bbox\":[1,2,3,4]},\r\n";
        put(path / "set.json", text.substr(0, text.size() - 20));
        const Read read = readAs("coco", path / "set.json");
        QCOMPARE(read.error.debugText(), std::string());
        QCOMPARE(read.set.objectCount(), std::size_t(999));
        QCOMPARE(read.report.count(kCutOff), std::int64_t(1));
    }

    void cocoClassesMayComeLast() {
        const QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        put(path / "a.png", tinyPng());
        put(path / "set.json",
            std::string(R"({"annotations":[{"id":1,"image_id":1,"category_id":90,"bbox":[1,2,3,4]}],)")
                .append(kImages).append(",").append(kClasses).append("}"));
        const Read read = readAs("coco", path);
        QCOMPARE(read.set.objectCount(), std::size_t(1));
    }

    void cocoWrongFiles() {
        const QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        put(path / "results.json", R"([{"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":0.5}])");
        QVERIFY(readAs("coco", path / "results.json").error.is(kResultsFile));
        put(path / "broken.json", R"({"images" [}])");
        QVERIFY(readAs("coco", path / "broken.json").error.is(kInvalidJson));
        put(path / "empty.json", "");
        QVERIFY(readAs("coco", path / "empty.json").error.is(kNoAnnotations));
        QCOMPARE(FormatRegistry().detect(path / "results.json").size(), std::size_t(0));
        QVERIFY(readAs("coco", path / "absent.json").error.is(kNotThisFormat));
        QVERIFY(readAs("nonesuch", path).error.is(kUnknownFormat));
    }

    void jsonWindowsLimits() {
        std::string deep(5000, '[');
        int seen = 0;
        const auto all = [](std::string_view) { return true; };
        const auto count = [&](const JsonWindows::Element &) -> Result<JsonWindows::Visit> {
            ++seen;
            return JsonWindows::Visit::Go;
        };
        QCOMPARE(JsonWindows::walkText("{\"a\":[" + deep, all, count)->end, JsonWindows::End::Broken);
        QCOMPARE(seen, 0);
        const std::string large = "{\"a\":[\"" + std::string(JsonWindows::kElementLimit + 10, 'x') + "\"]}";
        QCOMPARE(JsonWindows::walkText(large, all, count)->end, JsonWindows::End::TooLarge);
        const std::string_view noComma = "{\"a\":[1,2 3]}";
        QCOMPARE(JsonWindows::walkText(noComma, all, count)->end, JsonWindows::End::Broken);
        const std::string_view brackets = "{\"a\\\"b\":{\"c\":[1,\"]\"]},\"d\":[]} ";
        QCOMPARE(JsonWindows::walkText(brackets, all, count)->end, JsonWindows::End::Complete);
    }

    void vocOriginIsDecidedByTheWriter_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<double>("x0");
        QTest::newRow("the devkit") << "<source><database>The VOC2007 Database</database></source>" << 0.0;
        QTest::newRow("labelImg") << "<path>/home/x/a.png</path><source><database>Unknown</database></source>" << 1.0;
        QTest::newRow("CVAT") << "<source><database>Unknown</database><annotation>Unknown</annotation></source>" << 1.0;
        QTest::newRow("Roboflow") << "<source><database>roboflow.ai</database></source>" << 1.0;
        QTest::newRow("nobody") << "" << 1.0;
    }
    void vocOriginIsDecidedByTheWriter() {
        QFETCH(QString, source);
        QFETCH(double, x0);
        const QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        put(path / "JPEGImages/a.png", tinyPng());
        put(path / "Annotations/a.xml", vocFile(source.toStdString(), kVocBox));
        const Read read = readAs("voc", path);
        QCOMPARE(firstBox(read), (annotation::Rect{x0, x0 + 1, 10, 20}));
        QCOMPARE(read.report.count(kOriginGuessed), std::int64_t(source.isEmpty() ? 1 : 0));
        ReadOptions options;
        options.vocOrigin = VocOrigin::One;
        QCOMPARE(firstBox(readAs("voc", path, options)), (annotation::Rect{0, 1, 10, 20}));
    }

    void vocZeroProvesTheWholeSet() {
        const QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        put(path / "JPEGImages/a.png", tinyPng());
        put(path / "JPEGImages/b.png", tinyPng());
        put(path / "Annotations/a.xml", vocFile("", kVocBox));
        std::string other(kVocBox);
        other.replace(other.find("<xmin>1"), 7, "<xmin>0");
        put(path / "Annotations/b.xml", vocFile("", other));
        const Read read = readAs("voc", path);
        QCOMPARE(firstBox(read), (annotation::Rect{1, 2, 10, 20}));
        QCOMPARE(read.report.count(kOriginByZero), std::int64_t(2));
    }

    void vocOddFiles() {
        const QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        put(path / "JPEGImages/a.png", tinyPng());
        put(path / "JPEGImages/c.png", tinyPng());
        put(path / "Annotations/a.xml", vocFile("", R"(<object><name> cat </name><difficult>1</difficult><bndbox>
            <ymax>20.0</ymax><xmax>1.0</xmax><ymin> 2 </ymin><xmin>10</xmin></bndbox><truncated>1</truncated></object>
            <object><name>dog</name></object><object><name></name><bndbox/></object>
            <object><name>cat</name><bndbox><xmin>nan</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object>)"));
        put(path / "Annotations/b.xml", "<annotation><object>");
        put(path / "Annotations/c.xml", vocFile("", "")); // its filename names a.png
        put(path / "ImageSets/Main/train.txt", "a\r\nc\nghost\n");
        put(path / "ImageSets/Main/val.txt", "a\n");
        const Read read = readAs("voc", path);
        QCOMPARE(read.error.debugText(), std::string());
        QCOMPARE(read.set.entries.size(), std::size_t(2));
        QCOMPARE(firstBox(read), (annotation::Rect{1, 2, 10, 20}));
        QVERIFY(read.set.entries[0].objects[0].difficult && read.set.entries[0].objects[0].truncated);
        QCOMPARE(read.report.count(kTurnedBox), std::int64_t(1));
        QCOMPARE(read.report.count(kNoShape), std::int64_t(1));
        QCOMPARE(read.report.count(kNamelessClass), std::int64_t(1));
        QCOMPARE(read.report.count(kNotFinite), std::int64_t(1));
        QCOMPARE(read.report.count(kUnreadableEntry), std::int64_t(1));
        QCOMPARE(read.report.count(kInTwoSplits), std::int64_t(1));
        QCOMPARE(read.report.count(kListedButAbsent), std::int64_t(1));
        QCOMPARE(read.set.entries[0].item.split, Split::Train);
        QCOMPARE(read.set.entries[1].item.path.filename(), Path("c.png")); // by the XML's own name
    }

    void vocEntitiesAreNotFollowed() {
        const QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        put(path / "Annotations/a.xml",
            R"(<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]><annotation><filename>a.png</filename>
            <object><name>&y;</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>)");
        const Read read = readAs("voc", path);
        QCOMPARE(read.set.classList.at(0).name, std::string("&y;"));
    }

    void imagesAreFoundButNotGuessed() {
        const QTemporaryDir folder;
        const Path root(folder.path().toStdString());
        for (const char *name : {"images/One.png", "images/two.png", "left/three.png", "right/three.png", "four.png",
                                 "four.jpg", "images/a b.png", "images/caf\u00e9.png", "images/._one.png"})
            put(root / name, tinyPng());
        ImageResolver resolver(root, {root, root / "images"});
        using How = ImageResolver::How;
        QCOMPARE(resolver.find("two.png").how, How::Exact);
        QCOMPARE(resolver.find(".\\images\\two.png").how, How::Exact);
        QCOMPARE(resolver.find("one.PNG").how, How::ByCase);
        QCOMPARE(resolver.find("elsewhere/two.png").how, How::ByName);
        QCOMPARE(resolver.find("C:\\data\\two.png").how, How::Exact);
        QCOMPARE(resolver.find("/home/someone/two.png").how, How::Exact);
        QCOMPARE(resolver.find("https://x.org/y/a%20b.png?size=1").how, How::Exact);
        QCOMPARE(resolver.find("two").how, How::ByStem);
        QCOMPARE(resolver.find("two.bmp").how, How::ByStem);
        QCOMPARE(resolver.find("three.png").how, How::Ambiguous);
        QCOMPARE(resolver.find("four.bmp").how, How::Ambiguous);
        QCOMPARE(resolver.find("cafe\u0301.png").how, How::ByCase); // decomposed, as macOS writes it
        QCOMPARE(resolver.find("../../etc/passwd").how, How::Outside);
        QCOMPARE(resolver.find("nothing.png").how, How::NotFound);
        QCOMPARE(resolver.find("").how, How::NotFound);
        QCOMPARE(resolver.images().size(), std::size_t(8));
        put(root / "train/five.png", tinyPng());
        put(root / "val/five.png", tinyPng());
        ImageResolver again(root, {root});
        QCOMPARE(again.find("five.png").how, How::Ambiguous);
        QCOMPARE(again.find("five.png", Split::Val).path, root / "val/five.png");
    }

    void numbersComeBack() {
        for (const double value : {0.0, 1.0, -3.0, 0.1, 1.0 / 3, 123456.789, 1e-9, 1e20, -0.0})
            QCOMPARE(*numberFromText(numberText(value)), value);
        QCOMPARE(numberText(12), std::string("12"));
        for (const char *text : {"", " ", "nan", "inf", "1,5", "1x", "0x10"})
            QVERIFY2(!numberFromText(text), text);
        for (const auto &[a, b] : {std::pair{0.1, 0.3}, std::pair{1.7, 123.456}, std::pair{1e-3, 1e3}})
            QCOMPARE(a + lengthTo(a, b), b);
    }

    void wordsOfSplits() {
        QCOMPARE(splitFromWord("train2017"), Split::Train);
        QCOMPARE(splitFromWord("VALID"), Split::Val);
        QCOMPARE(splitFromWord("test"), Split::Test);
        QCOMPARE(splitFromWord("trainval"), Split::None);
        QCOMPARE(splitFromWord("training-data"), Split::None);
    }

    void namesAreTidied() {
        QCOMPARE(tidyName("  a\tb \n"), std::string("a b"));
        QCOMPARE(tidyName(" \n"), std::string());
        QVERIFY(tidyName(std::string(500, 'x')).size() == 200);
        QCOMPARE(tidyName("\xff"), std::string("\xEF\xBF\xBD"));
    }
};

QTEST_GUILESS_MAIN(TestFormatsEdge)
#include "test_edge.moc"

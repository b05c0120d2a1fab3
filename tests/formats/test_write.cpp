// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// Writing: what is carried comes back equal, what is not is said, and the same set gives the same bytes.

#include "core/base/files.h"
#include "core/formats/errors.h"
#include "tests/formats/formattesting.h"

#include <map>

using namespace trainyard;
using namespace trainyard::formats;
namespace fs = std::filesystem;

namespace {

LabelObject object(std::string cls, annotation::Shape shape) {
    LabelObject one;
    one.className = std::move(cls);
    one.shape = std::move(shape);
    return one;
}

/** One of each kind of shape, flags and attributes, three splits. */
LabelSet everything() {
    using namespace annotation;
    LabelSet set;
    set.classList = {{"cat", "animal"}, {"large \"dog\" & co", ""}, {"\u732b", ""}};
    const auto add = [&](std::string name, Split split, std::vector<LabelObject> objects) {
        LabelSet::Entry entry;
        entry.item.handle = std::int64_t(set.entries.size()) + 1;
        entry.item.name = std::move(name);
        entry.item.width = 64;
        entry.item.height = 48;
        entry.item.split = split;
        entry.objects = std::move(objects);
        set.entries.push_back(std::move(entry));
    };
    LabelObject flagged = object("cat", Box{{0.1, 0.2, 0.1 + 1.0 / 3, 40}});
    flagged.difficult = flagged.truncated = flagged.occluded = true;
    flagged.attributes = R"({"pose":"Left","colour":"red"})";
    LabelObject crowd = object("\u732b", Mask{2, 3, 3, 2, {1, 2, 1, 2}});
    crowd.crowd = true;
    LabelObject numbered = object("cat", Box{{1, 2, 3, 4}});
    numbered.attributes = R"({"depth":3,"nested":{"a":[1]}})";
    add("a.jpg", Split::Train,
        {flagged, object("large \"dog\" & co", Box{{1, 2, 3, 4}}), crowd, numbered, object("cat", Box{{5, 5, 5, 9}})});
    add("sub/b.png", Split::Val,
        {object("cat", Polygon{{{{{1, 1}, {9.5, 1}, {9, 9}}, {}}, {{{20, 20}, {30, 20}, {30, 31.25}}, {}}}}),
         object("cat", Polygon{{{{{0, 0}, {20, 0}, {20, 20}, {0, 20}}, {{{5, 5}, {9, 5}, {9, 9}, {5, 9}}}}}}),
         object("cat", Ellipse{{30, 20}, 8, 4, 0.3})});
    add("sub/b.jpg", Split::Test, {});
    add("c.jpg", Split::None, {object("cat", ImageLabel{}), object("cat", Polyline{{{1, 1}, {2, 2}}})});
    return set;
}

std::map<std::string, std::string> contents(const Path &folder) {
    std::map<std::string, std::string> files;
    for (const auto &entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            files[entry.path().lexically_relative(folder).native()] = *readTextFile(entry.path());
    return files;
}

const Format &format(const FormatRegistry &registry, const char *name) { return **registry.find(name); }

} // namespace

class TestFormatsWrite : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBackEqual_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("coco") << "coco";
        QTest::newRow("voc") << "voc";
    }
    void comesBackEqual() {
        QFETCH(QString, name);
        const QTemporaryDir folder;
        const Path out = Path(folder.path().toStdString()) / "out";
        const FormatRegistry registry;
        const Format &writer = format(registry, name.toUtf8().constData());
        LabelSet set = everything();
        const auto report = writer.write(set, out, {});
        QVERIFY2(report.has_value(), report ? "" : report.error().debugText().c_str());
        QCOMPARE(report->images, std::int64_t(4));
        QCOMPARE(report->objects, std::int64_t(10));
        const auto back = checkReadBack(writer, set, out);
        QVERIFY2(back.has_value(), back ? "" : back.error().debugText().c_str());

        const auto plan = writer.planWrite(set); // says beforehand what the writing said
        QCOMPARE(plan->objectsDropped, report->objectsDropped);
        QVERIFY(plan->hasLoss());

        const Path again = Path(folder.path().toStdString()) / "again";
        QVERIFY(writer.write(set, again, {}).has_value());
        QCOMPARE(contents(again), contents(out));

        // What was read is carried whole: a second journey loses nothing.
        const Read read = readAs(name.toStdString(), out);
        LabelSet second = read.set;
        const auto secondPlan = writer.planWrite(second);
        QVERIFY(!secondPlan->hasLoss());
        const Path third = Path(folder.path().toStdString()) / "third";
        QVERIFY(writer.write(second, third, {}).has_value());
        const auto thirdBack = checkReadBack(writer, second, third);
        QVERIFY2(thirdBack.has_value(), thirdBack ? "" : thirdBack.error().debugText().c_str());
    }

    void lossIsNamed() {
        const FormatRegistry registry;
        LabelSet set = everything();
        const auto coco = format(registry, "coco").planWrite(set);
        QCOMPARE(coco->count(kLostShape), std::int64_t(2)); // label and line
        QCOMPARE(coco->count(kHolesToMask), std::int64_t(1));
        QCOMPARE(coco->count(kShapeToPolygon), std::int64_t(1));
        QCOMPARE(coco->count(kLostAttributes), std::int64_t(0));
        const auto voc = format(registry, "voc").planWrite(set);
        QCOMPARE(voc->count(kLostShape), std::int64_t(2));
        QCOMPARE(voc->count(kShapeToBox), std::int64_t(4));
        QCOMPARE(voc->count(kLostFlag), std::int64_t(1));
        QCOMPARE(voc->count(kLostAttributes), std::int64_t(1));
        QVERIFY(format(registry, "classfolders").planWrite(set).error().is(kCannotWrite));
    }

    void vocFromOneIsReadBack() {
        const QTemporaryDir folder;
        const Path out = Path(folder.path().toStdString()) / "out";
        const FormatRegistry registry;
        LabelSet set = everything();
        WriteOptions options;
        options.vocOrigin = VocOrigin::One;
        QVERIFY(format(registry, "voc").write(set, out, options).has_value());
        const auto back = checkReadBack(format(registry, "voc"), set, out);
        QVERIFY2(back.has_value(), back ? "" : back.error().debugText().c_str());
        QVERIFY(contents(out).at("Annotations/a.xml").find("<xmin>2</xmin>") != std::string::npos);
    }

    void readBackFindsADifference() {
        const QTemporaryDir folder;
        const Path out = Path(folder.path().toStdString()) / "out";
        const FormatRegistry registry;
        LabelSet set = everything();
        QVERIFY(format(registry, "voc").write(set, out, {}).has_value());
        std::string text = *readTextFile(out / "Annotations/a.xml");
        text.replace(text.find("<xmax>3<"), 8, "<xmax>4<");
        put(out / "Annotations/a.xml", text);
        const auto back = checkReadBack(format(registry, "voc"), set, out);
        QVERIFY(!back && back.error().is(kReadBackDiffers));
        QCOMPARE(std::string(back.error().argument("image")), std::string("a.jpg"));
    }

    void bccdTravelsThroughBothFormats() {
        NEEDS_DATA();
        const QTemporaryDir folder;
        const Path out(folder.path().toStdString());
        const FormatRegistry registry;
        Read read = readAs("voc", dataFolder() / "detection-bccd-voc");
        for (const char *name : {"coco", "voc"}) {
            QVERIFY(format(registry, name).write(read.set, out / name, {}).has_value());
            const auto back = checkReadBack(format(registry, name), read.set, out / name);
            QVERIFY2(back.has_value(), back ? "" : back.error().debugText().c_str());
            QCOMPARE(readAs(name, out / name).set.objectCount(), std::size_t(4888));
        }
    }

    void imagesAreCopiedWhenAsked() {
        const QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        put(path / "in/a.png", tinyPng());
        LabelSet set;
        set.classList = {{"cat", ""}};
        set.entries.push_back({});
        set.entries[0].item.name = "a.png";
        set.entries[0].item.path = path / "in/a.png";
        const FormatRegistry registry;
        WriteOptions options;
        options.copyImages = true;
        for (const char *name : {"coco", "voc"}) {
            QVERIFY(format(registry, name).write(set, path / name, options).has_value());
            QVERIFY(!readAs(name, path / name).set.entries.at(0).item.path.empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestFormatsWrite)
#include "test_write.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// The readers on real data sets; the counts are those of the data's own README.

#include "core/formats/errors.h"
#include "tests/formats/formattesting.h"

using namespace trainyard;
using namespace trainyard::formats;

class TestFormatsRead : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bccdIsVoc() {
        NEEDS_DATA();
        const Path folder = dataFolder() / "detection-bccd-voc";
        const auto found = FormatRegistry().recognise(folder);
        QVERIFY(found.has_value());
        QCOMPARE(found->format, std::string("voc"));
        QVERIFY(!found->reason.code.empty());
        const Read read = readAs("voc", folder);
        QCOMPARE(read.error.debugText(), std::string());
        QCOMPARE(read.set.entries.size(), std::size_t(364));
        QCOMPARE(read.set.objectCount(), std::size_t(4888));
        QCOMPARE(countOfClass(read.set, "RBC"), std::size_t(4155));
        QCOMPARE(countOfClass(read.set, "WBC"), std::size_t(372));
        QCOMPARE(countOfClass(read.set, "Platelets"), std::size_t(361));
        QCOMPARE(countOfSplit(read.set, Split::Train), std::size_t(205));
        QCOMPARE(countOfSplit(read.set, Split::Val), std::size_t(87));
        QCOMPARE(countOfSplit(read.set, Split::Test), std::size_t(72));
        QCOMPARE(read.report.count(kEmptyBox), std::int64_t(2));
        QCOMPARE(read.report.objectsDropped, std::int64_t(0));
        QCOMPARE(read.report.count(kSizeDiffers), std::int64_t(0));
        for (const LabelSet::Entry &entry : read.set.entries)
            QVERIFY2(!entry.item.path.empty(), entry.item.name.c_str());
        // labelImg counts from 0, whatever its numbers look like: the first box of this file stays as written.
        const LabelSet::Entry *entry = read.set.find("BloodImage_00338.jpg");
        QVERIFY(entry != nullptr);
        const auto box = std::get<annotation::Box>(entry->objects.front().shape);
        QCOMPARE(box.rect, (annotation::Rect{453, 81, 555, 182}));
        QVERIFY(read.report.count(kOriginByWriter) > 300);
    }

    void roboflowVocBesideImages() {
        NEEDS_DATA();
        const Path folder = dataFolder() / "annotation-formats/datumaro-samples/roboflow_dataset/voc";
        QCOMPARE(FormatRegistry().recognise(folder)->format, std::string("voc"));
        const Read read = readAs("voc", folder);
        QCOMPARE(read.set.entries.size(), std::size_t(3));
        QCOMPARE(read.set.objectCount(), std::size_t(4));
        QCOMPARE(countOfSplit(read.set, Split::Train), std::size_t(2));
        QCOMPARE(countOfSplit(read.set, Split::Val), std::size_t(1));
    }

    void vocWithPartsAndUnlabelledImages() {
        NEEDS_DATA();
        const Read read = readAs("voc", dataFolder() / "annotation-formats/datumaro-samples/voc_dataset/voc_dataset1");
        QCOMPARE(read.error.debugText(), std::string());
        QCOMPARE(read.set.entries.size(), std::size_t(2)); // the second image has no XML
        QCOMPARE(read.set.objectCount(), std::size_t(2));
        QCOMPARE(read.report.count(kPartsLeft), std::int64_t(1));
        const LabelSet::Entry *second = read.set.find("2007_000002.jpg");
        QVERIFY(second != nullptr && !second->item.labelled);
        QCOMPARE(second->item.split, Split::Test);
        const LabelSet::Entry *first = read.set.find("2007_000001.jpg");
        QVERIFY(first != nullptr);
        QVERIFY(first->objects[0].truncated);
        QVERIFY(first->objects[1].attributes.find("\"jumping\":\"0\"") != std::string::npos);
    }

    void cocoOfLabelme() {
        NEEDS_DATA();
        const Path file = dataFolder() / "annotation-formats/coco/labelme2coco_voc3/annotations.json";
        QCOMPARE(FormatRegistry().recognise(file)->format, std::string("coco"));
        QCOMPARE(FormatRegistry().recognise(file.parent_path())->format, std::string("coco"));
        const Read read = readAs("coco", file);
        QCOMPARE(read.set.entries.size(), std::size_t(3));
        QCOMPARE(read.set.objectCount(), std::size_t(12));
        QCOMPARE(read.set.classList.size(), std::size_t(21)); // ids from 0: class 0 is a class
        std::size_t parts = 0;
        for (const LabelSet::Entry &entry : read.set.entries) {
            QVERIFY(!entry.item.path.empty());
            for (const LabelObject &object : entry.objects)
                parts += std::get<annotation::Polygon>(object.shape).parts.size();
        }
        QCOMPARE(parts, std::size_t(16));
    }

    void cocoOfRoboflowSkipsAppleDouble() {
        NEEDS_DATA();
        const Path folder = dataFolder() / "annotation-formats/coco/roboflow_lpbf_defects_test";
        const Read read = readAs("coco", folder);
        QCOMPARE(read.error.debugText(), std::string());
        QCOMPARE(read.set.entries.size(), std::size_t(87));
        QCOMPARE(read.set.objectCount(), std::size_t(3959));
        QCOMPARE(read.set.classList.size(), std::size_t(2));
        QCOMPARE(read.report.count(kMissingImage), std::int64_t(0));
        for (const LabelSet::Entry &entry : read.set.entries) {
            QVERIFY2(!entry.item.path.empty(), entry.item.name.c_str());
            QVERIFY(!entry.item.path.filename().native().starts_with("._"));
            QCOMPARE(entry.item.path.parent_path().filename(), Path("images"));
        }
    }

    void cocoSamples_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("images");
        QTest::addColumn<int>("objects");
        QTest::newRow("instances") << "coco_dataset/coco_instances" << 2 << 3;
        QTest::newRow("all tasks: instances are taken") << "coco_dataset/coco" << 2 << 3;
        QTest::newRow("roboflow") << "coco_dataset/coco_roboflow" << 2 << 3;
        QTest::newRow("mmdet") << "coco_dataset/mmdet_coco" << 2 << 3;
        QTest::newRow("roboflow dialect") << "roboflow_dataset/coco" << 3 << 4;
    }
    void cocoSamples() {
        NEEDS_DATA();
        QFETCH(QString, folder);
        QFETCH(int, images);
        QFETCH(int, objects);
        const Path path = dataFolder() / "annotation-formats/datumaro-samples" / folder.toStdString();
        const auto found = FormatRegistry().recognise(path);
        QVERIFY(found.has_value());
        QCOMPARE(found->format, std::string("coco"));
        const Read read = readAs("coco", path);
        QCOMPARE(read.error.debugText(), std::string());
        QCOMPARE(int(read.set.entries.size()), images);
        QCOMPARE(int(read.set.objectCount()), objects);
        QVERIFY(countOfSplit(read.set, Split::Train) >= 1);
        QCOMPARE(countOfSplit(read.set, Split::Val), std::size_t(1));
        for (const LabelSet::Entry &entry : read.set.entries)
            QVERIFY2(!entry.item.path.empty(), entry.item.name.c_str());
    }

    void cocoUncompressedMask() {
        NEEDS_DATA();
        const Read read = readAs("coco", dataFolder() / "annotation-formats/datumaro-samples/coco_dataset/coco_instances");
        const LabelSet::Entry *entry = read.set.find("b.jpg");
        QVERIFY(entry != nullptr && entry->objects.size() == 2);
        // counts [0, 20, 30] in 10 x 5, column by column: the two left columns.
        const auto mask = std::get<annotation::Mask>(entry->objects[1].shape);
        QCOMPARE(mask, (annotation::Mask{0, 0, 2, 10, {0, 20}}));
        QVERIFY(entry->objects[1].crowd);
        QVERIFY(entry->objects[0].attributes.find("hello") != std::string::npos);
    }

    void classFolders_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("images");
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("train");
        QTest::addColumn<int>("test");
        QTest::newRow("one folder above") << "classification-sign-digits" << 2062 << 10 << 0 << 0;
        QTest::newRow("splits above") << "classification-cifar10-mini" << 3000 << 10 << 2000 << 1000;
        QTest::newRow("masks beside") << "manufacturing-magnetic-tile" << 488 << 6 << 0 << 0;
        QTest::newRow("three splits") << "medical-xray/pneumoniamnist-balanced-28" << 3166 << 2 << 2428 << 468;
    }
    void classFolders() {
        NEEDS_DATA();
        QFETCH(QString, folder);
        QFETCH(int, images);
        QFETCH(int, classes);
        QFETCH(int, train);
        QFETCH(int, test);
        const Path path = dataFolder() / folder.toStdString();
        const auto found = FormatRegistry().recognise(path);
        QVERIFY(found.has_value());
        QCOMPARE(found->format, std::string("classfolders"));
        const Read read = readAs("classfolders", path);
        QCOMPARE(read.error.debugText(), std::string());
        QCOMPARE(int(read.set.entries.size()), images);
        QCOMPARE(int(read.set.objectCount()), images);
        QCOMPARE(int(read.set.classList.size()), classes);
        QCOMPARE(int(countOfSplit(read.set, Split::Train)), train);
        QCOMPARE(int(countOfSplit(read.set, Split::Test)), test);
    }

    void otherDataIsNotRecognised_data() {
        QTest::addColumn<QString>("folder");
        QTest::newRow("yolo") << "annotation-formats/yolo/coco8";
        QTest::newRow("cvat") << "annotation-formats/cvat/images_1.1_stop_sign";
        QTest::newRow("labelme") << "annotation-formats/labelme/instance_segmentation";
        QTest::newRow("plain images") << "corrupt-and-edge-images";
    }
    void otherDataIsNotRecognised() {
        NEEDS_DATA();
        QFETCH(QString, folder);
        const auto found = FormatRegistry().recognise(dataFolder() / folder.toStdString());
        if (found)
            qWarning("taken for %s", found->format.c_str());
        QVERIFY(!found || found->format == "classfolders"); // folders of pictures may be classes, to be offered only
        if (!found)
            QVERIFY(found.error().is(kNotRecognised));
    }
};

QTEST_GUILESS_MAIN(TestFormatsRead)
#include "test_read.moc"

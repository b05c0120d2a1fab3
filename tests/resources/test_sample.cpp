// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/media/decode.h"
#include "resources/sample/outline.h"
#include "resources/sample/samplegenerator.h"
#include "resources/sample/scene.h"
#include "tests/support/timing.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <ctime>
#include <map>
#include <set>
#include <thread>

using namespace trainyard;
using namespace trainyard::sample;

class TestSample final : public QObject {
    Q_OBJECT
private slots:
    void sameSeedSameBytes();
    void annotationsAreValidAndTrue();
    void outlinesFollowTheSamples();
    void boxesHoldTheParts();
    void everyClassHasItsShare();
    void sixHundredAreQuick();
    void canBeStopped();
    void anUnwritableFolderIsAnError();

private:
    static Path pathOf(const QTemporaryDir &folder) { return folder.path().toStdString(); }
};

namespace {

std::map<std::string, std::string> hashesOf(const Path &folder) {
    std::map<std::string, std::string> hashes;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            hashes[std::filesystem::relative(entry.path(), folder).string()] = fileContentHash(entry.path())->hex();
    return hashes;
}

Coverage coverageOf(const std::vector<std::string> &rows) {
    Coverage coverage{static_cast<int>(rows[0].size()), static_cast<int>(rows.size()), {}};
    for (const std::string &row : rows)
        for (const char c : row)
            coverage.inside.push_back(c == '#' ? 1 : 0);
    return coverage;
}

/** Even-odd rule, written independently of the generator. */
bool contains(const annotation::Ring &ring, double x, double y) {
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
        if ((ring[i].y > y) != (ring[j].y > y) &&
            x < (ring[j].x - ring[i].x) * (y - ring[i].y) / (ring[j].y - ring[i].y) + ring[i].x)
            inside = !inside;
    return inside;
}

} // namespace

void TestSample::sameSeedSameBytes() {
    QTemporaryDir one, two, other;
    SampleOptions options{20, 128, 7};
    QVERIFY(generateSample(pathOf(one), options));
    QVERIFY(generateSample(pathOf(two), options));
    options.seed = 8;
    QVERIFY(generateSample(pathOf(other), options));
    const auto first = hashesOf(pathOf(one));
    QCOMPARE(first.size(), std::size_t(21));
    QVERIFY(first == hashesOf(pathOf(two)));
    const auto third = hashesOf(pathOf(other));
    for (const auto &[name, hash] : first)
        QVERIFY2(third.at(name) != hash, name.c_str());
    std::set<std::string> distinct;
    for (const auto &[name, hash] : first)
        distinct.insert(hash);
    QCOMPARE(distinct.size(), first.size());

    // More pictures with the same seed begin with the same pictures.
    QTemporaryDir more;
    QVERIFY(generateSample(pathOf(more), {25, 128, 7}));
    const auto longer = hashesOf(pathOf(more));
    for (const auto &[name, hash] : first)
        if (name.ends_with(".jpg"))
            QCOMPARE(longer.at(name), hash);
}

void TestSample::annotationsAreValidAndTrue() {
    QTemporaryDir folder;
    const auto summary = generateSample(pathOf(folder), {25, 160, 3});
    QVERIFY2(summary, summary ? "" : summary.error().debugText().c_str());
    QCOMPARE(summary->images, 25);
    const auto root = readJsonFile(summary->annotations);
    QVERIFY(root);
    std::map<int, std::string> categories;
    for (const auto &category : (*root)["categories"])
        categories[category["id"]] = category["name"];
    QCOMPARE(categories.size(), std::size_t(5));
    std::map<int, std::string> images;
    for (const auto &image : (*root)["images"]) {
        const std::string name = image["file_name"];
        images[image["id"]] = name;
        const auto info = media::probe(pathOf(folder) / name);
        QVERIFY2(info, name.c_str());
        QCOMPARE(info->width, image["width"].get<int>());
        QCOMPARE(info->height, image["height"].get<int>());
    }
    QCOMPARE(images.size(), std::size_t(25));
    std::set<int> ids;
    std::set<int> annotated;
    int defects = 0;
    for (const auto &object : (*root)["annotations"]) {
        QVERIFY(ids.insert(object["id"].get<int>()).second);
        const int image = object["image_id"];
        QVERIFY(images.contains(image));
        annotated.insert(image);
        // The class folder says the same as the category.
        const std::string &category = categories.at(object["category_id"].get<int>());
        QVERIFY(images[image].starts_with("images/" + category + "/" + category + "_"));
        const std::vector<double> box = object["bbox"];
        QCOMPARE(box.size(), std::size_t(4));
        QVERIFY(box[0] >= 0 && box[1] >= 0 && box[2] > 4 && box[3] > 4 && box[0] + box[2] <= 160 &&
                box[1] + box[3] <= 160);
        QCOMPARE(object["segmentation"].size(), std::size_t(1));
        const std::vector<double> outline = object["segmentation"][0];
        QVERIFY(outline.size() >= 6 && outline.size() % 2 == 0);
        annotation::Ring ring;
        double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
        for (std::size_t i = 0; i < outline.size(); i += 2) {
            ring.push_back({outline[i], outline[i + 1]});
            left = std::min(left, outline[i]);
            right = std::max(right, outline[i]);
            top = std::min(top, outline[i + 1]);
            bottom = std::max(bottom, outline[i + 1]);
        }
        QVERIFY(std::abs(left - box[0]) < 0.02 && std::abs(top - box[1]) < 0.02);
        QVERIFY(std::abs(right - left - box[2]) < 0.02 && std::abs(bottom - top - box[3]) < 0.02);
        QVERIFY(std::abs(areaOf(ring) - object["area"].get<double>()) < 0.1);
        QCOMPARE(object["iscrowd"].get<int>(), 0);
        defects += object["attributes"]["defect"] != "none" ? 1 : 0;
    }
    QCOMPARE(annotated.size(), images.size()); // no picture without a part
    QCOMPARE(static_cast<int>(ids.size()), summary->objects);
    QCOMPARE(defects, summary->defects);
}

void TestSample::outlinesFollowTheSamples() {
    const auto same = [](const annotation::Ring &a, const annotation::Ring &b) { return a == b; };
    QVERIFY(same(outlineOf(coverageOf({"....", ".##.", ".##.", "...."}), 0.1), {{1, 1}, {3, 1}, {3, 3}, {1, 3}}));
    // The largest piece only; a corner contact does not join.
    QVERIFY(same(outlineOf(coverageOf({"##..", "##..", "..#.", "...."}), 0.1), {{0, 0}, {2, 0}, {2, 2}, {0, 2}}));
    // Holes are left to the outer outline, and a notch is followed.
    const Coverage ring = coverageOf({"#####", "#...#", "#...#", "#####", "##.##"});
    QCOMPARE(areaOf(outlineOf(ring, 0.1)), 24.0);
    QVERIFY(outlineOf(coverageOf({"...", "..."}), 0.5).empty());

    // A disc: few corners, and no sample's centre on the wrong side by more than the tolerance allows.
    Coverage disc{200, 200, std::vector<std::uint8_t>(200 * 200)};
    for (int y = 0; y < 200; ++y)
        for (int x = 0; x < 200; ++x)
            disc.inside[static_cast<std::size_t>(y * 200 + x)] = std::hypot(x - 99.5, y - 99.5) < 80 ? 1 : 0;
    const annotation::Ring outline = outlineOf(disc, 1.2);
    QVERIFY2(outline.size() > 12 && outline.size() < 90, qPrintable(QString::number(outline.size())));
    for (int y = 0; y < 200; ++y)
        for (int x = 0; x < 200; ++x) {
            const double away = std::hypot(x - 99.5, y - 99.5);
            if (away < 78)
                QVERIFY(contains(outline, x + 0.5, y + 0.5));
            else if (away > 82)
                QVERIFY(!contains(outline, x + 0.5, y + 0.5));
        }
}

void TestSample::boxesHoldTheParts() {
    // The pixels themselves must show it: inside the boxes there is more detail than on the belt around them. Over
    // many pictures, since a single one may be dark on dark.
    double inside = 0;
    double outside = 0;
    for (int number = 1; number <= 12; ++number)
        for (const PartKind kind :
             {PartKind::Bolt, PartKind::Nut, PartKind::Washer, PartKind::Screw, PartKind::Bracket}) {
            const Scene scene = makeScene(kind, number, 128, 5);
            QVERIFY(!scene.objects.empty());
            const auto gradient = [&](int x, int y) {
                const auto grey = [&](int i, int j) { return int(scene.image.row(j)[i * 3 + 1]); };
                return std::abs(grey(x + 2, y) - grey(x - 2, y)) + std::abs(grey(x, y + 2) - grey(x, y - 2));
            };
            double sums[2] = {};
            int counts[2] = {};
            for (int y = 2; y < 126; y += 2)
                for (int x = 2; x < 126; x += 2) {
                    const bool held = std::ranges::any_of(scene.objects, [&](const SceneObject &object) {
                        return x + 0.5 > object.box.x0 && x + 0.5 < object.box.x1 && y + 0.5 > object.box.y0 &&
                               y + 0.5 < object.box.y1;
                    });
                    sums[held ? 0 : 1] += gradient(x, y);
                    ++counts[held ? 0 : 1];
                }
            QVERIFY(counts[0] > 0);
            inside += sums[0] / counts[0];
            outside += sums[1] / std::max(counts[1], 1);
        }
    QVERIFY2(inside > 1.6 * outside, qPrintable(QString("%1 against %2").arg(inside).arg(outside)));
}

void TestSample::everyClassHasItsShare() {
    QTemporaryDir folder;
    QVERIFY(generateSample(pathOf(folder), {13, 64, 1}));
    int total = 0;
    for (const std::string_view name : kPartNames) {
        int count = 0;
        for (const auto &entry : std::filesystem::directory_iterator(pathOf(folder) / "images" / name))
            count += entry.path().extension() == ".jpg" ? 1 : 0;
        QVERIFY(count == 2 || count == 3);
        total += count;
    }
    QCOMPARE(total, 13);
    QVERIFY(std::filesystem::exists(pathOf(folder) / "images/bolt/bolt_0001.jpg"));
}

void TestSample::sixHundredAreQuick() {
    if (!test::kMeasuresTime)
        QSKIP("only a release build is measured");
    QTemporaryDir folder;
    QElapsedTimer timer;
    timer.start();
    const std::clock_t start = std::clock();
    int calls = 0;
    const auto summary = generateSample(pathOf(folder), {}, [&](int, int total) { calls += total == 600 ? 1 : 0; });
    QVERIFY(summary);
    QCOMPARE(summary->images, 600);
    QCOMPARE(calls, 600);
    QVERIFY(summary->defects > 60);
    // Processor time, since others may use the machine: 10 s on two cores are 20.
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    qInfo("%.1f s of processor time, %.1f s by the clock, %d parts, %d with a defect", seconds,
          static_cast<double>(timer.elapsed()) / 1000, summary->objects, summary->defects);
    QVERIFY2(seconds < 19, qPrintable(QString::number(seconds)));
}

void TestSample::canBeStopped() {
    QTemporaryDir folder;
    std::stop_source stop;
    int most = 0;
    const auto summary = generateSample(
        pathOf(folder), {400, 64, 1},
        [&](int done, int) {
            most = done;
            if (done == 10)
                stop.request_stop();
        },
        stop.get_token());
    QVERIFY(!summary);
    QVERIFY(summary.error().is(kCancelled));
    QVERIFY(most < 100);
    QVERIFY(!std::filesystem::exists(pathOf(folder) / "annotations.json"));
}

void TestSample::anUnwritableFolderIsAnError() {
    QTemporaryDir folder;
    const Path blocked = pathOf(folder) / "file";
    QVERIFY(writeFileAtomically(blocked, std::string_view("not a folder")));
    const auto summary = generateSample(blocked, {5, 64, 1});
    QVERIFY(!summary);
    QVERIFY2(summary.error().is(kFileNotWritable), summary.error().debugText().c_str());
}

QTEST_GUILESS_MAIN(TestSample)
#include "test_sample.moc"

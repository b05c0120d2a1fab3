// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Items into splits, splits into versions and manifests; duplicates and leakage.
#include "tests/dataset/projectfixture.h"

#ifndef Q_MOC_RUN
#include "core/base/errors.h"
#include "core/dataset/quality.h"
#include "core/dataset/splitter.h"
#include "core/dataset/versions.h"
#include "core/dataset/versions/format.h"
#include "core/base/files.h"

#include <filesystem>
#include <map>
#endif

namespace fs = std::filesystem;

using namespace trainyard;
using namespace trainyard::dataset;
using namespace trainyard::dataset::test;

namespace {

std::vector<SplitItem> splitItems(int count, int classes) {
    std::vector<SplitItem> items;
    for (int i = 0; i < count; ++i)
        items.push_back({std::to_string(i), {}, i % classes});
    return items;
}

} // namespace

class TestSnapshots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void splitsKeepTheirPromise() {
        const auto items = splitItems(1003, 7);
        const SplitOptions options{0.7, 0.2, 0.1, true, 42};
        const auto splits = computeSplit(items, options);
        QVERIFY(succeeded(splits));
        std::map<int, std::array<int, 4>> counts;
        for (std::size_t i = 0; i < items.size(); ++i)
            ++counts[items[i].label][static_cast<std::size_t>((*splits)[i])];
        for (const auto &[label, count] : counts) {
            const int all = count[1] + count[2] + count[3];
            QCOMPARE(count[0], 0);
            QVERIFY(std::abs(count[1] - 0.7 * all) < 1 && std::abs(count[2] - 0.2 * all) < 1 &&
                    std::abs(count[3] - 0.1 * all) < 1);
        }
        // The order of the items does not matter, the seed does.
        auto reversed = items;
        std::reverse(reversed.begin(), reversed.end());
        auto other = *computeSplit(reversed, options);
        std::reverse(other.begin(), other.end());
        QVERIFY(other == *splits);
        QVERIFY(*computeSplit(items, {0.7, 0.2, 0.1, true, 43}) != *splits);
        QVERIFY(*computeSplit(items, {7, 2, 1, true, 42}) == *splits);
        const auto two = *computeSplit(items, {1, 0, 1, false, 1});
        QCOMPARE(std::count(two.begin(), two.end(), Split::Val), std::ptrdiff_t(0));
        QVERIFY(computeSplit(items, {-1, 1, 1, true, 0}).error().is(kBadSplit));
        QVERIFY(computeSplit(items, {0, 0, 0, true, 0}).error().is(kBadSplit));
        QVERIFY(computeSplit({}, options)->empty());
    }

    void groupsStayTogether() {
        auto items = splitItems(2000, 4);
        for (std::size_t i = 0; i < items.size(); ++i)
            items[i].group = std::to_string(i / 9);
        const auto splits = *computeSplit(items, {0.6, 0.2, 0.2, true, 3});
        std::map<std::string, std::set<Split>> of;
        std::array<int, 4> counts{};
        for (std::size_t i = 0; i < items.size(); ++i) {
            of[items[i].group].insert(splits[i]);
            ++counts[static_cast<std::size_t>(splits[i])];
        }
        for (const auto &[group, set] : of)
            QCOMPARE(set.size(), std::size_t(1));
        QVERIFY(std::abs(counts[1] - 1200) <= 36 && std::abs(counts[2] - 400) <= 36);
    }

    void splitsOfAProject() {
        Fixture fixture;
        const Content c = fill(*fixture.project, 100);
        QVERIFY(succeeded(fixture.project->act("l", {}, [&](Edit &e) -> Result<> {
            for (std::size_t i = 0; i < 100; ++i)
                TRY_DO(e.setImageClass(c.items[i], i < 60 ? c.cat : c.dog));
            return {};
        })));
        const std::string before = dump(fixture.path());
        const auto result = splitProject(*fixture.project, {}, {0.8, 0.1, 0.1, true, 0});
        QVERIFY(succeeded(result));
        QCOMPARE(result->counts[1], std::uint64_t(80));
        QCOMPARE(*fixture.project->count(Query::parse("split = val and class = cat").value()), std::uint64_t(6));
        QVERIFY(succeeded(fixture.project->undo()));
        QCOMPARE(dump(fixture.path()), before);
    }

    void versionsAreTheirContent() {
        Fixture fixture;
        Project &project = *fixture.project;
        const Content c = fill(project, 6);
        QVERIFY(succeeded(project.act("l", {}, [&](Edit &e) -> Result<> {
            for (std::size_t i = 0; i < 4; ++i)
                TRY_DO(e.setImageClass(c.items[i], i % 2 == 0 ? c.cat : c.dog));
            Annotation second = box(c.items[3], c.cat);
            second.shape = annotation::ImageLabel{};
            TRY_DO(e.addAnnotation(second));
            TRY_DO(e.addAnnotation(box(c.items[0], c.dog)));
            TRY_DO(e.setSplit(std::span(c.items).first(2), Split::Train));
            return e.setSplit(std::span(c.items).subspan(3), Split::Val);
        })));
        const auto first = createVersion(project, "one");
        QVERIFY(succeeded(first));
        QCOMPARE(first->items, std::uint64_t(6));
        QCOMPARE(first->objects, std::uint64_t(6));
        QCOMPARE(createVersion(project, "one")->id, first->id);
        QCOMPARE(project.versions()->size(), std::size_t(1));
        QCOMPARE(findVersion(project, "one")->id, first->id);
        QCOMPARE(findVersion(project, first->id.value.substr(0, 6))->id, first->id);
        QVERIFY(findVersion(project, "two").error().is(kNoSuchVersion));
        const auto loaded = loadVersion(project, first->id);
        QVERIFY(succeeded(loaded));
        QVERIFY(diffVersions(*loaded, *snapshot(project)).isEmpty());

        // What is not data does not make another version: colours, notes, the place of the source.
        QVERIFY(succeeded(project.act("x", {}, [&](Edit &e) -> Result<> {
            auto classes = project.classes().value();
            classes[0].rgb = 0x010203;
            TRY_DO(e.updateClass(classes[0]));
            return e.relinkSource(c.source, "/moved/data");
        })));
        QCOMPARE(versionIdOf(*snapshot(project)), first->id);

        const auto manifest = freezeManifest(project, first->id);
        QVERIFY(succeeded(manifest));
        QCOMPARE(manifest->rows.size(), std::size_t(2)); // 0, 1; 2 has no split, 3 two classes, 4 and 5 none
        QCOMPARE(manifest->withManyClasses, std::uint64_t(1));
        QCOMPARE(manifest->withoutClass, std::uint64_t(2));
        QCOMPARE(manifest->withoutSplit, std::uint64_t(1));
        QCOMPARE(manifest->rows[0].path, Path("/moved/data/img0.png"));
        QVERIFY(manifest->classes == (std::vector<std::string>{"cat", "dog"}));
        QCOMPARE(manifest->rows[1].label, 1);

        // Something changed, something came, something went.
        QVERIFY(succeeded(project.act("y", {}, [&](Edit &e) -> Result<> {
            Annotation moved = project.annotations(c.items[0])->back();
            moved.shape = annotation::Box{{0, 0, 5, 5}};
            TRY_DO(e.updateAnnotation(moved));
            TRY_DO(e.setSplit(std::span(c.items).subspan(1, 1), Split::Test));
            TRY_DO(e.removeItems(std::span(c.items).subspan(5, 1)));
            TRY_DO(e.ensureClass("bird"));
            TRY_DO(e.addItems(std::array{image(c.source, "extra.png")}));
            return {};
        })));
        const auto second = createVersion(project, "two");
        QVERIFY(second->id != first->id);
        const VersionDiff diff = diffVersions(*loaded, *loadVersion(project, second->id));
        QCOMPARE(diff.itemsAdded.size(), std::size_t(1));
        QCOMPARE(diff.itemsRemoved.size(), std::size_t(1));
        QCOMPARE(diff.itemsChanged.size(), std::size_t(2));
        QCOMPARE(diff.objectsAdded, std::uint64_t(1));
        QCOMPARE(diff.objectsRemoved, std::uint64_t(1));
        QVERIFY(diff.classesAdded == std::vector<std::string>{"bird"});

        // A damaged file is never believed, whatever byte it is.
        const Path file = fixture.path() / "versions" / (first->id.value + ".tyv");
        const Bytes good = *readFile(file);
        CounterRandom random(1, 1, 1);
        for (int i = 0; i < 300; ++i) {
            Bytes bad = good;
            const std::uint32_t at = random.below(static_cast<std::uint32_t>(bad.size()));
            bad[at] ^= static_cast<std::uint8_t>(1 + random.below(255));
            QVERIFY(!parseVersionFile(bad, "v"));
            bad.resize(random.below(static_cast<std::uint32_t>(bad.size())));
            QVERIFY(!parseVersionFile(bad, "v"));
        }
        QVERIFY(loadVersion(project, {"../../etc/passwd"}).error().is(kNoSuchVersion));
        QVERIFY(writeFileAtomically(file, ByteView(good).first(good.size() / 2)).has_value());
        QVERIFY(loadVersion(project, first->id).error().is(kBadVersion));
    }

    void duplicatesAndLeaks() {
        Fixture fixture;
        Project &project = *fixture.project;
        const Content c = fill(project, 6);
        std::vector<ItemFacts> facts;
        for (std::size_t i = 0; i < 5; ++i) {
            ItemFacts fact;
            fact.item = c.items[i];
            fact.width = 640;
            fact.height = 480;
            fact.hash = contentHash(asBytes(i < 3 ? "a" : i < 5 ? "b" : "c"));
            facts.push_back(fact);
        }
        QVERIFY(succeeded(project.updateItemFacts(facts)));
        QVERIFY(succeeded(project.act("s", {}, [&](Edit &e) -> Result<> {
            TRY_DO(e.setSplit(std::span(c.items).first(1), Split::Train));
            TRY_DO(e.setSplit(std::span(c.items).subspan(1, 1), Split::Test));
            return e.setSplit(std::span(c.items).subspan(3, 2), Split::Train);
        })));
        const auto report = findExactDuplicates(project);
        QVERIFY(succeeded(report));
        QCOMPARE(report->groups.size(), std::size_t(2));
        QCOMPARE(report->unhashed, std::uint64_t(1));
        QVERIFY(report->groups[0].leaks() && !report->groups[1].leaks());
        QCOMPARE(recordDuplicates(project, *report)->size(), std::size_t(2));
        QCOMPARE(recordDuplicates(project, *report)->size(), std::size_t(2));
        QCOMPARE(project.findings(kLeakage.id)->size(), std::size_t(1));
        QCOMPARE(project.findings()->front().what.code, std::string(kLeakage.id)); // errors first
        // Splitting by content mends it.
        QVERIFY(succeeded(splitProject(project, {}, {0.5, 0.2, 0.3, false, 1}, GroupBy::Hash)));
        const auto mended = findExactDuplicates(project);
        QVERIFY(succeeded(mended));
        for (const DuplicateGroup &group : mended->groups)
            QVERIFY(!group.leaks());
    }
};

QTEST_GUILESS_MAIN(TestSnapshots)
#include "test_snapshots.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// Import into a project and export from it: one act, undone whole, merged at the second time.

#include "core/formats/errors.h"
#include "core/formats/exporter.h"
#include "core/formats/importer.h"
#include "tests/formats/formattesting.h"

using namespace trainyard;
using namespace trainyard::formats;
namespace fs = std::filesystem;

namespace {

struct Place {
    QTemporaryDir folder;
    std::unique_ptr<dataset::Project> project;
    FormatRegistry registry;

    Place() {
        auto made = dataset::Project::create(path() / "project");
        if (made)
            project = std::move(*made);
    }
    [[nodiscard]] Path path() const { return folder.path().toStdString(); }
    [[nodiscard]] const Format &format(const char *name) const { return **registry.find(name); }
    Result<ImportOutcome> import(const char *name, const Path &from, bool dryRun = false) const {
        ImportOptions options;
        options.dryRun = dryRun;
        return importInto(*project, format(name), from, options);
    }
    [[nodiscard]] std::uint64_t count(const char *query) const {
        return *project->count(*dataset::Query::parse(query));
    }
    [[nodiscard]] std::uint64_t objects() const { return project->facets({})->objects; }
};

} // namespace

#define WORKS(result) QVERIFY2((result).has_value(), (result) ? "" : (result).error().debugText().c_str())

class TestFormatsProject : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bccdIsOneActAndMerges() {
        NEEDS_DATA();
        Place place;
        QVERIFY(place.project != nullptr);
        const Path data = dataFolder() / "detection-bccd-voc";
        const auto dry = place.import("voc", data, true);
        WORKS(dry);
        QCOMPARE(dry->itemsAdded, std::int64_t(364));
        QCOMPARE(dry->objectsAdded, std::int64_t(4888));
        QCOMPARE(dry->classesAdded, std::int64_t(3));
        QCOMPARE(place.count(""), std::uint64_t(0));
        QCOMPARE(place.project->findings()->size(), std::size_t(0));

        const auto first = place.import("voc", data);
        WORKS(first);
        QCOMPARE(first->objectsAdded, std::int64_t(4888));
        QVERIFY(first->sequence > 0);
        QCOMPARE(place.count(""), std::uint64_t(364));
        QCOMPARE(place.objects(), std::uint64_t(4888));
        QCOMPARE(place.count("split = train"), std::uint64_t(205));
        QCOMPARE(place.count("split = val"), std::uint64_t(87));
        QCOMPARE(place.count("split = test"), std::uint64_t(72));
        QVERIFY(!place.project->findings("formats.empty_box")->empty());

        const auto second = place.import("voc", data);
        WORKS(second);
        QCOMPARE(second->itemsAdded, std::int64_t(0));
        QCOMPARE(second->objectsAdded, std::int64_t(0));
        QCOMPARE(second->objectsKnown, std::int64_t(4888));
        QCOMPARE(place.objects(), std::uint64_t(4888));

        while (place.project->canUndo()->has_value())
            WORKS(place.project->undo());
        QCOMPARE(place.count(""), std::uint64_t(0));
        QCOMPARE(place.objects(), std::uint64_t(0));
        QCOMPARE(place.project->classes()->size(), std::size_t(0));
        WORKS(place.project->redo());
        QCOMPARE(place.objects(), std::uint64_t(4888));
    }

    void correctedLabelsSurviveASecondImport() {
        Place place;
        for (const char *name : {"cat/1.png", "cat/2.png", "dog/3.png"})
            put(place.path() / "photos" / name, tinyPng() + name);
        WORKS(place.import("classfolders", place.path() / "photos"));
        const auto item = place.project->findItem("cat/1.png");
        WORKS(item);
        const auto dog = place.project->findClass("dog");
        WORKS(place.project->act("label", {}, [&](dataset::Edit &edit) { return edit.setImageClass(*item, (*dog)->id); }));
        const auto again = place.import("classfolders", place.path() / "photos");
        WORKS(again);
        QCOMPARE(again->objectsKnown, std::int64_t(3));
        QCOMPARE(again->report.count(kLabelKept), std::int64_t(1));
        QCOMPARE(place.count("class = dog"), std::uint64_t(2));
    }

    void itemsOfASourceAreFound() {
        Place place;
        put(place.path() / "photos/images/a.png", tinyPng());
        put(place.path() / "photos/set.json",
            R"({"images":[{"id":1,"file_name":"a.png"},{"id":2,"file_name":"gone.png"}],"categories":[{"id":1,"name":"cat"}],
                "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,1,1]},
                               {"id":2,"image_id":2,"category_id":1,"bbox":[0,0,1,1]}]})");
        WORKS(place.project->act("add", {}, [&](dataset::Edit &edit) -> Result<> {
            TRY(const auto source, edit.addSource(dataset::SourceKind::Folder, place.path() / "photos", "photos"));
            dataset::NewItem item;
            item.source = source;
            item.path = "images/a.png";
            TRY_DO(edit.addItems({&item, 1}));
            return {};
        }));
        const auto outcome = place.import("coco", place.path() / "photos/set.json");
        WORKS(outcome);
        QCOMPARE(outcome->itemsKnown, std::int64_t(1));
        QCOMPARE(outcome->itemsAdded, std::int64_t(0));
        QCOMPARE(outcome->report.imagesDropped, std::int64_t(1));
        QCOMPARE(outcome->report.objectsDropped, std::int64_t(1));
        QCOMPARE(place.project->sources()->size(), std::size_t(1));
        QCOMPARE(place.objects(), std::uint64_t(1));
    }

    void exportIsVerifiedAndRepeatable() {
        NEEDS_DATA();
        Place place;
        WORKS(place.import("voc", dataFolder() / "detection-bccd-voc"));
        for (const char *name : {"coco", "voc"}) {
            const auto outcome = exportFrom(*place.project, {}, place.format(name), place.path() / name);
            WORKS(outcome);
            QCOMPARE(outcome->report.images, std::int64_t(364));
            QCOMPARE(outcome->report.objects, std::int64_t(4888));
            QVERIFY(outcome->verified);
            QVERIFY(!outcome->isLossy);
            const auto twice = exportFrom(*place.project, {}, place.format(name), place.path() / name);
            QVERIFY(!twice && twice.error().is(kOutputNotEmpty));
        }
        QCOMPARE(readAs("coco", place.path() / "coco").set.objectCount(), std::size_t(4888));
        // Only part of it, and a tag that no format carries.
        const auto query = dataset::Query::parse("split = val");
        WORKS(place.project->act("tag", {}, [&](dataset::Edit &edit) -> Result<> {
            TRY(const auto ids, place.project->ids(*query));
            return edit.addTag(ids, "seen");
        }));
        const auto part = exportFrom(*place.project, *query, place.format("coco"), place.path() / "part");
        WORKS(part);
        QCOMPARE(part->report.images, std::int64_t(87));
        QVERIFY(part->isLossy);
        QCOMPARE(part->report.count(kLostTags), std::int64_t(1));
    }

    void failedExportLeavesNothing() {
        Place place;
        put(place.path() / "photos/cat/1.png", tinyPng());
        put(place.path() / "photos/dog/2.png", tinyPng());
        WORKS(place.import("classfolders", place.path() / "photos"));
        const auto outcome =
            exportFrom(*place.project, {}, place.format("classfolders"), place.path() / "out");
        QVERIFY(!outcome && outcome.error().is(kCannotWrite));
        QVERIFY(!fs::exists(place.path() / "out"));
        ExportOptions options;
        options.dryRun = true;
        const auto dry = exportFrom(*place.project, {}, place.format("coco"), place.path() / "out", options);
        WORKS(dry);
        QCOMPARE(dry->report.count(kLostShape), std::int64_t(2));
        QVERIFY(!fs::exists(place.path() / "out"));
    }

    void cancelledImportStops() {
        NEEDS_DATA();
        Place place;
        std::stop_source stop;
        stop.request_stop();
        const auto outcome =
            importInto(*place.project, place.format("voc"), dataFolder() / "detection-bccd-voc", {}, stop.get_token());
        QVERIFY(!outcome);
        QCOMPARE(std::string(outcome.error().code), std::string("base.cancelled"));
        QCOMPARE(place.objects(), std::uint64_t(0));
    }
};

QTEST_GUILESS_MAIN(TestFormatsProject)
#include "test_project.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// What the pre-flight finds in a project before a training, and what a run's folder holds when it is prepared.

#include "tests/dataset/projectfixture.h"

#ifndef Q_MOC_RUN
#include "core/runs/errors.h"
#include "core/workflow/errors.h"
#include "core/workflow/models.h"
#include "core/workflow/training.h"
#endif

using namespace trainyard;
using namespace trainyard::dataset;
using namespace trainyard::dataset::test;
using namespace trainyard::workflow;

namespace {

/** A project with `cats` and `dogs`, labelled; the first `train` of each in train, then `val`, the rest in test. */
struct Pets {
    Fixture fixture;
    Content content;
    std::vector<ItemId> cats, dogs;

    Pets(int catCount, int dogCount, int train, int val) {
        content = fill(*fixture.project, catCount + dogCount);
        cats.assign(content.items.begin(), content.items.begin() + catCount);
        dogs.assign(content.items.begin() + catCount, content.items.end());
        edit([&](Edit &edit) -> Result<> {
            for (const auto &[items, cls] : {std::pair{&cats, content.cat}, std::pair{&dogs, content.dog}})
                for (std::size_t i = 0; i < items->size(); ++i) {
                    const ItemId id = (*items)[i];
                    TRY_DO(edit.setImageClass(id, cls));
                    const auto at = static_cast<int>(i);
                    TRY_DO(edit.setSplit({&id, 1}, at < train         ? Split::Train
                                                   : at < train + val ? Split::Val
                                                                      : Split::Test));
                }
            return {};
        });
        std::vector<ItemFacts> facts;
        for (std::size_t i = 0; i < content.items.size(); ++i)
            facts.push_back(fact(content.items[i], std::to_string(i)));
        if (!project().updateItemFacts(facts))
            qFatal("facts");
    }
    Project &project() { return *fixture.project; }
    void edit(const std::function<Result<>(Edit &)> &body) {
        if (const auto done = project().act("test", {}, body); !done)
            qFatal("%s", done.error().debugText().c_str());
    }
    static ItemFacts fact(ItemId item, const std::string &content) {
        ItemFacts facts;
        facts.item = item;
        facts.width = facts.rawWidth = 640;
        facts.height = facts.rawHeight = 480;
        if (!content.empty())
            facts.hash = contentHash(asBytes(content));
        return facts;
    }
    Preflight check(TrainRequest request = {}) {
        request.settings.try_emplace("model", std::string("resnet18"));
        auto result = preflight(project(), request);
        if (!result)
            qFatal("%s", result.error().debugText().c_str());
        return std::move(*result);
    }
};

bool hasProblem(const Preflight &checks, ErrorCode code) {
    return std::any_of(checks.problems.begin(), checks.problems.end(), [&](const Error &e) { return e.is(code); });
}

const Finding *warning(const Preflight &checks, ErrorCode code) {
    const auto found =
        std::find_if(checks.warnings.begin(), checks.warnings.end(), [&](const Finding &f) { return f.what.is(code); });
    return found == checks.warnings.end() ? nullptr : &*found;
}

std::string argument(const Preflight &checks, ErrorCode code, const char *name) {
    const Finding *found = warning(checks, code);
    return found == nullptr ? "absent" : std::string(found->what.argument(name));
}

} // namespace

class TestWorkflowTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGoodProjectHasNothingToSay() {
        Pets pets(12, 12, 8, 2);
        const Preflight checks = pets.check();
        QVERIFY(checks.canStart());
        QVERIFY2(checks.warnings.empty(),
                 checks.warnings.empty() ? "" : checks.warnings.front().what.debugText().c_str());
        QCOMPARE(checks.usable, std::uint64_t(24));
        QCOMPARE(checks.splits[1], std::uint64_t(16));
        QCOMPARE(checks.classes, (std::vector<std::string>{"cat", "dog"}));
        QCOMPARE(checks.counts[1][3], std::uint64_t(2));
    }

    void whatStopsATraining() {
        Fixture empty;
        QVERIFY(hasProblem(*preflight(*empty.project, {}), kNoItems));
        const Content bare = fill(*empty.project, 4);
        QVERIFY(hasProblem(*preflight(*empty.project, {}), kNoLabels));
        QVERIFY(succeeded(empty.project->act("label", {}, [&](Edit &edit) -> Result<> {
            for (const ItemId id : bare.items)
                TRY_DO(edit.setImageClass(id, bare.cat));
            return {};
        })));
        QVERIFY(hasProblem(*preflight(*empty.project, {}), kNoSplits));
        QCOMPARE(argument(*preflight(*empty.project, {}), kUnsplitLeftOut, "count"), std::string("absent")); // said once

        Pets pets(6, 6, 6, 0);
        const Preflight noVal = pets.check();
        QVERIFY(hasProblem(noVal, kSplitEmpty));
        QCOMPARE(std::string(noVal.problems.front().argument("split")), std::string("val"));
        pets.edit([&](Edit &edit) -> Result<> {
            TRY_DO(edit.setSplit(pets.dogs, Split::Val));
            return {};
        });
        QVERIFY(hasProblem(pets.check(), kClassNotInTrain));
        TrainRequest cats;
        cats.where = *Query::parse("class = cat");
        QVERIFY(hasProblem(pets.check(cats), kTooFewClasses));
        TrainRequest nobody;
        nobody.where = *Query::parse("class = nobody");
        QVERIFY(hasProblem(pets.check(nobody), kNoItems));
    }

    void whatSettingsStopIt() {
        Pets pets(12, 12, 8, 2);
        TrainRequest request;
        request.settings["epoch"] = std::int64_t(3);
        const Preflight unknown = pets.check(request);
        QVERIFY(hasProblem(unknown, runs::kUnknownKey));
        QCOMPARE(std::string(unknown.problems.front().argument("key")), std::string("epoch"));
        QCOMPARE(std::string(unknown.problems.front().argument("nearest")), std::string("epochs"));
        request.settings.clear();
        request.settings["epochs"] = std::int64_t(0);
        const Preflight range = pets.check(request);
        QVERIFY(hasProblem(range, runs::kOutOfRange));
        QVERIFY(range.problems.front().argument("range").find("10000") != std::string_view::npos);
        const auto refused = prepareRun(pets.project(), request);
        QVERIFY(!refused && refused.error().is(runs::kOutOfRange));
        QVERIFY(listRuns(pets.project())->empty());
        request.settings.clear();
        const std::string folder = pets.fixture.path().native();
        for (const std::string &weights : {std::string("96"), folder + "/none.safetensors", folder}) {
            request.settings["weights"] = weights;
            const Preflight absent = pets.check(request);
            QVERIFY2(!absent.canStart(), weights.c_str());
            QVERIFY(absent.problems.front().argument("file").ends_with(displayPath(Path(weights).filename())));
        }
        request.settings["weights"] = folder + "/w.safetensors";
        QVERIFY(writeFileAtomically(Path(folder) / "w.safetensors", "x").has_value());
        QVERIFY(pets.check(request).canStart());
    }

    void whatIsLeftOutIsSaid() {
        Pets pets(14, 12, 8, 2);
        pets.edit([&](Edit &edit) -> Result<> {
            TRY_DO(edit.setImageClass(pets.cats[0], {}));
            Annotation second;
            second.item = pets.cats[1];
            second.cls = pets.content.dog;
            TRY_DO(edit.addAnnotation(second));
            TRY_DO(edit.setSplit(std::span(pets.cats).subspan(2, 1), Split::None));
            return {};
        });
        ItemFacts damaged = Pets::fact(pets.cats[3], "");
        damaged.width = damaged.height = 0;
        damaged.damage = Error(ErrorCode{"media.truncated"}, {{"file", "x"}});
        ItemFacts missing;
        missing.item = pets.cats[4];
        missing.missing = true;
        QVERIFY(succeeded(pets.project().updateItemFacts(std::array{damaged, missing, Pets::fact(pets.cats[5], "")})));
        const Preflight checks = pets.check();
        QVERIFY(checks.canStart());
        QCOMPARE(argument(checks, kUnlabelledLeftOut, "count"), std::string("1"));
        QCOMPARE(argument(checks, kSeveralLabels, "count"), std::string("1"));
        QCOMPARE(argument(checks, kUnsplitLeftOut, "count"), std::string("1"));
        QCOMPARE(argument(checks, kDamagedLeftOut, "count"), std::string("1"));
        QCOMPARE(argument(checks, kMissingLeftOut, "count"), std::string("1"));
        QCOMPARE(argument(checks, kNotHashed, "count"), std::string("1"));
        // What is counted as left out is not in the manifest of the run.
        TrainRequest request;
        request.settings["model"] = std::string("resnet18");
        const auto run = prepareRun(pets.project(), request);
        QVERIFY(succeeded(run));
        const auto manifest = run->readManifest();
        QVERIFY(succeeded(manifest));
        for (const runs::ManifestRow &row : manifest->rows)
            for (const std::size_t left : {0U, 1U, 2U, 3U, 4U})
                QVERIFY(row.item != pets.cats[left].value);
        QCOMPARE(manifest->rows.size(), std::size_t(checks.usable));
    }

    void whatIsWorthALook() {
        Pets pets(60, 6, 3, 2);
        pets.edit([&](Edit &edit) { return edit.setSplit(std::span(pets.cats).first(50), Split::Train); });
        Preflight checks = pets.check();
        QVERIFY(checks.canStart());
        QCOMPARE(argument(checks, kFewImages, "class"), std::string("dog"));
        QCOMPARE(argument(checks, kUnbalanced, "largest"), std::string("cat"));
        QCOMPARE(argument(checks, kUnbalanced, "least"), std::string("3"));
        QVERIFY(warning(checks, kNoTestSplit) == nullptr);
        pets.edit([&](Edit &edit) -> Result<> {
            TRY_DO(edit.setSplit(std::span(pets.cats).subspan(50), Split::Val));
            TRY_DO(edit.setSplit(std::span(pets.dogs).subspan(5), Split::Val));
            return {};
        });
        // The same file in train and val.
        QVERIFY(succeeded(pets.project().updateItemFacts(
            std::array{Pets::fact(pets.cats[0], "twin"), Pets::fact(pets.cats[55], "twin")})));
        checks = pets.check();
        QVERIFY(warning(checks, kNoTestSplit) != nullptr);
        QCOMPARE(warning(checks, kNoTestSplit)->fix, std::string("data.split"));
        QCOMPARE(checks.duplicateGroups, std::uint64_t(1));
        QCOMPARE(argument(checks, kDuplicatesAcross, "first"), std::string("img0.png"));
    }

    void runsAreFoundByIdAndName() {
        Pets pets(12, 12, 8, 2);
        TrainRequest request;
        request.settings["model"] = std::string("resnet18");
        request.name = "first";
        const auto one = prepareRun(pets.project(), request);
        const auto two = prepareRun(pets.project(), request);
        QVERIFY(succeeded(one) && succeeded(two));
        QVERIFY(one->id() != two->id());
        QCOMPARE(findRun(pets.project(), two->id().value)->id(), two->id());
        QVERIFY(findRun(pets.project(), "first").error().is(kAmbiguousRun));
        QVERIFY(findRun(pets.project(), "nothing").error().is(kNoSuchRun));
        request.name = "second";
        const auto three = prepareRun(pets.project(), request);
        QCOMPARE(findRun(pets.project(), "second")->id(), three->id());
        QVERIFY(succeeded(deleteRun(pets.project(), *one)));
        QVERIFY(!one->exists());
        QCOMPARE(findRun(pets.project(), "first")->id(), two->id());
        QCOMPARE(listRuns(pets.project())->size(), std::size_t(2));
        // Equal data is one version, however many runs use it.
        QCOMPARE(pets.project().versions()->size(), std::size_t(1));
        QVERIFY(findModel(pets.project(), "last").error().is(kNoSuchModel));
        // Without a name of its own a run is told from the others all the same.
        request.name.clear();
        for (const std::string name : {"resnet18", "resnet18 2", "resnet18 3"}) {
            const auto unnamed = prepareRun(pets.project(), request);
            QVERIFY(succeeded(unnamed));
            QCOMPARE(findRun(pets.project(), name)->id(), unnamed->id());
        }
    }
};

QTEST_GUILESS_MAIN(TestWorkflowTraining)
#include "test_training.moc"

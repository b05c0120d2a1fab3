// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Every write of Edit: done, undone, done again, and the whole database compared each time.
#include "tests/dataset/projectfixture.h"

using namespace trainyard;
using namespace trainyard::dataset;
using namespace trainyard::dataset::test;

namespace {

struct Case {
    const char *name;
    std::function<Result<>(Edit &, const Content &, Project &)> body;
};

const std::vector<Case> &cases() {
    static const std::vector<Case> list{
        {"addSource",
         [](Edit &e, const Content &, Project &) -> Result<> {
             TRY_DO(e.addSource(SourceKind::Folder, Path("/bytes/\xff\xfe"), {}));
             return {};
         }},
        {"relinkSource", [](Edit &e, const Content &c, Project &) { return e.relinkSource(c.source, "/elsewhere"); }},
        {"removeSource", [](Edit &e, const Content &c, Project &) { return e.removeSource(c.source); }},
        {"addItems",
         [](Edit &e, const Content &c, Project &) -> Result<> {
             const std::vector<NewItem> items{image(c.source, "new\xff.png"), image(c.source, std::string(180, 'n'))};
             TRY_DO(e.addItems(items));
             return {};
         }},
        {"removeItems", [](Edit &e, const Content &c, Project &) { return e.removeItems(c.items); }},
        {"takePlace",
         [](Edit &e, const Content &c, Project &) { return e.takePlace(c.items[0], c.items[1]); }},
        {"setMissing", [](Edit &e, const Content &c, Project &) { return e.setMissing(c.items, true); }},
        {"setSplit", [](Edit &e, const Content &c, Project &) { return e.setSplit(c.items, Split::Val); }},
        {"setState", [](Edit &e, const Content &c, Project &) { return e.setState(c.items, ItemState::Accepted); }},
        {"setItemAttributes",
         [](Edit &e, const Content &c, Project &) { return e.setItemAttributes(c.items[0], R"({"a":1})"); }},
        {"addClass",
         [](Edit &e, const Content &, Project &) -> Result<> {
             ClassInfo info;
             info.name = "bird";
             info.skeletonJson = R"({"points":["a"]})";
             TRY_DO(e.addClass(info));
             return {};
         }},
        {"updateClass",
         [](Edit &e, const Content &, Project &p) -> Result<> {
             TRY(auto classes, p.classes());
             classes[0].name = "lion";
             classes[0].rgb = 0x123456;
             classes[0].hidden = true;
             return e.updateClass(classes[0]);
         }},
        {"mergeClasses", [](Edit &e, const Content &c, Project &) { return e.mergeClasses(std::array{c.cat}, c.dog); }},
        {"deleteClass", [](Edit &e, const Content &c, Project &) { return e.deleteClass(c.cat, true); }},
        {"addTag", [](Edit &e, const Content &c, Project &) { return e.addTag(c.items, "fresh"); }},
        {"removeTag", [](Edit &e, const Content &c, Project &) { return e.removeTag(c.items, "seen"); }},
        {"deleteTag", [](Edit &e, const Content &, Project &) { return e.deleteTag("seen"); }},
        {"addAnnotation",
         [](Edit &e, const Content &c, Project &) -> Result<> {
             Annotation a = box(c.items[1], c.dog);
             a.shape = annotation::Polygon{{{{{0, 0}, {9, 0}, {9, 9}}, {{{1, 1}, {2, 1}, {2, 2}}}}}};
             a.crowd = true;
             a.note = "note";
             a.z = 3;
             TRY_DO(e.addAnnotation(a));
             return {};
         }},
        {"updateAnnotation",
         [](Edit &e, const Content &c, Project &p) -> Result<> {
             TRY(auto shapes, p.annotations(c.items[0]));
             shapes[0].shape = annotation::Ellipse{{5, 5}, 3, 2, 0.5};
             shapes[0].cls = c.dog;
             shapes[0].locked = true;
             return e.updateAnnotation(shapes[0]);
         }},
        {"deleteAnnotation",
         [](Edit &e, const Content &c, Project &p) -> Result<> {
             TRY(const auto shapes, p.annotations(c.items[0]));
             return e.deleteAnnotation(shapes[0].id);
         }},
        {"setImageClass", [](Edit &e, const Content &c, Project &) { return e.setImageClass(c.items[0], c.dog); }},
        {"addView",
         [](Edit &e, const Content &, Project &) -> Result<> {
             TRY_DO(e.addView("second", "class = dog"));
             return {};
         }},
        {"updateView",
         [](Edit &e, const Content &, Project &p) -> Result<> {
             TRY(auto views, p.views());
             views[0].query = "width > 5";
             return e.updateView(views[0]);
         }},
        {"deleteView",
         [](Edit &e, const Content &, Project &p) -> Result<> {
             TRY(const auto views, p.views());
             return e.deleteView(views[0].id);
         }},
    };
    return list;
}

Content prepare(Project &project) {
    Content content = fill(project, 5);
    const auto done = project.act("prepare", {}, [&](Edit &edit) -> Result<> {
        TRY_DO(edit.addAnnotation(box(content.items[0], content.cat)));
        TRY_DO(edit.addAnnotation(box(content.items[2], content.cat, 30)));
        TRY_DO(edit.setImageClass(content.items[0], content.cat));
        TRY_DO(edit.addTag(std::span(content.items).first(3), "seen"));
        TRY_DO(edit.addView("first", "class = cat"));
        return {};
    });
    if (!done)
        qFatal("%s", done.error().debugText().c_str());
    return content;
}

} // namespace

class TestEdits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyEditUndoesAndRedoes_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < cases().size(); ++i)
            QTest::newRow(cases()[i].name) << static_cast<int>(i);
    }
    void everyEditUndoesAndRedoes() {
        QFETCH(int, index);
        Fixture fixture;
        Project &project = *fixture.project;
        const Content content = prepare(project);
        const std::string before = dump(fixture.path());
        const auto done = project.act("test.act", {{"n", "1"}}, [&](Edit &edit) {
            return cases()[static_cast<std::size_t>(index)].body(edit, content, project);
        });
        QVERIFY(succeeded(done));
        QVERIFY(done->sequence > 0);
        const std::string after = dump(fixture.path());
        QVERIFY(before != after);
        for (int round = 0; round < 2; ++round) {
            const auto undone = project.undo();
            QVERIFY(succeeded(undone));
            QCOMPARE(undone->conflicts, std::uint64_t(0));
            QCOMPARE(undone->entries.front().act, std::string("test.act"));
            QCOMPARE(dump(fixture.path()), before);
            QVERIFY(succeeded(project.redo()));
            QCOMPARE(dump(fixture.path()), after);
        }
        // History outlives the process: another connection of the same session takes it back.
        fixture.project.reset();
        const auto again = fixture.open("app");
        QVERIFY(succeeded(again->undo()));
        QCOMPARE(dump(fixture.path()), before);
        const auto checked = again->check();
        QVERIFY(succeeded(checked));
        QCOMPARE(checked->problems.size(), std::size_t(0));
    }

    void anErrorTakesTheWholeActBack() {
        Fixture fixture;
        const Content content = prepare(*fixture.project);
        const std::string before = dump(fixture.path());
        const auto failed = fixture.project->act("test", {}, [&](Edit &edit) -> Result<> {
            TRY_DO(edit.setSplit(content.items, Split::Test));
            return edit.deleteAnnotation({99999});
        });
        QVERIFY(!failed);
        QVERIFY(failed.error().is(kNoSuchAnnotation));
        QCOMPARE(dump(fixture.path()), before);
        QVERIFY(succeeded(
            fixture.project->act("test", {}, [&](Edit &edit) { return edit.setSplit(content.items, Split::Test); })));
    }

    void refusals() {
        Fixture fixture;
        const Content c = prepare(*fixture.project);
        const auto run = [&](auto body) { return fixture.project->act("t", {}, body); };
        QVERIFY(run([&](Edit &e) { return e.deleteClass(c.cat); }).error().is(kClassInUse));
        ClassInfo named;
        named.name = "cat";
        QVERIFY(run([&](Edit &e) -> Result<> {
                    TRY_DO(e.addClass(named));
                    return {};
                })
                    .error()
                    .is(kNameTaken));
        named.name = "bad\n";
        QVERIFY(run([&](Edit &e) -> Result<> {
                    TRY_DO(e.addClass(named));
                    return {};
                })
                    .error()
                    .is(kBadName));
        Annotation bad = box(c.items[0], c.cat);
        bad.shape = annotation::Box{{0, 0, std::nan(""), 1}};
        QCOMPARE(run([&](Edit &e) -> Result<> {
                     TRY_DO(e.addAnnotation(bad));
                     return {};
                 })
                     .error()
                     .code,
                 std::string("annotation.not_finite"));
        QVERIFY(run([&](Edit &e) -> Result<> {
                    TRY_DO(e.addAnnotation(box({777}, c.cat)));
                    return {};
                })
                    .error()
                    .is(kNoSuchItem));
        QVERIFY(run([&](Edit &e) -> Result<> {
                    TRY_DO(e.addItems(std::array{image({77}, "x")}));
                    return {};
                })
                    .error()
                    .is(kNoSuchSource));
        // Nothing changed, nothing journalled.
        const auto same = run([&](Edit &e) { return e.setSplit(c.items, Split::None); });
        QVERIFY(succeeded(same));
        QCOMPARE(same->sequence, std::int64_t(0));
        QVERIFY(!fixture.project->redo());
    }

    void aNewActDropsRedo() {
        Fixture fixture;
        const Content c = prepare(*fixture.project);
        QVERIFY(succeeded(fixture.project->act("a", {}, [&](Edit &e) { return e.setSplit(c.items, Split::Val); })));
        QVERIFY(succeeded(fixture.project->undo()));
        QVERIFY(fixture.project->canRedo()->has_value());
        QVERIFY(
            succeeded(fixture.project->act("b", {}, [&](Edit &e) { return e.setState(c.items, ItemState::Done); })));
        QVERIFY(!fixture.project->canRedo()->has_value());
        QVERIFY(fixture.project->redo().error().is(kNothingToRedo));
        QCOMPARE((*fixture.project->canUndo())->act, std::string("b"));
    }

    void undoIsOfTheOwnSession() {
        Fixture fixture;
        const Content c = prepare(*fixture.project);
        const auto other = fixture.open("cli");
        QVERIFY(succeeded(other->act("cli.act", {}, [&](Edit &e) { return e.setState(c.items, ItemState::Done); })));
        QVERIFY(succeeded(fixture.project->act("app.act", {}, [&](Edit &e) { return e.addTag(c.items, "x"); })));
        QCOMPARE(other->undo()->entries.front().act, std::string("cli.act"));
        QVERIFY(other->undo().error().is(kNothingToUndo));
        QCOMPARE(other->undo(1, Scope::Global)->entries.front().act, std::string("app.act"));
    }

    void foreignEditsAreNotOverwrittenByUndo() {
        Fixture fixture;
        Project &mine = *fixture.project;
        const Content c = prepare(mine);
        const auto other = fixture.open("cli");
        Annotation a = mine.annotations(c.items[0])->front();
        a.shape = annotation::Box{{1, 1, 2, 2}};
        QVERIFY(succeeded(mine.act("annotation.edit", {}, [&](Edit &e) { return e.updateAnnotation(a); })));
        // Another column: both stand after the undo.
        QVERIFY(succeeded(other->act("other", {}, [&](Edit &e) {
            Annotation theirs = other->annotation(a.id).value();
            theirs.note = "theirs";
            return e.updateAnnotation(theirs);
        })));
        auto undone = mine.undo();
        QVERIFY(succeeded(undone));
        QCOMPARE(undone->conflicts, std::uint64_t(0));
        QCOMPARE(mine.annotation(a.id)->note, std::string("theirs"));
        QVERIFY(annotation::kindOf(mine.annotation(a.id)->shape) != annotation::ShapeKind::Box ||
                std::get<annotation::Box>(mine.annotation(a.id)->shape).rect.x0 != 1);
        // The same column: the newer one stays, and a finding says so.
        QVERIFY(succeeded(mine.redo()));
        QVERIFY(succeeded(other->act("other", {}, [&](Edit &e) {
            Annotation theirs = other->annotation(a.id).value();
            theirs.shape = annotation::Box{{5, 5, 50, 50}};
            return e.updateAnnotation(theirs);
        })));
        undone = mine.undo();
        QVERIFY(succeeded(undone));
        QCOMPARE(undone->conflicts, std::uint64_t(1));
        QCOMPARE(std::get<annotation::Box>(mine.annotation(a.id)->shape).rect.x0, 5.0);
        QCOMPARE(mine.findings(kUndoConflict.id)->size(), std::size_t(1));
        QCOMPARE(mine.history(1)->front().isUndo, true);
    }

    void staleEditsWinButAreSaid() {
        Fixture fixture;
        const Content c = prepare(*fixture.project);
        const auto other = fixture.open("cli");
        Annotation mine = fixture.project->annotations(c.items[0])->front();
        Annotation theirs = mine;
        theirs.note = "theirs";
        QVERIFY(succeeded(other->act("o", {}, [&](Edit &e) { return e.updateAnnotation(theirs); })));
        mine.note = "mine";
        const auto report = fixture.project->act("m", {}, [&](Edit &e) { return e.updateAnnotation(mine); });
        QVERIFY(succeeded(report));
        QCOMPARE(report->findings.size(), std::size_t(1));
        QCOMPARE(fixture.project->annotation(mine.id)->note, std::string("mine"));
        QVERIFY(succeeded(fixture.project->undo()));
        QCOMPARE(fixture.project->annotation(mine.id)->note, std::string("theirs"));
    }

    void whatOthersBuildOnIsNotTakenAway() {
        Fixture fixture;
        ClassId cls;
        const Content c = prepare(*fixture.project);
        QVERIFY(succeeded(fixture.project->act("class.add", {}, [&](Edit &e) -> Result<> {
            TRY(cls, e.ensureClass("new"));
            return {};
        })));
        const auto other = fixture.open("cli");
        QVERIFY(succeeded(other->act("o", {}, [&](Edit &e) -> Result<> {
            TRY_DO(e.addAnnotation(box(c.items[0], cls)));
            return {};
        })));
        const auto undone = fixture.project->undo();
        QVERIFY(succeeded(undone));
        QCOMPARE(undone->findings.size(), std::size_t(1));
        QVERIFY(undone->findings.front().what.is(kUndoBlocked));
        QVERIFY(fixture.project->findClass("new")->has_value());
        QCOMPARE(fixture.project->check()->problems.size(), std::size_t(0));
        // The next undo goes on with what was before.
        QCOMPARE((*fixture.project->canUndo())->act, std::string("prepare"));
    }

    void recordsAreAnnouncedButNotUndone() {
        Fixture fixture;
        const Content c = prepare(*fixture.project);
        Q_UNUSED(c);
        const std::int64_t before = *fixture.project->lastSequence();
        const RunRecord run{{"r1"}, "run", "classification", {}, 5, "running", "{}"};
        for (int i = 0; i < 2; ++i)
            QVERIFY(succeeded(fixture.project->act("run.record", {}, [&](Edit &e) { return e.recordRun(run); })));
        QCOMPARE(fixture.project->runs()->size(), std::size_t(1));
        const auto changes = fixture.project->changesSince(before);
        QCOMPARE(changes->size(), std::size_t(1)); // the second time nothing differed
        QVERIFY(changes->front().runs);
        QCOMPARE((*fixture.project->canUndo())->act, std::string("prepare"));
    }

    void bulkActsUndoAsOne() {
        Fixture fixture;
        Project &project = *fixture.project;
        const Content c = prepare(project);
        const std::string before = dump(fixture.path());
        int left = 40;
        SourceId source;
        const auto report = project.bulk("import", {{"path", "x"}}, [&](Edit &e) -> Result<bool> {
            if (!source.isValid()) {
                TRY(source, e.addSource(SourceKind::Folder, "/imported", {}));
                TRY_DO(e.setSplit(c.items, Split::Test)); // existing rows change too
            }
            std::vector<NewItem> items;
            for (int i = 0; i < 100; ++i)
                items.push_back(image(source, std::to_string(left) + "-" + std::to_string(i) + ".png"));
            TRY(const auto ids, e.addItems(items));
            for (const ItemId id : ids)
                TRY_DO(e.addAnnotation(box(id, c.cat)));
            TRY_DO(e.addTag(ids, "imported"));
            std::this_thread::sleep_for(std::chrono::milliseconds(3));
            return --left > 0;
        });
        QVERIFY(succeeded(report));
        const std::string after = dump(fixture.path());
        QCOMPARE(*project.count({}), std::uint64_t(4005));
        QCOMPARE(project.history(1)->front().sequence, report->sequence);
        for (int round = 0; round < 2; ++round) {
            const auto undone = project.undo();
            QVERIFY(succeeded(undone));
            QCOMPARE(undone->conflicts, std::uint64_t(0));
            QCOMPARE(dump(fixture.path()), before);
            QVERIFY(succeeded(project.redo()));
            QCOMPARE(dump(fixture.path()), after);
        }
        QCOMPARE(project.check()->problems.size(), std::size_t(0));
        // What somebody else changed in the meantime stays.
        const auto other = fixture.open("cli");
        const ItemId touched = other->ids(Query::parse("tag = imported").value(), {OrderField::Id})->front();
        QVERIFY(succeeded(other->act("o", {}, [&](Edit &e) -> Result<> {
            TRY_DO(e.addAnnotation(box(touched, c.dog)));
            return {};
        })));
        const auto undone = project.undo();
        QVERIFY(succeeded(undone));
        QVERIFY(undone->conflicts > 0 || !undone->findings.empty());
        QVERIFY(project.item(touched).has_value());
        QCOMPARE(project.check()->problems.size(), std::size_t(0));
    }

    void aBulkActUndoneInPartCanBeDoneAgain() {
        Fixture fixture;
        Project &project = *fixture.project;
        const Content c = prepare(project);
        ClassId fresh;
        QVERIFY(succeeded(project.bulk("import", {}, [&](Edit &e) -> Result<bool> {
            TRY(fresh, e.ensureClass("fresh"));
            TRY(const auto ids, e.addItems(std::array{image(c.source, "new.png")}));
            TRY_DO(e.addAnnotation(box(ids.front(), fresh)));
            return false;
        })));
        const auto other = fixture.open("cli");
        QVERIFY(succeeded(other->act("use", {}, [&](Edit &e) -> Result<> {
            TRY_DO(e.addAnnotation(box(c.items[4], fresh)));
            return {};
        })));
        const std::string both = dump(fixture.path());
        const auto undone = project.undo(); // the class is in use elsewhere and stays
        QVERIFY(succeeded(undone));
        QVERIFY(undone->findings.front().what.is(kUndoConflict));
        QCOMPARE(*project.count({}), std::uint64_t(5));
        QVERIFY(project.findClass("fresh")->has_value());
        QVERIFY(succeeded(project.redo()));
        QCOMPARE(dump(fixture.path()), both);
        QCOMPARE(project.check()->problems.size(), std::size_t(0));
    }

    /** What a piece of a bulk act inserts and changes or removes again itself, its undo must not bring back. */
    void aBulkActMayChangeItsOwnRows() {
        Fixture fixture;
        Project &project = *fixture.project;
        const Content c = prepare(project);
        const std::string before = dump(fixture.path());
        QVERIFY(succeeded(project.bulk("import", {}, [&](Edit &e) -> Result<bool> {
            TRY(const auto ids, e.addItems(std::array{image(c.source, "one.png"), image(c.source, "two.png")}));
            TRY_DO(e.setImageClass(ids[0], c.cat));
            TRY_DO(e.setSplit(ids, Split::Val));
            TRY_DO(e.setImageClass(ids[0], c.dog));
            TRY_DO(e.addTag(ids, "fresh"));
            TRY_DO(e.addAnnotation(box(c.items[4], c.cat)));
            TRY_DO(e.removeItems(std::span(ids).last(1)));
            TRY_DO(e.mergeClasses(std::array{c.cat}, c.dog));
            return false;
        })));
        const std::string after = dump(fixture.path());
        for (int round = 0; round < 2; ++round) {
            const auto undone = project.undo();
            QVERIFY(succeeded(undone));
            QCOMPARE(undone->conflicts, std::uint64_t(0));
            QVERIFY(undone->findings.empty());
            QCOMPARE(dump(fixture.path()), before);
            QVERIFY(succeeded(project.redo()));
            QCOMPARE(dump(fixture.path()), after);
        }
        QCOMPARE(project.check()->problems.size(), std::size_t(0));
    }

    void factsAreNotUndone() {
        Fixture fixture;
        Project &project = *fixture.project;
        const Content c = fill(project, 3);
        ItemFacts facts;
        facts.item = c.items[0];
        facts.width = 32;
        facts.height = 16;
        facts.hash = contentHash(asBytes("x"));
        ItemFacts damaged;
        damaged.item = c.items[1];
        damaged.damage = Error(ErrorCode{"media.truncated"}, {{"file", "img1.png"}});
        QVERIFY(succeeded(project.updateItemFacts(std::array{facts, damaged})));
        QCOMPARE(project.item(c.items[0])->width, 32);
        QCOMPARE(project.findings("media.")->size(), std::size_t(1));
        QCOMPARE(*project.count(Query::parse("damaged").value()), std::uint64_t(1));
        // Facts differ from what the act inserted: the undo of the act takes the items all the same.
        QVERIFY(succeeded(project.undo()));
        QCOMPARE(*project.count({}), std::uint64_t(0));
    }
};

QTEST_GUILESS_MAIN(TestEdits)
#include "test_edits.moc"

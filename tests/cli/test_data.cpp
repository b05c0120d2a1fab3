// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// Every command that works on data, on real files in a temporary folder: exit codes, JSON, and what it did.

#include "tests/cli/clitesting.h"

using namespace trainyard;
using namespace trainyard::cli;

class TestCliData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyVerbHasHelpInBothLanguages() {
        for (const Verb &verb : allVerbs()) {
            const std::string code = "cli.help." + (verb.group.empty() ? verb.name : verb.group + "." + verb.name);
            QVERIFY2(catalog(Language::English).has(code), code.c_str());
            QVERIFY2(catalog(Language::Chinese).has(code), code.c_str());
        }
    }

    void everyVerbOfTheGrammarIsThere() {
        const std::vector<std::string> wanted{
            "project create", "project info", "project check", "project backup", "project restore", "source add",
            "source list", "source rescan", "import", "export", "formats", "query", "stats", "class list", "class add",
            "class rename", "class merge", "class delete", "tag add", "tag remove", "tag list", "annotation list",
            "annotation add", "annotation edit", "annotation delete", "undo", "redo", "history", "findings", "relink",
            "split", "version create", "version list", "version diff", "version export", "quality", "train",
            "runs list", "runs show", "runs follow", "runs logs", "runs pause", "runs stop", "runs resume",
            "runs delete", "runs compare", "tasks", "models", "evaluate", "predict", "model list", "model import",
            "model export", "model verify", "model bench", "serve", "hosts list", "hosts add", "hosts test", "demo"};
        std::vector<std::string> found;
        for (const Verb &verb : allVerbs())
            found.push_back(verb.group.empty() ? verb.name : verb.group + " " + verb.name);
        for (const std::string &verb : wanted)
            QVERIFY2(std::count(found.begin(), found.end(), verb) == 1, verb.c_str());
        QCOMPARE(found.size(), wanted.size());
    }

    void wrongUsageIsTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown verb") << QStringList{"paint"};
        QTest::newRow("group alone") << QStringList{"class"};
        QTest::newRow("missing parameter") << QStringList{"project", "create"};
        QTest::newRow("unknown option") << QStringList{"formats", "--fast"};
        QTest::newRow("not built: serve") << QStringList{"serve", "x.onnx"};
        QTest::newRow("not built: hosts") << QStringList{"hosts", "list"};
        QTest::newRow("not built: hosts add") << QStringList{"hosts", "add", "a", "b"};
        QTest::newRow("unknown format") << QStringList{"formats", "show", "nonesuch"};
        QTest::newRow("unknown task") << QStringList{"tasks", "show", "nonesuch"};
        QTest::newRow("unknown model") << QStringList{"models", "show", "nonesuch"};
    }
    void wrongUsageIsTwo() {
        QFETCH(QStringList, arguments);
        std::vector<std::string> words;
        for (const QString &one : arguments)
            words.push_back(one.toStdString());
        const Ran ran = run(words);
        CODE(ran, 2);
        QVERIFY(!ran.error().empty());
        QVERIFY(!ran.err.empty());
    }

    void notBuiltIsSaidOnRealProjects() {
        const Place place;
        CODE(run({"project", "create", place.project()}), 0);
        QCOMPARE(run({"quality", place.project(), "--outliers"}).error(), std::string("cli.not_built"));
        QCOMPARE(run({"quality", place.project(), "--label-errors"}).code, 2);
        QCOMPARE(run({"predict", "x", "--project", place.project(), "--as-suggestions"}).code, 2);
        QCOMPARE(run({"train", place.project(), "--task", "classification", "--model", "resnet18", "--host", "gpu"}).code, 2);
    }

    void helpAndVersion() {
        std::ostringstream out, err;
        QCOMPARE(run({"--help"}, out, err, Language::English), 0);
        QVERIFY(out.str().find("annotation") != std::string::npos);
        std::ostringstream version;
        QCOMPARE(run({"--version"}, version, err, Language::English), 0);
        QVERIFY(version.str().find("0.1.0") != std::string::npos);
    }

    void languages() {
        const Ran english = run({"project", "info", "/nowhere"}, Language::English);
        const Ran chinese = run({"project", "info", "/nowhere"}, Language::Chinese);
        QCOMPARE(english.code, 1);
        QCOMPARE(chinese.error(), english.error());
        QVERIFY(english.err != chinese.err);
    }

    void aProjectFromFirstToLast() {
        const Place place;
        place.photos();
        CODE(run({"project", "create", place.project(), "--name", "Pets"}), 0);
        CODE(run({"project", "create", place.project()}), 1); // there is one already
        const Ran info = run({"project", "info", place.project()});
        CODE(info, 0);
        SAME(info.json["name"], "Pets");
        SAME(info.json["items"], 0);

        const Ran added = run({"source", "add", place.project(), place.text("photos")});
        CODE(added, 0);
        SAME(added.json["added"][0]["added"], 16);
        SAME(added.json["files"]["probed"], 16);
        CODE(run({"source", "add", place.project(), place.text("absent")}), 1);
        SAME(run({"source", "list", place.project()}).json["sources"][0]["items"], 16);

        const Ran imported = run({"import", place.project(), place.text("photos")});
        CODE(imported, 0);
        SAME(imported.json["detected"]["format"], "classfolders");
        SAME(imported.json["items_known"], 16);
        SAME(imported.json["objects_added"], 16);

        SAME(run({"query", place.project(), "class = cat", "--count"}).json["count"], 8);
        const Ran items = run({"query", place.project(), "class = cat", "--order", "name desc", "--limit", "3"});
        CODE(items, 0);
        SAME(items.json["items"].size(), std::size_t(3));
        SAME(items.json["items"][0]["path"], "cat/7.jpg");
        SAME(items.json["items"][0]["width"], 32);
        SAME(run({"query", place.project(), "", "--objects"}).json["count"], 16);
        const Ran wrong = run({"query", place.project(), "class ="});
        CODE(wrong, 2);
        QCOMPARE(wrong.error(), std::string("dataset.query_error"));
        QCOMPARE(run({"query", place.project(), "", "--order", "beauty"}).code, 2);
        QCOMPARE(run({"query", place.project(), "", "--limit", "-1"}).code, 2);

        const Ran stats = run({"stats", place.project()});
        CODE(stats, 0);
        SAME(stats.json["items"], 16);
        SAME(stats.json["classes"][0]["items"], 8);

        CODE(run({"project", "check", place.project()}), 0);
        CODE(run({"project", "backup", place.project(), "--to", place.text("copy.db")}), 0);
        CODE(run({"project", "restore", place.text("copy.db"), place.text("again")}), 0);
        SAME(run({"query", place.text("again"), "", "--count"}).json["count"], 16);
    }

    void classesTagsAndUndo() {
        const Place place;
        place.photos();
        CODE(run({"project", "create", place.project()}), 0);
        CODE(run({"import", place.project(), place.text("photos")}), 0);
        CODE(run({"class", "add", place.project(), "bird", "--colour", "#ff8000"}), 0);
        QCOMPARE(run({"class", "add", place.project(), "bird"}).error(), std::string("dataset.name_taken"));
        QCOMPARE(run({"class", "add", place.project(), "x", "--colour", "loud"}).code, 2);
        CODE(run({"class", "rename", place.project(), "cat", "tom cat"}), 0);
        QCOMPARE(run({"class", "rename", place.project(), "cat", "x"}).error(), std::string("cli.no_such_class"));
        SAME(run({"query", place.project(), "class = \"tom cat\"", "--count"}).json["count"], 8);
        CODE(run({"class", "merge", place.project(), "tom cat", "dog"}), 0);
        SAME(run({"query", place.project(), "class = dog", "--count"}).json["count"], 16);
        QCOMPARE(run({"class", "delete", place.project(), "dog"}).error(), std::string("dataset.class_in_use"));
        CODE(run({"class", "delete", place.project(), "bird"}), 0);
        CODE(run({"undo", place.project(), "3"}), 0);
        const Ran classes = run({"class", "list", place.project()});
        CODE(classes, 0);
        SAME(classes.json["classes"].size(), std::size_t(3));
        SAME(run({"query", place.project(), "class = cat", "--count"}).json["count"], 8);
        CODE(run({"redo", place.project()}), 0);
        SAME(run({"query", place.project(), "class = \"tom cat\"", "--count"}).json["count"], 8);

        CODE(run({"tag", "add", place.project(), "seen", "--where", "class = dog"}), 0);
        SAME(run({"tag", "list", place.project()}).json["tags"][0]["items"], 8);
        CODE(run({"tag", "remove", place.project(), "seen", "--where", "name = \"0.jpg\""}), 0);
        SAME(run({"query", place.project(), "tag = seen", "--count"}).json["count"], 7);
        QCOMPARE(run({"tag", "add", place.project(), "x"}).code, 2); // --where is needed
        const Ran history = run({"history", place.project(), "--limit", "3"});
        CODE(history, 0);
        SAME(history.json["entries"].size(), std::size_t(3));
        SAME(history.json["entries"][0]["act"], "tag.remove");
        QVERIFY(history.json["entries"][0]["words"] != "tag.remove");
        CODE(run({"undo", place.project(), "100"}), 0);
        SAME(run({"query", place.project(), "", "--count"}).json["count"], 0);
        QCOMPARE(run({"undo", place.project()}).error(), std::string("dataset.nothing_to_undo"));
    }

    void annotations() {
        const Place place;
        place.photos(2);
        const std::string project = place.project();
        CODE(run({"project", "create", project}), 0);
        CODE(run({"source", "add", project, place.text("photos")}), 0);
        const Ran added = run({"annotation", "add", project, "cat/0.jpg", "--class", "eye", "--shape", R"({"box":[1,2,5.5,6]})"});
        CODE(added, 0);
        const std::string id = std::to_string(added.json["id"].get<int>());
        CODE(run({"annotation", "add", project, "cat/0.jpg", "--class", "cat"}), 0);
        CODE(run({"annotation", "edit", project, id, "--class", "ear", "--set", "occluded=true", "--set", "attributes.side=left"}), 0);
        const Ran list = run({"annotation", "list", project, "cat/0.jpg"});
        CODE(list, 0);
        SAME(list.json["annotations"].size(), std::size_t(2));
        for (const nlohmann::json &one : list.json["annotations"])
            if (one["id"] == added.json["id"]) {
                SAME(one["class"], "ear");
                SAME(one["occluded"], true);
                SAME(one["attributes"]["side"], "left");
                SAME(one["shape"]["box"][2], 5.5);
            }
        QCOMPARE(run({"annotation", "edit", project, id}).code, 2);
        QCOMPARE(run({"annotation", "edit", project, id, "--set", "colour=red"}).code, 2);
        QCOMPARE(run({"annotation", "edit", project, "x", "--class", "a"}).code, 2);
        QCOMPARE(run({"annotation", "add", project, "cat/0.jpg", "--class", "a", "--shape", R"({"box":[1]})"}).code, 2);
        QCOMPARE(run({"annotation", "add", project, "nothing.jpg", "--class", "a"}).code, 1);
        QCOMPARE(run({"annotation", "delete", project, "99999"}).code, 1);
        CODE(run({"annotation", "delete", project, id}), 0);
        SAME(run({"annotation", "list", project, "cat/0.jpg"}).json["annotations"].size(), std::size_t(1));
        CODE(run({"undo", project}), 0);
        SAME(run({"annotation", "list", project, "cat/0.jpg"}).json["annotations"].size(), std::size_t(2));
    }

    void splitsVersionsAndQuality() {
        const Place place;
        place.photos(10);
        const std::string project = place.project();
        std::filesystem::copy_file(place.text("photos/cat/0.jpg"), place.text("photos/cat/double.jpg"));
        CODE(run({"project", "create", project}), 0);
        CODE(run({"import", project, place.text("photos")}), 0);
        const Ran split = run({"split", project, "--train", "0.6", "--val", "0.2", "--test", "0.2", "--stratify", "--seed", "1"});
        CODE(split, 0);
        SAME(split.json["train"].get<int>() + split.json["val"].get<int>() + split.json["test"].get<int>(), 21);
        QCOMPARE(run({"split", project, "--train", "0", "--val", "0", "--test", "0"}).code, 2);
        QCOMPARE(run({"split", project, "--train", "1", "--val", "0"}).code, 2);
        QCOMPARE(run({"split", project, "--train", "1", "--val", "1", "--test", "1", "--group-by", "moon"}).code, 2);

        const Ran first = run({"version", "create", project, "--name", "one"});
        CODE(first, 0);
        SAME(run({"version", "create", project, "--name", "one"}).json["id"], first.json["id"]);
        CODE(run({"annotation", "add", project, "dog/3.jpg", "--class", "cat"}), 0);
        const Ran second = run({"version", "create", project, "--name", "two"});
        QVERIFY(second.json["id"] != first.json["id"]);
        SAME(run({"version", "list", project}).json["versions"].size(), std::size_t(2));
        const Ran diff = run({"version", "diff", project, "one", "two"});
        CODE(diff, 0);
        SAME(diff.json["items_changed"].size(), std::size_t(1));
        SAME(diff.json["items_changed"][0]["path"], "dog/3.jpg");
        QCOMPARE(run({"version", "diff", project, "one", "three"}).code, 1);
        const Ran rows = run({"version", "export", project, "one"});
        CODE(rows, 0);
        SAME(rows.json["items"].size(), std::size_t(21));

        const Ran quality = run({"quality", project, "--duplicates", "--leakage"});
        CODE(quality, 0);
        SAME(quality.json["duplicates"], 1);
        SAME(quality.json["groups"][0]["items"].size(), std::size_t(2));
        QVERIFY(!run({"findings", project, "--kind", "dataset."}).json["findings"].empty());
    }

    void vocInAndOut() {
        NEEDS_DATA();
        const Place place;
        const std::string project = place.project();
        const std::string data = (dataFolder() / "detection-bccd-voc").native();
        CODE(run({"project", "create", project}), 0);
        const Ran dry = run({"import", project, data, "--dry-run", "--report", place.text("report.json")});
        CODE(dry, 0);
        SAME(dry.json["objects_added"], 4888);
        QVERIFY(std::filesystem::exists(place.text("report.json")));
        SAME(run({"query", project, "", "--count"}).json["count"], 0);
        const Ran imported = run({"import", project, data, "--format", "voc"});
        CODE(imported, 0);
        SAME(imported.json["items_added"], 364);
        SAME(imported.json["classes_added"], 3);
        QVERIFY(!run({"findings", project, "--kind", "formats.empty_box"}).json["findings"].empty());

        const Ran out = run({"export", project, "--format", "coco", "--out", place.text("coco")});
        CODE(out, 0);
        SAME(out.json["verified"], true);
        SAME(out.json["report"]["objects"], 4888);
        QCOMPARE(run({"export", project, "--format", "coco", "--out", place.text("coco")}).error(), std::string("formats.output_not_empty"));
        QCOMPARE(run({"export", project, "--format", "classfolders", "--out", place.text("x")}).code, 2);

        // Label files, one for each split, have no images beside them: those are looked for in the project's folders.
        const std::string other = place.text("other");
        CODE(run({"project", "create", other}), 0);
        CODE(run({"source", "add", other, data + "/JPEGImages"}), 0);
        for (const auto &entry : std::filesystem::recursive_directory_iterator(place.text("coco"))) {
            if (entry.path().extension() != ".json")
                continue;
            const Ran merged = run({"import", other, entry.path().native()});
            CODE(merged, 0);
            SAME(merged.json["items_added"], 0);
        }
        SAME(run({"query", other, "", "--objects"}).json["count"], 4888);

        // A polygon in VOC is a loss: done, but with 3, unless it was said to be right.
        CODE(run({"annotation", "add", project, "JPEGImages/BloodImage_00000.jpg", "--class", "RBC", "--shape",
                  R"({"polygon":[[[10,10],[30,10],[20,30]]]})"}), 0);
        const Ran lossy = run({"export", project, "--format", "voc", "--out", place.text("voc")});
        CODE(lossy, 3);
        SAME(lossy.json["lossy"], true);
        QVERIFY(std::filesystem::exists(place.text("voc/Annotations")));
        CODE(run({"export", project, "--format", "voc", "--out", place.text("voc2"), "--accept-loss"}), 0);
        CODE(run({"export", project, "--format", "voc", "--dry-run"}), 3);
        CODE(run({"undo", project, "2"}), 0);
        SAME(run({"query", project, "", "--count"}).json["count"], 0);
    }

    void movedFoldersAreRelinked() {
        const Place place;
        place.photos(3);
        const std::string project = place.project();
        CODE(run({"project", "create", project}), 0);
        CODE(run({"source", "add", project, place.text("photos")}), 0);
        std::filesystem::rename(place.text("photos"), place.text("moved"));
        const Ran relink = run({"relink", project, place.text("photos"), place.text("moved")});
        CODE(relink, 0);
        SAME(relink.json["known"], 6);
        SAME(run({"query", project, "missing", "--count"}).json["count"], 0);
        QCOMPARE(run({"relink", project, place.text("photos"), place.text("moved")}).error(), std::string("workflow.not_in_source"));
        QCOMPARE(run({"relink", project, place.text("moved"), place.text("nowhere")}).code, 2);
        // One file: its label goes with it, also under another content; not onto one that has labels of its own.
        CODE(run({"annotation", "add", project, "cat/1.jpg", "--class", "cat"}), 0);
        CODE(run({"annotation", "add", project, "cat/2.jpg", "--class", "cat"}), 0);
        std::filesystem::rename(place.text("moved/cat/1.jpg"), place.text("moved/kitten.jpg"));
        CODE(run({"relink", project, place.text("moved/cat/1.jpg"), place.text("moved/kitten.jpg")}), 0);
        SAME(run({"annotation", "list", project, "kitten.jpg"}).json["annotations"].size(), 1);
        QCOMPARE(run({"annotation", "list", project, "cat/1.jpg"}).error(), std::string("dataset.no_such_item"));
        QCOMPARE(run({"relink", project, "kitten.jpg", place.text("moved/cat/2.jpg")}).error(), std::string("workflow.place_taken"));
        std::filesystem::copy_file(place.text("moved/kitten.jpg"), place.text("elsewhere.jpg"));
        QCOMPARE(run({"relink", project, "kitten.jpg", place.text("elsewhere.jpg")}).error(), std::string("workflow.outside_sources"));
        CODE(run({"undo", project}), 0);
        SAME(run({"annotation", "list", project, "cat/1.jpg"}).json["annotations"].size(), 1);
        CODE(run({"redo", project}), 0);
        // Moved on without a word: the next look finds it by its content.
        std::filesystem::rename(place.text("moved/kitten.jpg"), place.text("moved/dog/lion.jpg"));
        const Ran looked = run({"source", "rescan", project});
        CODE(looked, 0);
        SAME(looked.json["files"]["moved"], 1);
        SAME(run({"annotation", "list", project, "dog/lion.jpg"}).json["annotations"].size(), 1);
        std::filesystem::rename(place.text("moved/cat/0.jpg"), place.text("away.jpg"));
        CODE(run({"source", "rescan", project}), 0);
        SAME(run({"query", project, "missing", "--count"}).json["count"], 1);
        // A file that is back where it was.
        std::filesystem::rename(place.text("away.jpg"), place.text("moved/cat/0.jpg"));
        CODE(run({"relink", project, place.text("moved/cat/0.jpg"), place.text("moved/cat/0.jpg")}), 0);
        SAME(run({"query", project, "missing", "--count"}).json["count"], 0);
    }

    void listsOfWhatIsBuilt() {
        SAME(run({"formats"}).json["formats"].size(), std::size_t(3));
        SAME(run({"formats", "show", "coco"}).json["write"], true);
        SAME(run({"tasks"}).json["tasks"][0], "classification");
        QVERIFY(run({"tasks", "show", "classification"}).json["settings"].size() > 20);
        SAME(run({"models"}).json["models"].size(), std::size_t(3));
        CODE(run({"models", "show", "resnet18"}), 0);
    }
};

QTEST_GUILESS_MAIN(TestCliData)
#include "test_data.moc"

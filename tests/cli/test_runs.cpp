// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// Trainings from the command line, with an engine that obeys the protocol and invents its numbers.

#include "tests/cli/clitesting.h"

using namespace trainyard;
using namespace trainyard::cli;

class TestCliRuns : public QObject {
    Q_OBJECT

    std::unique_ptr<Place> m_place;
    std::string m_project;

    Ran train(std::vector<std::string> more = {}) {
        std::vector<std::string> words{"train", m_project, "--task", "classification", "--model", "resnet18"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }

private Q_SLOTS:
    void initTestCase() {
        const Path engine = Path(TRAINYARD_BIN_DIR) / "trainyard-fake-engine";
        if (!std::filesystem::exists(engine))
            QSKIP("trainyard-fake-engine is not built");
        qputenv("TRAINYARD_ENGINE", engine.c_str());
        qputenv("FAKE_ENGINE_MODEL", "1");
    }

    void init() {
        qputenv("FAKE_ENGINE_STEP_MS", "1");
        qputenv("FAKE_ENGINE_MODE", "normal");
        m_place = std::make_unique<Place>();
        m_place->photos(10);
        m_project = m_place->project();
        CODE(run({"project", "create", m_project}), 0);
        CODE(run({"import", m_project, m_place->text("photos")}), 0);
    }

    void thePreflightStopsWhatCannotWork() {
        const Ran unsplit = train();
        CODE(unsplit, 1);
        QCOMPARE(unsplit.error(), std::string("workflow.no_splits"));
        SAME(run({"runs", "list", m_project}).json["runs"].size(), std::size_t(0));
        CODE(run({"split", m_project, "--train", "6", "--val", "2", "--test", "2", "--stratify"}), 0);
        QCOMPARE(train({"--set", "epoch=3"}).error(), std::string("runs.unknown_key"));
        QCOMPARE(train({"--set", "epochs=0"}).error(), std::string("runs.out_of_range"));
        QCOMPARE(train({"--set", "epochs=many"}).code, 2);
        QCOMPARE(train({"--set", "epochs"}).code, 2);
        QCOMPARE(run({"train", m_project, "--task", "sorting", "--model", "resnet18"}).error(), std::string("cli.no_such_task"));
        QCOMPARE(run({"train", m_project, "--task", "classification", "--model", "resnet99"}).code, 2);
        QCOMPARE(train({"--where", "class = cat"}).error(), std::string("workflow.too_few_classes"));
        const Ran dry = train({"--dry-run"});
        CODE(dry, 0);
        SAME(dry.json["preflight"]["train"], 12);
        SAME(run({"runs", "list", m_project}).json["runs"].size(), std::size_t(0));
    }

    void aRunBecomesAModel() {
        CODE(run({"split", m_project, "--train", "6", "--val", "2", "--test", "2", "--stratify"}), 0);
        const Ran trained = train({"--set", "epochs=3", "--follow", "--name", "first try"});
        QVERIFY2(trained.code == 0, (trained.err + trained.out).c_str());
        // A stream: every line is JSON, the last one is the answer.
        std::istringstream lines(trained.out);
        nlohmann::json last;
        int events = 0;
        for (std::string line; std::getline(lines, line); ++events) {
            last = nlohmann::json::parse(line, nullptr, false);
            QVERIFY2(last.is_object(), line.c_str());
        }
        QVERIFY(events > 5);
        SAME(last["status"], "finished");
        const std::string id = last["run"].get<std::string>();
        SAME(last["model"], id);

        const Ran list = run({"runs", "list", m_project});
        CODE(list, 0);
        SAME(list.json["runs"][0]["id"], id);
        SAME(list.json["runs"][0]["status"], "finished");
        SAME(list.json["runs"][0]["registered"], true);
        SAME(list.json["runs"][0]["name"], "first try");
        const Ran show = run({"runs", "show", m_project, "last"});
        CODE(show, 0);
        SAME(show.json["settings"]["epochs"], 3);
        QVERIFY(show.json["metrics"].contains("val/accuracy"));
        CODE(run({"runs", "logs", m_project, "last"}), 0);
        const Ran follow = run({"runs", "follow", m_project, "last"}); // all that was said before, then the end
        QCOMPARE(follow.code, 0);
        QVERIFY(follow.out.find("\"status\":\"finished\"") != std::string::npos);
        const Ran models = run({"model", "list", m_project});
        CODE(models, 0);
        SAME(models.json["models"].size(), std::size_t(1));
        SAME(models.json["models"][0]["run"], id);
        SAME(run({"version", "list", m_project}).json["versions"].size(), std::size_t(1));

        const Ran again = train({"--set", "epochs=2", "--follow", "--name", "second"});
        QVERIFY(again.code == 0);
        const Ran compare = run({"runs", "compare", m_project, id, "last"});
        CODE(compare, 0);
        QVERIFY(compare.json["settings_that_differ"].contains("epochs"));
        QCOMPARE(run({"runs", "show", m_project, "none"}).code, 1);
        // Training is no act of a person: undo takes back the split, not the run.
        CODE(run({"undo", m_project}), 0);
        SAME(run({"runs", "list", m_project}).json["runs"].size(), std::size_t(2));
        CODE(run({"runs", "delete", m_project, "last"}), 0);
        SAME(run({"runs", "list", m_project}).json["runs"].size(), std::size_t(1));
    }

    void pauseResumeStop() {
        CODE(run({"split", m_project, "--train", "6", "--val", "2", "--test", "2", "--stratify"}), 0);
        qputenv("FAKE_ENGINE_STEP_MS", "50");
        const Ran started = train({"--set", "epochs=200", "--set", "batch_size=1"});
        CODE(started, 0);
        const std::string id = started.json["run"].get<std::string>();
        QTRY_COMPARE_WITH_TIMEOUT(run({"runs", "show", m_project, id}).json.value("status", ""), std::string("running"), 20000);
        QCOMPARE(run({"runs", "delete", m_project, id}).error(), std::string("dataset.run_active"));
        const Ran paused = run({"runs", "pause", m_project, id, "--wait", "30"});
        CODE(paused, 0);
        SAME(paused.json["status"], "paused");
        CODE(run({"runs", "resume", m_project, id}), 0);
        QTRY_COMPARE_WITH_TIMEOUT(run({"runs", "show", m_project, id}).json.value("status", ""), std::string("running"), 20000);
        const Ran stopped = run({"runs", "stop", m_project, id, "--wait", "30"});
        CODE(stopped, 0);
        SAME(stopped.json["status"], "stopped");
        CODE(run({"runs", "delete", m_project, id.substr(0, id.size() - 1)}), 1); // the start of an id is not enough
        CODE(run({"runs", "delete", m_project, id}), 0);
    }

    void aFailedRunIsSaid() {
        CODE(run({"split", m_project, "--train", "6", "--val", "2", "--test", "2", "--stratify"}), 0);
        qputenv("FAKE_ENGINE_MODE", "nan");
        const Ran failed = train({"--follow", "--set", "epochs=5"});
        QCOMPARE(failed.code, 1);
        QVERIFY(failed.err.find("runs logs") != std::string::npos);
        qputenv("FAKE_ENGINE_MODE", "crash");
        const Ran crashed = train({"--follow", "--set", "epochs=5"});
        QCOMPARE(crashed.code, 1);
        SAME(run({"runs", "list", m_project}).json["runs"][0]["status"], "interrupted");
    }

    void noEngineIsSaid() {
        CODE(run({"split", m_project, "--train", "6", "--val", "2", "--test", "2", "--stratify"}), 0);
        const QByteArray engine = qgetenv("TRAINYARD_ENGINE");
        qputenv("TRAINYARD_ENGINE", "/nowhere/trainyard-engine");
        const Ran ran = train();
        qputenv("TRAINYARD_ENGINE", engine);
        CODE(ran, 1);
        QCOMPARE(ran.error(), std::string("launch.program_not_found"));
        SAME(run({"runs", "list", m_project}).json["runs"][0]["status"], "prepared");
    }
};

QTEST_GUILESS_MAIN(TestCliRuns)
#include "test_runs.moc"

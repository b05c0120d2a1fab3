// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// A training that is killed and resumed ends with the very weights of one that was left alone.
#ifndef Q_MOC_RUN // moc cannot read the standard library's concepts
#include "core/models/modelcard.h"
#include "core/runs/follower.h"
#include "core/runs/metricseries.h"
#include "core/runs/process.h"
#include "tests/engine/enginetesting.h"
#endif

#include <QRandomGenerator>
#include <QTest>
#include <csignal>

using namespace trainyard;
using namespace trainyard::engine::testing;

namespace {
QString text(const Path &path) {
    return QString::fromStdString(path.native());
}
} // namespace

class TestResume final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void killedRunsEndBitEqual_data() {
        QTest::addColumn<QString>("optimizer");
        QTest::newRow("adamw, average, mixed images") << "adamw";
        QTest::newRow("sgd, two threads") << "sgd";
    }
    void killedRunsEndBitEqual() {
        QFETCH(QString, optimizer);
        QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        const runs::Manifest manifest = makePictures(path / "pictures", 3, 20, 40);
        runs::Settings settings = quickSettings();
        settings["epochs"] = std::int64_t(6);
        settings["optimizer"] = optimizer.toStdString();
        settings["checkpoint_seconds"] = std::int64_t(1);
        settings["learning_rate"] = 0.01;
        if (optimizer == "sgd") {
            settings["threads"] = std::int64_t(2);
            settings["batch_size"] = std::int64_t(18);
        }
        if (optimizer == "adamw") {
            settings["ema_decay"] = 0.95;
            settings["mixup_alpha"] = 0.3;
            settings["clip_norm"] = 1.0;
        }
        const runs::RunDirectory whole = makeRun(path / "runs", "whole", manifest, settings);
        const Finished finished = runEngine({"train", text(whole.path())});
        QVERIFY2(finished.code == 0, finished.errors.constData());
        const std::string expected = fileText(whole.modelFolder() / models::kWeightsFile);
        QVERIFY(!expected.empty());

        const runs::RunDirectory killed = makeRun(path / "runs", "killed", manifest, settings);
        QRandomGenerator random(11);
        int kills = 0;
        bool done = false;
        for (int start = 0; start < 40 && !done; ++start) {
            QProcess engine;
            engine.start(enginePath(), {"train", text(killed.path())});
            QVERIFY(engine.waitForStarted());
            // The first few at any moment, loading included; then it may finish.
            const int wait = kills < 5 ? 300 + int(random.bounded(2500U)) : 60000;
            if (engine.waitForFinished(wait)) {
                QCOMPARE(engine.exitStatus(), QProcess::NormalExit);
                QCOMPARE(engine.exitCode(), 0);
                done = true;
            } else {
                ::kill(static_cast<pid_t>(engine.processId()), SIGKILL);
                QVERIFY(engine.waitForFinished());
                ++kills;
            }
        }
        QVERIFY(done);
        QVERIFY(kills >= 1);
        QVERIFY(fileText(killed.modelFolder() / models::kWeightsFile) == expected);
        const auto predictions = fileText(killed.modelFolder() / models::kPredictionsFile);
        QVERIFY(predictions == fileText(whole.modelFolder() / models::kPredictionsFile));
        // A reader's curve of the killed run is that of the whole one: what comes again replaces what was there.
        const auto validation = [](const runs::RunDirectory &run) {
            runs::MetricStore curves;
            const auto log = runs::RunFollower(run.eventsFile()).read(std::size_t(64) << 20);
            std::int64_t last = 0;
            bool fell = false;
            for (const runs::Event &event : log->events) {
                curves.apply(event);
                if (const auto *resumed = std::get_if<runs::ResumedEvent>(&event.data))
                    last = resumed->step;
                if (const auto *metric = std::get_if<runs::MetricEvent>(&event.data))
                    fell = fell || std::exchange(last, metric->step) >= metric->step;
            }
            const runs::MetricSeries *loss = curves.find("val/loss");
            std::vector<std::pair<std::int64_t, double>> points;
            for (std::size_t i = 0; loss != nullptr && i < loss->size(); ++i)
                points.emplace_back(loss->steps()[i], loss->values()[i]);
            return std::pair(points, fell);
        };
        QCOMPARE(validation(killed).first.size(), std::size_t(6));
        QVERIFY(validation(killed).first == validation(whole).first);
        QVERIFY(!validation(killed).second); // steps never fall, but for what `resumed` takes back
        qInfo("killed %d times", kills);
    }
};

QTEST_GUILESS_MAIN(TestResume)
#include "test_resume.moc"

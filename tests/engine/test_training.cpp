// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// The program itself, on pictures made by code.
#ifndef Q_MOC_RUN // moc cannot read the standard library's concepts
#include "core/base/json.h"
#include "core/models/modelcard.h"
#include "core/models/predictions.h"
#include "core/models/safetensors.h"
#include "core/runs/control.h"
#include "core/runs/errors.h"
#include "tests/engine/enginetesting.h"
#endif

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

using namespace trainyard;
using namespace trainyard::engine::testing;

namespace {

bool contains(const std::vector<std::string> &types, const std::string &type) {
    return std::find(types.begin(), types.end(), type) != types.end();
}
QString text(const Path &path) {
    return QString::fromStdString(path.native());
}

} // namespace

class TestTraining final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = Path(m_folder->path().toStdString());
        m_manifest = makePictures(m_path / "pictures", 3, 20, 40);
    }

    void learnsThePicturesAndLeavesAModel() {
        runs::Settings settings = quickSettings();
        settings["epochs"] = std::int64_t(12);
        settings["crop_scale_min"] = 0.8;
        settings["flip"] = false;
        const runs::RunDirectory run = makeRun(m_path / "runs", "learn", m_manifest, settings);
        const Finished finished = runEngine({"train", text(run.path())});
        QVERIFY2(finished.code == 0 && !finished.crashed, finished.errors.constData());
        const auto state = run.readState();
        QVERIFY(state.has_value());
        QCOMPARE(state->status, runs::RunStatus::Finished);
        QCOMPARE(state->epoch, 12);
        QCOMPARE(state->step, state->steps);
        QVERIFY(state->best && state->best->value > 0.9);
        const std::vector<std::string> types = eventTypes(run);
        QCOMPARE(types.front(), std::string("started"));
        QCOMPARE(types.back(), std::string("finished"));
        for (const char *type : {"metric", "epoch", "samples", "checkpoint"})
            QVERIFY2(contains(types, type), type);

        const auto card = models::readModelCard(run.modelFolder());
        QVERIFY2(card.has_value(), card ? "" : card.error().debugText().c_str());
        QCOMPARE(card->architecture, std::string("mobilenet_v3_small"));
        QCOMPARE(card->classes.size(), std::size_t(3));
        QVERIFY(card->metrics.at("test/accuracy") > 0.8);
        QVERIFY(card->metrics.contains("test/balanced_accuracy_low"));
        const auto predictions = models::readPredictions(run.modelFolder() / models::kPredictionsFile);
        QVERIFY(predictions.has_value());
        QCOMPARE(predictions->count(), std::size_t(24)); // val and test
        QVERIFY(std::filesystem::exists(run.modelFolder() / models::kManifestFile));

        // What the model's folder says of new images is what the training said of them.
        const Path out = m_path / "again.safetensors";
        const Finished evaluated = runEngine({"evaluate", text(run.modelFolder()), "--manifest",
                                              text(run.modelFolder() / models::kManifestFile), "--out", text(out)});
        QVERIFY2(evaluated.code == 0, evaluated.errors.constData());
        const auto again = models::readPredictions(out);
        QVERIFY(again.has_value() && again->count() == m_manifest.rows.size());
        for (std::size_t i = 0; i < predictions->count(); ++i) {
            const auto at = std::find(again->item.begin(), again->item.end(), predictions->item[i]);
            QVERIFY(at != again->item.end());
            const auto j = static_cast<std::size_t>(at - again->item.begin());
            for (std::size_t c = 0; c < 3; ++c)
                QVERIFY(std::abs(again->logits[j * 3 + c] - predictions->logits[i * 3 + c]) < 1e-3F);
        }
        const Finished predicted =
            runEngine({"predict", text(run.modelFolder()), text(m_manifest.file(m_manifest.rows[0])),
                       text(m_path / "absent.png"), "--json"});
        QCOMPARE(predicted.code, 3); // done, but one of the two is not there
        const auto answer = parseJson(predicted.output.toStdString(), "answer");
        QVERIFY(answer.has_value());
        QCOMPARE((*answer)["items"].size(), std::size_t(2));
        QVERIFY((*answer)["items"][1].contains("error"));
        const Finished exported =
            runEngine({"export", text(run.modelFolder()), "--format", "onnx", "--out", text(m_path / "model.onnx")});
        QVERIFY2(exported.code == 0, exported.errors.constData());
        QVERIFY(std::filesystem::file_size(m_path / "model.onnx") > 1000000);
        QCOMPARE(runEngine({"export", text(run.modelFolder()), "--format", "tflite", "--out", "x"}).code, 1);
    }

    void sameSeedSameWeightsWhateverTheWorkers() {
        std::vector<std::string> weights;
        for (const std::int64_t workers : {1, 3}) {
            runs::Settings settings = quickSettings();
            settings["workers"] = workers;
            settings["auto_augment"] = std::string("trivial");
            settings["mixup_alpha"] = 0.2;
            settings["ema_decay"] = 0.9;
            const runs::RunDirectory run =
                makeRun(m_path / "runs", workers == 1 ? "one" : "three", m_manifest, settings);
            const Finished finished = runEngine({"train", text(run.path())});
            QVERIFY2(finished.code == 0, finished.errors.constData());
            weights.push_back(fileText(run.modelFolder() / models::kWeightsFile));
            QVERIFY(!weights.back().empty());
        }
        QVERIFY(weights[0] == weights[1]);
    }

    void badSettingsAreRefusedBeforeAnythingIsLoaded_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("code");
        QTest::newRow("unknown") << "learning_rat" << 0.1 << QString(runs::kUnknownKey.id.data());
        QTest::newRow("range") << "learning_rate" << 1e9 << QString(runs::kOutOfRange.id.data());
    }
    void badSettingsAreRefusedBeforeAnythingIsLoaded() {
        QFETCH(QString, key);
        QFETCH(double, value);
        QFETCH(QString, code);
        const runs::RunDirectory run = makeRun(m_path / "runs", "bad", m_manifest, {{key.toStdString(), value}});
        QCOMPARE(runEngine({"train", text(run.path())}).code, 2);
        const auto state = run.readState();
        QVERIFY(state && state->error);
        QCOMPARE(state->status, runs::RunStatus::Failed);
        QCOMPARE(QString::fromStdString(state->error->code), code);
    }

    void damagedFilesAreSkippedAndTold() {
        const std::string whole = fileText(m_manifest.file(m_manifest.rows[0]));
        QVERIFY(writeFileAtomically(m_manifest.root / "cut.png", std::string_view(whole).substr(0, whole.size() / 2)));
        m_manifest.rows[0].path = "cut.png";
        const runs::RunDirectory run = makeRun(m_path / "runs", "damaged", m_manifest, quickSettings());
        const Finished finished = runEngine({"train", text(run.path())});
        QVERIFY2(finished.code == 0, finished.errors.constData());
        const std::string events = fileText(run.eventsFile());
        QVERIFY(events.find("\"item:1\"") != std::string::npos);
        QVERIFY(run.hasModel());
    }

    void notANumberStopsTheRunAndNamesTheTensor() {
        // Weights with a NaN, in a file that fits the network in everything else.
        runs::Settings settings = quickSettings();
        const runs::RunDirectory first = makeRun(m_path / "runs", "first", m_manifest, settings);
        QCOMPARE(runEngine({"train", text(first.path())}).code, 0);
        const Path good = first.modelFolder() / models::kWeightsFile;
        const auto file = models::SafetensorsFile::open(good);
        QVERIFY(file.has_value());
        std::vector<models::TensorView> tensors = file->tensors();
        std::vector<float> spoiled;
        for (models::TensorView &tensor : tensors)
            if (tensor.name == "features.3.block.0.0.weight") {
                spoiled = models::toFloats(tensor);
                spoiled[5] = std::numeric_limits<float>::quiet_NaN();
                tensor.data = ByteView(reinterpret_cast<const std::uint8_t *>(spoiled.data()), spoiled.size() * 4);
            }
        QVERIFY(!spoiled.empty());
        const Path bad = m_path / "bad.safetensors";
        QVERIFY(models::writeSafetensors(bad, tensors));
        settings["weights"] = bad.native();
        const runs::RunDirectory run = makeRun(m_path / "runs", "nan", m_manifest, settings);
        QCOMPARE(runEngine({"train", text(run.path())}).code, 1);
        const auto state = run.readState();
        QVERIFY(state && state->error);
        QCOMPARE(state->status, runs::RunStatus::Failed);
        QCOMPARE(state->error->code, std::string("engine.not_finite"));
        QCOMPARE(std::string(state->error->argument("tensor")), std::string("features.3.block.0.0.weight"));
        QVERIFY(contains(eventTypes(run), "finding"));
    }

    void stopMakesAModelOfWhatIsThereAndPauseDoesNot() {
        runs::Settings settings = quickSettings();
        settings["epochs"] = std::int64_t(2000);
        const runs::RunDirectory run = makeRun(m_path / "runs", "long", m_manifest, settings);
        QProcess engine;
        engine.start(enginePath(), {"train", text(run.path())});
        QTRY_VERIFY_WITH_TIMEOUT(contains(eventTypes(run), "epoch"), 60000);
        QVERIFY(runs::sendRequest(run, runs::Request::Pause));
        QVERIFY(engine.waitForFinished(30000));
        QCOMPARE(engine.exitCode(), 0);
        auto state = run.readState();
        QVERIFY(state.has_value());
        QCOMPARE(state->status, runs::RunStatus::Paused);
        QVERIFY(!run.hasModel());
        const std::int64_t step = state->step;
        QVERIFY(step > 0);

        engine.start(enginePath(), {"train", text(run.path())});
        QTRY_VERIFY_WITH_TIMEOUT(run.readState() && run.readState()->step > step + 2, 60000);
        QVERIFY(contains(eventTypes(run), "resumed"));
        QVERIFY(runs::sendRequest(run, runs::Request::Stop));
        QVERIFY(engine.waitForFinished(30000));
        QCOMPARE(engine.exitCode(), 0);
        state = run.readState();
        QVERIFY(state.has_value());
        QCOMPARE(state->status, runs::RunStatus::Stopped);
        QVERIFY(run.hasModel());
    }

    void wrongUsageIsTwo() {
        QCOMPARE(runEngine({}).code, 2);
        QCOMPARE(runEngine({"train"}).code, 2);
        QCOMPARE(runEngine({"session"}).code, 2);
        QCOMPARE(runEngine({"train", "/nonexistent/run"}).code == 0, false);
        QCOMPARE(runEngine({"devices", "--json"}).code, 0);
    }

    void probeMeasures() {
        const runs::RunDirectory run = makeRun(m_path / "runs", "probe", m_manifest, quickSettings());
        const Finished probed = runEngine({"probe", text(run.path())});
        QCOMPARE(probed.code, 0);
        const auto answer = parseJson(probed.output.toStdString(), "answer");
        QVERIFY(answer.has_value());
        QVERIFY((*answer)["images_per_second"].get<double>() > 0);
        QVERIFY((*answer)["parameters"].get<std::int64_t>() > 1000000);
        QCOMPARE((*answer)["items"]["train"].get<int>(), 36);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    Path m_path;
    runs::Manifest m_manifest;
};

QTEST_GUILESS_MAIN(TestTraining)
#include "test_training.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/base/json.h"
#include "core/models/errors.h"
#include "core/models/modelcard.h"
#include "core/models/predictions.h"
#include "core/models/safetensors.h"
#include "core/models/verification.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <nlohmann/json.hpp>

using namespace trainyard;
using namespace trainyard::models;

namespace {

ModelCard card() {
    ModelCard result;
    result.id.value = "20261124-parts";
    result.name = "Parts \u2014 first";
    result.task = "classification";
    result.architecture = "mobilenet_v2";
    result.classes = {"bolt", "nut"};
    result.preprocessing.fit = Preprocessing::Fit::Stretch;
    result.preprocessing.width = 96;
    result.preprocessing.height = 64;
    result.dataVersion.value = "0123456789abcdef0123456789abcdef";
    result.run.value = "run-1";
    result.created_ms = 1795510391123;
    result.metrics = {{"test/accuracy", 0.9971}, {"test/roc_auc", std::nan("")}};
    result.exports = {{"onnx", "fp32", "exports/model.onnx", "00ff", 1795510391999, "exports/model.verification.json"}};
    return result;
}

} // namespace

class TestModelCard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cardsComeBack() {
        QTemporaryDir folder;
        const Path base(folder.path().toStdString());
        QVERIFY(writeModelCard(base, card()));
        const auto read = readModelCard(base);
        QVERIFY2(read, read ? "" : read.error().debugText().c_str());
        QCOMPARE(read->id.value, card().id.value);
        QCOMPARE(read->name, card().name);
        QCOMPARE(read->classes, card().classes);
        QCOMPARE(read->preprocessing, card().preprocessing);
        QCOMPARE(read->dataVersion.value, card().dataVersion.value);
        QCOMPARE(read->run.value, card().run.value);
        QCOMPARE(read->created_ms, card().created_ms);
        QCOMPARE(read->metrics.at("test/accuracy"), 0.9971);
        QVERIFY(std::isnan(read->metrics.at("test/roc_auc")));
        QCOMPARE(read->exports.size(), std::size_t(1));
        QCOMPARE(read->exports[0].file, std::string("exports/model.onnx"));
        QCOMPARE(read->exports[0].verification, std::string("exports/model.verification.json"));
        QVERIFY(readModelCard(base / "absent").error().is(kFileNotFound));
    }

    void wrongFieldsAreNamed_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("field");
        QTest::newRow("classes empty") << "/classes"
                                       << "[]"
                                       << "classes";
        QTest::newRow("class of another type") << "/classes"
                                               << "[1]"
                                               << "classes";
        QTest::newRow("task") << "/task"
                              << "7"
                              << "task";
        QTest::newRow("width") << "/preprocessing/width"
                               << "0"
                               << "preprocessing.width";
        QTest::newRow("side too large") << "/preprocessing/height"
                                        << "100000"
                                        << "preprocessing.height";
        QTest::newRow("deviation") << "/preprocessing/deviation"
                                   << "[1,0,1]"
                                   << "preprocessing.deviation";
        QTest::newRow("mean") << "/preprocessing/mean"
                              << "[1,0]"
                              << "preprocessing.mean";
        QTest::newRow("fit") << "/preprocessing/fit"
                             << "\"squeeze\""
                             << "preprocessing.fit";
        QTest::newRow("no short side") << "/preprocessing/fit"
                                       << "\"centre_crop\""
                                       << "preprocessing.short_side";
        QTest::newRow("path outside") << "/exports/0/file"
                                      << "\"../../x\""
                                      << "exports";
        QTest::newRow("absolute path") << "/exports/0/verification"
                                       << "\"/etc/passwd\""
                                       << "exports";
        QTest::newRow("metric") << "/metrics/test~1accuracy"
                                << "\"good\""
                                << "metrics";
    }
    void wrongFieldsAreNamed() {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, field);
        QTemporaryDir folder;
        const Path base(folder.path().toStdString());
        QVERIFY(writeModelCard(base, card()));
        auto json = readJsonFile(base / kCardFile);
        QVERIFY(json);
        (*json)[nlohmann::json::json_pointer(pointer.toStdString())] = nlohmann::json::parse(value.toStdString());
        QVERIFY(writeJsonFile(base / kCardFile, *json));
        const auto read = readModelCard(base);
        QVERIFY(!read);
        QVERIFY2(read.error().is(kCardInvalid), read.error().debugText().c_str());
        QCOMPARE(QString::fromStdString(std::string(read.error().argument("field"))), field);
    }

    void newerCardsAreRefused() {
        QTemporaryDir folder;
        const Path base(folder.path().toStdString());
        QVERIFY(writeFileAtomically(base / kCardFile, std::string_view(R"({"format": 9})")));
        QVERIFY(readModelCard(base).error().is(kCardNewer));
        QVERIFY(writeFileAtomically(base / kCardFile, std::string_view("[]")));
        QVERIFY(readModelCard(base).error().is(kCardInvalid));
    }

    void preprocessingIsData() {
        Preprocessing preprocessing;
        preprocessing.shortSide = 300;
        const auto read = preprocessingFromJson(toJson(preprocessing));
        QVERIFY(read);
        QCOMPARE(*read, preprocessing);
        QVERIFY(preprocessingFromJson(nlohmann::json(3)).error().is(kPreprocessingInvalid));
        nlohmann::json json = toJson(preprocessing);
        json["colour"] = "bgr";
        QCOMPARE(preprocessingFromJson(json).error().argument("field"), std::string_view("colour"));
        json = toJson(preprocessing);
        json["short_side"] = 200; // smaller than the crop
        QCOMPARE(preprocessingFromJson(json).error().argument("field"), std::string_view("short_side"));
    }

    void theMiddleIsCropped() {
        // Left third red, middle green, right blue; the crop of the middle sees green only.
        media::Image image{300, 100, 3, 8, std::vector<std::uint8_t>(300 * 100 * 3)};
        for (int y = 0; y < 100; ++y) {
            for (int x = 0; x < 300; ++x)
                image.row(y)[x * 3 + x / 100] = 255;
        }
        Preprocessing preprocessing;
        preprocessing.width = preprocessing.height = 40;
        preprocessing.shortSide = 50;
        std::vector<std::uint8_t> pixels(40 * 40 * 3);
        fitInto(image, preprocessing, pixels.data());
        for (std::size_t i = 0; i < pixels.size(); i += 3)
            QVERIFY(pixels[i] == 0 && pixels[i + 1] == 255 && pixels[i + 2] == 0);

        preprocessing.fit = Preprocessing::Fit::Stretch;
        fitInto(image, preprocessing, pixels.data());
        QVERIFY(pixels[0] == 255 && pixels[1] == 0 && pixels[2] == 0);
        QVERIFY(pixels[39 * 3 + 2] == 255);

        std::vector<float> values(40 * 40 * 3);
        preprocessing.mean = {0.5F, 0.25F, 0};
        preprocessing.deviation = {0.5F, 0.25F, 2};
        normalise(pixels.data(), preprocessing, values.data());
        QCOMPARE(values[0], 1.0F);         // red plane, red pixel
        QCOMPARE(values[1600], -1.0F);     // green plane
        QCOMPARE(values[3200 + 39], 0.5F); // blue plane, right edge
    }

    void predictionsComeBack() {
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / kPredictionsFile;
        Predictions predictions{{5, 7, 9}, {0, 1, 2}, {1, 0, 1}, 2, {0.5F, 1, -1, 2, 3, 4}};
        QVERIFY(writePredictions(path, predictions));
        const auto read = readPredictions(path);
        QVERIFY2(read, read ? "" : read.error().debugText().c_str());
        QCOMPARE(read->item, predictions.item);
        QCOMPARE(read->split, predictions.split);
        QCOMPARE(read->truth, predictions.truth);
        QCOMPARE(read->classes, 2);
        QCOMPARE(read->logits, predictions.logits);
        predictions.truth[1] = 2;
        QVERIFY(writePredictions(path, predictions).error().is(kPredictionsInvalid));
        predictions.truth[1] = 0;
        predictions.split.pop_back();
        QVERIFY(writePredictions(path, predictions).error().is(kPredictionsInvalid));
        QVERIFY(writeSafetensors(path, {{"item", TensorType::U8, {0}, {}}}));
        QVERIFY(readPredictions(path).error().is(kPredictionsInvalid));
    }

    void verificationsComeBack() {
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "v.json";
        Verification verification;
        verification.file = "m.onnx";
        verification.exact.precision = "f32";
        verification.exact.maxRelative = 3e-6;
        verification.exact.latency = {{8, 1.5, 2.5, 40}};
        verification.native.finite = false;
        verification.native.maxAbsolute = std::nan("");
        verification.skipped = {{7, Error(kFileNotFound, {{"file", "a"}})}};
        QVERIFY(writeVerification(path, verification));
        const auto read = readVerification(path);
        QVERIFY2(read, read ? "" : read.error().debugText().c_str());
        QCOMPARE(read->exact.maxRelative, 3e-6);
        QCOMPARE(read->exact.latency[0].p95_ms, 2.5);
        QVERIFY(std::isnan(read->native.maxAbsolute));
        QVERIFY(read->skipped[0].why == verification.skipped[0].why);
        auto json = readJsonFile(path);
        QVERIFY(json);
        (*json)["exact"].erase("accuracy");
        QVERIFY(writeJsonFile(path, *json));
        QCOMPARE(readVerification(path).error().argument("field"), std::string_view("accuracy"));
        QVERIFY(writeFileAtomically(path, std::string_view("[1]")));
        QVERIFY(readVerification(path).error().is(kVerificationInvalid));
    }
};

QTEST_GUILESS_MAIN(TestModelCard)
#include "test_modelcard.moc"

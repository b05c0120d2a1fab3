// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc cannot read the standard library's concepts
#include "core/models/modelcard.h"
#include "core/models/predictions.h"
#include "core/models/safetensors.h"
#include "core/models/verification.h"
#include "core/serving/errors.h"
#include "tests/serving/modelfolder.h"
#include "tests/support/realdata.h"
#endif

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace trainyard;
using nlohmann::json;

namespace {

struct Answer {
    int exitCode = -1;
    json out;
    QByteArray text;
    QByteArray problem;
};

Answer serve(const QStringList &arguments) {
    QProcess process;
    process.start(QStringLiteral(TRAINYARD_BIN_DIR "/trainyard-serve"), arguments);
    if (!process.waitForFinished(100000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    Answer answer{process.exitCode(), {}, process.readAllStandardOutput(), process.readAllStandardError()};
    answer.out = json::parse(answer.text.toStdString(), nullptr, false);
    return answer;
}

QString text(const Path &path) {
    return QString::fromStdString(path.native());
}

Answer verify(const testing::ModelFolder &folder, const QStringList &more = {}) {
    return serve(QStringList{"verify", "--model", text(folder.onnx()), "--reference", text(folder.folder), "--seconds",
                             "0.05", "--json"} +
                 more);
}

std::string codeOf(const Answer &answer) {
    return answer.out.contains("error") ? answer.out["error"]["code"].get<std::string>() : std::string("no error");
}

} // namespace

/** The program itself, as the app and the command line start it. */
class TestServe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRightFilePasses() {
        QTemporaryDir temporary;
        const testing::ModelFolder folder(temporary.path().toStdString());
        QVERIFY(folder.write());
        const QString out = QDir(temporary.path()).filePath("result.json");
        const Answer answer = verify(folder, {"--out", out});
        QVERIFY2(answer.exitCode == 0, answer.problem.constData());
        QCOMPARE(answer.out["passed"].get<bool>(), true);
        QCOMPARE(answer.out["items"].get<int>(), 19);
        QCOMPARE(answer.out["split"].get<std::string>(), std::string("test"));
        QVERIFY(answer.out["exact"]["max_relative"].get<double>() < 1e-5);
        QVERIFY(answer.out["exact"]["max_absolute"].get<double>() < 1e-4);
        QCOMPARE(answer.out["exact"]["precision"].get<std::string>(), std::string("f32"));
        QCOMPARE(answer.out["exact"]["top1_agreement"].get<double>(), 1.0);
        QCOMPARE(answer.out["exact"]["accuracy"].get<double>(), answer.out["engine_accuracy"].get<double>());
        for (const char *precision : {"exact", "native"}) {
            const json &latency = answer.out[precision]["latency"];
            QCOMPARE(latency.size(), std::size_t(2));
            QCOMPARE(latency[0]["batch"].get<int>(), 1);
            QCOMPARE(latency[1]["batch"].get<int>(), 8);
            QVERIFY(latency[0]["median_ms"].get<double>() > 0);
            QVERIFY(latency[1]["p95_ms"].get<double>() >= latency[1]["median_ms"].get<double>());
        }
        const auto read = models::readVerification(out.toStdString());
        QVERIFY2(read, read ? "" : read.error().debugText().c_str());
        QVERIFY(read->passed);
        QCOMPARE(read->sha256.size(), std::size_t(64));
        QCOMPARE(read->model, std::string("small-1"));
        QVERIFY(read->runtime.starts_with("OpenVINO 2026"));
        QVERIFY(!read->device.empty());
        QCOMPARE(QByteArray::fromStdString(models::verificationText(*read)), answer.text.trimmed());
    }

    void whatWasComparedCanBeKept() {
        QTemporaryDir temporary;
        const testing::ModelFolder folder(temporary.path().toStdString());
        QVERIFY(folder.write());
        const QString file = QDir(temporary.path()).filePath("golden.safetensors");
        const Answer answer = verify(folder, {"--tensors", file});
        QVERIFY2(answer.exitCode == 0, answer.problem.constData());
        const auto tensors = models::SafetensorsFile::open(file.toStdString());
        QVERIFY2(tensors, tensors ? "" : tensors.error().debugText().c_str());
        const models::TensorView *images = tensors->find("images");
        const models::TensorView *logits = tensors->find("logits");
        QVERIFY(images != nullptr && logits != nullptr);
        const auto reference = models::readPredictions(folder.folder / models::kPredictionsFile);
        const auto card = models::readModelCard(folder.folder);
        QVERIFY(reference && card);
        QVERIFY((images->shape == std::vector<std::int64_t>{19, 3, card->preprocessing.height, card->preprocessing.width}));
        std::vector<float> expected; // of the test split, in the order of the predictions
        for (std::size_t i = 0; i < reference->count(); ++i)
            if (reference->split[i] == 2)
                for (int c = 0; c < reference->classes; ++c)
                    expected.push_back(reference->logits[i * std::size_t(reference->classes) + std::size_t(c)]);
        QVERIFY(models::toFloats(*logits) == expected);
        const std::vector<float> values = models::toFloats(*images);
        QVERIFY(*std::max_element(values.begin(), values.end()) > *std::min_element(values.begin(), values.end()));
    }

    void allSplitsCanBeChosen() {
        QTemporaryDir temporary;
        const testing::ModelFolder folder(temporary.path().toStdString());
        QVERIFY(folder.write());
        QCOMPARE(verify(folder, {"--split", "train"}).out["items"].get<int>(), 2);
        QCOMPARE(verify(folder, {"--split", "all"}).out["items"].get<int>(), 21);
        const Answer none = verify(folder, {"--split", "val"});
        QCOMPARE(none.exitCode, 1);
        QCOMPARE(codeOf(none), std::string(serving::kNothingToCompare.id));
        const Answer wrong = verify(folder, {"--split", "best"});
        QCOMPARE(wrong.exitCode, 2);
        QCOMPARE(codeOf(wrong), std::string(serving::kWrongOption.id));
    }

    void otherWeightsAreOutside() {
        QTemporaryDir temporary;
        testing::ModelFolder folder(temporary.path().toStdString());
        QVERIFY(folder.write());
        folder.net.offset[1] += 0.01F; // the exported file is not what the engine evaluated
        models::OnnxModel model = folder.net.onnx();
        model.metadata = models::onnxMetadata(folder.card);
        QVERIFY(models::writeOnnx(folder.onnx(), model));
        const Answer answer = verify(folder);
        QCOMPARE(answer.exitCode, 3);
        QCOMPARE(answer.out["passed"].get<bool>(), false);
        QVERIFY(std::abs(answer.out["exact"]["max_absolute"].get<double>() - 0.01) < 1e-4);
        QVERIFY(answer.out["exact"]["worst_item"].get<int>() >= 102);
        QCOMPARE(verify(folder, {"--tolerance", "0.5"}).exitCode,
                 answer.out["exact"]["top1_agreement"].get<double>() == 1.0 ? 0 : 3);
    }

    void notANumberIsOutside() {
        QTemporaryDir temporary;
        testing::ModelFolder folder(temporary.path().toStdString());
        QVERIFY(folder.write());
        folder.net.offset[0] = std::numeric_limits<float>::quiet_NaN();
        models::OnnxModel model = folder.net.onnx();
        model.metadata = models::onnxMetadata(folder.card);
        QVERIFY(models::writeOnnx(folder.onnx(), model));
        const Answer answer = verify(folder);
        QCOMPARE(answer.exitCode, 3);
        QCOMPARE(answer.out["exact"]["finite"].get<bool>(), false);
    }

    void unreadablePicturesAreNamed() {
        QTemporaryDir temporary;
        const testing::ModelFolder folder(temporary.path().toStdString());
        QVERIFY(folder.write());
        std::filesystem::remove(folder.manifest.root / "p5.png");
        QVERIFY(writeFileAtomically(folder.manifest.root / "p6.png", std::string_view("\x89PNG no picture")));
        const Answer answer = verify(folder);
        QCOMPARE(answer.exitCode, 3);
        QCOMPARE(answer.out["items"].get<int>(), 17);
        QCOMPARE(answer.out["skipped_count"].get<int>(), 2);
        QCOMPARE(answer.out["skipped"][0]["item"].get<int>(), 105);
        QCOMPARE(answer.out["skipped"][0]["code"].get<std::string>(), std::string("base.file_not_found"));
        // What could be read is still compared with its own row.
        QVERIFY(answer.out["exact"]["max_relative"].get<double>() < 1e-5);
    }

    void foldersThatDoNotBelongTogether() {
        QTemporaryDir temporary;
        const testing::ModelFolder good(temporary.path().toStdString());
        QVERIFY(good.write());

        testing::ModelFolder folder = good;
        folder.card.classes = {"a", "c", "b"};
        QVERIFY(models::writeModelCard(folder.folder, folder.card));
        QCOMPARE(codeOf(verify(folder)), std::string(serving::kClassesDiffer.id));

        folder = good;
        folder.card.preprocessing.mean[0] = 0.4F;
        QVERIFY(models::writeModelCard(folder.folder, folder.card));
        QCOMPARE(codeOf(verify(folder)), std::string("models.onnx_metadata_differs"));

        QVERIFY(good.write());
        folder = good;
        folder.manifest.rows.pop_back();
        QVERIFY(runs::writeManifest(folder.folder / models::kManifestFile, folder.manifest));
        QCOMPARE(codeOf(verify(folder)), std::string(serving::kItemNotInManifest.id));

        QVERIFY(good.write());
        models::OnnxModel model = good.net.onnx();
        model.metadata = models::onnxMetadata(good.card);
        model.inputs[0].dims[0] = {1, ""}; // no dynamic batch
        QVERIFY(models::writeOnnx(good.onnx(), model));
        const Answer answer = verify(good);
        QCOMPARE(answer.exitCode, 1);
        QCOMPARE(codeOf(answer), std::string(serving::kModelDiffers.id));
    }

    void brokenFilesAreErrors() {
        QTemporaryDir temporary;
        const testing::ModelFolder folder(temporary.path().toStdString());
        QVERIFY(folder.write());
        const auto whole = readFile(folder.onnx());
        QVERIFY(whole);
        QVERIFY(writeFileAtomically(folder.onnx(), std::string_view("garbage")));
        QCOMPARE(codeOf(verify(folder)), std::string("models.onnx_broken"));
        QVERIFY(writeFileAtomically(folder.onnx(), ByteView(*whole).first(whole->size() / 2)));
        QCOMPARE(codeOf(verify(folder)), std::string("models.onnx_broken"));
        // Sound protobuf, but an operator that there is not.
        models::OnnxModel model = folder.net.onnx();
        model.metadata = models::onnxMetadata(folder.card);
        model.nodes[1].op = "Releu";
        QVERIFY(models::writeOnnx(folder.onnx(), model));
        const Answer unknown = verify(folder);
        QCOMPARE(codeOf(unknown), std::string(serving::kModelUnreadable.id));
        QVERIFY(unknown.out["error"]["arguments"]["reason"].get<std::string>().find("Releu") != std::string::npos);
        std::filesystem::remove(folder.onnx());
        QCOMPARE(codeOf(verify(folder)), std::string("base.file_not_found"));
        QVERIFY(writeFileAtomically(folder.folder / models::kCardFile, std::string_view("{")));
        QCOMPARE(codeOf(verify(folder)), std::string("base.invalid_json"));
    }

    void benchMeasures() {
        QTemporaryDir temporary;
        const testing::ModelFolder folder(temporary.path().toStdString());
        QVERIFY(folder.write());
        const Answer answer =
            serve({"bench", "--model", text(folder.onnx()), "--batch", "4", "--seconds", "0.1", "--json"});
        QVERIFY2(answer.exitCode == 0, answer.problem.constData());
        QCOMPARE(answer.out["results"].size(), std::size_t(2));
        const json &row = answer.out["results"][0];
        QCOMPARE(row["batch"].get<int>(), 4);
        QVERIFY(row["median_ms"].get<double>() > 0 && row["calls"].get<int>() >= 5);
        QVERIFY(std::abs(row["images_per_second"].get<double>() - 4000 / row["median_ms"].get<double>()) <
                1e-6 * row["images_per_second"].get<double>());
    }

    void wrongUsageEndsWithTwo() {
        QCOMPARE(serve({}).exitCode, 2);
        QCOMPARE(serve({"verify"}).exitCode, 2);
        QCOMPARE(serve({"dance"}).exitCode, 2);
        QCOMPARE(serve({"bench", "--model", "x", "--batch", "0"}).exitCode, 2);
        QCOMPARE(serve({"--help"}).exitCode, 0);
        for (const char *later : {"serve", "batch"}) {
            const Answer answer = serve({later, "--json", "x.onnx"});
            QCOMPARE(answer.exitCode, 2);
            QCOMPARE(codeOf(answer), std::string(serving::kNotBuiltYet.id));
        }
    }

    void aRealFileRuns() {
        NEEDS_DATA();
        const Path file = dataFolder() / "pretrained" / "squeezenet1_1_fp16_imagenet.onnx";
        const Answer answer = serve({"bench", "--model", text(file), "--seconds", "0.1", "--json"});
        QVERIFY2(answer.exitCode == 0, answer.problem.constData());
        QVERIFY(answer.out["results"][0]["median_ms"].get<double>() > 0);
    }
};

QTEST_GUILESS_MAIN(TestServe)
#include "test_serve.moc"

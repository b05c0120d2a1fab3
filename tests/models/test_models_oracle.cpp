// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/errors.h"
#include "core/models/onnxwriter.h"
#include "core/models/preprocessing.h"
#include "core/models/safetensors.h"
#include "core/models/torchfile.h"
#include "tests/models/oracle.h"
#include "tests/models/smallnet.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace trainyard;
using namespace trainyard::models;

namespace {

ByteView bytesOf(const std::vector<float> &values) {
    return {reinterpret_cast<const std::uint8_t *>(values.data()), values.size() * sizeof(float)};
}

} // namespace

/** Against PyTorch, safetensors, onnx and ONNX Runtime. */
class TestModelsOracle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void torchFilesEqualPyTorch() {
        QTemporaryDir folder;
        const auto answer = testing::runOracle("tests/models/oracle_weights.py", {"make", folder.path()});
        QVERIFY2(answer.ok, qPrintable(answer.problem));
        const QStringList files = QDir(folder.path()).entryList({"*.pt"});
        QCOMPARE(files.size(), 16);
        for (const QString &name : files) {
            const Path path(QDir(folder.path()).filePath(name).toStdString());
            const auto found = TorchFile::open(path);
            QVERIFY2(found, qPrintable(name + ": " + (found ? "" : found.error().debugText().c_str())));
            const auto wanted = SafetensorsFile::open(Path(path).replace_extension(".safetensors"));
            QVERIFY2(wanted, qPrintable(name));
            QCOMPARE(found->tensors().size(), wanted->tensors().size());
            for (const TensorView &tensor : found->tensors()) {
                const TensorView *other = wanted->find(tensor.name);
                QVERIFY2(other, qPrintable(name + " " + tensor.name.c_str()));
                QVERIFY2(other->type == tensor.type && other->shape == tensor.shape, tensor.name.c_str());
                QVERIFY2(std::equal(tensor.data.begin(), tensor.data.end(), other->data.begin(), other->data.end()),
                         qPrintable(name + " " + tensor.name.c_str()));
            }
        }
        const auto refused = [&](const char *name) {
            return TorchFile::open(Path(folder.filePath(name).toStdString()));
        };
        QVERIFY(refused("module.refused").error().is(kPickleImport));
        QVERIFY(refused("module_legacy.refused").error().is(kPickleImport));
        QVERIFY(refused("module.refused").error().argument("name").starts_with("torch.nn.modules."));
        QVERIFY(refused("script.refused").error().is(kTorchBroken));
    }

    void safetensorsReadsOurs() {
        QTemporaryDir folder;
        const std::vector<float> values{1, 2, 3.5F, -4, 5, 6};
        const Path path(folder.filePath("ours.safetensors").toStdString());
        QVERIFY(writeSafetensors(path,
                                 {{"b.weight", TensorType::F32, {2, 3}, bytesOf(values)},
                                  {"a", TensorType::F32, {}, bytesOf(values).first(4)}},
                                 {{"task", "classification"}}));
        const auto answer =
            testing::runOracle("tests/models/oracle_weights.py", {"check", folder.filePath("ours.safetensors")});
        QVERIFY2(answer.ok, qPrintable(answer.problem));
        QCOMPARE(
            answer.out,
            QByteArray("a torch.float32 () 1.0\nb.weight torch.float32 (2, 3) 13.5\n[('task', 'classification')]\n"));
    }

    /** Resize and crop in one step give what resizing the whole picture and cropping then gives: to one unit, or two
     * where both passes round. */
    void fittingEqualsPillow() {
        QTemporaryDir folder;
        CounterRandom random(21, 1, 0);
        for (int round = 0; round < 12; ++round) {
            const int width = 20 + static_cast<int>(random.below(300));
            const int height = 20 + static_cast<int>(random.below(300));
            media::Image image{width, height, 3, 8,
                               std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3))};
            for (int y = 0; y < height; ++y) {
                for (int x = 0; x < width * 3; ++x)
                    image.row(y)[x] =
                        static_cast<std::uint8_t>((x * 5 + y * 3) % 200 + static_cast<int>(random.below(56)));
            }
            Preprocessing preprocessing;
            preprocessing.width = 32 + static_cast<int>(random.below(40));
            preprocessing.height = 32 + static_cast<int>(random.below(40));
            preprocessing.shortSide = 72 + static_cast<int>(random.below(60));
            preprocessing.fit = round % 4 == 3 ? Preprocessing::Fit::Stretch : Preprocessing::Fit::CentreCrop;
            const auto size = static_cast<std::size_t>(preprocessing.width * preprocessing.height * 3);
            std::vector<std::uint8_t> pixels(size);
            fitInto(image, preprocessing, pixels.data());
            QVERIFY(writeFileAtomically(Path(folder.filePath("in.rgb").toStdString()), image.pixels));
            const auto answer =
                testing::runOracle("tests/models/oracle_fit.py",
                                   {folder.filePath("in.rgb"), QString::number(width), QString::number(height),
                                    QString::fromStdString(toJson(preprocessing).dump()), folder.filePath("out.rgb")});
            QVERIFY2(answer.ok, qPrintable(answer.problem));
            const auto wanted = readFile(Path(folder.filePath("out.rgb").toStdString()));
            QVERIFY(wanted && wanted->size() == size);
            int largest = 0;
            int overOne = 0;
            for (std::size_t i = 0; i < size; ++i) {
                const int difference = std::abs(int(pixels[i]) - int((*wanted)[i]));
                largest = std::max(largest, difference);
                overOne += difference > 1;
            }
            QVERIFY2(largest <= 2 && overOne * 1000 <= int(size),
                     qPrintable(QString("%1 by %2: %3, %4").arg(width).arg(height).arg(largest).arg(overOne)));
        }
    }

    void onnxRuntimeAgrees() {
        QTemporaryDir folder;
        for (const int size : {8, 33}) {
            const testing::SmallNet net(size, 5, 11);
            OnnxModel model = net.onnx();
            model.metadata = {{"k", "v \u00e9"}};
            QVERIFY(writeOnnx(Path(folder.filePath("m.onnx").toStdString()), model));
            constexpr int batch = 3;
            std::vector<float> images(static_cast<std::size_t>(batch * 3 * size * size));
            CounterRandom random(5, 1, 0);
            for (float &value : images)
                value = random.uniform(-2, 2);
            std::vector<float> logits;
            for (int b = 0; b < batch; ++b) {
                const auto row = net.run(images.data() + b * 3 * size * size);
                logits.insert(logits.end(), row.begin(), row.end());
            }
            QVERIFY(writeSafetensors(Path(folder.filePath("d.safetensors").toStdString()),
                                     {{"image", TensorType::F32, {batch, 3, size, size}, bytesOf(images)},
                                      {"logits", TensorType::F32, {batch, 5}, bytesOf(logits)}}));
            const auto answer = testing::runOracle("tests/models/oracle_onnx.py",
                                                   {folder.filePath("m.onnx"), folder.filePath("d.safetensors")});
            QVERIFY2(answer.ok, qPrintable(answer.problem));
            const auto json = nlohmann::json::parse(answer.out.toStdString());
            QVERIFY2(json["difference"].get<double>() < 1e-5, answer.out.constData());
            QCOMPARE(json["opset"].get<int>(), 17);
            QVERIFY(json["input"][0] == "batch");
            QVERIFY(json["metadata"]["k"] == "v \u00e9");
        }
    }
};

QTEST_GUILESS_MAIN(TestModelsOracle)
#include "test_models_oracle.moc"

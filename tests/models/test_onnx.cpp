// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"
#include "core/models/errors.h"
#include "core/models/onnxmetadata.h"
#include "tests/models/smallnet.h"

#include <QTemporaryDir>
#include <QTest>

using namespace trainyard;
using namespace trainyard::models;

namespace {

ModelCard card() {
    ModelCard result;
    result.id.value = "m1";
    result.task = "classification";
    result.architecture = "resnet18";
    result.classes = {"gut", "schlecht \"", "\u5408\u683c"};
    return result;
}

} // namespace

class TestOnnx : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsBackWhatItWrote() {
        OnnxModel model = testing::SmallNet(32, 3, 1).onnx();
        model.metadata = onnxMetadata(card());
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "m.onnx";
        QVERIFY(writeOnnx(path, model));
        const auto facts = readOnnxFacts(path);
        QVERIFY2(facts, facts ? "" : facts.error().debugText().c_str());
        QCOMPARE(facts->irVersion, std::int64_t(8));
        QCOMPARE(facts->opset, std::int64_t(17));
        QCOMPARE(facts->producer, std::string("trainyard"));
        QVERIFY(facts->inputs == model.inputs);
        QVERIFY(facts->outputs == model.outputs);
        QVERIFY(facts->metadata == model.metadata);
        QCOMPARE(facts->initialisers, std::int64_t(4));
        QCOMPARE(facts->parameters, std::int64_t(4 * 27 + 4 + 3 * 4 + 3));
        QCOMPARE(facts->operators.at("Conv"), std::int64_t(1));
        QCOMPARE(facts->operators.size(), std::size_t(5));
        QVERIFY(checkOnnxMetadata(*facts, card()));
    }

    void metadataOfAnotherModelIsTold() {
        OnnxFacts facts;
        facts.metadata = onnxMetadata(card());
        ModelCard other = card();
        std::swap(other.classes[0], other.classes[1]);
        QCOMPARE(checkOnnxMetadata(facts, other).error().argument("field"), std::string_view(kOnnxClasses));
        other = card();
        other.preprocessing.mean[2] += 0.001F;
        QCOMPARE(checkOnnxMetadata(facts, other).error().argument("field"), std::string_view(kOnnxPreprocessing));
        facts.metadata.erase(kOnnxTask);
        QCOMPARE(checkOnnxMetadata(facts, card()).error().argument("field"), std::string_view(kOnnxTask));
    }

    void wrongGraphsAreRefused() {
        const OnnxModel good = testing::SmallNet(8, 2, 1).onnx();
        QVERIFY(serialiseOnnx(good));
        const auto refused = [](const OnnxModel &model) {
            const auto bytes = serialiseOnnx(model);
            return !bytes && bytes.error().is(kOnnxInvalidGraph);
        };
        OnnxModel model = good;
        std::swap(model.nodes[0], model.nodes[1]);
        QVERIFY(refused(model));
        model = good;
        model.nodes[1].outputs = {"a"};
        QVERIFY(refused(model));
        model = good;
        model.outputs[0].name = "nothing";
        QVERIFY(refused(model));
        model = good;
        model.initialisers[0].dims[0] = 5;
        QVERIFY(refused(model));
        model = good;
        model.initialisers[1].name = "conv.weight";
        QVERIFY(refused(model));
        model = good;
        model.outputs.clear();
        QVERIFY(refused(model));
    }

    void damageIsRefusedOrRead() {
        const auto bytes = serialiseOnnx(testing::SmallNet(8, 2, 1).onnx());
        QVERIFY(bytes);
        int refused = 0;
        for (std::size_t size = 0; size < bytes->size(); ++size)
            refused += !readOnnxFacts(ByteView(*bytes).first(size), "x");
        // Only a cut between two fields after the graph leaves a sound message: before the opset, and none else.
        QVERIFY(refused >= static_cast<int>(bytes->size()) - 2);
        const std::string text = "this is no model";
        const auto facts = readOnnxFacts(asBytes(text), "some.onnx");
        QVERIFY(!facts && facts.error().is(kOnnxBroken));
        QCOMPARE(facts.error().argument("file"), std::string_view("some.onnx"));
        QVERIFY(!readOnnxFacts(ByteView(), "x"));
    }
};

QTEST_GUILESS_MAIN(TestOnnx)
#include "test_onnx.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc cannot read the standard library's concepts
#include "core/engine/torch.h"

#include "core/engine/errors.h"
#include "core/engine/export/lowering.h"
#include "core/engine/export/onnxexport.h"
#include "core/models/onnxmetadata.h"
#endif

#include <QTest>
#include <set>

using namespace trainyard;
using namespace trainyard::engine;

namespace {

models::ModelCard card(const std::string &architecture) {
    models::ModelCard result;
    result.id = ModelId{"m"};
    result.task = "classification";
    result.architecture = architecture;
    result.classes = {"a", "b", "c"};
    result.preprocessing.width = 64;
    result.preprocessing.height = 64;
    return result;
}

/** Calls what no zoo network calls. */
class Strange final : public Model {
public:
    Strange()
        : Model("strange", 3) {}
    at::Tensor features(at::Tensor images) override { return at::cumsum(images, 2).mean({2, 3}); }
    at::Tensor head(at::Tensor features) override { return features; }
    [[nodiscard]] std::string_view headPrefix() const override { return "none."; }
    [[nodiscard]] int stageOf(std::string_view) const override { return 0; }
};

/** Reads the batch size and builds it into the computation. */
class Baked final : public Model {
public:
    Baked()
        : Model("baked", 3 * 64 * 64) {}
    at::Tensor features(at::Tensor images) override { return at::reshape(images, {images.size(0), 3 * 64 * 64}); }
    at::Tensor head(at::Tensor features) override { return features; }
    [[nodiscard]] std::string_view headPrefix() const override { return "none."; }
    [[nodiscard]] int stageOf(std::string_view) const override { return 0; }
};

} // namespace

class TestExport final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyNetworkBecomesAGraph_data() {
        QTest::addColumn<QString>("name");
        for (const std::string &name : architectures())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void everyNetworkBecomesAGraph() {
        QFETCH(QString, name);
        const ModelPtr model = *createModel(name.toStdString(), 3);
        toChannelsLast(*model);
        const auto graph = toOnnx(*model, card(name.toStdString()));
        QVERIFY2(graph.has_value(), graph ? "" : graph.error().debugText().c_str());
        std::set<std::string> operators;
        for (const models::OnnxNode &node : graph->nodes)
            operators.insert(node.op);
        QVERIFY(operators.contains("Conv") && operators.contains("Gemm"));
        QVERIFY(!operators.contains("BatchNormalization")); // all folded
        QCOMPARE(graph->inputs.at(0).dims.at(0).symbol, std::string("batch"));
        QCOMPARE(graph->outputs.at(0).dims.at(0).symbol, std::string("batch"));
        QCOMPARE(graph->outputs.at(0).dims.at(1).size, 3);
        QCOMPARE(graph->opset, 17);
        QVERIFY(graph->metadata.contains(models::kOnnxClasses) && graph->metadata.contains(models::kOnnxPreprocessing));
        const auto bytes = models::serialiseOnnx(*graph);
        QVERIFY2(bytes.has_value(), bytes ? "" : bytes.error().debugText().c_str());
        // Nothing is stored twice: the file is as large as the weights, and a little.
        std::size_t weights = 0;
        for (const auto &[key, tensor] : namedParameters(*model))
            weights += tensor.nbytes();
        QVERIFY(bytes->size() < weights * 11 / 10 + 60000);
    }

    void unknownOperatorsAreNamed() {
        Strange model;
        const auto graph = toOnnx(model, card("strange"));
        QVERIFY(!graph);
        QVERIFY(graph.error().is(kUnmappedOperator));
        QVERIFY(graph.error().argument("operator").starts_with("aten::"));
    }

    void bakedInSizesAreFound() {
        Baked model;
        const auto graph = toOnnx(model, card("baked"));
        QVERIFY(!graph);
        QVERIFY(graph.error().is(kBakedInSize));
        QCOMPARE(graph.error().argument("operator"), std::string_view("aten::reshape"));
    }

    void onlyWhatTheComputationCallsIsRecorded() {
        const at::NoGradGuard noGrad;
        const at::Tensor x = at::ones({1, 3, 8, 8});
        const auto recorded = recordOperators([&] { at::relu(at::adaptive_avg_pool2d(x, {1, 1})); });
        QCOMPARE(recorded.size(), std::size_t(2));
        QCOMPARE(recorded[0].name, std::string("aten::adaptive_avg_pool2d"));
        QCOMPARE(recorded[1].name, std::string("aten::relu"));
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "test_export.moc"

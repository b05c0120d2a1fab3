// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc cannot read the standard library's concepts
#include "core/engine/torch.h"

#include "core/engine/errors.h"
#include "core/engine/zoo/tensorio.h"
#include "core/models/errors.h"
#endif

#include <QTemporaryDir>
#include <QTest>

using namespace trainyard;
using namespace trainyard::engine;

namespace {

std::int64_t parameterCount(const Model &model) {
    std::int64_t count = 0;
    for (const auto &[name, tensor] : namedParameters(model))
        count += tensor.numel();
    return count;
}

} // namespace

class TestZoo final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parameterCountsAreThePublishedOnes() {
        // torchvision's documentation of its weights, 1000 classes.
        QCOMPARE(parameterCount(**createModel("resnet18", 1000)), 11689512);
        QCOMPARE(parameterCount(**createModel("mobilenet_v2", 1000)), 3504872);
        QCOMPARE(parameterCount(**createModel("mobilenet_v3_small", 1000)), 2542856);
    }

    void unknownNetworkIsAnError() {
        const auto model = createModel("resnet19", 10);
        QVERIFY(!model);
        QVERIFY(model.error().is(kUnknownArchitecture));
        QVERIFY(model.error().argument("known").find("resnet18") != std::string_view::npos);
    }

    void memoryOrderDoesNotChangeTheResult() {
        const at::NoGradGuard noGrad;
        for (const std::string &name : architectures()) {
            const ModelPtr model = *createModel(name, 7);
            model->eval();
            const at::Tensor images = at::rand({2, 3, 64, 64});
            const at::Tensor before = model->forward(images);
            toChannelsLast(*model);
            const at::Tensor after = model->forward(images.contiguous(at::MemoryFormat::ChannelsLast));
            QVERIFY2(at::allclose(before, after, 1e-4, 1e-5), name.c_str());
        }
    }

    void unfoldingKeepsTheFunctionAndFindsTheStatistics() {
        const at::NoGradGuard noGrad;
        const ModelPtr model = *createModel("mobilenet_v2", 5);
        for (auto &[name, norm] : batchNorms(*model)) {
            norm->runningVariance.fill_(1.0 - 1e-5);
            norm->bias.normal_(0.0, 0.1);
            QVERIFY(norm->looksFolded());
        }
        model->eval();
        const at::Tensor images = at::rand({16, 3, 64, 64});
        const at::Tensor before = model->forward(images);
        for (auto &[name, norm] : batchNorms(*model))
            norm->startCollecting();
        model->forward(images);
        for (auto &[name, norm] : batchNorms(*model)) {
            norm->unfold();
            QVERIFY(!norm->looksFolded());
        }
        const at::Tensor after = model->forward(images);
        QVERIFY(at::allclose(before, after, 1e-3, 1e-4));
    }

    void weightsGoThroughAFileAndTheHeadMayDiffer() {
        QTemporaryDir folder;
        const Path file = Path(folder.path().toStdString()) / "weights.safetensors";
        const ModelPtr from = *createModel("resnet18", 10);
        TensorsToStore store;
        store.add("", namedParameters(*from));
        store.add("", namedBuffers(*from));
        QVERIFY(models::writeSafetensors(file, store.views()));
        const ModelPtr to = *createModel("resnet18", 4);
        const auto report = loadWeightsInto(*to, file);
        QVERIFY2(report.has_value(), report ? "" : report.error().debugText().c_str());
        QCOMPARE(report->freshHead.size(), std::size_t(2));
        QVERIFY(at::equal(namedParameters(*from)[0].second, namedParameters(*to)[0].second));

        const ModelPtr other = *createModel("mobilenet_v2", 4);
        const auto refused = loadWeightsInto(*other, file);
        QVERIFY(!refused);
        QVERIFY(refused.error().is(models::kWrongArchitecture));
    }
};

QTEST_GUILESS_MAIN(TestZoo)
#include "test_zoo.moc"

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

    void fusedNormIsTheOperatorsOneByOne_data() {
        QTest::addColumn<int>("activation");
        QTest::addColumn<bool>("residual");
        QTest::addColumn<bool>("bf16");
        QTest::addColumn<int>("channels");
        const std::array<const char *, 4> names{"none", "relu", "relu6", "hardswish"};
        for (int activation = 0; activation < 4; ++activation)
            for (const bool bf16 : {false, true})
                for (const int channels : {3, 24, 300}) // fewer than a vector, some vectors, more than a block
                    QTest::addRow("%s %d %s", names[static_cast<std::size_t>(activation)], channels,
                                  bf16 ? "bf16" : "fp32")
                        << activation << false << bf16 << channels;
        QTest::newRow("none, shortcut") << 0 << true << false << 24;
        QTest::newRow("relu, shortcut") << 1 << true << false << 24;
        QTest::newRow("relu, shortcut, bf16") << 1 << true << true << 300;
    }
    void fusedNormIsTheOperatorsOneByOne() {
        QFETCH(int, activation);
        QFETCH(bool, residual);
        QFETCH(bool, bf16);
        QFETCH(int, channels);
        const auto kind = static_cast<Activation>(activation);
        at::manual_seed(5);
        const auto type = bf16 ? at::kBFloat16 : at::kFloat;
        // Far from zero, so that careless sums of squares would show.
        const at::Tensor x0 =
            (at::randn({5, channels, 7, 6}) * 2 + 50).to(type).contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor r0 = at::randn({5, channels, 7, 6}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor dy = at::randn({5, channels, 7, 6}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
        struct Outcome {
            at::Tensor y, dx, dw, db, dr, mean, variance;
        };
        auto compute = [&](bool fused) {
            Outcome o;
            at::Tensor x = x0.clone().set_requires_grad(true);
            at::Tensor r = r0.clone().set_requires_grad(true);
            at::Tensor w = at::linspace(0.5, 1.5, channels).set_requires_grad(true);
            at::Tensor b = at::linspace(-1, 1, channels).set_requires_grad(true);
            o.mean = at::zeros({channels});
            o.variance = at::ones({channels});
            if (fused) {
                o.y = fusedNorm(x, {w, b, o.mean, o.variance, 0.1, 1e-5}, kind, residual ? r : at::Tensor());
            } else { // in 32 bits, whatever the images' type: the reference
                at::Tensor z = at::batch_norm(x.to(at::kFloat), w, b, o.mean, o.variance, true, 0.1, 1e-5, false);
                if (residual)
                    z = z + r.to(at::kFloat);
                o.y = kind == Activation::Relu        ? at::relu(z)
                      : kind == Activation::Relu6     ? at::hardtanh(z, 0, 6)
                      : kind == Activation::HardSwish ? at::hardswish(z)
                                                      : z;
            }
            o.y.backward(dy.to(o.y.scalar_type()));
            o.dx = x.grad();
            o.dw = w.grad();
            o.db = b.grad();
            o.dr = residual ? r.grad() : at::zeros({1});
            return o;
        };
        QVERIFY(canFuseNorm(x0, residual ? r0 : at::Tensor(), kind));
        const Outcome mine = compute(true);
        const Outcome reference = compute(false);
        const double tolerance = bf16 ? 2e-2 : 1e-4;
        auto close = [&](const at::Tensor &a, const at::Tensor &b) {
            const at::Tensor x = a.detach().to(at::kFloat);
            const at::Tensor y = b.detach().to(at::kFloat);
            return ((x - y).abs().max() / y.abs().max().clamp_min(1e-6)).item<double>() < tolerance;
        };
        QVERIFY(mine.y.is_contiguous(at::MemoryFormat::ChannelsLast));
        QVERIFY(close(mine.y, reference.y));
        QVERIFY(close(mine.dx, reference.dx));
        QVERIFY(close(mine.dw, reference.dw));
        QVERIFY(close(mine.db, reference.db));
        QVERIFY(close(mine.dr, reference.dr));
        QVERIFY(close(mine.mean, reference.mean));
        QVERIFY(close(mine.variance, reference.variance));
    }

    void fusedNormDoesNotDependOnThreads() {
        const at::Tensor x = at::randn({8, 40, 16, 16}).contiguous(at::MemoryFormat::ChannelsLast);
        std::vector<at::Tensor> results;
        const int before = at::get_num_threads();
        for (const int threads : {1, 2, 3}) {
            at::set_num_threads(threads);
            const at::Tensor mean = at::zeros({40});
            results.push_back(
                fusedNorm(x, {at::ones({40}), at::zeros({40}), mean, at::ones({40}), 0.1, 1e-5}, Activation::Relu, {}));
            results.push_back(mean);
        }
        at::set_num_threads(before);
        for (std::size_t i = 2; i < results.size(); ++i)
            QVERIFY(at::equal(results[i], results[i % 2]));
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

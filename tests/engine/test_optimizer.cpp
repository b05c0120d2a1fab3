// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc cannot read the standard library's concepts
#include "core/engine/torch.h"

#include "core/engine/errors.h"
#include "core/engine/train/guard.h"
#include "core/engine/train/optimizer.h"
#endif

#include <QTest>
#include <cmath>
#include <limits>

using namespace trainyard;
using namespace trainyard::engine;
using namespace Qt::StringLiterals;

namespace {

/** A net of one layer, so that a step can be computed by hand. */
class OneLayer final : public Model {
public:
    OneLayer()
        : Model("one", 2)
        , m_layer(register_module("fc", std::make_shared<Linear>(3, 2))) {
        const at::NoGradGuard noGrad;
        m_layer->weight.copy_(at::arange(6, at::kFloat).view({2, 3}) * 0.1 - 0.2);
        m_layer->bias.fill_(0.05);
    }
    at::Tensor features(at::Tensor images) override { return images; }
    at::Tensor head(at::Tensor features) override { return m_layer->forward(std::move(features)); }
    [[nodiscard]] std::string_view headPrefix() const override { return "fc."; }
    [[nodiscard]] int stageOf(std::string_view) const override { return 0; }

private:
    std::shared_ptr<Linear> m_layer;
};

} // namespace

class TestOptimizer final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scheduleWarmsUpAndFalls() {
        Schedule schedule;
        schedule.base = 0.1;
        schedule.warmupSteps = 4;
        schedule.steps = 24;
        QCOMPARE(schedule.at(0), 0.1 / 5);
        QCOMPARE(schedule.at(3), 0.1 * 4 / 5);
        QCOMPARE(schedule.at(4), 0.1);
        QVERIFY(std::abs(schedule.at(14) - 0.05) < 1e-12);
        QVERIFY(schedule.at(23) > 0 && schedule.at(23) < 0.001);
        QVERIFY(schedule.at(24) < 1e-12);
        schedule.kind = ScheduleKind::Constant;
        QCOMPARE(schedule.at(20), 0.1);
    }

    void adamWIsTheFormula() {
        OneLayer model;
        TrainOptions options;
        options.weightDecay = 0.1;
        Optimizer optimizer(model, options);
        auto parameters = namedParameters(model);
        std::vector<double> value(6), m(6, 0), v(6, 0);
        double bias = parameters[1].second[0].item<double>(); // has no decay
        for (std::size_t i = 0; i < 6; ++i)
            value[i] = static_cast<double>(parameters[0].second.view({-1})[static_cast<std::int64_t>(i)].item<float>());
        for (int step = 1; step <= 5; ++step) {
            optimizer.forgetGradients();
            for (auto &[name, parameter] : parameters)
                parameter.mutable_grad() = at::ones_like(parameter).detach() * (0.5 * step);
            optimizer.step(0.01);
            const double g = 0.5 * step;
            for (std::size_t i = 0; i < 6; ++i) { // Loshchilov and Hutter, 2017, algorithm 2
                value[i] *= 1 - 0.01 * 0.1;
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                const double mHat = m[i] / (1 - std::pow(0.9, step));
                const double vHat = v[i] / (1 - std::pow(0.999, step));
                value[i] -= 0.01 * mHat / (std::sqrt(vHat) + 1e-8);
                if (i == 0)
                    bias -= 0.01 * mHat / (std::sqrt(vHat) + 1e-8);
            }
        }
        for (std::size_t i = 0; i < 6; ++i)
            QVERIFY(std::abs(value[i] -
                             static_cast<double>(
                                 parameters[0].second.view({-1})[static_cast<std::int64_t>(i)].item<float>())) < 1e-6);
        QVERIFY(std::abs(bias - parameters[1].second[0].item<double>()) < 1e-6);
    }

    void sgdHasNesterovMomentum() {
        OneLayer model;
        TrainOptions options;
        options.optimizer = OptimizerKind::Sgd;
        options.weightDecay = 0;
        Optimizer optimizer(model, options);
        auto parameters = namedParameters(model);
        double value = parameters[1].second[0].item<double>();
        double buffer = 0;
        for (int step = 0; step < 4; ++step) {
            for (auto &[name, parameter] : parameters)
                parameter.mutable_grad() = at::full_like(parameter, 0.3).detach();
            optimizer.step(0.1);
            buffer = step == 0 ? 0.3 : 0.9 * buffer + 0.3;
            value -= 0.1 * (0.3 + 0.9 * buffer);
        }
        QVERIFY(std::abs(value - parameters[1].second[0].item<double>()) < 1e-6);
    }

    void frozenBackboneIsNotTrained() {
        const ModelPtr model = *createModel("mobilenet_v3_small", 3);
        TrainOptions options;
        options.backboneFactor = 0;
        const Optimizer optimizer(*model, options);
        QCOMPARE(optimizer.trained().size(), std::size_t(2));
    }

    /** Frozen stages keep weights and statistics through a step; what comes after them changes. */
    void frozenStagesStayAsTheyAre_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("frozen"); // the last of stage 1
        QTest::addColumn<QString>("trained"); // the first of stage 2
        QTest::newRow("resnet18") << u"resnet18"_s << u"layer1.1.bn2"_s << u"layer2.0.bn1"_s;
        QTest::newRow("mobilenet_v2") << u"mobilenet_v2"_s << u"features.3.conv.3"_s << u"features.4.conv.0.1"_s;
        QTest::newRow("mobilenet_v3_small") << u"mobilenet_v3_small"_s << u"features.1.block.2.1"_s << u"features.2.block.0.1"_s;
    }
    void frozenStagesStayAsTheyAre() {
        QFETCH(QString, name);
        QFETCH(QString, frozen);
        QFETCH(QString, trained);
        at::manual_seed(1);
        const ModelPtr model = *createModel(name.toStdString(), 3);
        TrainOptions options;
        options.frozenStages = 2;
        options.learningRate = 0.1;
        Optimizer optimizer(*model, options);
        setTrainingMode(*model, options);
        const auto copyOf = [&](const QString &module) {
            std::vector<at::Tensor> tensors;
            for (const NamedTensors &all : {namedParameters(*model), namedBuffers(*model)})
                for (const auto &[key, tensor] : all)
                    if (key.starts_with(module.toStdString() + '.'))
                        tensors.push_back(tensor.detach().clone());
            return tensors;
        };
        const auto before = copyOf(frozen), beforeTrained = copyOf(trained);
        QCOMPARE(before.size(), std::size_t(5)); // weight, bias, mean, variance, count
        QCOMPARE(beforeTrained.size(), std::size_t(5));
        const at::Tensor logits = model->forward(at::rand({4, 3, 64, 64}));
        at::cross_entropy_loss(logits, at::tensor({0, 1, 2, 0}, at::kLong)).backward();
        optimizer.step(0.1);
        const auto after = copyOf(frozen), afterTrained = copyOf(trained);
        for (std::size_t i = 0; i < before.size(); ++i) {
            QVERIFY(at::equal(before[i], after[i]));
            QVERIFY(!at::equal(beforeTrained[i], afterTrained[i]));
        }
        for (const auto &[key, parameter] : optimizer.trained())
            QVERIFY2(parameter.grad().defined(), key.c_str());
    }

    void clippingScalesToTheLimit() {
        OneLayer model;
        TrainOptions options;
        const Optimizer optimizer(model, options);
        for (auto &[name, parameter] : namedParameters(model))
            parameter.mutable_grad() = at::full_like(parameter, 2.0).detach();
        const double norm = clipGradients(optimizer.trained(), 1.0);
        QVERIFY(std::abs(norm - std::sqrt(8 * 4.0)) < 1e-5);
        QVERIFY(std::abs(clipGradients(optimizer.trained(), 0) - 1.0) < 1e-5);
    }

    void averageFollowsAndSwaps() {
        OneLayer model;
        Ema ema(model, 0.5);
        auto weight = namedParameters(model)[0].second;
        const at::Tensor first = weight.detach().clone();
        {
            const at::NoGradGuard noGrad;
            weight.add_(1.0);
        }
        ema.update(); // warm-up: decay 2/11
        ema.swap();
        QVERIFY(at::allclose(weight, first + 9.0 / 11.0, 1e-5, 1e-6));
        ema.swap();
        QVERIFY(at::allclose(weight, first + 1.0, 1e-5, 1e-6));
    }

    void notFiniteIsNamed() {
        OneLayer model;
        const at::Tensor images = at::ones({2, 3});
        auto named = namedParameters(model);
        {
            const at::NoGradGuard noGrad;
            named[1].second[0] = std::numeric_limits<float>::quiet_NaN();
        }
        const Error error = explainNotFinite(model, images, named, 7, 0.1);
        QVERIFY(error.is(kNotFinite));
        QCOMPARE(error.argument("tensor"), std::string_view("fc.bias"));
        QCOMPARE(error.argument("step"), std::string_view("7"));
        {
            const at::NoGradGuard noGrad;
            named[1].second[0] = 0.0;
        }
        const Error input = explainNotFinite(model, images / 0.0, named, 7, 0.1);
        QCOMPARE(input.argument("tensor"), std::string_view("images"));
    }
};

QTEST_GUILESS_MAIN(TestOptimizer)
#include "test_optimizer.moc"

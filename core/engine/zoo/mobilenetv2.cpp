// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/zoo/initialise.h"

namespace trainyard::engine {

namespace {

constexpr double kEps = 1e-5;
constexpr double kMomentum = 0.1;
constexpr double kDropout = 0.2;

/** Expand, depthwise, project (Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", 2018). */
class InvertedResidual final : public Layer {
public:
    InvertedResidual(std::int64_t in, std::int64_t out, std::int64_t stride, std::int64_t expand)
        : m_shortcut(stride == 1 && in == out)
        , m_chain(std::make_shared<Chain>()) {
        const std::int64_t hidden = in * expand;
        if (expand != 1)
            m_chain->add(std::make_shared<ConvNorm>(ConvShape{in, hidden}, kEps, kMomentum, Activation::Relu6));
        m_chain->add(std::make_shared<ConvNorm>(ConvShape{hidden, hidden, 3, stride, 1, hidden}, kEps, kMomentum,
                                                Activation::Relu6));
        m_chain->add(std::make_shared<Conv2d>(ConvShape{hidden, out}));
        m_norm = std::make_shared<BatchNorm2d>(out, kEps, kMomentum);
        m_chain->add(m_norm);
        register_module("conv", m_chain);
    }

    at::Tensor forward(at::Tensor input) override {
        at::Tensor result = m_chain->forwardBut(1, input);
        return m_norm->forward(std::move(result), Activation::None, m_shortcut ? input : at::Tensor());
    }

private:
    bool m_shortcut;
    std::shared_ptr<Chain> m_chain;
    std::shared_ptr<BatchNorm2d> m_norm; ///< the last of the chain
};

class MobileNetV2 final : public Model {
public:
    explicit MobileNetV2(std::int64_t outputs)
        : Model("mobilenet_v2", outputs)
        , m_features(std::make_shared<Chain>())
        , m_linear(std::make_shared<Linear>(1280, outputs)) {
        struct Stage {
            std::int64_t expand, channels, repeats, stride;
        };
        constexpr std::array<Stage, 7> stages{{{1, 16, 1, 1},
                                               {6, 24, 2, 2},
                                               {6, 32, 3, 2},
                                               {6, 64, 4, 2},
                                               {6, 96, 3, 1},
                                               {6, 160, 3, 2},
                                               {6, 320, 1, 1}}};
        m_features->add(std::make_shared<ConvNorm>(ConvShape{3, 32, 3, 2, 1}, kEps, kMomentum, Activation::Relu6));
        std::int64_t in = 32;
        for (const Stage &stage : stages)
            for (std::int64_t i = 0; i < stage.repeats; ++i) {
                m_features->add(
                    std::make_shared<InvertedResidual>(in, stage.channels, i == 0 ? stage.stride : 1, stage.expand));
                in = stage.channels;
            }
        m_features->add(std::make_shared<ConvNorm>(ConvShape{in, 1280}, kEps, kMomentum, Activation::Relu6));
        register_module("features", m_features);
        auto classifier = std::make_shared<Chain>();
        classifier->add(1, m_linear);
        register_module("classifier", classifier);
        initialiseConvolutions(*this);
        initialiseLinearNormal(*m_linear, 0.01);
    }

    at::Tensor features(at::Tensor images) override {
        return at::flatten(at::adaptive_avg_pool2d(m_features->forward(std::move(images)), {1, 1}), 1);
    }
    at::Tensor head(at::Tensor features) override {
        if (is_training())
            features = at::dropout(features, kDropout, true);
        return m_linear->forward(std::move(features));
    }
    [[nodiscard]] std::string_view headPrefix() const override { return "classifier.1."; }
    [[nodiscard]] int stageOf(std::string_view name) const override { return stageInChain(name, {2, 4, 7, 14}); }

private:
    std::shared_ptr<Chain> m_features;
    std::shared_ptr<Linear> m_linear;
};

} // namespace

ModelPtr makeMobileNetV2(std::int64_t classes) {
    return std::make_shared<MobileNetV2>(classes);
}

} // namespace trainyard::engine

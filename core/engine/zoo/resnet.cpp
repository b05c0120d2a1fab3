// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/zoo/initialise.h"

namespace trainyard::engine {

namespace {

constexpr double kEps = 1e-5;
constexpr double kMomentum = 0.1;

/** Two 3x3 convolutions and a shortcut (He et al., "Deep residual learning for image recognition", 2015). */
class BasicBlock final : public Layer {
public:
    BasicBlock(std::int64_t in, std::int64_t out, std::int64_t stride)
        : m_conv1(std::make_shared<Conv2d>(ConvShape{in, out, 3, stride, 1}))
        , m_norm1(std::make_shared<BatchNorm2d>(out, kEps, kMomentum))
        , m_conv2(std::make_shared<Conv2d>(ConvShape{out, out, 3, 1, 1}))
        , m_norm2(std::make_shared<BatchNorm2d>(out, kEps, kMomentum)) {
        register_module("conv1", m_conv1);
        register_module("bn1", m_norm1);
        register_module("conv2", m_conv2);
        register_module("bn2", m_norm2);
        if (stride != 1 || in != out) {
            m_downsample = std::make_shared<ConvNorm>(ConvShape{in, out, 1, stride}, kEps, kMomentum, Activation::None);
            register_module("downsample", m_downsample);
        }
    }

    at::Tensor forward(at::Tensor input) override {
        at::Tensor result = m_norm1->forward(m_conv1->forward(input), Activation::Relu);
        result = m_conv2->forward(std::move(result));
        const at::Tensor shortcut = m_downsample ? m_downsample->forward(std::move(input)) : std::move(input);
        return m_norm2->forward(std::move(result), Activation::Relu, shortcut);
    }

private:
    std::shared_ptr<Conv2d> m_conv1;
    std::shared_ptr<BatchNorm2d> m_norm1;
    std::shared_ptr<Conv2d> m_conv2;
    std::shared_ptr<BatchNorm2d> m_norm2;
    std::shared_ptr<ConvNorm> m_downsample;
};

class ResNet18 final : public Model {
public:
    explicit ResNet18(std::int64_t outputs)
        : Model("resnet18", outputs) {
        m_conv = register_module("conv1", std::make_shared<Conv2d>(ConvShape{3, 64, 7, 2, 3}));
        m_norm = register_module("bn1", std::make_shared<BatchNorm2d>(64, kEps, kMomentum));
        std::int64_t in = 64;
        for (std::int64_t stage = 0; stage < 4; ++stage) {
            const std::int64_t out = std::int64_t(64) << stage;
            auto chain = std::make_shared<Chain>();
            chain->add(std::make_shared<BasicBlock>(in, out, stage == 0 ? 1 : 2));
            chain->add(std::make_shared<BasicBlock>(out, out, 1));
            m_stages.push_back(register_module("layer" + std::to_string(stage + 1), chain));
            in = out;
        }
        m_head = register_module("fc", std::make_shared<Linear>(in, outputs));
        initialiseConvolutions(*this);
        initialiseLinearUniform(*m_head);
    }

    at::Tensor features(at::Tensor images) override {
        at::Tensor x = m_norm->forward(m_conv->forward(std::move(images)), Activation::Relu);
        x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
        for (const auto &stage : m_stages)
            x = stage->forward(std::move(x));
        return at::flatten(at::adaptive_avg_pool2d(x, {1, 1}), 1);
    }
    at::Tensor head(at::Tensor features) override { return m_head->forward(std::move(features)); }
    [[nodiscard]] std::string_view headPrefix() const override { return "fc."; }
    [[nodiscard]] int stageOf(std::string_view name) const override {
        return name.starts_with("layer") ? name[5] - '0' : 0;
    }

private:
    std::shared_ptr<Conv2d> m_conv;
    std::shared_ptr<BatchNorm2d> m_norm;
    std::vector<std::shared_ptr<Chain>> m_stages;
    std::shared_ptr<Linear> m_head;
};

} // namespace

ModelPtr makeResNet18(std::int64_t classes) {
    return std::make_shared<ResNet18>(classes);
}

} // namespace trainyard::engine

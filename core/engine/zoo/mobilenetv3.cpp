// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/zoo/initialise.h"

namespace trainyard::engine {

namespace {

constexpr double kEps = 1e-3;
constexpr double kMomentum = 0.01;
constexpr double kDropout = 0.2;

class SqueezeExcite final : public Layer {
public:
    SqueezeExcite(std::int64_t channels, std::int64_t squeezed)
        : m_reduce(std::make_shared<Conv2d>(ConvShape{channels, squeezed, 1, 1, 0, 1, true}))
        , m_expand(std::make_shared<Conv2d>(ConvShape{squeezed, channels, 1, 1, 0, 1, true})) {
        register_module("fc1", m_reduce);
        register_module("fc2", m_expand);
    }
    at::Tensor forward(at::Tensor input) override {
        at::Tensor scale = at::adaptive_avg_pool2d(input, {1, 1});
        scale = m_expand->forward(at::relu(m_reduce->forward(std::move(scale))));
        return at::mul(at::hardsigmoid(scale), input);
    }

private:
    std::shared_ptr<Conv2d> m_reduce;
    std::shared_ptr<Conv2d> m_expand;
};

struct BlockShape {
    std::int64_t in, kernel, expanded, out;
    bool squeeze;
    Activation activation;
    std::int64_t stride;
};

class InvertedResidual final : public Layer {
public:
    explicit InvertedResidual(const BlockShape &shape)
        : m_shortcut(shape.stride == 1 && shape.in == shape.out)
        , m_chain(std::make_shared<Chain>()) {
        if (shape.expanded != shape.in)
            m_chain->add(
                std::make_shared<ConvNorm>(ConvShape{shape.in, shape.expanded}, kEps, kMomentum, shape.activation));
        m_chain->add(std::make_shared<ConvNorm>(ConvShape{shape.expanded, shape.expanded, shape.kernel, shape.stride,
                                                          (shape.kernel - 1) / 2, shape.expanded},
                                                kEps, kMomentum, shape.activation));
        if (shape.squeeze)
            m_chain->add(std::make_shared<SqueezeExcite>(shape.expanded,
                                                         makeDivisible(static_cast<double>(shape.expanded / 4), 8)));
        m_project = std::make_shared<ConvNorm>(ConvShape{shape.expanded, shape.out}, kEps, kMomentum, Activation::None);
        m_chain->add(m_project);
        register_module("block", m_chain);
    }
    at::Tensor forward(at::Tensor input) override {
        at::Tensor result = m_chain->forwardBut(1, input);
        return m_project->forward(std::move(result), m_shortcut ? input : at::Tensor());
    }

private:
    bool m_shortcut;
    std::shared_ptr<Chain> m_chain;
    std::shared_ptr<ConvNorm> m_project; ///< the last of the chain
};

/** Howard et al., "Searching for MobileNetV3", 2019: the small net. */
class MobileNetV3Small final : public Model {
public:
    explicit MobileNetV3Small(std::int64_t outputs)
        : Model("mobilenet_v3_small", outputs)
        , m_features(std::make_shared<Chain>())
        , m_hidden(std::make_shared<Linear>(576, 1024))
        , m_linear(std::make_shared<Linear>(1024, outputs)) {
        constexpr auto relu = Activation::Relu;
        constexpr auto swish = Activation::HardSwish;
        constexpr std::array<BlockShape, 11> blocks{{{16, 3, 16, 16, true, relu, 2},
                                                     {16, 3, 72, 24, false, relu, 2},
                                                     {24, 3, 88, 24, false, relu, 1},
                                                     {24, 5, 96, 40, true, swish, 2},
                                                     {40, 5, 240, 40, true, swish, 1},
                                                     {40, 5, 240, 40, true, swish, 1},
                                                     {40, 5, 120, 48, true, swish, 1},
                                                     {48, 5, 144, 48, true, swish, 1},
                                                     {48, 5, 288, 96, true, swish, 2},
                                                     {96, 5, 576, 96, true, swish, 1},
                                                     {96, 5, 576, 96, true, swish, 1}}};
        m_features->add(std::make_shared<ConvNorm>(ConvShape{3, 16, 3, 2, 1}, kEps, kMomentum, swish));
        for (const BlockShape &block : blocks)
            m_features->add(std::make_shared<InvertedResidual>(block));
        m_features->add(std::make_shared<ConvNorm>(ConvShape{96, 576}, kEps, kMomentum, swish));
        register_module("features", m_features);
        auto classifier = std::make_shared<Chain>();
        classifier->add(0, m_hidden);
        classifier->add(3, m_linear);
        register_module("classifier", classifier);
        initialiseConvolutions(*this);
        initialiseLinearNormal(*m_hidden, 0.01);
        initialiseLinearNormal(*m_linear, 0.01);
    }

    at::Tensor features(at::Tensor images) override {
        return at::flatten(at::adaptive_avg_pool2d(m_features->forward(std::move(images)), {1, 1}), 1);
    }
    at::Tensor head(at::Tensor features) override {
        at::Tensor x = at::hardswish(m_hidden->forward(std::move(features)));
        if (is_training())
            x = at::dropout(x, kDropout, true);
        return m_linear->forward(std::move(x));
    }
    [[nodiscard]] std::string_view headPrefix() const override { return "classifier.3."; }
    [[nodiscard]] int stageOf(std::string_view name) const override { return stageInChain(name, {1, 2, 4, 9}); }

private:
    std::shared_ptr<Chain> m_features;
    std::shared_ptr<Linear> m_hidden;
    std::shared_ptr<Linear> m_linear;
};

} // namespace

ModelPtr makeMobileNetV3Small(std::int64_t classes) {
    return std::make_shared<MobileNetV3Small>(classes);
}

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/engine/zoo/layers.h"

#include <array>
#include <string_view>

namespace trainyard::engine {

/** A classification network: normalised float images, N x 3 x H x W, to N x classes logits. */
class Model : public torch::nn::Module {
public:
    /** Everything before the head; N x features. */
    virtual at::Tensor features(at::Tensor images) = 0;
    virtual at::Tensor head(at::Tensor features) = 0;
    at::Tensor forward(at::Tensor images) { return head(features(std::move(images))); }

    /** Names of what depends on the number of classes start with this. */
    [[nodiscard]] virtual std::string_view headPrefix() const = 0;
    /**
     * The stage of a parameter or module before the head, by the size of what its block gives: 0 half of the image's, 1 a
     * quarter, to 4, a thirty-second.
     */
    [[nodiscard]] virtual int stageOf(std::string_view name) const = 0;
    [[nodiscard]] const std::string &architecture() const { return m_architecture; }
    [[nodiscard]] std::int64_t classes() const { return m_classes; }

protected:
    Model(std::string architecture, std::int64_t classes)
        : m_architecture(std::move(architecture))
        , m_classes(classes) {}

private:
    std::string m_architecture;
    std::int64_t m_classes;
};
using ModelPtr = std::shared_ptr<Model>;

/** "resnet18", "mobilenet_v2", "mobilenet_v3_small". */
const std::vector<std::string> &architectures();

/**
 * A network with torchvision's module names and initialisation, drawn from LibTorch's CPU generator (seed it first).
 * kUnknownArchitecture.
 */
Result<ModelPtr> createModel(std::string_view architecture, std::int64_t classes);

/**
 * Whether a CPU with bf16 instructions trains it more quickly in bf16. MobileNetV3-small does not gain: LibTorch's
 * gradient of the weights of its 5x5 depthwise convolutions is five times slower in bf16 than in fp32.
 */
bool gainsFromBf16(std::string_view architecture);

/** For networks that are one chain, "features.N...": `firsts` are the blocks with which the stages 1 to 4 begin. */
int stageInChain(std::string_view name, const std::array<int, 4> &firsts);

ModelPtr makeResNet18(std::int64_t classes);
ModelPtr makeMobileNetV2(std::int64_t classes);
ModelPtr makeMobileNetV3Small(std::int64_t classes);

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;
/** Parameters in torchvision's order. */
NamedTensors namedParameters(const Model &model);
NamedTensors namedBuffers(const Model &model);

/** The batch norms of a model, by name. */
std::vector<std::pair<std::string, BatchNorm2d *>> batchNorms(Model &model);

/** Puts 4-D parameters into NHWC memory order: what the convolutions of a CPU and of a GPU like best. */
void toChannelsLast(Model &model);

} // namespace trainyard::engine

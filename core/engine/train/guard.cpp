// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/guard.h"

#include "core/engine/errors.h"

#include <cstdio>

namespace trainyard::engine {

namespace {

bool isFinite(const at::Tensor &tensor) {
    return !tensor.is_floating_point() || at::isfinite(tensor).all().item<bool>();
}

std::string shortNumber(double value) {
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%g", value);
    return text.data();
}

} // namespace

std::optional<std::string> firstNotFinite(const NamedTensors &tensors) {
    for (const auto &[name, tensor] : tensors)
        if (tensor.defined() && !isFinite(tensor))
            return name;
    return std::nullopt;
}

Error explainNotFinite(Model &model, const at::Tensor &images, const NamedTensors &trained, std::int64_t step,
                       double learningRate) {
    const at::NoGradGuard noGrad;
    auto error = [&](std::string tensor, std::string what) {
        return Error(kNotFinite, {{"tensor", std::move(tensor)},
                                  {"what", std::move(what)},
                                  {"step", std::to_string(step)},
                                  {"learning_rate", shortNumber(learningRate)}});
    };
    if (!isFinite(images))
        return error("images", "input");
    if (const auto name = firstNotFinite(namedParameters(model)))
        return error(*name, "weight");
    if (const auto name = firstNotFinite(namedBuffers(model)))
        return error(*name, "statistic");
    NamedTensors gradients;
    for (const auto &[name, parameter] : trained)
        if (parameter.grad().defined())
            gradients.emplace_back(name, parameter.grad());
    const bool training = model.is_training();
    model.eval();
    const at::Tensor logits = model.forward(images);
    model.train(training);
    if (!isFinite(logits))
        return error("logits", "output");
    // Backwards through the net: the last layer's gradient is made first, so the last bad one of the list is the cause.
    for (auto it = gradients.rbegin(); it != gradients.rend(); ++it)
        if (!isFinite(it->second))
            return error(it->first, "gradient");
    return error("loss", "loss");
}

} // namespace trainyard::engine

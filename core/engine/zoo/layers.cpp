// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/zoo/layers.h"

#include "core/engine/kernels/convkernels.h"
#include "core/engine/kernels/depthwise.h"
#include "core/engine/kernels/patchconv.h"
#include "core/engine/kernels/trainingconv.h"

#include <ATen/record_function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <cmath>

namespace trainyard::engine {

Conv2d::Conv2d(const ConvShape &shape)
    : m_shape(shape) {
    weight = register_parameter("weight", at::empty({shape.out, shape.in / shape.groups, shape.kernel, shape.kernel}));
    if (shape.bias)
        bias = register_parameter("bias", at::zeros({shape.out}));
}

at::Tensor Conv2d::forward(at::Tensor input) {
    if (is_training() && !bias.defined()) {
        const auto &[in, out, kernel, step, pad, groups, withBias] = m_shape;
        if (convKernelsAreQuicker() && canConvolveForTraining(input, weight, step, pad, groups))
            return trainingConvolution(input, weight, step);
        if (canConvolveByPatches(input, weight, step, pad, groups))
            return patchConvolution(input, weight, step);
        if (isStridedDepthwise(input, weight, step, groups))
            return stridedDepthwise(input, weight, step, pad);
    }
    const std::array<std::int64_t, 2> stride{m_shape.stride, m_shape.stride};
    const std::array<std::int64_t, 2> padding{m_shape.padding, m_shape.padding};
    const std::array<std::int64_t, 2> dilation{1, 1};
    return at::conv2d(input, weight, bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt, stride, padding,
                      dilation, m_shape.groups);
}

BatchNorm2d::BatchNorm2d(std::int64_t channels, double eps, double momentum)
    : m_eps(eps)
    , m_momentum(momentum) {
    weight = register_parameter("weight", at::ones({channels}));
    bias = register_parameter("bias", at::zeros({channels}));
    runningMean = register_buffer("running_mean", at::zeros({channels}));
    runningVariance = register_buffer("running_var", at::ones({channels}));
    batchesTracked = register_buffer("num_batches_tracked", at::zeros({}, at::kLong));
}

at::Tensor BatchNorm2d::forward(at::Tensor input, Activation activation, const at::Tensor &residual) {
    if (m_collecting) {
        const at::Tensor values = input.to(at::kDouble);
        m_sum.add_(values.sum({0, 2, 3}));
        m_squares.add_(values.square().sum({0, 2, 3}));
        m_count += input.numel() / input.size(1);
    }
    if (is_training())
        batchesTracked.add_(1);
    const NormState state{weight, bias, runningMean, runningVariance, m_momentum, m_eps};
    if (is_training() && canFuseNorm(input, residual, activation))
        return fusedNorm(input, state, activation, residual);
    // The recorder of the export listens by such a callback, and must see the operators.
    if (!is_training() && !torch::autograd::compute_requires_grad(input, weight, bias, residual) &&
        !at::hasThreadLocalCallbacks() && canFuseNorm(input, residual, activation))
        return evaluatedNorm(std::move(input), state, activation, residual);
    at::Tensor result =
        at::batch_norm(input, weight, bias, runningMean, runningVariance, is_training(), m_momentum, m_eps, true);
    if (residual.defined())
        result.add_(residual);
    return activate(std::move(result), activation);
}

bool BatchNorm2d::looksFolded() const {
    const at::NoGradGuard noGrad;
    return runningMean.abs().max().item<float>() == 0.0F &&
           (runningVariance - (1.0 - m_eps)).abs().max().item<float>() < 1e-3F &&
           (weight - 1.0).abs().max().item<float>() < 1e-3F;
}

void BatchNorm2d::startCollecting() {
    m_collecting = true;
    m_sum = at::zeros({runningMean.size(0)}, at::kDouble);
    m_squares = at::zeros_like(m_sum);
    m_count = 0;
}

void BatchNorm2d::unfold() {
    m_collecting = false;
    if (m_count == 0)
        return;
    const at::NoGradGuard noGrad;
    const at::Tensor mean = m_sum / static_cast<double>(m_count);
    const at::Tensor variance = (m_squares / static_cast<double>(m_count) - mean.square()).clamp_min(1e-8);
    // Old: scale * x + shift. New: (x - mean) / sqrt(variance + eps) * weight + bias, the same function of x.
    const at::Tensor scale = weight.to(at::kDouble) / (runningVariance.to(at::kDouble) + m_eps).sqrt();
    const at::Tensor shift = bias.to(at::kDouble) - runningMean.to(at::kDouble) * scale;
    weight.copy_(scale * (variance + m_eps).sqrt());
    bias.copy_(shift + mean * scale);
    runningMean.copy_(mean);
    runningVariance.copy_(variance);
}

Linear::Linear(std::int64_t in, std::int64_t out) {
    weight = register_parameter("weight", at::empty({out, in}));
    bias = register_parameter("bias", at::zeros({out}));
}

at::Tensor Linear::forward(at::Tensor input) {
    return at::linear(input, weight, bias);
}

at::Tensor activate(at::Tensor input, Activation activation) {
    // In place: what comes in is always the output of a batch norm or an addition, and neither needs it for its
    // gradient. Hard-swish needs its input for its own.
    switch (activation) {
    case Activation::None:
        return input;
    case Activation::Relu:
        return at::relu_(input);
    case Activation::Relu6:
        return at::hardtanh_(input, 0, 6);
    case Activation::HardSwish:
        return at::hardswish(input);
    }
    return input;
}

void Chain::add(std::size_t index, LayerPtr layer) {
    register_module(std::to_string(index), layer);
    m_layers.push_back(std::move(layer));
}

at::Tensor Chain::forward(at::Tensor input) {
    return forwardBut(0, std::move(input));
}

at::Tensor Chain::forwardBut(std::size_t count, at::Tensor input) {
    for (std::size_t i = 0; i + count < m_layers.size(); ++i)
        input = m_layers[i]->forward(std::move(input));
    return input;
}

ConvNorm::ConvNorm(const ConvShape &shape, double eps, double momentum, Activation activation)
    : m_conv(std::make_shared<Conv2d>(shape))
    , m_norm(std::make_shared<BatchNorm2d>(shape.out, eps, momentum))
    , m_activation(activation) {
    register_module("0", m_conv);
    register_module("1", m_norm);
}

at::Tensor ConvNorm::forward(at::Tensor input, const at::Tensor &residual) {
    return m_norm->forward(m_conv->forward(std::move(input)), m_activation, residual);
}

std::int64_t makeDivisible(double value, std::int64_t divisor) {
    const auto d = static_cast<double>(divisor);
    auto rounded = std::max(divisor, static_cast<std::int64_t>((value + d / 2) / d) * divisor);
    if (static_cast<double>(rounded) < 0.9 * value)
        rounded += divisor;
    return rounded;
}

} // namespace trainyard::engine

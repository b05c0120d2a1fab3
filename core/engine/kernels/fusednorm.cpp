// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/kernels/fusednorm.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>

namespace trainyard::engine {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kParts = 16;

NormType typeOf(const at::Tensor &tensor) {
    return tensor.scalar_type() == at::kFloat ? NormType::Float : NormType::BFloat16;
}
NormKernels::Shape shapeOf(const at::Tensor &tensor) {
    return {tensor.numel() / tensor.size(1), tensor.size(1)};
}

/** Calls body(first row, rows, part) for kParts equal parts, on LibTorch's threads. */
template <class Body> void forParts(std::int64_t rows, const Body &body) {
    const std::int64_t each = (rows + kParts - 1) / kParts;
    at::parallel_for(0, kParts, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t part = begin; part < end; ++part) {
            const std::int64_t first = part * each;
            if (first < rows)
                body(first, std::min(each, rows - first), part);
        }
    });
}

const std::uint8_t *at_(const at::Tensor &tensor, std::int64_t row) {
    return static_cast<const std::uint8_t *>(tensor.const_data_ptr()) +
           row * tensor.size(1) * static_cast<std::int64_t>(tensor.element_size());
}
std::uint8_t *at_(at::Tensor &tensor, std::int64_t row) {
    return static_cast<std::uint8_t *>(tensor.mutable_data_ptr()) +
           row * tensor.size(1) * static_cast<std::int64_t>(tensor.element_size());
}

/** Two rows of doubles a part, added up in the order of the parts. */
class PartSums final {
public:
    explicit PartSums(std::int64_t channels)
        : m_channels(static_cast<std::size_t>(channels))
        , m_values(static_cast<std::size_t>(kParts) * 2 * m_channels, 0.0) {}
    double *first(std::int64_t part) { return m_values.data() + static_cast<std::size_t>(part) * 2 * m_channels; }
    double *second(std::int64_t part) { return first(part) + m_channels; }
    void add() {
        for (std::size_t part = 1; part < static_cast<std::size_t>(kParts); ++part)
            for (std::size_t i = 0; i < 2 * m_channels; ++i)
                m_values[i] += m_values[part * 2 * m_channels + i];
    }

private:
    std::size_t m_channels;
    std::vector<double> m_values;
};

class FusedNorm final : public torch::autograd::Function<FusedNorm> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                              const at::Tensor &bias, const std::optional<at::Tensor> &shortcut, const NormState &state,
                              Activation activation) {
        const at::Tensor residual = shortcut.value_or(at::Tensor());
        const NormKernels &kernels = normKernels();
        const NormKernels::Shape shape = shapeOf(input);
        const NormType type = typeOf(input);
        const std::int64_t channels = shape.channels;
        const auto count = static_cast<double>(shape.rows);

        // Sums about the first value of each channel: the squares of what lies far from zero would cancel.
        const at::Tensor offset = input.detach().select(0, 0).select(1, 0).select(1, 0).to(at::kFloat).contiguous();
        PartSums sums(channels);
        forParts(shape.rows, [&](std::int64_t first, std::int64_t rows, std::int64_t part) {
            kernels.statistics(type, {rows, channels}, at_(input, first), offset.const_data_ptr<float>(),
                               sums.first(part), sums.second(part));
        });
        sums.add();

        const at::Tensor table = at::empty({4, channels}, at::kFloat); // mean, 1 / deviation, scale, shift
        float *mean = table.mutable_data_ptr<float>();
        float *inverse = mean + channels;
        float *scale = inverse + channels;
        float *shift = scale + channels;
        float *runningMean = state.runningMean.mutable_data_ptr<float>();
        float *runningVariance = state.runningVariance.mutable_data_ptr<float>();
        const float *w = weight.const_data_ptr<float>();
        const float *b = bias.const_data_ptr<float>();
        for (std::int64_t c = 0; c < channels; ++c) {
            const double shiftedMean = sums.first(0)[c] / count;
            const double variance = std::max(0.0, sums.second(0)[c] / count - shiftedMean * shiftedMean);
            const double m = shiftedMean + static_cast<double>(offset.const_data_ptr<float>()[c]);
            const double inv = 1.0 / std::sqrt(variance + state.eps);
            mean[c] = static_cast<float>(m);
            inverse[c] = static_cast<float>(inv);
            scale[c] = static_cast<float>(static_cast<double>(w[c]) * inv);
            shift[c] = static_cast<float>(static_cast<double>(b[c]) - m * static_cast<double>(w[c]) * inv);
            const double unbiased = count > 1 ? variance * count / (count - 1) : variance;
            runningMean[c] += static_cast<float>(state.momentum * (m - static_cast<double>(runningMean[c])));
            runningVariance[c] +=
                static_cast<float>(state.momentum * (unbiased - static_cast<double>(runningVariance[c])));
        }

        at::Tensor output = at::empty_like(input);
        forParts(shape.rows, [&](std::int64_t first, std::int64_t rows, std::int64_t) {
            kernels.forward(type, activation, {rows, channels}, at_(input, first),
                            residual.defined() ? at_(residual, first) : nullptr, scale, shift, at_(output, first));
        });
        const bool needsOutput = residual.defined() && activation != Activation::None;
        context->save_for_backward({input, weight, table, needsOutput ? output : at::Tensor()});
        context->saved_data["activation"] = static_cast<std::int64_t>(activation);
        context->saved_data["residual"] = residual.defined();
        return output;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &input = saved[0];
        const at::Tensor &weight = saved[1];
        const at::Tensor &table = saved[2];
        const at::Tensor &output = saved[3];
        const auto activation = static_cast<Activation>(context->saved_data["activation"].toInt());
        const bool hasResidual = context->saved_data["residual"].toBool();
        const at::Tensor gradient = gradients[0].to(input.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);

        const NormKernels &kernels = normKernels();
        const NormKernels::Shape shape = shapeOf(input);
        const NormType type = typeOf(input);
        const std::int64_t channels = shape.channels;
        const auto count = static_cast<double>(shape.rows);
        const float *mean = table.const_data_ptr<float>();
        const float *inverse = mean + channels;
        const float *scale = inverse + channels;
        const float *shift = scale + channels;
        auto outputAt = [&](std::int64_t row) { return output.defined() ? at_(output, row) : nullptr; };

        PartSums sums(channels);
        forParts(shape.rows, [&](std::int64_t first, std::int64_t rows, std::int64_t part) {
            kernels.reduce(type, activation, {rows, channels}, at_(input, first), outputAt(first), at_(gradient, first),
                           scale, shift, mean, sums.first(part), sums.second(part));
        });
        sums.add();

        at::Tensor weightGradient = at::empty_like(weight);
        at::Tensor biasGradient = at::empty_like(weight);
        std::vector<float> factors(static_cast<std::size_t>(3 * channels));
        float *a = factors.data();
        float *b = a + channels;
        float *constant = b + channels;
        for (std::int64_t c = 0; c < channels; ++c) {
            const double sumG = sums.first(0)[c];
            const double inv = static_cast<double>(inverse[c]);
            const double sumGx = sums.second(0)[c] * inv; // of g times the normalised value
            weightGradient.mutable_data_ptr<float>()[c] = static_cast<float>(sumGx);
            biasGradient.mutable_data_ptr<float>()[c] = static_cast<float>(sumG);
            // dx = scale * (g - mean(g) - x' * mean(g x')), x' = (x - mean) * inverse
            const double s = static_cast<double>(scale[c]);
            const double slopeOfX = -s * inv * sumGx / count;
            a[c] = scale[c];
            b[c] = static_cast<float>(slopeOfX);
            constant[c] = static_cast<float>(-s * sumG / count - slopeOfX * static_cast<double>(mean[c]));
        }
        at::Tensor inputGradient = at::empty_like(input);
        at::Tensor residualGradient;
        const bool writesResidual = hasResidual && activation != Activation::None;
        if (writesResidual)
            residualGradient = at::empty_like(input);
        else if (hasResidual)
            residualGradient = gradient;
        forParts(shape.rows, [&](std::int64_t first, std::int64_t rows, std::int64_t) {
            kernels.backward(type, activation, {rows, channels}, at_(input, first), outputAt(first),
                             at_(gradient, first), scale, shift, a, b, constant, at_(inputGradient, first),
                             writesResidual ? at_(residualGradient, first) : nullptr);
        });
        return {inputGradient, weightGradient, biasGradient, residualGradient, at::Tensor(), at::Tensor()};
    }
};

} // namespace

bool canFuseNorm(const at::Tensor &input, const at::Tensor &residual, Activation activation) {
    const bool type = input.scalar_type() == at::kFloat || input.scalar_type() == at::kBFloat16;
    const bool shape =
        input.is_cpu() && input.dim() == 4 && input.numel() > 0 && input.is_contiguous(at::MemoryFormat::ChannelsLast);
    if (!residual.defined())
        return type && shape;
    return type && shape && (activation == Activation::None || activation == Activation::Relu) &&
           residual.sizes() == input.sizes() && residual.scalar_type() == input.scalar_type() &&
           residual.is_contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor fusedNorm(const at::Tensor &input, const NormState &state, Activation activation,
                     const at::Tensor &residual) {
    // An undefined tensor may not be passed; nothing at all may.
    const std::optional<at::Tensor> shortcut = residual.defined() ? std::optional(residual) : std::nullopt;
    return FusedNorm::apply(input, state.weight, state.bias, shortcut, state, activation);
}

at::Tensor evaluatedNorm(at::Tensor input, const NormState &state, Activation activation, const at::Tensor &residual) {
    const std::int64_t channels = input.size(1);
    std::vector<float> table(static_cast<std::size_t>(2 * channels));
    float *scale = table.data();
    float *shift = scale + channels;
    for (std::int64_t c = 0; c < channels; ++c) {
        const double variance = static_cast<double>(state.runningVariance.const_data_ptr<float>()[c]);
        const double factor =
            static_cast<double>(state.weight.const_data_ptr<float>()[c]) / std::sqrt(variance + state.eps);
        const double mean = static_cast<double>(state.runningMean.const_data_ptr<float>()[c]);
        scale[c] = static_cast<float>(factor);
        shift[c] = static_cast<float>(static_cast<double>(state.bias.const_data_ptr<float>()[c]) - mean * factor);
    }
    at::Tensor output = input.use_count() == 1 ? input : at::empty_like(input);
    forParts(shapeOf(input).rows, [&](std::int64_t first, std::int64_t rows, std::int64_t) {
        normKernels().forward(typeOf(input), activation, {rows, channels}, at_(std::as_const(input), first),
                              residual.defined() ? at_(residual, first) : nullptr, scale, shift, at_(output, first));
    });
    return output;
}

} // namespace trainyard::engine

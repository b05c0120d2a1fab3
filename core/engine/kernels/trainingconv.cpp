// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/kernels/trainingconv.h"

#include "core/engine/kernels/conditions.h"
#include "core/engine/kernels/convkernels.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

namespace trainyard::engine {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using Count = std::int64_t;

constexpr Count kChunk = ConvKernels::kChunk;

ConvGeometry geometryOf(const at::Tensor &input, const at::Tensor &weight, Count stride) {
    return {input.size(0), input.size(2), input.size(3), input.size(1), weight.size(0), stride};
}

/** Whether Winograd's way is the shorter one, by products of channels; measured on a Zen 3 core. */
bool preferTiles(const ConvGeometry &geometry) {
    constexpr Count weightsAsTiles = 100; // what it costs to transform the weights and to read 36 / 9 of them
    const Count tiles = ConvKernels::kPoints * (geometry.tiles() + weightsAsTiles);
    const Count taps = geometry.images * (3 * geometry.height - 2) * (3 * geometry.width - 2);
    return geometry.stride == 1 && tiles < taps;
}

/** Memory of each computing thread's own. */
template <class T> class Scratch final {
public:
    explicit Scratch(Count values)
        : m_values(at::empty({at::get_num_threads(), values}, c10::CppTypeToScalarType<T>::value)) {}
    [[nodiscard]] T *ofThisThread() const {
        return m_values.mutable_data_ptr<T>() + at::get_thread_num() * m_values.size(1);
    }

private:
    at::Tensor m_values;
};

/** For the numbers of the pixels that a tap joins. */
Scratch<std::int32_t> joinedScratch(const ConvGeometry &geometry) {
    return Scratch<std::int32_t>(2 * ConvKernels::rowsOfBlock(geometry));
}

at::Tensor floats(Count count) {
    return at::empty({count}, at::kFloat);
}

/** `to` = the convolution of `from`, or with `back` the way of its gradient. `geometry` is the forward one. */
void convolve(const ConvGeometry &geometry, bool back, const float *from, const at::Tensor &weight, float *to) {
    const ConvKernels &kernels = *convKernels();
    const ConvGeometry way = back ? geometry.mirrored() : geometry;
    const bool tiles = preferTiles(geometry);
    // The weights lie as [out][tap][in]. Backwards a tile is convolved with the kernel turned round; tap by tap the
    // pixels change places instead.
    const Count row = ConvKernels::kTaps * geometry.in;
    const ConvWeights weights{weight.const_data_ptr<float>(), geometry.in, back ? row : 1, back ? 1 : row,
                              back && tiles};
    const at::Tensor packed = floats(tiles ? ConvKernels::kPoints * ConvKernels::pointStride(way.in * way.out)
                                           : ConvKernels::kTaps * way.in * way.out);
    float *panels = packed.mutable_data_ptr<float>();
    at::parallel_for(0, way.out / kChunk, 1, [&](Count begin, Count end) {
        (tiles ? kernels.packPoints : kernels.packTaps)(weights, way.in, way.out, panels, begin, end);
    });
    if (tiles) {
        const Scratch<float> scratch(ConvKernels::tileScratch(way));
        at::parallel_for(0, way.tiles(), 1, [&](Count begin, Count end) {
            kernels.forwardTiles(way, from, panels, to, scratch.ofThisThread(), begin, end);
        });
    } else {
        const Scratch<std::int32_t> joined = joinedScratch(geometry);
        at::parallel_for(0, geometry.images, 1, [&](Count begin, Count end) {
            kernels.forwardTaps(geometry, back, from, panels, to, joined.ofThisThread(), begin, end);
        });
    }
}

void convolveWeights(const ConvGeometry &geometry, const float *x, const float *dy, float *gradient) {
    const ConvKernels &kernels = *convKernels();
    if (!preferTiles(geometry)) {
        const Scratch<float> scratch(ConvKernels::rowsOfBlock(geometry) * (geometry.in + kChunk));
        const Scratch<std::int32_t> joined = joinedScratch(geometry);
        at::parallel_for(0, ConvKernels::kTaps * geometry.out / kChunk, 1, [&](Count begin, Count end) {
            kernels.gradientTaps(geometry, x, dy, gradient, scratch.ofThisThread(), joined.ofThisThread(), begin, end);
        });
        return;
    }
    constexpr Count block = ConvKernels::kGradientBlock;
    const at::Tensor ofX = floats(ConvKernels::kPoints * ConvKernels::pointStride(block * geometry.in));
    const at::Tensor ofY = floats(ConvKernels::kPoints * ConvKernels::pointStride(block * geometry.out));
    const at::Tensor points = floats(ConvKernels::kPoints * ConvKernels::pointStride(geometry.in * geometry.out));
    for (Count first = 0; first < geometry.tiles(); first += block) {
        const Count count = std::min(block, geometry.tiles() - first);
        at::parallel_for(0, count, 1, [&](Count begin, Count end) {
            kernels.gradientTiles(geometry, x, dy, ofX.mutable_data_ptr<float>(), ofY.mutable_data_ptr<float>(), first,
                                  begin, end);
        });
        at::parallel_for(0, ConvKernels::kPoints, 1, [&](Count begin, Count end) {
            kernels.gradientPoints(geometry, ofX.const_data_ptr<float>(), ofY.const_data_ptr<float>(),
                                   points.mutable_data_ptr<float>(), count, first > 0, begin, end);
        });
    }
    at::parallel_for(0, geometry.out, 1, [&](Count begin, Count end) {
        kernels.gradientWeights(geometry, points.const_data_ptr<float>(), gradient, begin, end);
    });
}

class TrainingConvolution final : public torch::autograd::Function<TrainingConvolution> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                              Count stride) {
        const ConvGeometry geometry = geometryOf(input, weight, stride);
        at::Tensor output = at::empty({geometry.images, geometry.out, geometry.outHeight(), geometry.outWidth()},
                                      input.options(), at::MemoryFormat::ChannelsLast);
        convolve(geometry, false, input.const_data_ptr<float>(), weight, output.mutable_data_ptr<float>());
        context->save_for_backward({input, weight});
        context->saved_data["stride"] = stride;
        return output;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &input = saved[0];
        const at::Tensor &weight = saved[1];
        const ConvGeometry geometry = geometryOf(input, weight, context->saved_data["stride"].toInt());
        const at::Tensor dy = gradients[0].to(at::kFloat).contiguous(at::MemoryFormat::ChannelsLast);
        at::Tensor inputGradient;
        if (context->needs_input_grad(0)) {
            inputGradient = at::empty_like(input);
            convolve(geometry, true, dy.const_data_ptr<float>(), weight, inputGradient.mutable_data_ptr<float>());
        }
        at::Tensor weightGradient;
        if (context->needs_input_grad(1)) {
            weightGradient = at::empty_like(weight);
            convolveWeights(geometry, input.const_data_ptr<float>(), dy.const_data_ptr<float>(),
                            weightGradient.mutable_data_ptr<float>());
        }
        return {inputGradient, weightGradient, at::Tensor()};
    }
};

} // namespace

bool canConvolveForTraining(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride,
                            std::int64_t padding, std::int64_t groups) {
    constexpr Count mostPixels = Count(1) << 31; // pixels are numbered by 32-bit integers
    return convKernels() && groups == 1 && padding == 1 && (stride == 1 || stride == 2) && weight.size(2) == 3 &&
           weight.size(3) == 3 && weight.size(0) % kChunk == 0 && weight.size(1) % kChunk == 0 &&
           weight.size(1) <= ConvKernels::kMostChannels && input.dim() == 4 && input.numel() > 0 && input.is_cpu() &&
           input.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat && liesNhwc(input) &&
           liesNhwc(weight) && input.numel() / input.size(1) < mostPixels &&
           !at::autocast::is_autocast_enabled(at::kCPU);
}

at::Tensor trainingConvolution(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride) {
    return TrainingConvolution::apply(input, weight, stride);
}

} // namespace trainyard::engine

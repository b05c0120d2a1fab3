// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/kernels/patchconv.h"

#include "core/engine/kernels/bf16rows.h"
#include "core/engine/kernels/conditions.h"

#include <torch/csrc/autograd/custom_function.h>

#include <cstring>

namespace trainyard::engine {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using Count = std::int64_t;

// Outputs of an image up to which the way by patches was the quicker one, on Sapphire Rapids with AMX.
constexpr Count kMostForWeights = 200;
constexpr Count kMostForAll = 49;
constexpr Count kMostForAllStrided = 64;
constexpr Count kLeastChannels = 64;
constexpr Count kMostChannels = 4096;

struct Geometry {
    Count images, height, width, in, out, kernel, stride;

    [[nodiscard]] Count outHeight() const { return (height - 1) / stride + 1; }
    [[nodiscard]] Count outWidth() const { return (width - 1) / stride + 1; }
    [[nodiscard]] Count outputs() const { return outHeight() * outWidth(); }
    [[nodiscard]] Count rows() const { return images * outputs(); }
    [[nodiscard]] Count taps() const { return kernel * kernel; }
    [[nodiscard]] bool allByPatches() const { return outputs() <= (stride == 1 ? kMostForAll : kMostForAllStrided); }
};

Geometry geometryOf(const at::Tensor &input, const at::Tensor &weight, Count stride) {
    return {input.size(0), input.size(2), input.size(3), input.size(1), weight.size(0), weight.size(2), stride};
}

/** The matrix [N * H * W, C] that an NHWC tensor is in memory. */
at::Tensor asRows(const at::Tensor &nhwc) {
    return nhwc.permute({0, 2, 3, 1}).reshape({-1, nhwc.size(1)});
}

Bf16Bits *bitsOf(const at::Tensor &tensor) {
    return reinterpret_cast<Bf16Bits *>(tensor.mutable_data_ptr<at::BFloat16>());
}

/** [rows, taps * in]: for each output the pixels it sees, zeros outside of the image. */
at::Tensor patches(const at::Tensor &input, const Geometry &g) {
    at::Tensor result = at::empty({g.rows(), g.taps() * g.in}, input.options(), at::MemoryFormat::Contiguous);
    const Bf16Bits *from = bitsOf(input);
    Bf16Bits *to = bitsOf(result);
    const auto bytes = static_cast<std::size_t>(g.in) * sizeof(Bf16Bits);
    at::parallel_for(0, g.images * g.outHeight(), 1, [&](Count begin, Count end) {
        for (Count line = begin; line < end; ++line) {
            const Count image = line / g.outHeight();
            const Count y = line % g.outHeight() * g.stride - g.kernel / 2;
            Bf16Bits *target = to + line * g.outWidth() * g.taps() * g.in;
            for (Count x = -(g.kernel / 2); x + g.kernel / 2 < g.width; x += g.stride)
                for (Count tap = 0; tap < g.taps(); ++tap, target += g.in) {
                    const Count y0 = y + tap / g.kernel;
                    const Count x0 = x + tap % g.kernel;
                    if (y0 >= 0 && y0 < g.height && x0 >= 0 && x0 < g.width)
                        std::memcpy(target, from + ((image * g.height + y0) * g.width + x0) * g.in, bytes);
                    else
                        std::memset(target, 0, bytes);
                }
        }
    });
    return result;
}

/** The way back: each pixel is the sum of the places that saw it, taken in one order, in 32 bits. */
void addPatches(const at::Tensor &rows, const Geometry &g, const at::Tensor &to) {
    const Bf16Bits *from = bitsOf(rows);
    Bf16Bits *pixels = bitsOf(to);
    at::parallel_for(0, g.images * g.height, 1, [&](Count begin, Count end) {
        alignas(64) float sum[kMostChannels];
        for (Count line = begin; line < end; ++line) {
            const Count image = line / g.height;
            for (Count x = 0; x < g.width; ++x) {
                std::memset(sum, 0, static_cast<std::size_t>(g.in) * sizeof(float));
                for (Count tap = 0; tap < g.taps(); ++tap) {
                    const Count y0 = line % g.height + g.kernel / 2 - tap / g.kernel; // stride times the output's
                    const Count x0 = x + g.kernel / 2 - tap % g.kernel;
                    if (y0 < 0 || x0 < 0 || y0 % g.stride != 0 || x0 % g.stride != 0 ||
                        y0 / g.stride >= g.outHeight() || x0 / g.stride >= g.outWidth())
                        continue;
                    const Count row = (image * g.outHeight() + y0 / g.stride) * g.outWidth() + x0 / g.stride;
                    addRow(from + (row * g.taps() + tap) * g.in, g.in, sum);
                }
                roundRow(sum, g.in, pixels + (line * g.width + x) * g.in);
            }
        }
    });
}

at::Tensor emptyNhwc(Count images, Count channels, Count height, Count width, const at::Tensor &like) {
    return at::empty({images, channels, height, width}, like.options(), at::MemoryFormat::ChannelsLast);
}

class PatchConvolution final : public torch::autograd::Function<PatchConvolution> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                              Count stride) {
        const Geometry g = geometryOf(input, weight, stride);
        const at::Tensor kernel = weight.to(at::kBFloat16);
        context->save_for_backward({input, kernel});
        context->saved_data["stride"] = stride;
        if (!g.allByPatches())
            return at::conv2d(input, kernel, {}, stride, g.kernel / 2);
        at::Tensor output = emptyNhwc(g.images, g.out, g.outHeight(), g.outWidth(), input);
        at::Tensor rows = output.permute({0, 2, 3, 1}).view({g.rows(), g.out});
        at::mm_out(rows, patches(input, g), asRowsOfWeights(kernel).t());
        return output;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &input = saved[0];
        const at::Tensor &kernel = saved[1];
        const Geometry g = geometryOf(input, kernel, context->saved_data["stride"].toInt());
        const at::Tensor dy = gradients[0].to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast);
        at::Tensor inputGradient;
        if (context->needs_input_grad(0)) {
            if (g.allByPatches()) {
                inputGradient = at::empty_like(input);
                addPatches(at::mm(asRows(dy), asRowsOfWeights(kernel)), g, inputGradient);
            } else {
                const Count padding = g.kernel / 2;
                inputGradient =
                    std::get<0>(at::convolution_backward(dy, input, kernel, {}, {g.stride, g.stride},
                                                         {padding, padding}, {1, 1}, false, {0, 0}, 1, {true, false, false}));
            }
        }
        at::Tensor weightGradient;
        if (context->needs_input_grad(1)) // the product is quicker with the gradient's rows turned first
            weightGradient = at::mm(asRows(dy).t().contiguous(), patches(input, g))
                                 .to(at::kFloat)
                                 .view({g.out, g.kernel, g.kernel, g.in})
                                 .permute({0, 3, 1, 2});
        return {inputGradient, weightGradient, at::Tensor()};
    }

private:
    /** [out, taps * in], as the weights lie in memory. */
    static at::Tensor asRowsOfWeights(const at::Tensor &kernel) {
        return kernel.permute({0, 2, 3, 1}).reshape({kernel.size(0), -1});
    }
};

} // namespace

bool canConvolveByPatches(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride, std::int64_t padding,
                          std::int64_t groups) {
    if (!convolvesInBf16() || groups != 1 || input.dim() != 4 || input.numel() == 0 || !input.is_cpu())
        return false;
    const Count kernel = weight.size(2);
    const bool known = weight.size(3) == kernel && padding == kernel / 2 &&
                       (kernel == 3 ? stride == 1 || stride == 2 : kernel == 1 && stride == 2);
    return known && geometryOf(input, weight, stride).outputs() <= kMostForWeights &&
           std::min(weight.size(0), weight.size(1)) >= kLeastChannels && weight.size(1) <= kMostChannels &&
           weight.scalar_type() == at::kFloat && liesNhwc(input) && liesNhwc(weight) &&
           (input.scalar_type() == at::kFloat || input.scalar_type() == at::kBFloat16);
}

at::Tensor patchConvolution(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride) {
    return PatchConvolution::apply(input.to(at::kBFloat16), weight, stride);
}

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/kernels/depthwise.h"

#include "core/engine/kernels/bf16rows.h"
#include "core/engine/kernels/conditions.h"

#include <torch/csrc/autograd/custom_function.h>

#include <cstring>

namespace trainyard::engine {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using Count = std::int64_t;

constexpr Count kMostChannels = 4096;

/** dx[n, y, x, c] = the sum of dy[n, (y + p - i) / s, (x + p - j) / s, c] * w[c, i, j] over the taps that divide. */
at::Tensor inputGradient(const at::Tensor &dy, const at::Tensor &kernel, const at::Tensor &input, Count stride,
                         Count padding) {
    at::Tensor dx = at::empty_like(input);
    const Count channels = input.size(1);
    const Count height = input.size(2);
    const Count width = input.size(3);
    const Count outHeight = dy.size(2);
    const Count outWidth = dy.size(3);
    const Count size = kernel.size(2);
    const at::Tensor taps = kernel.to(at::kFloat).view({channels, size * size}).t().contiguous();
    const float *weights = taps.const_data_ptr<float>();
    const auto *from = reinterpret_cast<const Bf16Bits *>(dy.const_data_ptr<at::BFloat16>());
    auto *to = reinterpret_cast<Bf16Bits *>(dx.mutable_data_ptr<at::BFloat16>());
    at::parallel_for(0, input.size(0) * height, 1, [&](Count begin, Count end) {
        alignas(64) float sum[kMostChannels];
        for (Count line = begin; line < end; ++line) {
            const Count image = line / height;
            for (Count x = 0; x < width; ++x) {
                std::memset(sum, 0, static_cast<std::size_t>(channels) * sizeof(float));
                for (Count i = (line % height + padding) % stride; i < size; i += stride) {
                    const Count outY = (line % height + padding - i) / stride;
                    if (line % height + padding < i || outY >= outHeight)
                        continue;
                    for (Count j = (x + padding) % stride; j < size; j += stride) {
                        const Count outX = (x + padding - j) / stride;
                        if (x + padding < j || outX >= outWidth)
                            continue;
                        addScaledRow(from + ((image * outHeight + outY) * outWidth + outX) * channels,
                                     weights + (i * size + j) * channels, channels, sum);
                    }
                }
                roundRow(sum, channels, to + (line * width + x) * channels);
            }
        }
    });
    return dx;
}

class StridedDepthwise final : public torch::autograd::Function<StridedDepthwise> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight, Count stride,
                              Count padding) {
        const at::Tensor kernel = weight.to(at::kBFloat16);
        context->save_for_backward({input, kernel});
        context->saved_data["stride"] = stride;
        context->saved_data["padding"] = padding;
        return at::conv2d(input, kernel, {}, stride, padding, 1, input.size(1));
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &input = saved[0];
        const at::Tensor &kernel = saved[1];
        const Count stride = context->saved_data["stride"].toInt();
        const Count padding = context->saved_data["padding"].toInt();
        const at::Tensor dy = gradients[0].to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast);
        at::Tensor dx;
        if (context->needs_input_grad(0))
            dx = inputGradient(dy, kernel, input, stride, padding);
        at::Tensor dw;
        if (context->needs_input_grad(1))
            dw = std::get<1>(at::convolution_backward(dy, input, kernel, {}, {stride, stride}, {padding, padding}, {1, 1},
                                                      false, {0, 0}, input.size(1), {false, true, false}))
                     .to(at::kFloat);
        return {dx, dw, at::Tensor(), at::Tensor()};
    }
};

} // namespace

bool isStridedDepthwise(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride, std::int64_t groups) {
    return convolvesInBf16() && input.dim() == 4 && input.numel() > 0 && input.is_cpu() && stride == 2 && groups == input.size(1) && weight.size(0) == groups &&
           weight.size(1) == 1 && weight.size(2) == weight.size(3) && groups <= kMostChannels &&
           liesNhwc(input) && weight.scalar_type() == at::kFloat &&
           (input.scalar_type() == at::kFloat || input.scalar_type() == at::kBFloat16);
}

at::Tensor stridedDepthwise(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride,
                            std::int64_t padding) {
    return StridedDepthwise::apply(input.to(at::kBFloat16), weight, stride, padding);
}

} // namespace trainyard::engine

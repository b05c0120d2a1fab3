// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/torch.h"

namespace trainyard::engine {

/** True for a depthwise convolution with stride 2, without bias, NHWC in memory, inside CPU autocast to bf16. */
bool isStridedDepthwise(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride, std::int64_t groups);

/**
 * What autocast makes of at::conv2d for it, with one difference: the gradient of the input is computed here. LibTorch
 * 2.13 has no depthwise kernel for that one case and takes a general one: 36 ms instead of one, half of a training
 * step of MobileNetV2.
 */
at::Tensor stridedDepthwise(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride,
                            std::int64_t padding);

} // namespace trainyard::engine

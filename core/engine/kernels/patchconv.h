// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/torch.h"

namespace trainyard::engine {

/**
 * True when patchConvolution() is meant for this: a 3x3 kernel with padding 1 or a 1x1 kernel with stride 2, without
 * bias or groups, NHWC in memory, inside CPU autocast to bf16, and images so small that a product of matrices is the
 * quicker way to a gradient.
 */
bool canConvolveByPatches(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride, std::int64_t padding,
                          std::int64_t groups);

/**
 * The convolution of `input` [N, C, H, W] with `weight` [K, C, k, k] in bf16, with its gradients; what autocast makes
 * of at::conv2d, by another way. The pixels that one output sees are laid side by side as a row; the gradient of the
 * weights, and for very small images everything, is then one product of two matrices. LibTorch 2.13's convolutions
 * give the matrix unit of a CPU work for a whole row of outputs at once, and rows of 3 to 8 outputs leave it idle: for
 * 512 channels and 3x3 outputs the gradient of the weights takes 24 ms that way and 2 ms this way.
 */
at::Tensor patchConvolution(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride);

} // namespace trainyard::engine

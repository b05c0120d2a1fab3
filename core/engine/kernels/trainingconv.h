// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/torch.h"

namespace trainyard::engine {

/**
 * True when trainingConvolution() can take this: a 3x3 kernel with padding 1, without bias or groups, float, NHWC in
 * memory, on a CPU that has AVX2. Whether that is worth while: convKernelsAreQuicker().
 */
bool canConvolveForTraining(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride,
                            std::int64_t padding, std::int64_t groups);

/**
 * The convolution of `input` [N, C, H, W] with `weight` [K, C, 3, 3], with its gradients, by ConvKernels. Not for
 * results that are compared with another runtime's: it rounds otherwise (see ConvKernels). The result does not depend
 * on the number of threads.
 */
at::Tensor trainingConvolution(const at::Tensor &input, const at::Tensor &weight, std::int64_t stride);

} // namespace trainyard::engine

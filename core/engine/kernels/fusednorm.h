// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/kernels/normkernels.h"
#include "core/engine/torch.h"

namespace trainyard::engine {

/** The parameters and statistics of a batch norm. */
struct NormState {
    at::Tensor weight;
    at::Tensor bias;
    at::Tensor runningMean;
    at::Tensor runningVariance;
    double momentum = 0.1;
    double eps = 1e-5;
};

/** True when the fused kernels can take this input: on the CPU, NHWC in memory, float or bfloat16. */
bool canFuseNorm(const at::Tensor &input, const at::Tensor &residual, Activation activation);

/**
 * activation(batchNorm(input) + residual) with the batch's own statistics, which also move the running ones: the same
 * function as LibTorch's operators one after the other, in fewer passes over memory. `residual` may be undefined. The
 * sums are cut into a fixed number of parts, so the result does not depend on the number of threads.
 */
at::Tensor fusedNorm(const at::Tensor &input, const NormState &state, Activation activation,
                     const at::Tensor &residual);

/**
 * activation(batchNorm(input) + residual) with the running statistics, for what asks for no gradient; in place when
 * nobody else holds `input`. The operators of LibTorch do not take part: nothing that records them may use it.
 */
at::Tensor evaluatedNorm(at::Tensor input, const NormState &state, Activation activation, const at::Tensor &residual);

} // namespace trainyard::engine

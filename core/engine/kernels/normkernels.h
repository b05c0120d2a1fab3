// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace trainyard::engine {

/** What follows a batch norm in the same pass over memory. */
enum class Activation { None, Relu, Relu6, HardSwish };

/** The element type of images inside the net. */
enum class NormType { Float, BFloat16 };

/**
 * Batch norm with its activation and shortcut, over `rows` x `channels` values in NHWC order: what a CPU spends on it
 * is reading and writing memory, so each function is one pass. Compiled for several instruction sets; normKernels()
 * chooses. No function keeps state; different rows may be given to different threads.
 */
struct NormKernels {
    struct Shape {
        std::int64_t rows;
        std::int64_t channels;
    };
    /** Adds the sums of x - offset and of its square to `sum` and `squares`, a channel each. */
    void (*statistics)(NormType type, Shape shape, const void *x, const float *offset, double *sum, double *squares);
    /** y = activation(x * scale + shift + residual); residual may be null, and y may be x. */
    void (*forward)(NormType type, Activation activation, Shape shape, const void *x, const void *residual,
                    const float *scale, const float *shift, void *y);
    /**
     * With g = dy * activation'(z): adds the sums of g and of g * (x - mean) to `sumG` and `sumGx`. z is
     * x * scale + shift; where `y` is given (a ReLU with a shortcut) its sign tells instead.
     */
    void (*reduce)(NormType type, Activation activation, Shape shape, const void *x, const void *y, const void *dy,
                   const float *scale, const float *shift, const float *mean, double *sumG, double *sumGx);
    /** dx = g * a + x * b + c; writes g to `dResidual` when that is not null. */
    void (*backward)(NormType type, Activation activation, Shape shape, const void *x, const void *y, const void *dy,
                     const float *scale, const float *shift, const float *a, const float *b, const float *c, void *dx,
                     void *dResidual);
};

/** The fastest that this machine can run. */
const NormKernels &normKernels();

const NormKernels &normKernelsBase();
const NormKernels &normKernelsAvx2();
const NormKernels &normKernelsAvx512();

} // namespace trainyard::engine

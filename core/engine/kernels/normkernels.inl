// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Included once by each normkernels_*.cpp, which are compiled for different instruction sets. Plain loops that the
// compiler vectorises; nothing from the standard library with a body, because a linker might keep the copy that was
// compiled for instructions which the machine lacks.

#include "core/engine/kernels/bf16.h"

namespace trainyard::engine {

namespace {

constexpr std::int64_t kBlockChannels = 256;
constexpr std::int64_t kBlockRows = 64; // sums of so many are kept in float, then added to doubles

struct FloatAccess {
    using Value = float;
    static inline float load(float value) { return value; }
    static inline float store(float value) { return value; }
};
struct BFloat16Access {
    using Value = std::uint16_t;
    static inline float load(std::uint16_t value) { return fromBf16(value); }
    static inline std::uint16_t store(float value) { return toBf16(value); }
};

template <Activation A> inline float activated(float z) {
    if constexpr (A == Activation::Relu)
        return z > 0.0F ? z : (z != z ? z : 0.0F);
    if constexpr (A == Activation::Relu6)
        return z < 0.0F ? 0.0F : (z > 6.0F ? 6.0F : z);
    if constexpr (A == Activation::HardSwish) {
        const float t = z + 3.0F;
        const float gate = t < 0.0F ? 0.0F : (t > 6.0F ? 6.0F : t);
        return z * gate * (1.0F / 6.0F);
    }
    return z;
}

template <Activation A> inline float slope(float z) {
    if constexpr (A == Activation::Relu)
        return z > 0.0F ? 1.0F : 0.0F;
    if constexpr (A == Activation::Relu6)
        return z > 0.0F && z < 6.0F ? 1.0F : 0.0F;
    if constexpr (A == Activation::HardSwish)
        return z < -3.0F ? 0.0F : (z <= 3.0F ? z * (1.0F / 3.0F) + 0.5F : 1.0F);
    return 1.0F;
}

inline std::int64_t least(std::int64_t a, std::int64_t b) {
    return a < b ? a : b;
}

template <class T>
void statistics(NormKernels::Shape shape, const void *input, const float *offset, double *sum, double *squares) {
    const auto *x = static_cast<const typename T::Value *>(input);
    const std::int64_t channels = shape.channels;
    for (std::int64_t c0 = 0; c0 < channels; c0 += kBlockChannels) {
        const std::int64_t count = least(kBlockChannels, channels - c0);
        for (std::int64_t r0 = 0; r0 < shape.rows; r0 += kBlockRows) {
            float s[kBlockChannels] = {};
            float q[kBlockChannels] = {};
            const std::int64_t r1 = least(shape.rows, r0 + kBlockRows);
            std::int64_t r = r0;
            for (; r + 4 <= r1; r += 4) {
                const auto *__restrict p = x + r * channels + c0;
                for (std::int64_t c = 0; c < count; ++c) {
                    const float o = offset[c0 + c];
                    const float v0 = T::load(p[c]) - o;
                    const float v1 = T::load(p[c + channels]) - o;
                    const float v2 = T::load(p[c + 2 * channels]) - o;
                    const float v3 = T::load(p[c + 3 * channels]) - o;
                    s[c] += (v0 + v1) + (v2 + v3);
                    q[c] += (v0 * v0 + v1 * v1) + (v2 * v2 + v3 * v3);
                }
            }
            for (; r < r1; ++r) {
                const auto *__restrict p = x + r * channels + c0;
                for (std::int64_t c = 0; c < count; ++c) {
                    const float v = T::load(p[c]) - offset[c0 + c];
                    s[c] += v;
                    q[c] += v * v;
                }
            }
            for (std::int64_t c = 0; c < count; ++c) {
                sum[c0 + c] += static_cast<double>(s[c]);
                squares[c0 + c] += static_cast<double>(q[c]);
            }
        }
    }
}

template <class T, Activation A, bool Residual>
void forward(NormKernels::Shape shape, const void *input, const void *shortcut, const float *__restrict scale,
             const float *__restrict shift, void *output) {
    const std::int64_t channels = shape.channels;
    for (std::int64_t r = 0; r < shape.rows; ++r) {
        const auto *x = static_cast<const typename T::Value *>(input) + r * channels;
        const auto *residual = Residual ? static_cast<const typename T::Value *>(shortcut) + r * channels : nullptr;
        auto *y = static_cast<typename T::Value *>(output) + r * channels;
#pragma GCC ivdep
        for (std::int64_t c = 0; c < channels; ++c) {
            float z = T::load(x[c]) * scale[c] + shift[c];
            if constexpr (Residual)
                z += T::load(residual[c]);
            y[c] = T::store(activated<A>(z));
        }
    }
}

/** dy * activation'(z) at one place. */
template <class T, Activation A, bool FromOutput>
inline float gradientAt(float x, typename T::Value y, typename T::Value dy, float scale, float shift) {
    const float d = T::load(dy);
    if constexpr (FromOutput)
        return T::load(y) > 0.0F ? d : 0.0F;
    if constexpr (A == Activation::None)
        return d;
    return d * slope<A>(x * scale + shift);
}

template <class T, Activation A, bool FromOutput>
void reduce(NormKernels::Shape shape, const void *input, const void *output, const void *gradient,
            const float *__restrict scale, const float *__restrict shift, const float *__restrict mean, double *sumG,
            double *sumGx) {
    using Value = typename T::Value;
    const std::int64_t channels = shape.channels;
    for (std::int64_t c0 = 0; c0 < channels; c0 += kBlockChannels) {
        const std::int64_t count = least(kBlockChannels, channels - c0);
        for (std::int64_t r0 = 0; r0 < shape.rows; r0 += kBlockRows) {
            float s[kBlockChannels] = {};
            float q[kBlockChannels] = {};
            const std::int64_t r1 = least(shape.rows, r0 + kBlockRows);
            std::int64_t r = r0;
            for (; r + 2 <= r1; r += 2) {
                const auto *__restrict x = static_cast<const Value *>(input) + r * channels + c0;
                const auto *__restrict y = FromOutput ? static_cast<const Value *>(output) + r * channels + c0 : x;
                const auto *__restrict dy = static_cast<const Value *>(gradient) + r * channels + c0;
                for (std::int64_t c = 0; c < count; ++c) {
                    const float x0 = T::load(x[c]);
                    const float x1 = T::load(x[c + channels]);
                    const float g0 = gradientAt<T, A, FromOutput>(x0, y[c], dy[c], scale[c0 + c], shift[c0 + c]);
                    const float g1 = gradientAt<T, A, FromOutput>(x1, y[c + channels], dy[c + channels], scale[c0 + c],
                                                                  shift[c0 + c]);
                    const float m = mean[c0 + c];
                    s[c] += g0 + g1;
                    q[c] += g0 * (x0 - m) + g1 * (x1 - m);
                }
            }
            for (; r < r1; ++r) {
                const auto *__restrict x = static_cast<const Value *>(input) + r * channels + c0;
                const auto *__restrict y = FromOutput ? static_cast<const Value *>(output) + r * channels + c0 : x;
                const auto *__restrict dy = static_cast<const Value *>(gradient) + r * channels + c0;
                for (std::int64_t c = 0; c < count; ++c) {
                    const float x0 = T::load(x[c]);
                    const float g0 = gradientAt<T, A, FromOutput>(x0, y[c], dy[c], scale[c0 + c], shift[c0 + c]);
                    s[c] += g0;
                    q[c] += g0 * (x0 - mean[c0 + c]);
                }
            }
            for (std::int64_t c = 0; c < count; ++c) {
                sumG[c0 + c] += static_cast<double>(s[c]);
                sumGx[c0 + c] += static_cast<double>(q[c]);
            }
        }
    }
}

template <class T, Activation A, bool FromOutput, bool Residual>
void backward(NormKernels::Shape shape, const void *input, const void *output, const void *gradient,
              const float *__restrict scale, const float *__restrict shift, const float *__restrict a,
              const float *__restrict b, const float *__restrict constant, void *inputGradient,
              void *residualGradient) {
    using Value = typename T::Value;
    const std::int64_t channels = shape.channels;
    for (std::int64_t r = 0; r < shape.rows; ++r) {
        const auto *__restrict x = static_cast<const Value *>(input) + r * channels;
        const auto *__restrict y = FromOutput ? static_cast<const Value *>(output) + r * channels : x;
        const auto *__restrict dy = static_cast<const Value *>(gradient) + r * channels;
        auto *__restrict dx = static_cast<Value *>(inputGradient) + r * channels;
        auto *__restrict dResidual = Residual ? static_cast<Value *>(residualGradient) + r * channels : dx;
        for (std::int64_t c = 0; c < channels; ++c) {
            const float xc = T::load(x[c]);
            const float g = gradientAt<T, A, FromOutput>(xc, y[c], dy[c], scale[c], shift[c]);
            if constexpr (Residual)
                dResidual[c] = T::store(g);
            dx[c] = T::store(g * a[c] + xc * b[c] + constant[c]);
        }
    }
}

// From run-time values to the templates.

void anyStatistics(NormType type, NormKernels::Shape shape, const void *x, const float *offset, double *sum,
                   double *squares) {
    if (type == NormType::Float)
        statistics<FloatAccess>(shape, x, offset, sum, squares);
    else
        statistics<BFloat16Access>(shape, x, offset, sum, squares);
}

template <class T, Activation A>
void forwardOf(NormKernels::Shape shape, const void *x, const void *residual, const float *scale, const float *shift,
               void *y) {
    if (residual != nullptr)
        forward<T, A, true>(shape, x, residual, scale, shift, y);
    else
        forward<T, A, false>(shape, x, residual, scale, shift, y);
}

template <class T, Activation A>
void reduceOf(NormKernels::Shape shape, const void *x, const void *y, const void *dy, const float *scale,
              const float *shift, const float *mean, double *sumG, double *sumGx) {
    if (y != nullptr)
        reduce<T, A, true>(shape, x, y, dy, scale, shift, mean, sumG, sumGx);
    else
        reduce<T, A, false>(shape, x, y, dy, scale, shift, mean, sumG, sumGx);
}

template <class T, Activation A>
void backwardOf(NormKernels::Shape shape, const void *x, const void *y, const void *dy, const float *scale,
                const float *shift, const float *a, const float *b, const float *c, void *dx, void *dResidual) {
    if (y != nullptr && dResidual != nullptr)
        backward<T, A, true, true>(shape, x, y, dy, scale, shift, a, b, c, dx, dResidual);
    else if (y != nullptr)
        backward<T, A, true, false>(shape, x, y, dy, scale, shift, a, b, c, dx, dResidual);
    else if (dResidual != nullptr)
        backward<T, A, false, true>(shape, x, y, dy, scale, shift, a, b, c, dx, dResidual);
    else
        backward<T, A, false, false>(shape, x, y, dy, scale, shift, a, b, c, dx, dResidual);
}

#define TRAINYARD_DISPATCH(function, ...)                                                                              \
    do {                                                                                                               \
        const bool isFloat = type == NormType::Float;                                                                  \
        switch (activation) {                                                                                          \
        case Activation::None:                                                                                         \
            return isFloat ? function<FloatAccess, Activation::None>(__VA_ARGS__)                                      \
                           : function<BFloat16Access, Activation::None>(__VA_ARGS__);                                  \
        case Activation::Relu:                                                                                         \
            return isFloat ? function<FloatAccess, Activation::Relu>(__VA_ARGS__)                                      \
                           : function<BFloat16Access, Activation::Relu>(__VA_ARGS__);                                  \
        case Activation::Relu6:                                                                                        \
            return isFloat ? function<FloatAccess, Activation::Relu6>(__VA_ARGS__)                                     \
                           : function<BFloat16Access, Activation::Relu6>(__VA_ARGS__);                                 \
        case Activation::HardSwish:                                                                                    \
            return isFloat ? function<FloatAccess, Activation::HardSwish>(__VA_ARGS__)                                 \
                           : function<BFloat16Access, Activation::HardSwish>(__VA_ARGS__);                             \
        }                                                                                                              \
    } while (false)

void anyForward(NormType type, Activation activation, NormKernels::Shape shape, const void *x, const void *residual,
                const float *scale, const float *shift, void *y) {
    TRAINYARD_DISPATCH(forwardOf, shape, x, residual, scale, shift, y);
}

void anyReduce(NormType type, Activation activation, NormKernels::Shape shape, const void *x, const void *y,
               const void *dy, const float *scale, const float *shift, const float *mean, double *sumG, double *sumGx) {
    TRAINYARD_DISPATCH(reduceOf, shape, x, y, dy, scale, shift, mean, sumG, sumGx);
}

void anyBackward(NormType type, Activation activation, NormKernels::Shape shape, const void *x, const void *y,
                 const void *dy, const float *scale, const float *shift, const float *a, const float *b, const float *c,
                 void *dx, void *dResidual) {
    TRAINYARD_DISPATCH(backwardOf, shape, x, y, dy, scale, shift, a, b, c, dx, dResidual);
}

#undef TRAINYARD_DISPATCH

constexpr NormKernels kKernels{anyStatistics, anyForward, anyReduce, anyBackward};

} // namespace

} // namespace trainyard::engine

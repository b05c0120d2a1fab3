// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/kernels/bf16rows.h"

#if defined(__x86_64__)
// The loader of the program chooses; what is inside calls nothing that could be compiled for the wrong one.
#define TRAINYARD_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define TRAINYARD_WIDE
#endif

namespace trainyard::engine {

TRAINYARD_WIDE void addRow(const Bf16Bits *__restrict from, std::int64_t count, float *__restrict sum) {
    for (std::int64_t i = 0; i < count; ++i)
        sum[i] += fromBf16(from[i]);
}

TRAINYARD_WIDE void addScaledRow(const Bf16Bits *__restrict from, const float *__restrict factors, std::int64_t count,
                                 float *__restrict sum) {
    for (std::int64_t i = 0; i < count; ++i)
        sum[i] += fromBf16(from[i]) * factors[i];
}

TRAINYARD_WIDE void roundRow(const float *__restrict from, std::int64_t count, Bf16Bits *__restrict to) {
    for (std::int64_t i = 0; i < count; ++i)
        to[i] = toBf16(from[i]);
}

} // namespace trainyard::engine

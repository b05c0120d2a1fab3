// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/kernels/bf16.h"

namespace trainyard::engine {

/** sum[i] += from[i], in 32 bits. */
void addRow(const Bf16Bits *from, std::int64_t count, float *sum);
/** sum[i] += from[i] * factors[i], in 32 bits. */
void addScaledRow(const Bf16Bits *from, const float *factors, std::int64_t count, float *sum);
void roundRow(const float *from, std::int64_t count, Bf16Bits *to);

} // namespace trainyard::engine

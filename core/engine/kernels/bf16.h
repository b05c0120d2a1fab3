// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Of internal linkage, since files that are compiled for different instruction sets include it: a linker must not keep
// one copy for all.
namespace trainyard::engine {

using Bf16Bits = std::uint16_t;

static inline float fromBf16(Bf16Bits bits) {
    return __builtin_bit_cast(float, static_cast<std::uint32_t>(bits) << 16);
}

/** To nearest, ties to even; NaN stays NaN. */
static inline Bf16Bits toBf16(float value) {
    const auto bits = __builtin_bit_cast(std::uint32_t, value);
    const std::uint32_t rounded = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
    return static_cast<Bf16Bits>(value != value ? 0x7FC0U : rounded);
}

} // namespace trainyard::engine

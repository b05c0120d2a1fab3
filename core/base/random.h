// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace trainyard {

/**
 * Counter-based random numbers, Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011).
 * A stream is named by (seed, stream, substream), so what an item draws depends on nothing but its own name: not on
 * threads, not on the order of work, and nothing has to be stored to go on where one stopped.
 */
class CounterRandom final {
public:
    CounterRandom(std::uint64_t seed, std::uint32_t stream, std::uint64_t substream);

    std::uint32_t next();
    /** Uniform in [0, 1), 24 bits. */
    float uniform() { return static_cast<float>(next() >> 8) * 0x1.0p-24F; }
    /** Uniform in [low, high). */
    float uniform(float low, float high) { return low + (high - low) * uniform(); }
    /** Uniform in [0, bound), without bias; bound > 0. */
    std::uint32_t below(std::uint32_t bound);
    /** Standard normal, by Box and Muller. */
    double normal();

private:
    void refill();
    std::array<std::uint32_t, 2> m_key;
    std::array<std::uint32_t, 4> m_counter;
    std::array<std::uint32_t, 4> m_block{};
    int m_used = 4;
};

/** A permutation of 0..count-1 that depends only on (seed, stream): Fisher and Yates over CounterRandom. */
std::vector<std::uint32_t> permutation(std::uint32_t count, std::uint64_t seed, std::uint32_t stream);

} // namespace trainyard

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace trainyard {

CounterRandom::CounterRandom(std::uint64_t seed, std::uint32_t stream, std::uint64_t substream)
    : m_key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}
    , m_counter{0, stream, static_cast<std::uint32_t>(substream), static_cast<std::uint32_t>(substream >> 32)} {}

void CounterRandom::refill() {
    std::array<std::uint32_t, 4> x = m_counter;
    std::array<std::uint32_t, 2> key = m_key;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t(0xD2511F53U) * x[0];
        const std::uint64_t b = std::uint64_t(0xCD9E8D57U) * x[2];
        x = {static_cast<std::uint32_t>(b >> 32) ^ x[1] ^ key[0], static_cast<std::uint32_t>(b),
             static_cast<std::uint32_t>(a >> 32) ^ x[3] ^ key[1], static_cast<std::uint32_t>(a)};
        key[0] += 0x9E3779B9U;
        key[1] += 0xBB67AE85U;
    }
    m_block = x;
    m_used = 0;
    ++m_counter[0];
}

std::uint32_t CounterRandom::next() {
    if (m_used == 4)
        refill();
    return m_block[static_cast<std::size_t>(m_used++)];
}

std::uint32_t CounterRandom::below(std::uint32_t bound) {
    // Lemire, "Fast random integer generation in an interval", 2019.
    std::uint64_t product = std::uint64_t(next()) * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
        const std::uint32_t threshold = (0U - bound) % bound;
        while (static_cast<std::uint32_t>(product) < threshold)
            product = std::uint64_t(next()) * bound;
    }
    return static_cast<std::uint32_t>(product >> 32);
}

double CounterRandom::normal() {
    const double u = (static_cast<double>(next()) + 1.0) * 0x1.0p-32; // never 0, so the logarithm is finite
    const double v = static_cast<double>(next()) * 0x1.0p-32;
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

std::vector<std::uint32_t> permutation(std::uint32_t count, std::uint64_t seed, std::uint32_t stream) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    CounterRandom random(seed, stream, 0);
    for (std::uint32_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
    return order;
}

} // namespace trainyard

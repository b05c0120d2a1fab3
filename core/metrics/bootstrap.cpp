// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/bootstrap.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace trainyard::metrics {

namespace {

constexpr std::uint32_t kStream = 0x626f6f74; // "boot": no other use of a seed draws from it

/** Of sorted values, as numpy's default: linear between the neighbours. */
double percentile(const std::vector<double> &sorted, double fraction) {
    const double place = fraction * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - std::floor(place));
}

} // namespace

Interval bootstrapInterval(std::size_t count, const std::function<double(std::span<const std::uint32_t>)> &statistic,
                           const BootstrapOptions &options) {
    std::vector<double> values;
    std::vector<std::uint32_t> sample(count);
    for (int i = 0; i < options.resamples && count > 0; ++i) {
        CounterRandom random(options.seed, kStream, static_cast<std::uint64_t>(i));
        for (std::uint32_t &index : sample)
            index = random.below(static_cast<std::uint32_t>(count));
        const double value = statistic(sample);
        if (!std::isnan(value))
            values.push_back(value);
    }
    if (values.empty()) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        return {none, none};
    }
    std::sort(values.begin(), values.end());
    const double tail = (1.0 - options.confidence) / 2.0;
    return {percentile(values, tail), percentile(values, 1.0 - tail)};
}

Interval accuracyInterval(std::span<const std::int64_t> truth, std::span<const std::int64_t> predicted,
                          const BootstrapOptions &options) {
    return bootstrapInterval(
        truth.size(),
        [&](std::span<const std::uint32_t> sample) {
            const auto right =
                std::count_if(sample.begin(), sample.end(), [&](std::uint32_t i) { return truth[i] == predicted[i]; });
            return static_cast<double>(right) / static_cast<double>(sample.size());
        },
        options);
}

Interval balancedAccuracyInterval(std::span<const std::int64_t> truth, std::span<const std::int64_t> predicted,
                                  int classes, const BootstrapOptions &options) {
    std::vector<std::int64_t> support;
    std::vector<std::int64_t> right;
    return bootstrapInterval(
        truth.size(),
        [&](std::span<const std::uint32_t> sample) {
            support.assign(static_cast<std::size_t>(classes), 0);
            right.assign(static_cast<std::size_t>(classes), 0);
            for (const std::uint32_t i : sample) {
                const auto label = static_cast<std::size_t>(truth[i]);
                ++support[label];
                right[label] += truth[i] == predicted[i];
            }
            double sum = 0;
            int present = 0;
            for (std::size_t c = 0; c < support.size(); ++c) {
                if (support[c] == 0)
                    continue;
                sum += static_cast<double>(right[c]) / static_cast<double>(support[c]);
                ++present;
            }
            return sum / present;
        },
        options);
}

} // namespace trainyard::metrics

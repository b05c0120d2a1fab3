// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace trainyard::metrics {

struct Interval {
    double low = 0;
    double high = 0;
};

struct BootstrapOptions {
    std::uint64_t seed = 1;
    int resamples = 2000;
    double confidence = 0.95;
};

/**
 * Percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 13.3): `statistic` is computed on
 * samples of `count` items drawn with replacement, given as indices; the interval lies between the percentiles, with
 * linear interpolation. The same seed gives the same interval on every machine. Samples whose statistic is not a
 * number are left out; with none left, or no items, both ends are not a number.
 */
Interval bootstrapInterval(std::size_t count, const std::function<double(std::span<const std::uint32_t>)> &statistic,
                           const BootstrapOptions &options = {});

/** Of the accuracy and the balanced accuracy; truth and predicted have equal length, classes in 0..classes-1. */
Interval accuracyInterval(std::span<const std::int64_t> truth, std::span<const std::int64_t> predicted,
                          const BootstrapOptions &options = {});
Interval balancedAccuracyInterval(std::span<const std::int64_t> truth, std::span<const std::int64_t> predicted,
                                  int classes, const BootstrapOptions &options = {});

} // namespace trainyard::metrics

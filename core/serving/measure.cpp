// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/serving/measure.h"

#include <algorithm>

namespace trainyard::serving {

namespace {

double percentile(const std::vector<double> &sorted, double fraction) {
    const auto index = static_cast<std::size_t>(fraction * static_cast<double>(sorted.size() - 1) + 0.5);
    return sorted[std::min(index, sorted.size() - 1)];
}

} // namespace

Result<models::Latency> measureLatency(Runtime &runtime, const std::vector<std::int64_t> &shape,
                                       std::chrono::milliseconds time) {
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t fewest = 5;
    constexpr std::size_t most = 100'000;
    TRY_DO(runtime.prepare(shape));
    for (int i = 0; i < 3; ++i) // the first call of a new shape also makes its kernels
        TRY_DO(runtime.runPrepared());
    std::vector<double> times;
    const auto end = Clock::now() + time;
    while (times.size() < fewest || (Clock::now() < end && times.size() < most)) {
        const auto start = Clock::now();
        TRY_DO(runtime.runPrepared());
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    return models::Latency{static_cast<int>(shape.empty() ? 1 : shape[0]), percentile(times, 0.5),
                           percentile(times, 0.95), static_cast<std::int64_t>(times.size())};
}

} // namespace trainyard::serving

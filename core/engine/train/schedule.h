// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace trainyard::engine {

enum class ScheduleKind { Cosine, Constant };

struct Schedule {
    ScheduleKind kind = ScheduleKind::Cosine;
    double base = 1e-3;
    std::int64_t warmupSteps = 0; ///< linear from base / (warmupSteps + 1)
    std::int64_t steps = 1;       ///< of the whole training

    /** For the step counted from 0. Cosine falls from base to 0 after the warm-up. */
    [[nodiscard]] double at(std::int64_t step) const;
};

} // namespace trainyard::engine

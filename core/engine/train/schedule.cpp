// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trainyard::engine {

double Schedule::at(std::int64_t step) const {
    if (step < warmupSteps)
        return base * static_cast<double>(step + 1) / static_cast<double>(warmupSteps + 1);
    if (kind == ScheduleKind::Constant)
        return base;
    const double total = static_cast<double>(std::max<std::int64_t>(1, steps - warmupSteps));
    const double progress = std::clamp(static_cast<double>(step - warmupSteps) / total, 0.0, 1.0);
    return base * 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
}

} // namespace trainyard::engine

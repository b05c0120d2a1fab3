// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/models/verification.h"
#include "core/serving/runtime.h"

#include <chrono>

namespace trainyard::serving {

/** Calls again and again for about `time` after a warm-up, at least five times. Times are of one call. */
Result<models::Latency> measureLatency(Runtime &runtime, const std::vector<std::int64_t> &shape,
                                       std::chrono::milliseconds time);

} // namespace trainyard::serving

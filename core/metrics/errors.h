// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::metrics {

inline constexpr ErrorCode kNoItems{"metrics.no_items"};
inline constexpr ErrorCode kWrongSize{"metrics.wrong_size"};            // what, found, wanted
inline constexpr ErrorCode kLabelOutside{"metrics.label_outside"};      // index, label, classes
inline constexpr ErrorCode kScoreNotFinite{"metrics.score_not_finite"}; // index

} // namespace trainyard::metrics

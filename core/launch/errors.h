// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::launch {

inline constexpr ErrorCode kProgramNotFound{"launch.program_not_found"}; // program, searched
inline constexpr ErrorCode kStartFailed{"launch.start_failed"};          // program, reason
inline constexpr ErrorCode kToolFailed{"launch.tool_failed"};            // program, exit, log
inline constexpr ErrorCode kToolCrashed{"launch.tool_crashed"};          // program, log
inline constexpr ErrorCode kToolTimedOut{"launch.tool_timed_out"};       // program, seconds
inline constexpr ErrorCode kToolAnswer{"launch.tool_answer"};            // program, reason
inline constexpr ErrorCode kNotARun{"launch.not_a_run"};                 // folder

} // namespace trainyard::launch

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::runs {

inline constexpr ErrorCode kNewerProtocol{"runs.newer_protocol"};     // file, protocol, supported
inline constexpr ErrorCode kUnknownKey{"runs.unknown_key"};           // key, nearest
inline constexpr ErrorCode kOutOfRange{"runs.out_of_range"};          // key, value, range
inline constexpr ErrorCode kWrongType{"runs.wrong_type"};             // key, wanted
inline constexpr ErrorCode kInvalidRun{"runs.invalid_run"};           // file, field
inline constexpr ErrorCode kUnknownTask{"runs.unknown_task"};         // task
inline constexpr ErrorCode kInvalidState{"runs.invalid_state"};       // file, field
inline constexpr ErrorCode kInvalidManifest{"runs.invalid_manifest"}; // file, line, field
inline constexpr ErrorCode kInvalidId{"runs.invalid_id"};             // id
inline constexpr ErrorCode kRunExists{"runs.run_exists"};             // id
inline constexpr ErrorCode kAlreadyRunning{"runs.already_running"};   // folder
inline constexpr ErrorCode kEventTooLong{"runs.event_too_long"};      // bytes, limit

// Findings of a follower: the log goes on after them.
inline constexpr ErrorCode kGarbageLine{"runs.garbage_line"};         // file, offset
inline constexpr ErrorCode kLineTooLong{"runs.line_too_long"};        // file, offset, limit
inline constexpr ErrorCode kSequenceGap{"runs.sequence_gap"};         // file, offset, expected, found
inline constexpr ErrorCode kLogReplaced{"runs.log_replaced"};         // file

} // namespace trainyard::runs

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard {

inline constexpr ErrorCode kFileNotFound{"base.file_not_found"};         // file
inline constexpr ErrorCode kFileNotReadable{"base.file_not_readable"};   // file, reason
inline constexpr ErrorCode kFileNotWritable{"base.file_not_writable"};   // file, reason
inline constexpr ErrorCode kDiskFull{"base.disk_full"};                  // file
inline constexpr ErrorCode kFileTooLarge{"base.file_too_large"};         // file, bytes, limit
inline constexpr ErrorCode kLockFailed{"base.lock_failed"};              // file, reason
inline constexpr ErrorCode kInvalidJson{"base.invalid_json"};            // file, where, reason
inline constexpr ErrorCode kCancelled{"base.cancelled"};
inline constexpr ErrorCode kOutOfMemory{"base.out_of_memory"};           // what

} // namespace trainyard

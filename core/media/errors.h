// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::media {

inline constexpr ErrorCode kUnsupportedFormat{"media.unsupported_format"};    // file, format
inline constexpr ErrorCode kNotAnImage{"media.not_an_image"};                 // file
inline constexpr ErrorCode kEmptyFile{"media.empty_file"};                    // file
inline constexpr ErrorCode kUnsupportedVariant{"media.unsupported_variant"};  // file, format, reason
inline constexpr ErrorCode kDamaged{"media.damaged"};                         // file, format, reason
inline constexpr ErrorCode kTruncated{"media.truncated"};                     // file, format, reason
inline constexpr ErrorCode kTooManyPixels{"media.too_many_pixels"};           // file, width, height, limit
inline constexpr ErrorCode kNeedsTooMuchMemory{"media.needs_too_much_memory"}; // file, bytes, limit
inline constexpr ErrorCode kEncodeFailed{"media.encode_failed"};              // format, reason

} // namespace trainyard::media

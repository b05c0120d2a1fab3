// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::serving {

inline constexpr ErrorCode kModelUnreadable{"serving.model_unreadable"};       // file, reason
inline constexpr ErrorCode kModelDiffers{"serving.model_differs"};             // file, what, found, wanted
inline constexpr ErrorCode kRuntimeFailed{"serving.runtime_failed"};           // reason
inline constexpr ErrorCode kNothingToCompare{"serving.nothing_to_compare"};    // split, model
inline constexpr ErrorCode kItemNotInManifest{"serving.item_not_in_manifest"}; // item, file
inline constexpr ErrorCode kClassesDiffer{"serving.classes_differ"};           // file
inline constexpr ErrorCode kNotBuiltYet{"serving.not_built_yet"};              // command
inline constexpr ErrorCode kWrongOption{"serving.wrong_option"};               // option, value, wanted

} // namespace trainyard::serving

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::annotation {

inline constexpr ErrorCode kBadShapeData{"annotation.bad_shape_data"};   // reason
inline constexpr ErrorCode kBadShapeJson{"annotation.bad_shape_json"};   // where, reason
inline constexpr ErrorCode kShapeTooLarge{"annotation.shape_too_large"}; // points, limit
inline constexpr ErrorCode kNotFinite{"annotation.not_finite"};          // where

} // namespace trainyard::annotation

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::engine {

inline constexpr ErrorCode kUnknownArchitecture{"engine.unknown_architecture"}; // name, known
inline constexpr ErrorCode kWeightsLoaded{"engine.weights_loaded"};      // file, matched, fresh, unexpected (finding)
inline constexpr ErrorCode kFoldedBatchNorm{"engine.folded_batch_norm"}; // layers (finding)
inline constexpr ErrorCode kNoTrainingItems{"engine.no_training_items"}; // classes
inline constexpr ErrorCode kTooFewClasses{"engine.too_few_classes"};     // classes
inline constexpr ErrorCode kNoValidationItems{"engine.no_validation_items"}; // (finding)
inline constexpr ErrorCode kTooManyUnreadable{"engine.too_many_unreadable"}; // unreadable, items
inline constexpr ErrorCode kNotFinite{"engine.not_finite"};                  // tensor, what, step, learning_rate
inline constexpr ErrorCode kCheckpointDamaged{"engine.checkpoint_damaged"};  // file, reason
inline constexpr ErrorCode kCheckpointDiffers{"engine.checkpoint_differs"};  // file, what, stored, now
inline constexpr ErrorCode kStoppedEarly{"engine.stopped_early"};            // epoch, epochs, best_epoch (finding)
inline constexpr ErrorCode kNoModelYet{"engine.no_model_yet"};               // run
inline constexpr ErrorCode kUnmappedOperator{"engine.unmapped_operator"};    // operator, where
inline constexpr ErrorCode kNoSuchDevice{"engine.no_such_device"};           // device, have
inline constexpr ErrorCode kBakedInSize{"engine.baked_in_size"};             // operator
inline constexpr ErrorCode kUnknownFormat{"engine.unknown_format"};          // format, known
inline constexpr ErrorCode kTorch{"engine.torch"};                           // what

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::workflow {

// What stops a training before it begins.
inline constexpr ErrorCode kNoItems{"workflow.no_items"};                   // query
inline constexpr ErrorCode kNoLabels{"workflow.no_labels"};                 // items
inline constexpr ErrorCode kTooFewClasses{"workflow.too_few_classes"};      // classes
inline constexpr ErrorCode kNoSplits{"workflow.no_splits"};                 // items
inline constexpr ErrorCode kSplitEmpty{"workflow.split_empty"};             // split
inline constexpr ErrorCode kClassNotInTrain{"workflow.class_not_in_train"}; // class

// What a person should know before a training.
inline constexpr ErrorCode kNoTestSplit{"workflow.no_test_split"};
inline constexpr ErrorCode kUnlabelledLeftOut{"workflow.unlabelled_left_out"};  // count
inline constexpr ErrorCode kSeveralLabels{"workflow.several_labels_left_out"};  // count
inline constexpr ErrorCode kUnsplitLeftOut{"workflow.unsplit_left_out"};        // count
inline constexpr ErrorCode kDamagedLeftOut{"workflow.damaged_left_out"};        // count
inline constexpr ErrorCode kMissingLeftOut{"workflow.missing_left_out"};        // count
inline constexpr ErrorCode kUnbalanced{"workflow.unbalanced"};                  // largest, most, smallest, least
inline constexpr ErrorCode kFewImages{"workflow.few_images"};                   // class, split, count
inline constexpr ErrorCode kDuplicatesAcross{"workflow.duplicates_across"};     // groups, first
inline constexpr ErrorCode kNotHashed{"workflow.not_hashed"};                   // count

inline constexpr ErrorCode kAmbiguousRun{"workflow.ambiguous_run"};     // run, first, second
inline constexpr ErrorCode kAmbiguousModel{"workflow.ambiguous_model"}; // model, first, second
inline constexpr ErrorCode kNoModelFiles{"workflow.no_model_files"};    // model, folder
inline constexpr ErrorCode kUnknownExport{"workflow.unknown_export"};   // format, precision, known
inline constexpr ErrorCode kNoPredictions{"workflow.no_predictions"};   // model, split

// Finding moved files again.
inline constexpr ErrorCode kNotInSource{"workflow.not_in_source"};     // folder
inline constexpr ErrorCode kNotFoundThere{"workflow.not_found_there"}; // folder
inline constexpr ErrorCode kFindsFewer{"workflow.finds_fewer"};        // folder, source
inline constexpr ErrorCode kOutsideSources{"workflow.outside_sources"}; // file
inline constexpr ErrorCode kPlaceTaken{"workflow.place_taken"};         // file

} // namespace trainyard::workflow

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::dataset {

inline constexpr ErrorCode kNoProject{"dataset.no_project"};               // folder
inline constexpr ErrorCode kProjectExists{"dataset.project_exists"};       // folder
inline constexpr ErrorCode kNewerProject{"dataset.newer_project"};         // folder, version, known
inline constexpr ErrorCode kDamagedProject{"dataset.damaged_project"};     // file, reason
inline constexpr ErrorCode kReadOnly{"dataset.read_only"};                 // folder
inline constexpr ErrorCode kNeedsWritable{"dataset.needs_writable"};       // folder: read-only, with an unsaved log
inline constexpr ErrorCode kDatabase{"dataset.database"};                  // file, reason
inline constexpr ErrorCode kNoSuchItem{"dataset.no_such_item"};            // item
inline constexpr ErrorCode kAmbiguousItem{"dataset.ambiguous_item"};       // item
inline constexpr ErrorCode kNoSuchAnnotation{"dataset.no_such_annotation"};// annotation
inline constexpr ErrorCode kNoSuchClass{"dataset.no_such_class"};          // class
inline constexpr ErrorCode kNoSuchTag{"dataset.no_such_tag"};              // tag
inline constexpr ErrorCode kNoSuchSource{"dataset.no_such_source"};        // source
inline constexpr ErrorCode kNoSuchView{"dataset.no_such_view"};            // view
inline constexpr ErrorCode kNoSuchVersion{"dataset.no_such_version"};      // version
inline constexpr ErrorCode kNoSuchRun{"dataset.no_such_run"};              // run
inline constexpr ErrorCode kNoSuchModel{"dataset.no_such_model"};          // model
inline constexpr ErrorCode kNameTaken{"dataset.name_taken"};               // name
inline constexpr ErrorCode kBadName{"dataset.bad_name"};                   // name
inline constexpr ErrorCode kClassInUse{"dataset.class_in_use"};            // class, objects
inline constexpr ErrorCode kNotAFolder{"dataset.not_a_folder"};            // folder
inline constexpr ErrorCode kNothingToUndo{"dataset.nothing_to_undo"};
inline constexpr ErrorCode kNothingToRedo{"dataset.nothing_to_redo"};
inline constexpr ErrorCode kQueryError{"dataset.query_error"};             // column (from 1), expected, got
inline constexpr ErrorCode kBadSplit{"dataset.bad_split"};                 // reason
inline constexpr ErrorCode kBadVersion{"dataset.bad_version"};             // file, reason
inline constexpr ErrorCode kBadBackup{"dataset.bad_backup"};               // file, reason
inline constexpr ErrorCode kRunActive{"dataset.run_active"};               // run

// Codes of findings.
inline constexpr ErrorCode kEditConflict{"dataset.edit_conflict"};         // annotation, item, session
inline constexpr ErrorCode kUndoConflict{"dataset.undo_conflict"};         // act, rows
inline constexpr ErrorCode kUndoBlocked{"dataset.undo_blocked"};           // act
inline constexpr ErrorCode kItemMissing{"dataset.item_missing"};           // file
inline constexpr ErrorCode kItemResized{"dataset.item_resized"};           // file, from, to
inline constexpr ErrorCode kExactDuplicates{"dataset.exact_duplicates"};   // count, first
inline constexpr ErrorCode kLeakage{"dataset.leakage"};                    // count, first, splits

} // namespace trainyard::dataset

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::cli {

// Wrong usage: exit code 2.
inline constexpr ErrorCode kNotBuilt{"cli.not_built"};         // command
inline constexpr ErrorCode kBadValue{"cli.bad_value"};         // option, value, wanted
inline constexpr ErrorCode kNeedsOne{"cli.needs_one"};         // options
inline constexpr ErrorCode kNeedsOption{"cli.needs_option"};   // option
inline constexpr ErrorCode kBadUsage{"cli.bad_usage"};         // reason: CLI11's own words
inline constexpr ErrorCode kNoSuchClassName{"cli.no_such_class"}; // class
inline constexpr ErrorCode kNoSuchTask{"cli.no_such_task"};    // task, known
inline constexpr ErrorCode kNoSuchFolder{"cli.no_such_folder"}; // folder

// Failed: exit code 1.
inline constexpr ErrorCode kRunFailed{"cli.run_failed"};       // run, status
inline constexpr ErrorCode kRunInterrupted{"cli.run_interrupted"}; // run
inline constexpr ErrorCode kTimedOut{"cli.timed_out"};         // run, seconds
inline constexpr ErrorCode kDamaged{"cli.damaged"};            // problems
inline constexpr ErrorCode kDemoFellShort{"cli.demo_fell_short"}; // accuracy, wanted

// Done, but more was found than was asked for: exit code 3.
inline constexpr ErrorCode kLossy{"cli.lossy"};                // changed, dropped
inline constexpr ErrorCode kOutsideTolerance{"cli.outside_tolerance"}; // relative, tolerance, agreement

// What a command says to a person when it is done.
inline constexpr ErrorCode kSaidCreated{"cli.said.created"};       // folder
inline constexpr ErrorCode kSaidInfo{"cli.said.info"};             // name, items, objects, classes, runs, models
inline constexpr ErrorCode kSaidWhole{"cli.said.whole"};           // items, objects, journal
inline constexpr ErrorCode kSaidBackup{"cli.said.backup"};         // file
inline constexpr ErrorCode kSaidRestored{"cli.said.restored"};     // folder
inline constexpr ErrorCode kSaidAdded{"cli.said.added"};           // folder, added, known, missing
inline constexpr ErrorCode kSaidDamagedFiles{"cli.said.damaged_files"}; // count
inline constexpr ErrorCode kSaidMoved{"cli.said.moved"};           // count
inline constexpr ErrorCode kSaidRecognised{"cli.said.recognised"}; // format
inline constexpr ErrorCode kSaidImported{"cli.said.imported"};     // images, objects, known, classes
inline constexpr ErrorCode kSaidDryRun{"cli.said.dry_run"};
inline constexpr ErrorCode kSaidNote{"cli.said.note"};             // kind, count, words
inline constexpr ErrorCode kSaidExported{"cli.said.exported"};     // images, objects, folder
inline constexpr ErrorCode kSaidCount{"cli.said.count"};           // count
inline constexpr ErrorCode kSaidDone{"cli.said.done"};
inline constexpr ErrorCode kSaidNothing{"cli.said.nothing"};
inline constexpr ErrorCode kSaidUndone{"cli.said.undone"};         // act
inline constexpr ErrorCode kSaidRedone{"cli.said.redone"};         // act
inline constexpr ErrorCode kSaidConflicts{"cli.said.conflicts"};   // count
inline constexpr ErrorCode kSaidSplit{"cli.said.split"};           // train, val, test
inline constexpr ErrorCode kSaidVersion{"cli.said.version"};       // version, items, objects
inline constexpr ErrorCode kSaidStarted{"cli.said.started"};       // run, pid
inline constexpr ErrorCode kSaidPrepared{"cli.said.prepared"};     // run
inline constexpr ErrorCode kSaidEpoch{"cli.said.epoch"};           // epoch, epochs, loss, accuracy, seconds
inline constexpr ErrorCode kSaidEnded{"cli.said.ended"};           // run, status
inline constexpr ErrorCode kSaidAsked{"cli.said.asked"};           // request, run
inline constexpr ErrorCode kSaidDeleted{"cli.said.deleted"};       // what
inline constexpr ErrorCode kSaidModel{"cli.said.model"};           // model
inline constexpr ErrorCode kSaidMetrics{"cli.said.metrics"};       // split, items, accuracy, low, high, balanced, f1
inline constexpr ErrorCode kSaidModelFile{"cli.said.model_file"};  // file
inline constexpr ErrorCode kSaidVerified{"cli.said.verified"};     // items, relative, agreement, accuracy, engine, latency1, latency8
inline constexpr ErrorCode kSaidDuplicates{"cli.said.duplicates"}; // groups, leaking
inline constexpr ErrorCode kSaidPicture{"cli.said.picture"};       // images, folder
inline constexpr ErrorCode kSaidStep{"cli.said.step"};             // number, of, what

} // namespace trainyard::cli

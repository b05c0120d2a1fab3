// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/scan.h"

namespace trainyard::workflow {

struct RelinkReport {
    std::int64_t sequence = 0;            ///< of the act
    std::uint64_t sources = 0;            ///< that lie elsewhere now
    std::uint64_t found = 0, missing = 0; ///< items of those sources, after looking there
};
/**
 * The sources at or below the folder `old` lie at or below `now`: one undoable act. Then looks there: files that are
 * back are marked so. Or, where `now` is a file: the item `old` is that file, which lies in a source. kNotAFolder,
 * kNotInSource; of a file also kNoSuchItem, kOutsideSources, kPlaceTaken.
 */
Result<RelinkReport> relink(dataset::Project &project, const Path &old, const Path &now);
/** One source, whose folder is `now`. */
Result<RelinkReport> relinkSource(dataset::Project &project, dataset::SourceId source, const Path &now);

/**
 * Where the source of a missing item lies, told by the folder that a person chose: the one in which the source's files
 * stand as they did, itself or above it. kNotFoundThere when the file is not there; kFindsFewer when more files would
 * be lost than are found.
 */
Result<Path> newRoot(const dataset::Project &project, dataset::SourceId source, const Path &chosen);

} // namespace trainyard::workflow

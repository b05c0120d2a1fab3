// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"
#include "core/formats/formats.h"

#include <functional>
#include <stop_token>

namespace trainyard::formats {

struct ImportOptions {
    ReadOptions read;
    bool dryRun = false; ///< read and report; the project stays as it is
    dataset::BulkOptions bulk;
};

/** Images and objects so far. The thread that imports. */
using ImportProgress = std::function<void(std::int64_t images, std::int64_t objects)>;

struct ImportOutcome {
    ImportReport report;
    std::int64_t sequence = 0; ///< of the journal entry; 0: nothing was changed
    std::int64_t itemsAdded = 0, itemsKnown = 0;
    std::int64_t objectsAdded = 0, objectsKnown = 0; ///< known: an equal object of the same class was there already
    std::int64_t classesAdded = 0, splitsSet = 0;
    std::vector<Finding> findings; ///< the report's notes; also kept in the project, under the subject "import:<path>"
};

/**
 * Reads annotations into a project as one act, which one undo takes back. Images that the project has already are found
 * by their file; objects that are there already are not added twice, so importing again merges. Images that were not
 * found are left out, with a note. Sizes and hashes follow with dataset::probeItems.
 */
Result<ImportOutcome> importInto(dataset::Project &project, const Format &format, const Path &path,
                                 const ImportOptions &options = {}, std::stop_token stop = {},
                                 const ImportProgress &progress = {});

} // namespace trainyard::formats

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/threadpool.h"
#include "core/dataset/project.h"

#include <stop_token>

namespace trainyard::dataset {

/** A file that may be an image: told by its name's ending, or by its first bytes when it has none. */
struct FoundFile {
    Path path; ///< relative to the root; bytes
    std::uint64_t bytes = 0;
    std::int64_t mtime_ns = 0;
};

struct ScanOptions {
    bool followLinks = true; ///< to folders; a loop is entered once
    int depth = 64;
    std::size_t batch = 512; ///< files for each call of the consumer
};

struct ScanReport {
    std::uint64_t files = 0;   ///< handed to the consumer
    std::uint64_t others = 0;  ///< not images
    std::uint64_t folders = 0;
    std::vector<Finding> findings; ///< folders that could not be read, at most 100
};

/**
 * Lists a folder with what is below it, in order of name, hidden names and "._*" left out. The consumer returns false
 * to stop. kNotAFolder, kCancelled.
 */
Result<ScanReport> scanFolder(const Path &root, const ScanOptions &options, const std::stop_token &stop,
                              const std::function<Result<bool>(std::vector<FoundFile>)> &consumer);

struct AddFolderReport {
    SourceId source;
    std::int64_t sequence = 0;
    std::uint64_t added = 0, known = 0, missing = 0, changed = 0; ///< missing and changed: of a rescan
    std::uint64_t others = 0;
    std::vector<Finding> findings; ///< folders that cannot be read, or the source's own that is gone; kept in the project
};
/** Calls with (items so far); any thread that calls addFolder. */
using ScanProgress = std::function<void(std::uint64_t)>;

/**
 * Adds a folder as a source with its images as items, by name only: one undoable act, committed in slices, so that
 * the first items show at once. Sizes follow with probeItems. A root that is a source already is looked at again:
 * new files are added, vanished ones marked missing, changed ones probed again.
 */
Result<AddFolderReport> addFolder(Project &project, const Path &root, std::stop_token stop = {},
                                  const ScanProgress &progress = {}, const ScanOptions &options = {});

struct ProbeReport {
    std::uint64_t probed = 0, damaged = 0, missing = 0;
    std::uint64_t moved = 0; ///< missing files that were found again by their content
    bool cancelled = false;
};
struct ProbeOptions {
    bool hash = true; ///< read the whole file and keep its content hash
    std::size_t batch = 256;
};
/**
 * Reads the headers of items that were not read yet, on the pool; damaged files stay items, with a finding. A file
 * whose content is that of a missing one is taken for that one, moved or renamed, as an undoable act: its labels stay.
 */
Result<ProbeReport> probeItems(Project &project, ThreadPool &pool, std::stop_token stop = {},
                               const ScanProgress &progress = {}, const ProbeOptions &options = {});

/** What one file's header says; never fails: damage is part of the facts. Any thread. */
ItemFacts probeFile(ItemId item, const Path &file, bool hash);

} // namespace trainyard::dataset

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"

namespace trainyard::dataset {

struct SplitOptions {
    double train = 0.8, val = 0.1, test = 0.1; ///< parts of the whole; only their ratio counts
    bool stratify = true;                      ///< each class keeps the ratio
    std::uint64_t seed = 0;
};

/** What the splitter knows of an item. */
struct SplitItem {
    std::string key;   ///< names the item for the random order: source and path, so that it outlives a re-import
    std::string group; ///< items with an equal, not empty group stay together
    int label = -1;    ///< class for stratifying; -1: none
};

/**
 * Deterministic for (seed, keys): the order of the items, threads and machines do not matter. Largest remainders give
 * every item a split, and each class is off its exact share by less than one item (by less than a group with groups).
 * kBadSplit when a part is negative or not finite, or all are zero.
 */
Result<std::vector<Split>> computeSplit(std::span<const SplitItem> items, const SplitOptions &options);

enum class GroupBy {
    None,
    Folder, ///< the folder of the file
    Name,   ///< the file name up to its first '_', '-' or '.', so that crops and takes of one thing stay together
    Hash,   ///< equal content
    Tag,    ///< the item's first tag in order of name
};
std::optional<GroupBy> groupByFromName(std::string_view name);

struct SplitResult {
    ActReport act;
    std::array<std::uint64_t, 4> counts{};
};
/** Splits the items of a query as one act; the class of an item is that of its image label, else its first object's. */
Result<SplitResult> splitProject(Project &project, const Query &query, const SplitOptions &options,
                                 GroupBy group = GroupBy::None);

} // namespace trainyard::dataset

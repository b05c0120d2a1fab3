// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"

namespace trainyard::dataset {

/** Items with equal content, at least two, in order of id. Needs content hashes (probeItems). */
struct DuplicateGroup {
    ContentHash hash;
    std::vector<ItemId> items;
    std::array<std::uint64_t, 4> splits{}; ///< how many of them stand in which split
    [[nodiscard]] bool leaks() const; ///< in more than one of train, val, test
};

struct DuplicateReport {
    std::vector<DuplicateGroup> groups; ///< largest first
    std::uint64_t unhashed = 0;         ///< items that could not be compared, for want of a hash
};
Result<DuplicateReport> findExactDuplicates(const Project &project, const Query &query = {});

/** Groups that leak as findings (kLeakage, error), the others as kExactDuplicates (warning); replaces the old ones. */
Result<std::vector<Finding>> recordDuplicates(Project &project, const DuplicateReport &report);

} // namespace trainyard::dataset

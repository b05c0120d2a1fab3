// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/dataset/project.h"

#include <map>
#include <span>

namespace trainyard::dataset {

/**
 * Tells files that were moved or renamed behind the program: a new item that nobody has worked on
 * (Project::isUntouched), with the content of a missing one, is that one. One thread.
 */
class MovedFiles final {
public:
    static Result<MovedFiles> of(const Project &project);
    /** Pairs what was just read, one of `facts` for one of `items`, with what is missing. */
    void look(std::span<const Item> items, std::span<const ItemFacts> facts);
    /** The pairs become single items: one undoable act, none when there is no pair. How many. */
    Result<std::uint64_t> settle(Project &project);

private:
    struct Missing {
        ItemId id;
        std::string name;
    };
    std::multimap<ContentHash, Missing> m_missing;
    std::vector<std::pair<ItemId, ItemId>> m_pairs; ///< missing, found
};

} // namespace trainyard::dataset

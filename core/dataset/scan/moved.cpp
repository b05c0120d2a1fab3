// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/scan/moved.h"

#include "core/dataset/store/store.h"

#include <algorithm>

namespace trainyard::dataset {

Result<MovedFiles> MovedFiles::of(const Project &project) {
    return guarded(project.store().db, [&]() -> Result<MovedFiles> {
        MovedFiles moved;
        Rows rows =
            project.store().db.rows("SELECT id, name, hash FROM item WHERE missing <> 0 AND hash IS NOT NULL ORDER BY id");
        while (rows.next()) {
            ContentHash hash;
            const ByteView bytes = rows.blob(2);
            if (bytes.size() != hash.bytes.size())
                continue;
            std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
            moved.m_missing.emplace(hash, Missing{{rows.integer(0)}, rows.text(1)});
        }
        return moved;
    });
}

void MovedFiles::look(std::span<const Item> items, std::span<const ItemFacts> facts) {
    for (std::size_t i = 0; i < items.size() && !m_missing.empty(); ++i) {
        if (facts[i].missing || facts[i].hash == ContentHash{})
            continue;
        const auto [first, last] = m_missing.equal_range(facts[i].hash);
        if (first == last)
            continue;
        // Of several equal files, the one that kept its name.
        const auto same =
            std::find_if(first, last, [&](const auto &missing) { return missing.second.name == items[i].name; });
        const auto chosen = same == last ? first : same;
        m_pairs.emplace_back(chosen->second.id, items[i].id);
        m_missing.erase(chosen);
    }
}

Result<std::uint64_t> MovedFiles::settle(Project &project) {
    std::uint64_t settled = 0;
    auto next = m_pairs.begin();
    TRY_DO(project.bulk("item.follow", {}, [&](Edit &edit) -> Result<bool> {
        if (next == m_pairs.end())
            return false;
        const auto [missing, found] = *next++;
        TRY(const bool untouched, project.isUntouched(found));
        if (untouched) {
            TRY_DO(edit.takePlace(missing, found));
            ++settled;
        }
        return true;
    }));
    m_pairs.clear();
    return settled;
}

} // namespace trainyard::dataset

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/dataset/types.h"

#include <optional>

namespace trainyard::dataset {

/** Sorted ids as LEB128 differences: a byte or two each. */
Bytes encodeIds(const std::vector<ItemId> &sorted);
std::vector<ItemId> decodeIds(ByteView bytes);

/** What a piece of a bulk act inserted, instead of a changeset that would hold every value again. */
struct IdRange {
    enum class Table : std::uint8_t { Item = 0, Annotation = 1 };
    Table table = Table::Item;
    std::int64_t first = 0, last = 0; ///< both inserted, and all between
    friend bool operator==(const IdRange &, const IdRange &) = default;
};
using IdRanges = std::vector<IdRange>;

void addToRanges(IdRanges &ranges, IdRange::Table table, std::int64_t id);
Bytes encodeRanges(const IdRanges &ranges);
/** nullopt for bytes that are none: a damaged journal. */
std::optional<IdRanges> decodeRanges(ByteView bytes);

} // namespace trainyard::dataset

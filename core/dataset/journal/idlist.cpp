// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/journal/idlist.h"

namespace trainyard::dataset {
namespace {

void putCount(Bytes &out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<std::uint8_t>(value | 0x80));
    out.push_back(static_cast<std::uint8_t>(value));
}

std::optional<std::uint64_t> takeCount(ByteView &in) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !in.empty(); shift += 7) {
        const std::uint8_t byte = in.front();
        in = in.subspan(1);
        value |= std::uint64_t(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0)
            return value;
    }
    return std::nullopt;
}

} // namespace

Bytes encodeIds(const std::vector<ItemId> &sorted) {
    Bytes out;
    std::int64_t last = 0;
    for (const ItemId id : sorted) {
        putCount(out, static_cast<std::uint64_t>(id.value - last));
        last = id.value;
    }
    return out;
}

std::vector<ItemId> decodeIds(ByteView bytes) {
    std::vector<ItemId> ids;
    std::int64_t last = 0;
    while (!bytes.empty()) {
        const auto step = takeCount(bytes);
        if (!step)
            break;
        last += static_cast<std::int64_t>(*step);
        ids.push_back({last});
    }
    return ids;
}

void addToRanges(IdRanges &ranges, IdRange::Table table, std::int64_t id) {
    for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
        if (range->table != table)
            continue;
        if (range->last + 1 == id) {
            range->last = id;
            return;
        }
        break;
    }
    ranges.push_back({table, id, id});
}

Bytes encodeRanges(const IdRanges &ranges) {
    Bytes out;
    for (const IdRange &range : ranges) {
        out.push_back(static_cast<std::uint8_t>(range.table));
        putCount(out, static_cast<std::uint64_t>(range.first));
        putCount(out, static_cast<std::uint64_t>(range.last - range.first));
    }
    return out;
}

std::optional<IdRanges> decodeRanges(ByteView bytes) {
    IdRanges ranges;
    while (!bytes.empty()) {
        const std::uint8_t table = bytes.front();
        bytes = bytes.subspan(1);
        const auto first = takeCount(bytes);
        const auto length = takeCount(bytes);
        if (table > 1 || !first || !length)
            return std::nullopt;
        ranges.push_back({static_cast<IdRange::Table>(table), static_cast<std::int64_t>(*first),
                          static_cast<std::int64_t>(*first + *length)});
    }
    return ranges;
}

} // namespace trainyard::dataset

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace trainyard {

/** A row's number that cannot be taken for another table's: ItemId never equals ClassId. 0 is "none". */
template <typename Tag>
struct NumberId {
    std::int64_t value = 0;
    [[nodiscard]] bool isValid() const { return value != 0; }
    friend auto operator<=>(NumberId, NumberId) = default;
};

/** A name that is also a folder's name: runs and models. Empty is "none". */
template <typename Tag>
struct TextId {
    std::string value;
    [[nodiscard]] bool isValid() const { return !value.empty(); }
    friend auto operator<=>(const TextId &, const TextId &) = default;
};

using RunId = TextId<struct RunTag>;
using ModelId = TextId<struct ModelTag>;
/** 32 hexadecimal digits: the hash of the version's canonical rows. */
using VersionId = TextId<struct VersionTag>;

} // namespace trainyard

template <typename Tag>
struct std::hash<trainyard::NumberId<Tag>> {
    std::size_t operator()(trainyard::NumberId<Tag> id) const noexcept { return std::hash<std::int64_t>()(id.value); }
};
template <typename Tag>
struct std::hash<trainyard::TextId<Tag>> {
    std::size_t operator()(const trainyard::TextId<Tag> &id) const noexcept { return std::hash<std::string>()(id.value); }
};

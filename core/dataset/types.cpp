// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/types.h"

namespace trainyard::dataset {
namespace {

constexpr std::array<std::string_view, 4> kSplits{"none", "train", "val", "test"};
constexpr std::array<std::string_view, 5> kStates{"new", "in_work", "done", "accepted", "returned"};
constexpr std::array<std::string_view, 6> kKinds{"image", "video", "frame", "row", "series", "text"};
constexpr std::array<std::string_view, 3> kOrigins{"person", "import", "model"};

/** Numbers come from databases that may be damaged: one that is none reads as the first. */
template <typename Enum, std::size_t N>
std::string_view nameOf(const std::array<std::string_view, N> &names, Enum value) {
    const auto at = static_cast<std::size_t>(value);
    return names[at < N ? at : 0];
}

template <typename Enum, std::size_t N>
std::optional<Enum> fromName(const std::array<std::string_view, N> &names, std::string_view name) {
    for (std::size_t i = 0; i < N; ++i)
        if (names[i] == name)
            return static_cast<Enum>(i);
    return std::nullopt;
}

} // namespace

std::string_view splitName(Split split) {
    return nameOf(kSplits, split);
}
std::optional<Split> splitFromName(std::string_view name) {
    return fromName<Split>(kSplits, name);
}
std::string_view stateName(ItemState state) {
    return nameOf(kStates, state);
}
std::optional<ItemState> stateFromName(std::string_view name) {
    return fromName<ItemState>(kStates, name);
}
std::string_view kindName(ItemKind kind) {
    return nameOf(kKinds, kind);
}
std::string_view originName(Origin origin) {
    return nameOf(kOrigins, origin);
}

} // namespace trainyard::dataset

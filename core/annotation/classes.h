// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::annotation {

using ClassId = NumberId<struct ClassTag>;

/** A class of the label schema. Names are unique in a project, compared byte by byte. */
struct ClassInfo {
    ClassId id;
    std::string name;         ///< UTF-8, never empty, no control characters
    std::uint32_t rgb = 0;    ///< 0xRRGGBB
    int digit = -1;           ///< the key that gives this class, 0 to 9; -1: none
    int position = 0;         ///< order in lists and of a network's outputs
    bool hidden = false;
    std::string attributesJson; ///< schema of the attributes: JSON array, or empty
    std::string skeletonJson;   ///< template of a keypoint skeleton: JSON object, or empty
    std::int64_t revision = 0;  ///< sequence number of the act that last changed it; set by the store

    friend bool operator==(const ClassInfo &, const ClassInfo &) = default;
};

/**
 * Colour number `index` of a series of 20 that stay apart for colour-blind people; it repeats after that.
 * The first seven are those of Okabe and Ito, "Color Universal Design" (2008), without black.
 */
std::uint32_t defaultColour(int index);
inline constexpr int kDefaultColours = 20;

/** "#rrggbb", and its reverse ("#rrggbb", "rrggbb"; false when the text is none). */
std::string colourText(std::uint32_t rgb);
bool parseColour(std::string_view text, std::uint32_t &rgb);

/** True for a name that a class, tag or view may have: UTF-8, 1 to 200 bytes, no control characters, no blank ends. */
bool isValidName(std::string_view name);

} // namespace trainyard::annotation

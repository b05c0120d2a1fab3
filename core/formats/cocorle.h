// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/annotation/shape.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/** COCO's run lengths: column by column over the whole image, zeros first; as numbers or packed into a text. */
namespace trainyard::formats::cocorle {

/** Above this many pixels a mask is refused: no camera makes it, and its decoding costs that many steps. */
inline constexpr std::uint64_t kPixelLimit = std::uint64_t(200) << 20;

/** The packed form: groups of five bits, low first, 32 says "more", offset 48; from the fourth on the difference to the
 *  count two before. Nothing for a text that is none. */
std::optional<std::vector<std::uint32_t>> unpack(std::string_view text);
std::string pack(std::span<const std::uint32_t> counts);

/** The mask, cut to its own pixels. Nothing when the counts do not fill height * width. Empty masks have width 0. */
std::optional<annotation::Mask> toMask(std::span<const std::uint32_t> counts, std::int64_t height, std::int64_t width);
/** The counts of a mask in an image; what lies outside is cut off. */
std::vector<std::uint32_t> fromMask(const annotation::Mask &mask, int height, int width);
/** Cut to the image and to its own pixels: what toMask(fromMask(mask)) gives. Width 0 when nothing is left. */
annotation::Mask tight(const annotation::Mask &mask, int height, int width);

} // namespace trainyard::formats::cocorle

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/image.h"

namespace trainyard::media {

/**
 * 8-bit RGB of any Image: grey repeated, 16 bits scaled to 8 with rounding, alpha composed over white. 16-bit grey is
 * scaled by the bits that the picture uses (8 to 16): 4095 is 255 in a picture of 12 bits.
 */
Image toRgb8(Image image);

/** value / 257 rounded: 65535 is 255. */
inline std::uint8_t to8Bits(std::uint32_t value16) {
    return static_cast<std::uint8_t>((value16 * 255 + 32895) >> 16);
}

/** Ink amounts (0 none, 255 full) to RGB by the usual uncalibrated formula: (1 - ink) (1 - black). */
inline void cmykToRgb(const std::uint8_t *cmyk, std::uint8_t *rgb) {
    const std::uint32_t light = 255U - cmyk[3];
    for (int i = 0; i < 3; ++i)
        rgb[i] = static_cast<std::uint8_t>(((255U - cmyk[i]) * light + 127U) / 255U);
}

} // namespace trainyard::media

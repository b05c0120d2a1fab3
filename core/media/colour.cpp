// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/colour.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace trainyard::media {

namespace {

template <typename Sample>
Sample sampleAt(const std::uint8_t *at) {
    Sample value;
    std::memcpy(&value, at, sizeof(Sample));
    return value;
}

/**
 * 16-bit grey by the bits it uses: scanners and cameras keep 10, 12 or 14 bits in 16, and read by the full range their
 * pictures would be black. At least 8 bits, so that 8-bit values in a 16-bit file stay what they are.
 */
void convertGrey16(const Image &from, Image &to) {
    const std::size_t count = static_cast<std::size_t>(from.width) * static_cast<std::size_t>(from.height);
    std::uint32_t used = 0;
    for (std::size_t i = 0; i < count; ++i)
        used |= sampleAt<std::uint16_t>(from.pixels.data() + 2 * i);
    const std::uint32_t most = std::max(0xFFU, std::bit_ceil(used + 1) - 1);
    std::uint8_t *out = to.pixels.data();
    for (std::size_t i = 0; i < count; ++i, out += 3) {
        const std::uint32_t value = sampleAt<std::uint16_t>(from.pixels.data() + 2 * i);
        out[0] = out[1] = out[2] = static_cast<std::uint8_t>((value * 255 + most / 2) / most);
    }
}

template <typename Sample, int Channels>
void convert(const Image &from, Image &to) {
    const std::size_t count = static_cast<std::size_t>(from.width) * static_cast<std::size_t>(from.height);
    const std::uint8_t *in = from.pixels.data();
    std::uint8_t *out = to.pixels.data();
    for (std::size_t i = 0; i < count; ++i, in += sizeof(Sample) * Channels, out += 3) {
        std::uint8_t sample[4] = {};
        for (std::size_t c = 0; c < Channels; ++c) {
            const auto value = sampleAt<Sample>(in + c * sizeof(Sample));
            sample[c] = sizeof(Sample) == 1 ? static_cast<std::uint8_t>(value) : to8Bits(value);
        }
        if constexpr (Channels == 1) {
            out[0] = out[1] = out[2] = sample[0];
        } else if constexpr (Channels == 3) {
            out[0] = sample[0];
            out[1] = sample[1];
            out[2] = sample[2];
        } else {
            const std::uint32_t alpha = sample[3];
            for (int c = 0; c < 3; ++c)
                out[c] = static_cast<std::uint8_t>((sample[c] * alpha + 255U * (255U - alpha) + 127U) / 255U);
        }
    }
}

} // namespace

Image toRgb8(Image image) {
    if (image.channels == 3 && image.bits == 8)
        return image;
    Image rgb{image.width, image.height, 3, 8, {}};
    rgb.pixels.resize(rgb.rowBytes() * static_cast<std::size_t>(image.height));
    if (image.bits == 8) {
        if (image.channels == 1)
            convert<std::uint8_t, 1>(image, rgb);
        else
            convert<std::uint8_t, 4>(image, rgb);
    } else {
        if (image.channels == 1)
            convertGrey16(image, rgb);
        else if (image.channels == 3)
            convert<std::uint16_t, 3>(image, rgb);
        else
            convert<std::uint16_t, 4>(image, rgb);
    }
    return rgb;
}

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/colour.h"

#include <utility>

namespace trainyard::media {

namespace {

template <typename Sample>
Sample sampleAt(const std::uint8_t *at) {
    Sample value;
    std::memcpy(&value, at, sizeof(Sample));
    return value;
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
            convert<std::uint16_t, 1>(image, rgb);
        else if (image.channels == 3)
            convert<std::uint16_t, 3>(image, rgb);
        else
            convert<std::uint16_t, 4>(image, rgb);
    }
    return rgb;
}

} // namespace trainyard::media

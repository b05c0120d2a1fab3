// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/files.h"
#include "core/media/encode.h"
#include "core/media/image.h"

#include <QByteArray>

#include <cstdint>
#include <filesystem>

/** Pictures made by code, and small helpers, for the tests of core/media. */
namespace testimages {

using trainyard::Bytes;
using trainyard::media::Image;

/** Smooth colours with different gradients in each channel: no two corners are equal, so every turn shows. */
inline Image gradient(int width, int height, int channels = 3, int bits = 8) {
    Image image{width, height, channels, bits, {}};
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(height));
    const double most = bits == 8 ? 255 : 65535;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c) {
                const double u = width > 1 ? double(x) / (width - 1) : 0;
                const double v = height > 1 ? double(y) / (height - 1) : 0;
                const double value = c == 0 ? u : c == 1 ? v : c == 2 ? (1 - u) * (1 - v) : 0.25 + 0.75 * u;
                const auto sample = static_cast<std::uint16_t>(value * most + 0.5);
                const std::size_t at = (static_cast<std::size_t>(x) * static_cast<std::size_t>(channels) +
                                        static_cast<std::size_t>(c)) * static_cast<std::size_t>(bits / 8);
                if (bits == 8)
                    image.row(y)[at] = static_cast<std::uint8_t>(sample);
                else
                    std::memcpy(image.row(y) + at, &sample, 2);
            }
    return image;
}

/** The largest difference of two pictures of equal shape, or 1000 when the shapes differ. */
inline int difference(const Image &a, const Image &b) {
    if (a.width != b.width || a.height != b.height || a.channels != b.channels || a.bits != b.bits ||
        a.pixels.size() != b.pixels.size())
        return 1000;
    int most = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        most = std::max(most, std::abs(int(a.pixels[i]) - int(b.pixels[i])));
    return most;
}

/** A JPEG with an EXIF block that tells `orientation`, put right after the start marker. */
inline Bytes withOrientation(const Bytes &jpeg, int orientation) {
    const std::uint8_t exif[] = {0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
                                 'M',  'M',  0, 42, 0,   0,   0,   8,   0, 1,
                                 0x01, 0x12, 0, 3,  0,   0,   0,   1,   0, static_cast<std::uint8_t>(orientation),
                                 0,    0,    0, 0,  0,   0};
    Bytes out = jpeg;
    out.insert(out.begin() + 2, std::begin(exif), std::end(exif));
    return out;
}

} // namespace testimages

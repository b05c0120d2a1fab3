// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <vector>

namespace trainyard::media {

/**
 * Decoded pixels, row by row without padding, channels interleaved, after EXIF orientation.
 * channels: 1 grey, 3 RGB, 4 RGB and straight (not premultiplied) alpha. bits: 8 or 16 (native byte order) a sample.
 */
struct Image {
    int width = 0;
    int height = 0;
    int channels = 3;
    int bits = 8;
    std::vector<std::uint8_t> pixels;

    [[nodiscard]] std::size_t rowBytes() const {
        return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels) *
               static_cast<std::size_t>(bits / 8);
    }
    [[nodiscard]] const std::uint8_t *row(int y) const {
        return pixels.data() + rowBytes() * static_cast<std::size_t>(y);
    }
    [[nodiscard]] std::uint8_t *row(int y) { return pixels.data() + rowBytes() * static_cast<std::size_t>(y); }
};

enum class ImageFormat { Unknown, Jpeg, Png, Tiff, WebP, Bmp, Gif };

/** What a file's header says; nothing is decoded to know it. */
struct ImageInfo {
    ImageFormat format = ImageFormat::Unknown;
    int rawWidth = 0; ///< as stored
    int rawHeight = 0;
    int orientation = 1; ///< EXIF, 1 to 8
    int width = 0;       ///< after orientation: what every coordinate in the product refers to
    int height = 0;
    int channels = 0; ///< as stored: 1, 2, 3, 4
    int bits = 8;     ///< a sample, as stored
    int frames = 1;   ///< pages or animation frames; only the first is used
};

} // namespace trainyard::media

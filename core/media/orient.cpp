// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/orient.h"

#include <algorithm>
#include <utility>

namespace trainyard::media {

namespace {

template <int PixelBytes>
void mirrorRows(Image &image) {
    for (int y = 0; y < image.height; ++y) {
        std::uint8_t *left = image.row(y);
        std::uint8_t *right = left + image.rowBytes() - PixelBytes;
        for (; left < right; left += PixelBytes, right -= PixelBytes)
            std::swap_ranges(left, left + PixelBytes, right);
    }
}

void flipRows(Image &image) {
    const std::size_t bytes = image.rowBytes();
    for (int top = 0, bottom = image.height - 1; top < bottom; ++top, --bottom)
        std::swap_ranges(image.row(top), image.row(top) + bytes, image.row(bottom));
}

/** Pixel (x, y) goes to row x, column y, each counted from the far end when asked. */
template <int PixelBytes>
void transpose(const Image &from, Image &to, bool columnsFromEnd, bool rowsFromEnd) {
    constexpr int tile = 32; // keeps the rows written to in the cache
    for (int tileY = 0; tileY < from.height; tileY += tile) {
        const int endY = std::min(tileY + tile, from.height);
        for (int x = 0; x < from.width; ++x) {
            std::uint8_t *row = to.row(rowsFromEnd ? from.width - 1 - x : x);
            for (int y = tileY; y < endY; ++y) {
                const int column = columnsFromEnd ? from.height - 1 - y : y;
                std::memcpy(row + static_cast<std::size_t>(column) * PixelBytes,
                            from.row(y) + static_cast<std::size_t>(x) * PixelBytes, PixelBytes);
            }
        }
    }
}

template <int PixelBytes>
Image orientedPixels(Image image, int orientation) {
    if (!swapsSides(orientation)) {
        if (orientation == 2 || orientation == 3)
            mirrorRows<PixelBytes>(image);
        if (orientation == 3 || orientation == 4)
            flipRows(image);
        return image;
    }
    Image turned{image.height, image.width, image.channels, image.bits, {}};
    turned.pixels.resize(image.pixels.size());
    transpose<PixelBytes>(image, turned, orientation == 6 || orientation == 7, orientation == 7 || orientation == 8);
    return turned;
}

} // namespace

Image oriented(Image image, int orientation) {
    if (orientation <= 1 || orientation > 8)
        return image;
    switch (image.channels * image.bits / 8) {
    case 1: return orientedPixels<1>(std::move(image), orientation);
    case 2: return orientedPixels<2>(std::move(image), orientation);
    case 3: return orientedPixels<3>(std::move(image), orientation);
    case 4: return orientedPixels<4>(std::move(image), orientation);
    case 6: return orientedPixels<6>(std::move(image), orientation);
    default: return orientedPixels<8>(std::move(image), orientation);
    }
}

CropBox orientedBox(const CropBox &box, int orientation, double width, double height) {
    const CropBox b = box;
    switch (orientation) {
    case 2: return {width - b.x1, b.y0, width - b.x0, b.y1};
    case 3: return {width - b.x1, height - b.y1, width - b.x0, height - b.y0};
    case 4: return {b.x0, height - b.y1, b.x1, height - b.y0};
    case 5: return {b.y0, b.x0, b.y1, b.x1};
    case 6: return {height - b.y1, b.x0, height - b.y0, b.x1};
    case 7: return {height - b.y1, width - b.x1, height - b.y0, width - b.x0};
    case 8: return {b.y0, width - b.x1, b.y1, width - b.x0};
    default: return b;
    }
}

CropBox storedBox(const CropBox &box, int orientation, double width, double height) {
    // Only the quarter turns are not their own inverse.
    const int inverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
    return orientedBox(box, inverse, width, height);
}

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace trainyard::engine {

/** size x size RGB pixels, row by row, that an operation changes in place. */
struct Pixels {
    std::uint8_t *data;
    int size;
    std::vector<std::uint8_t> &scratch; ///< any content; grows as needed

    [[nodiscard]] std::size_t bytes() const {
        return std::size_t(3) * static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    }
};

/** Clockwise, 0 to 3 quarters, without any loss. */
void turn(const Pixels &image, int quarterTurns);

/** Affine: the pixel at (x, y) from the centre comes from (a x + b y + c, d x + e y + f); nearest, grey outside. */
struct Affine {
    double a = 1, b = 0, c = 0, d = 0, e = 1, f = 0;
};
void warp(const Pixels &image, const Affine &affine);

/** Factors around 1; one pass: brightness, then contrast about the mean grey, then saturation. */
void adjustColour(const Pixels &image, float brightness, float contrast, float saturation);
/** 0: smoothed, 1: as it is, 2: sharpened. */
void sharpen(const Pixels &image, float factor);
void posterise(const Pixels &image, int bits);
/** Inverts values of at least `threshold`. */
void solarise(const Pixels &image, int threshold);
/** Each channel stretched to 0..255. */
void stretchContrast(const Pixels &image);
/** Each channel's histogram made even. */
void equalise(const Pixels &image);

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/annotation/shape.h"

#include <cstdint>
#include <vector>

namespace trainyard::sample {

/** Which samples of a grid a part covers. */
struct Coverage {
    int width = 0, height = 0;
    std::vector<std::uint8_t> inside; ///< 0 or 1
    [[nodiscard]] bool at(int x, int y) const {
        return x >= 0 && y >= 0 && x < width && y < height &&
               inside[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] != 0;
    }
};

/**
 * The outer outline of the largest connected piece, around its samples' outer edges, in grid units: every removed
 * corner lies within `tolerance` of it. Empty when nothing is covered.
 */
annotation::Ring outlineOf(const Coverage &coverage, double tolerance);

/** By the shoelace formula. */
double areaOf(const annotation::Ring &ring);

} // namespace trainyard::sample

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trainyard::media {

/**
 * Which source samples make each output sample along one axis, and with which weights: a triangle of radius
 * max(1, scale). The weights are whole numbers that add up to exactly 1 << shift, so flat areas stay flat.
 */
struct FilterAxis {
    int size = 0;     ///< outputs
    int taps = 0;     ///< weights an output, a multiple of 4; those beyond `counts` are 0
    int shift = 0;
    int from = 0;     ///< the first source sample used by any output
    int to = 0;       ///< one past the last
    std::vector<std::int32_t> first;  ///< source index of each output's first weight
    std::vector<std::int32_t> counts;
    std::vector<std::int16_t> weights;

    /** `start` to `end` of a line of `sourceSize` samples onto `size` outputs; `mirror` reverses them. */
    void set(int sourceSize, double start, double end, int outputs, bool mirror);
};

/**
 * One row through the horizontal axis. `row` points at the source's first pixel of this row; up to kRowSlack bytes
 * after the axis' last source pixel may be read (not used), and up to kRowSlack bytes after the output written.
 */
inline constexpr std::size_t kRowSlack = 32;
void filterRow(const FilterAxis &axis, const std::uint8_t *row, int channels, std::uint8_t *out);

/** Output row `index` of the vertical axis, of rows of `bytes` samples, the first of which is source row axis.from. */
void filterColumn(const FilterAxis &axis, int index, const std::uint8_t *rows, std::size_t stride, std::size_t bytes,
                  std::uint8_t *out);

/** Tests compare both ways: the portable one gives the same bytes. */
void usePortableKernels(bool portable);

} // namespace trainyard::media

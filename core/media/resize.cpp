// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/resize.h"

#include "core/media/resizekernels.h"

#include <algorithm>
#include <cmath>

namespace trainyard::media {

namespace {

/** What one thread keeps between calls, so that the training pipeline does not allocate for each image. */
struct Workspace {
    FilterAxis horizontal;
    FilterAxis vertical;
    Bytes rows;
    Bytes padded;
};

/** Keeps a sensible size between calls; one huge image must not hold its memory for ever. */
constexpr std::size_t kKeptBytes = std::size_t(32) << 20;

void filterSlowly(const Image &image, Image &target) {
    // 16 bits: rare and only for viewing, so exactness before speed. Sums are in double.
    const auto channels = static_cast<std::size_t>(image.channels);
    FilterAxis horizontal;
    FilterAxis vertical;
    horizontal.set(image.width, 0, image.width, target.width, false);
    vertical.set(image.height, 0, image.height, target.height, false);
    std::vector<double> narrow(static_cast<std::size_t>(image.height) * static_cast<std::size_t>(target.width) *
                               channels);
    const auto weight = [](const FilterAxis &axis, std::size_t slot, int tap) {
        return axis.weights[slot * static_cast<std::size_t>(axis.taps) + static_cast<std::size_t>(tap)] /
               double(1 << axis.shift);
    };
    const std::size_t narrowRow = static_cast<std::size_t>(target.width) * channels;
    for (int y = 0; y < image.height; ++y)
        for (std::size_t x = 0; x < static_cast<std::size_t>(target.width); ++x)
            for (std::size_t c = 0; c < channels; ++c) {
                double sum = 0;
                for (int t = 0; t < horizontal.counts[x]; ++t) {
                    std::uint16_t sample = 0;
                    const std::size_t from = static_cast<std::size_t>(horizontal.first[x] + t) * channels + c;
                    std::memcpy(&sample, image.row(y) + from * 2, 2);
                    sum += sample * weight(horizontal, x, t);
                }
                narrow[static_cast<std::size_t>(y) * narrowRow + x * channels + c] = sum;
            }
    for (std::size_t y = 0; y < static_cast<std::size_t>(target.height); ++y)
        for (std::size_t i = 0; i < narrowRow; ++i) {
            double sum = 0;
            for (int t = 0; t < vertical.counts[y]; ++t)
                sum += narrow[static_cast<std::size_t>(vertical.first[y] + t) * narrowRow + i] * weight(vertical, y, t);
            const auto sample = static_cast<std::uint16_t>(std::clamp(std::lround(sum), 0L, 65535L));
            std::memcpy(target.row(static_cast<int>(y)) + i * 2, &sample, 2);
        }
}

} // namespace

void resizeInto(const Image &image, const CropBox &crop, int width, int height, bool mirror, std::uint8_t *target) {
    if (width <= 0 || height <= 0 || image.width <= 0 || image.height <= 0)
        return;
    thread_local Workspace work;
    work.horizontal.set(image.width, crop.x0, crop.x1, width, mirror);
    work.vertical.set(image.height, crop.y0, crop.y1, height, false);

    // Horizontally first, only the rows that the vertical pass will ask for.
    const std::size_t outBytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(image.channels);
    const std::size_t stride = outBytes + kRowSlack;
    const auto rowCount = static_cast<std::size_t>(work.vertical.to - work.vertical.from);
    if (work.rows.size() < rowCount * stride)
        work.rows.resize(rowCount * stride);
    for (std::size_t i = 0; i < rowCount; ++i) {
        const int y = work.vertical.from + static_cast<int>(i);
        const std::uint8_t *row = image.row(y);
        if (static_cast<std::size_t>(image.height - 1 - y) * image.rowBytes() < kRowSlack) {
            // The filter may read so far behind the row that it would leave the image.
            work.padded.resize(image.rowBytes() + kRowSlack);
            std::copy_n(row, image.rowBytes(), work.padded.begin());
            row = work.padded.data();
        }
        filterRow(work.horizontal, row, image.channels, work.rows.data() + i * stride);
    }
    for (int y = 0; y < height; ++y)
        filterColumn(work.vertical, y, work.rows.data(), stride, outBytes,
                     target + static_cast<std::size_t>(y) * outBytes);
    if (work.rows.capacity() > kKeptBytes)
        work.rows = {};
}

Image resize(const Image &image, int width, int height) {
    Image out{std::max(width, 1), std::max(height, 1), image.channels, image.bits, {}};
    out.pixels.resize(out.rowBytes() * static_cast<std::size_t>(out.height));
    if (image.bits == 16)
        filterSlowly(image, out);
    else
        resizeInto(image, {0, 0, static_cast<double>(image.width), static_cast<double>(image.height)}, out.width,
                   out.height, false, out.pixels.data());
    return out;
}

Image fitInside(const Image &image, int size) {
    const int longSide = std::max(image.width, image.height);
    if (longSide <= size)
        return image;
    const double scale = static_cast<double>(size) / longSide;
    const auto side = [scale](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
    return resize(image, side(image.width), side(image.height));
}

} // namespace trainyard::media

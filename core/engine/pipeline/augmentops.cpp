// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/pipeline/augmentops.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace trainyard::engine {

namespace {

constexpr std::array<std::uint8_t, 3> kFill{124, 116, 104}; // the mean of ImageNet: what a net takes for "nothing"

std::uint8_t toByte(float value) {
    return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
}

float grey(const std::uint8_t *p) {
    return 0.299F * static_cast<float>(p[0]) + 0.587F * static_cast<float>(p[1]) + 0.114F * static_cast<float>(p[2]);
}

/** The pixels as they were, in the scratch memory: what an operation reads while it writes. */
const std::uint8_t *copyOf(const Pixels &image) {
    image.scratch.resize(std::max(image.scratch.size(), image.bytes()));
    std::memcpy(image.scratch.data(), image.data, image.bytes());
    return image.scratch.data();
}

using Table = std::array<std::uint8_t, 256>;
void applyTable(const Pixels &image, const std::array<Table, 3> &tables) {
    std::uint8_t *p = image.data;
    for (std::size_t i = 0; i < image.bytes(); i += 3)
        for (std::size_t c = 0; c < 3; ++c)
            p[i + c] = tables[c][p[i + c]];
}

std::array<std::array<std::uint32_t, 256>, 3> histograms(const Pixels &image) {
    std::array<std::array<std::uint32_t, 256>, 3> result{};
    for (std::size_t i = 0; i < image.bytes(); i += 3)
        for (std::size_t c = 0; c < 3; ++c)
            ++result[c][image.data[i + c]];
    return result;
}

} // namespace

void turn(const Pixels &image, int quarterTurns) {
    if (quarterTurns == 0)
        return;
    const std::uint8_t *source = copyOf(image);
    const auto size = static_cast<std::size_t>(image.size);
    std::uint8_t *target = image.data;
    for (std::size_t y = 0; y < size; ++y) {
        for (std::size_t x = 0; x < size; ++x, target += 3) {
            const std::size_t sx = quarterTurns == 1 ? y : quarterTurns == 2 ? size - 1 - x : size - 1 - y;
            const std::size_t sy = quarterTurns == 1 ? size - 1 - x : quarterTurns == 2 ? size - 1 - y : x;
            std::memcpy(target, source + 3 * (sy * size + sx), 3);
        }
    }
}

void warp(const Pixels &image, const Affine &affine) {
    const std::uint8_t *copy = copyOf(image);
    const double centre = (image.size - 1) * 0.5;
    std::uint8_t *target = image.data;
    for (int y = 0; y < image.size; ++y) {
        const double dy = y - centre;
        for (int x = 0; x < image.size; ++x, target += 3) {
            const double dx = x - centre;
            const int sx = static_cast<int>(std::floor(affine.a * dx + affine.b * dy + affine.c + centre + 0.5));
            const int sy = static_cast<int>(std::floor(affine.d * dx + affine.e * dy + affine.f + centre + 0.5));
            const bool inside = sx >= 0 && sy >= 0 && sx < image.size && sy < image.size;
            const std::uint8_t *source =
                inside
                    ? copy + 3 * (static_cast<std::size_t>(sy) * static_cast<std::size_t>(image.size) +
                                  static_cast<std::size_t>(sx))
                    : kFill.data();
            target[0] = source[0];
            target[1] = source[1];
            target[2] = source[2];
        }
    }
}

void adjustColour(const Pixels &image, float brightness, float contrast, float saturation) {
    double sum = 0;
    if (contrast != 1.0F)
        for (std::size_t i = 0; i < image.bytes(); i += 3)
            sum += static_cast<double>(grey(image.data + i));
    const float mean = static_cast<float>(sum / (static_cast<double>(image.bytes()) / 3.0)) * brightness;
    const float scale = brightness * contrast;
    const float offset = (1.0F - contrast) * mean;
    const float keep = scale * saturation;
    for (std::size_t i = 0; i < image.bytes(); i += 3) {
        std::uint8_t *p = image.data + i;
        const float wash = (1.0F - saturation) * scale * grey(p) + offset;
        for (int c = 0; c < 3; ++c)
            p[c] = toByte(keep * static_cast<float>(p[c]) + wash);
    }
}

void sharpen(const Pixels &image, float factor) {
    const std::uint8_t *copy = copyOf(image);
    const auto rowBytes = static_cast<std::ptrdiff_t>(3 * image.size);
    for (int y = 1; y + 1 < image.size; ++y) {
        const std::uint8_t *source = copy + rowBytes * y;
        std::uint8_t *target = image.data + rowBytes * y;
        for (std::ptrdiff_t x = 3; x < rowBytes - 3; ++x) {
            const std::uint8_t *p = source + x;
            // A 3x3 mean whose middle counts five times.
            const int sum = p[-rowBytes - 3] + p[-rowBytes] + p[-rowBytes + 3] + p[-3] + 5 * p[0] + p[3] +
                            p[rowBytes - 3] + p[rowBytes] + p[rowBytes + 3];
            const float smooth = static_cast<float>(sum) / 13.0F;
            target[x] = toByte(smooth + factor * (static_cast<float>(p[0]) - smooth));
        }
    }
}

void posterise(const Pixels &image, int bits) {
    const auto mask = static_cast<std::uint8_t>(0xFF << (8 - std::clamp(bits, 1, 8)));
    for (std::size_t i = 0; i < image.bytes(); ++i)
        image.data[i] &= mask;
}

void solarise(const Pixels &image, int threshold) {
    for (std::size_t i = 0; i < image.bytes(); ++i)
        if (image.data[i] >= threshold)
            image.data[i] = static_cast<std::uint8_t>(255 - image.data[i]);
}

void stretchContrast(const Pixels &image) {
    const auto counts = histograms(image);
    std::array<Table, 3> tables{};
    for (std::size_t c = 0; c < 3; ++c) {
        int low = 0;
        int high = 255;
        while (low < 255 && counts[c][static_cast<std::size_t>(low)] == 0)
            ++low;
        while (high > 0 && counts[c][static_cast<std::size_t>(high)] == 0)
            --high;
        const float scale = high > low ? 255.0F / static_cast<float>(high - low) : 1.0F;
        const float start = high > low ? static_cast<float>(low) : 0.0F;
        for (std::size_t v = 0; v < 256; ++v)
            tables[c][v] = toByte((static_cast<float>(v) - start) * scale);
    }
    applyTable(image, tables);
}

void equalise(const Pixels &image) {
    const auto counts = histograms(image);
    std::array<Table, 3> tables{};
    const auto total = static_cast<std::uint32_t>(image.bytes() / 3);
    for (std::size_t c = 0; c < 3; ++c) {
        std::uint32_t last = 0;
        for (const std::uint32_t count : counts[c])
            last = count != 0 ? count : last;
        const std::uint32_t step = (total - last) / 255;
        std::uint32_t sum = step / 2;
        for (std::size_t v = 0; v < 256; ++v) {
            tables[c][v] = step == 0 ? static_cast<std::uint8_t>(v)
                                     : static_cast<std::uint8_t>(std::min<std::uint32_t>(sum / step, 255));
            sum += counts[c][v];
        }
    }
    applyTable(image, tables);
}

} // namespace trainyard::engine

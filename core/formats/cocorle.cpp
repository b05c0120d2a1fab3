// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/cocorle.h"

#include <algorithm>
#include <limits>

namespace trainyard::formats::cocorle {

using annotation::Mask;

namespace {

/** Pixels of a rectangle, row by row, one bit each. */
struct Bitmap {
    int left = 0, top = 0, width = 0, height = 0;
    std::vector<bool> bits;

    [[nodiscard]] std::size_t index(int x, int y) const {
        return std::size_t(y - top) * std::size_t(width) + std::size_t(x - left);
    }
};

Bitmap bitmapOf(const Mask &mask, int imageHeight, int imageWidth) {
    Bitmap map;
    map.left = std::max(mask.left, 0);
    map.top = std::max(mask.top, 0);
    const std::int64_t right = std::min<std::int64_t>(std::int64_t(mask.left) + mask.width, imageWidth);
    const std::int64_t bottom = std::min<std::int64_t>(std::int64_t(mask.top) + mask.height, imageHeight);
    map.width = int(std::max<std::int64_t>(right - map.left, 0));
    map.height = int(std::max<std::int64_t>(bottom - map.top, 0));
    map.bits.assign(std::size_t(map.width) * std::size_t(map.height), false);
    if (map.bits.empty() || mask.width <= 0)
        return map;
    std::int64_t at = 0;
    bool on = false;
    for (const std::uint32_t run : mask.runs) {
        if (on)
            for (std::int64_t i = at; i < at + run; ++i) {
                const std::int64_t x = mask.left + i % mask.width, y = mask.top + i / mask.width;
                if (x >= map.left && x < map.left + map.width && y >= map.top && y < map.top + map.height)
                    map.bits[map.index(int(x), int(y))] = true;
            }
        at += run;
        on = !on;
    }
    return map;
}

Mask maskOf(const Bitmap &map) {
    Mask mask;
    int x0 = map.width, x1 = 0, y0 = map.height, y1 = 0;
    for (int y = 0; y < map.height; ++y)
        for (int x = 0; x < map.width; ++x)
            if (map.bits[std::size_t(y) * std::size_t(map.width) + std::size_t(x)]) {
                x0 = std::min(x0, x);
                x1 = std::max(x1, x + 1);
                y0 = std::min(y0, y);
                y1 = y + 1;
            }
    if (x1 <= x0)
        return mask;
    mask.left = map.left + x0;
    mask.top = map.top + y0;
    mask.width = x1 - x0;
    mask.height = y1 - y0;
    bool value = false;
    std::uint32_t run = 0;
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) {
            const bool bit = map.bits[std::size_t(y) * std::size_t(map.width) + std::size_t(x)];
            if (bit != value) {
                mask.runs.push_back(run);
                run = 0;
                value = bit;
            }
            ++run;
        }
    mask.runs.push_back(run);
    return mask;
}

} // namespace

std::optional<std::vector<std::uint32_t>> unpack(std::string_view text) {
    std::vector<std::uint32_t> counts;
    std::size_t at = 0;
    while (at < text.size()) {
        std::int64_t value = 0;
        for (int group = 0;; ++group) {
            if (at >= text.size() || group > 7)
                return std::nullopt;
            const int c = static_cast<unsigned char>(text[at++]) - 48;
            if (c < 0 || c > 63)
                return std::nullopt;
            value |= std::int64_t(c & 0x1f) << (5 * group);
            if ((c & 0x20) != 0)
                continue;
            if ((c & 0x10) != 0)
                value -= std::int64_t(1) << (5 * (group + 1)); // the sign of the last group
            break;
        }
        if (counts.size() > 2)
            value += counts[counts.size() - 2];
        if (value < 0 || value > std::int64_t(std::numeric_limits<std::uint32_t>::max()))
            return std::nullopt;
        counts.push_back(static_cast<std::uint32_t>(value));
    }
    return counts;
}

std::string pack(std::span<const std::uint32_t> counts) {
    std::string text;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        std::int64_t value = counts[i];
        if (i > 2)
            value -= counts[i - 2];
        bool more = true;
        while (more) {
            std::int64_t group = value & 0x1f;
            value >>= 5;
            more = (group & 0x10) != 0 ? value != -1 : value != 0;
            text += static_cast<char>(group + (more ? 0x20 : 0) + 48);
        }
    }
    return text;
}

std::optional<Mask> toMask(std::span<const std::uint32_t> counts, std::int64_t height, std::int64_t width) {
    constexpr std::int64_t kSide = std::int64_t(1) << 30;
    if (height <= 0 || width <= 0 || height > kSide || width > kSide ||
        std::uint64_t(height) * std::uint64_t(width) > kPixelLimit)
        return std::nullopt;
    const std::int64_t pixels = height * width;
    std::int64_t sum = 0;
    std::int64_t x0 = width, x1 = 0, y0 = height, y1 = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::int64_t begin = sum;
        sum += counts[i];
        if (sum > pixels)
            return std::nullopt;
        if (i % 2 == 0 || counts[i] == 0)
            continue;
        const std::int64_t firstColumn = begin / height, lastColumn = (sum - 1) / height;
        const bool several = firstColumn != lastColumn; // then it touches the last row of one and the first of the next
        x0 = std::min(x0, firstColumn);
        x1 = std::max(x1, lastColumn + 1);
        y0 = std::min(y0, several ? 0 : begin % height);
        y1 = std::max(y1, several ? height : (sum - 1) % height + 1);
    }
    if (sum != pixels)
        return std::nullopt;
    if (x1 <= x0)
        return Mask{};
    Bitmap map{int(x0), int(y0), int(x1 - x0), int(y1 - y0), {}};
    map.bits.assign(std::size_t(map.width) * std::size_t(map.height), false);
    std::int64_t at = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (i % 2 == 1) {
            std::int64_t x = at / height, y = at % height;
            for (std::uint32_t n = 0; n < counts[i]; ++n) {
                map.bits[map.index(int(x), int(y))] = true;
                if (++y == height) {
                    y = 0;
                    ++x;
                }
            }
        }
        at += counts[i];
    }
    return maskOf(map);
}

std::vector<std::uint32_t> fromMask(const Mask &mask, int height, int width) {
    const Bitmap map = bitmapOf(mask, height, width);
    std::vector<std::uint32_t> counts;
    std::int64_t end = 0; // of the last run of ones
    bool any = false;
    for (int x = map.left; x < map.left + map.width; ++x)
        for (int y = map.top; y < map.top + map.height;) {
            if (!map.bits[map.index(x, y)]) {
                ++y;
                continue;
            }
            int to = y;
            while (to < map.top + map.height && map.bits[map.index(x, to)])
                ++to;
            const std::int64_t begin = std::int64_t(x) * height + y;
            if (any && begin == end) {
                counts.back() += std::uint32_t(to - y);
            } else {
                counts.push_back(std::uint32_t(begin - end));
                counts.push_back(std::uint32_t(to - y));
            }
            end = begin + (to - y);
            any = true;
            y = to;
        }
    const std::int64_t left = std::int64_t(width) * height - end;
    if (left > 0 || counts.empty())
        counts.push_back(std::uint32_t(left));
    return counts;
}

Mask tight(const Mask &mask, int height, int width) { return maskOf(bitmapOf(mask, height, width)); }

} // namespace trainyard::formats::cocorle

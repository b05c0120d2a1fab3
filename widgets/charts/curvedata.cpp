// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/curvedata.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace trainyard::widgets {
namespace {
constexpr std::size_t kLevels = 5; ///< blocks of 16, 256, 4096, 65536 and a million points
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t blockSize(std::size_t level) {
    return std::size_t{1} << (4 * (level + 1));
}
} // namespace

void MemoryCurve::append(double x, double y) {
    if (!std::isfinite(x)) {
        return;
    }
    if (!m_points.empty() && x <= m_points.back().x) {
        truncate(lowerBound(x));
    }
    if (m_levels.empty()) {
        m_levels.resize(kLevels);
    }
    const std::size_t index = m_points.size();
    m_points.push_back({x, y});
    for (std::size_t level = 0; level < kLevels; ++level) {
        auto &blocks = m_levels[level];
        const std::size_t block = index / blockSize(level);
        if (block == blocks.size()) {
            blocks.push_back({kInfinity, -kInfinity});
        }
        if (std::isfinite(y)) {
            blocks[block].min = std::min(blocks[block].min, y);
            blocks[block].max = std::max(blocks[block].max, y);
        }
    }
}

void MemoryCurve::append(std::span<const CurvePoint> points) {
    m_points.reserve(m_points.size() + points.size());
    for (const CurvePoint &point : points) {
        append(point.x, point.y);
    }
}

void MemoryCurve::truncateAfter(double x) {
    const auto after = std::upper_bound(m_points.begin(), m_points.end(), x,
                                        [](double value, const CurvePoint &point) { return value < point.x; });
    if (after != m_points.end())
        truncate(static_cast<std::size_t>(after - m_points.begin()));
}

void MemoryCurve::clear() {
    m_points.clear();
    m_levels.clear();
    ++m_generation;
}

void MemoryCurve::truncate(std::size_t count) {
    m_points.resize(count);
    ++m_generation;
    for (std::size_t level = 0; level < m_levels.size(); ++level) {
        auto &blocks = m_levels[level];
        blocks.resize((count + blockSize(level) - 1) / blockSize(level), {kInfinity, -kInfinity});
        if (blocks.empty()) {
            continue;
        }
        // The last block has lost points: made again from the level below.
        MinMax again{kInfinity, -kInfinity};
        const std::size_t first = (blocks.size() - 1) * blockSize(level);
        if (level == 0) {
            for (std::size_t i = first; i < count; ++i) {
                if (std::isfinite(m_points[i].y)) {
                    again.min = std::min(again.min, m_points[i].y);
                    again.max = std::max(again.max, m_points[i].y);
                }
            }
        } else {
            const auto &below = m_levels[level - 1];
            for (std::size_t b = first / blockSize(level - 1); b < below.size(); ++b) {
                again.min = std::min(again.min, below[b].min);
                again.max = std::max(again.max, below[b].max);
            }
        }
        blocks.back() = again;
    }
}

std::size_t MemoryCurve::lowerBound(double x) const {
    return static_cast<std::size_t>(
        std::lower_bound(m_points.begin(), m_points.end(), x, [](const CurvePoint &p, double v) { return p.x < v; }) -
        m_points.begin());
}

void MemoryCurve::extend(MinMax &into, std::size_t first, std::size_t last) const {
    while (first < last) {
        // The largest block that begins here and does not reach past the end.
        std::size_t level = kLevels;
        while (level > 0 && (first % blockSize(level - 1) != 0 || first + blockSize(level - 1) > last)) {
            --level;
        }
        if (level == 0) {
            const double y = m_points[first++].y;
            if (std::isfinite(y)) {
                into.min = std::min(into.min, y);
                into.max = std::max(into.max, y);
            }
        } else {
            const MinMax &block = m_levels[level - 1][first / blockSize(level - 1)];
            into.min = std::min(into.min, block.min);
            into.max = std::max(into.max, block.max);
            first += blockSize(level - 1);
        }
    }
}

std::optional<std::pair<double, double>> MemoryCurve::range(std::size_t first, std::size_t last) const {
    MinMax all{kInfinity, -kInfinity};
    extend(all, first, std::min(last, m_points.size()));
    return all.min <= all.max ? std::optional(std::pair(all.min, all.max)) : std::nullopt;
}

std::vector<Span> MemoryCurve::spans(std::span<const double> edges) const {
    if (edges.size() < 2) {
        return {};
    }
    std::vector<Span> out(edges.size() - 1);
    std::size_t first = lowerBound(edges[0]), step = 1;
    const auto below = [](const CurvePoint &p, double v) { return p.x < v; };
    for (std::size_t column = 0; column + 1 < edges.size(); ++column) {
        // Gallop: the next edge is about as many points away as the last one was.
        const double end = edges[column + 1];
        std::size_t low = first, high = first;
        std::size_t stride = std::max<std::size_t>(1, step);
        while (high < m_points.size() && m_points[high].x < end) {
            low = high;
            high += stride;
            stride *= 2;
        }
        high = std::min(high, m_points.size());
        const auto begin = m_points.begin();
        const auto last =
            static_cast<std::size_t>(std::lower_bound(begin + static_cast<std::ptrdiff_t>(low),
                                                      begin + static_cast<std::ptrdiff_t>(high), end, below) -
                                     begin);
        step = last - first;
        std::size_t from = first, to = last;
        first = last;
        while (from < to && !std::isfinite(m_points[from].y)) {
            ++from;
        }
        while (to > from && !std::isfinite(m_points[to - 1].y)) {
            --to;
        }
        if (from == to) {
            continue;
        }
        MinMax all{kInfinity, -kInfinity};
        extend(all, from, to);
        out[column] = {false, all.min, all.max, m_points[from], m_points[to - 1]};
    }
    return out;
}

} // namespace trainyard::widgets

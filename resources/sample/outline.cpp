// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "resources/sample/outline.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace trainyard::sample {

namespace {

using annotation::Point;
using annotation::Ring;

/** Keeps the largest 4-connected piece, so that a chip cut off at the edge is not taken for the part. */
Coverage largestPiece(const Coverage &coverage) {
    const auto count = coverage.inside.size();
    std::vector<std::int32_t> piece(count, -1);
    std::vector<std::size_t> stack;
    std::size_t bestSize = 0;
    std::int32_t best = -1;
    std::int32_t pieces = 0;
    const auto width = static_cast<std::size_t>(coverage.width);
    for (std::size_t start = 0; start < count; ++start) {
        if (coverage.inside[start] == 0 || piece[start] >= 0)
            continue;
        std::size_t size = 0;
        stack.assign(1, start);
        piece[start] = pieces;
        while (!stack.empty()) {
            const std::size_t at = stack.back();
            stack.pop_back();
            ++size;
            const auto visit = [&](std::size_t next) {
                if (coverage.inside[next] != 0 && piece[next] < 0) {
                    piece[next] = pieces;
                    stack.push_back(next);
                }
            };
            const std::size_t x = at % width;
            if (x > 0)
                visit(at - 1);
            if (x + 1 < width)
                visit(at + 1);
            if (at >= width)
                visit(at - width);
            if (at + width < count)
                visit(at + width);
        }
        if (size > bestSize) {
            bestSize = size;
            best = pieces;
        }
        ++pieces;
    }
    Coverage out = coverage;
    for (std::size_t i = 0; i < count; ++i)
        out.inside[i] = best >= 0 && piece[i] == best ? 1 : 0;
    return out;
}

/** Walks along the edges between inside (on the right hand) and outside, from the topmost leftmost corner. */
Ring walkAround(const Coverage &coverage) {
    const auto first = std::ranges::find(coverage.inside, std::uint8_t(1));
    if (first == coverage.inside.end())
        return {};
    const auto start = static_cast<int>(first - coverage.inside.begin());
    const int startX = start % coverage.width;
    const int startY = start / coverage.width;
    int x = startX;
    int y = startY;
    int dx = 1;
    int dy = 0;
    Ring ring;
    do {
        ring.push_back({static_cast<double>(x), static_cast<double>(y)});
        x += dx;
        y += dy;
        // The two samples ahead, on the left and on the right of the way.
        const int aheadX = x + (dx < 0 ? -1 : 0) + (dy != 0 ? (dy > 0 ? 0 : -1) : 0);
        const int aheadY = y + (dy < 0 ? -1 : 0) + (dx != 0 ? (dx > 0 ? -1 : 0) : 0);
        const bool left = coverage.at(aheadX, aheadY);
        const bool right = coverage.at(aheadX - dy, aheadY + dx);
        if (!right) // turn right around the corner
            std::tie(dx, dy) = std::pair(-dy, dx);
        else if (left)
            std::tie(dx, dy) = std::pair(dy, -dx);
    } while (x != startX || y != startY);
    return ring;
}

double distance(const Point &p, const Point &a, const Point &b) {
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double along = dx * dx + dy * dy;
    const double t = along > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / along, 0.0, 1.0) : 0;
    return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/** Douglas and Peucker between two kept corners; no recursion, outlines have thousands of corners. */
void keepBetween(const Ring &ring, std::size_t from, std::size_t to, double tolerance, std::vector<bool> &keep) {
    std::vector<std::pair<std::size_t, std::size_t>> open{{from, to}};
    while (!open.empty()) {
        const auto [a, b] = open.back();
        open.pop_back();
        double most = tolerance;
        std::size_t at = 0;
        for (std::size_t i = a + 1; i < b; ++i)
            if (const double d = distance(ring[i], ring[a], ring[b % ring.size()]); d > most) {
                most = d;
                at = i;
            }
        if (at != 0) {
            keep[at] = true;
            open.emplace_back(a, at);
            open.emplace_back(at, b);
        }
    }
}

} // namespace

Ring outlineOf(const Coverage &coverage, double tolerance) {
    Ring ring = walkAround(largestPiece(coverage));
    if (ring.size() < 8)
        return ring;
    // Kept in any case: the outermost corners, so that the polygon's box is the part's box.
    std::vector<bool> keep(ring.size(), false);
    const auto byX = [](const Point &a, const Point &b) { return a.x < b.x; };
    const auto byY = [](const Point &a, const Point &b) { return a.y < b.y; };
    for (const auto at : {std::ranges::min_element(ring, byX), std::ranges::max_element(ring, byX),
                          std::ranges::min_element(ring, byY), std::ranges::max_element(ring, byY)})
        keep[static_cast<std::size_t>(at - ring.begin())] = true;
    std::vector<std::size_t> corners;
    for (std::size_t i = 0; i < ring.size(); ++i)
        if (keep[i])
            corners.push_back(i);
    // The walk starts at the topmost row, whose first corner is kept, so no stretch runs over the list's end but the
    // last.
    for (std::size_t i = 0; i < corners.size(); ++i)
        keepBetween(ring, corners[i], i + 1 < corners.size() ? corners[i + 1] : ring.size(), tolerance, keep);
    Ring out;
    for (std::size_t i = 0; i < ring.size(); ++i)
        if (keep[i])
            out.push_back(ring[i]);
    return out;
}

double areaOf(const Ring &ring) {
    double twice = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point &a = ring[i];
        const Point &b = ring[(i + 1) % ring.size()];
        twice += a.x * b.y - b.x * a.y;
    }
    return std::abs(twice) / 2;
}

} // namespace trainyard::sample

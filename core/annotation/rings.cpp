// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/rings.h"

#include <algorithm>
#include <cmath>

namespace trainyard::annotation {

Point nearestOnSegment(Point a, Point b, Point p) {
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length = dx * dx + dy * dy;
    if (length <= 0)
        return a;
    const double t = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0);
    return {a.x + t * dx, a.y + t * dy};
}

double distanceBetween(Point a, Point b) {
    return std::hypot(a.x - b.x, a.y - b.y);
}

double signedArea(const Ring &ring) {
    if (ring.size() < 3)
        return 0;
    // Relative to the first point: far from the origin the products would lose the digits that matter.
    const Point o = ring.front();
    double sum = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i)
        sum += (ring[i].x - o.x) * (ring[i + 1].y - o.y) - (ring[i + 1].x - o.x) * (ring[i].y - o.y);
    return sum / 2;
}

bool insideRing(const Ring &ring, Point p) {
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        const Point a = ring[i];
        const Point b = ring[j];
        if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
            inside = !inside;
    }
    return inside;
}

namespace {

int side(Point a, Point b, Point c) {
    const double cross = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    return cross > 0 ? 1 : cross < 0 ? -1 : 0;
}
bool within(Point a, Point b, Point p) {
    return p.x >= std::min(a.x, b.x) && p.x <= std::max(a.x, b.x) && p.y >= std::min(a.y, b.y) &&
           p.y <= std::max(a.y, b.y);
}

} // namespace

bool segmentsCross(Point a, Point b, Point c, Point d) {
    const int s1 = side(a, b, c);
    const int s2 = side(a, b, d);
    const int s3 = side(c, d, a);
    const int s4 = side(c, d, b);
    if (s1 != s2 && s3 != s4)
        return true;
    return (s1 == 0 && within(a, b, c)) || (s2 == 0 && within(a, b, d)) || (s3 == 0 && within(c, d, a)) ||
           (s4 == 0 && within(c, d, b));
}

Point turned(Point p, Point centre, double angle) {
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    const double dx = p.x - centre.x;
    const double dy = p.y - centre.y;
    return {centre.x + c * dx - s * dy, centre.y + s * dx + c * dy};
}

Ring clippedRing(const Ring &ring, const Rect &rect) {
    Ring current = ring;
    for (int edge = 0; edge < 4 && !current.empty(); ++edge) {
        const bool vertical = edge < 2;
        const double limit = edge == 0 ? rect.x0 : edge == 1 ? rect.x1 : edge == 2 ? rect.y0 : rect.y1;
        const bool keepAbove = edge == 0 || edge == 2;
        const auto value = [&](Point p) { return vertical ? p.x : p.y; };
        const auto keeps = [&](Point p) { return keepAbove ? value(p) >= limit : value(p) <= limit; };
        Ring next;
        for (std::size_t i = 0; i < current.size(); ++i) {
            const Point a = current[i];
            const Point b = current[(i + 1) % current.size()];
            if (keeps(a))
                next.push_back(a);
            if (keeps(a) != keeps(b)) {
                const double t = (limit - value(a)) / (value(b) - value(a));
                Point cut{a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
                (vertical ? cut.x : cut.y) = limit;
                if (next.empty() || !(next.back() == cut))
                    next.push_back(cut);
            }
        }
        current = std::move(next);
    }
    while (current.size() > 1 && current.front() == current.back())
        current.pop_back();
    if (current.size() < 3)
        current.clear();
    return current;
}

} // namespace trainyard::annotation

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/geometry.h"
#include "core/annotation/rings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace trainyard::annotation {
namespace {

Ring ellipseRing(const Ellipse &ellipse, int segments) {
    Ring ring;
    const int count = std::max(segments, 8);
    for (int i = 0; i < count; ++i) {
        const double t = 2 * std::numbers::pi * i / count;
        ring.push_back(
            turned({ellipse.centre.x + ellipse.radiusX * std::cos(t), ellipse.centre.y + ellipse.radiusY * std::sin(t)},
                   ellipse.centre, ellipse.angle));
    }
    return ring;
}

Ring rectRing(const Rect &r) {
    return {{r.x0, r.y0}, {r.x1, r.y0}, {r.x1, r.y1}, {r.x0, r.y1}};
}

using Span = std::pair<int, int>; ///< [begin, end) of set pixels in one row

std::vector<std::vector<Span>> rowSpans(const Mask &mask) {
    std::vector<std::vector<Span>> rows(static_cast<std::size_t>(std::max(mask.height, 0)));
    const auto width = static_cast<std::uint64_t>(std::max(mask.width, 0));
    std::uint64_t at = 0;
    bool set = false;
    for (const std::uint32_t run : mask.runs) {
        if (set && width > 0) {
            std::uint64_t begin = at;
            const std::uint64_t end = at + run;
            while (begin < end && begin / width < rows.size()) {
                const std::uint64_t row = begin / width;
                const std::uint64_t stop = std::min(end, (row + 1) * width);
                const Span span{static_cast<int>(begin % width), static_cast<int>(stop - row * width)};
                rows[row].push_back(span);
                begin = stop;
            }
        }
        at += run;
        set = !set;
    }
    return rows;
}

void appendRun(std::vector<std::uint32_t> &runs, bool &set, std::uint64_t length, bool value) {
    if (length == 0)
        return;
    if (runs.empty() && value) {
        runs.push_back(0);
        set = true;
        runs.push_back(static_cast<std::uint32_t>(length));
        return;
    }
    if (!runs.empty() && set == value) {
        runs.back() += static_cast<std::uint32_t>(length);
        return;
    }
    runs.push_back(static_cast<std::uint32_t>(length));
    set = value;
}

} // namespace

Outline outline(const Shape &shape, int segments) {
    Outline result;
    if (const auto *box = std::get_if<Box>(&shape))
        result.rings.push_back(rectRing(box->rect));
    else if (const auto *rotatedBox = std::get_if<RotatedBox>(&shape))
        result.rings.push_back(corners(*rotatedBox));
    else if (const auto *polygon = std::get_if<Polygon>(&shape)) {
        for (const PolygonPart &part : polygon->parts) {
            result.rings.push_back(part.outer);
            result.rings.insert(result.rings.end(), part.holes.begin(), part.holes.end());
        }
    } else if (const auto *line = std::get_if<Polyline>(&shape))
        result.lines.push_back(line->points);
    else if (const auto *skeleton = std::get_if<Skeleton>(&shape)) {
        for (const Keypoint &keypoint : skeleton->points)
            if (keypoint.visibility != 0)
                result.points.push_back(keypoint.at);
    } else if (const auto *ellipse = std::get_if<Ellipse>(&shape))
        result.rings.push_back(ellipseRing(*ellipse, segments));
    else if (const auto *mask = std::get_if<Mask>(&shape)) {
        for (PolygonPart &part : toPolygonExact(*mask).parts) {
            result.rings.push_back(std::move(part.outer));
            for (Ring &hole : part.holes)
                result.rings.push_back(std::move(hole));
        }
    } else if (const auto *quad = std::get_if<Quad>(&shape))
        result.rings.push_back(quad->corners);
    else if (const auto *cuboid = std::get_if<Cuboid>(&shape); cuboid != nullptr && cuboid->corners.size() == 8) {
        const std::vector<Point> &c = cuboid->corners;
        result.lines.push_back({c[0], c[1], c[2], c[3], c[0]});
        result.lines.push_back({c[4], c[5], c[6], c[7], c[4]});
        for (std::size_t i = 0; i < 4; ++i)
            result.lines.push_back({c[i], c[i + 4]});
    }
    return result;
}

Box toBox(const Shape &shape) {
    return Box{bounds(shape)};
}

std::optional<Polygon> toPolygon(const Shape &shape, int segments) {
    if (const auto *polygon = std::get_if<Polygon>(&shape))
        return *polygon;
    if (const auto *mask = std::get_if<Mask>(&shape))
        return toPolygonExact(*mask);
    const Outline lines = outline(shape, segments);
    if (lines.rings.size() != 1)
        return std::nullopt;
    return Polygon{{PolygonPart{lines.rings.front(), {}}}};
}

std::uint64_t pixelCount(const Mask &mask) {
    std::uint64_t count = 0;
    for (std::size_t i = 1; i < mask.runs.size(); i += 2)
        count += mask.runs[i];
    return count;
}

bool maskHas(const Mask &mask, int x, int y) {
    const std::int64_t column = std::int64_t(x) - mask.left;
    const std::int64_t row = std::int64_t(y) - mask.top;
    if (column < 0 || row < 0 || column >= mask.width || row >= mask.height)
        return false;
    const std::uint64_t at =
        static_cast<std::uint64_t>(row) * static_cast<std::uint64_t>(mask.width) + static_cast<std::uint64_t>(column);
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < mask.runs.size(); ++i) {
        end += mask.runs[i];
        if (at < end)
            return i % 2 == 1;
    }
    return false;
}

Mask toMask(const Polygon &polygon, int imageWidth, int imageHeight) {
    Mask mask;
    const Rect r = bounds(polygon);
    const double x0 = std::clamp(std::floor(r.x0), 0.0, double(imageWidth));
    const double y0 = std::clamp(std::floor(r.y0), 0.0, double(imageHeight));
    const double x1 = std::clamp(std::ceil(r.x1), 0.0, double(imageWidth));
    const double y1 = std::clamp(std::ceil(r.y1), 0.0, double(imageHeight));
    if (polygon.parts.empty() || x1 <= x0 || y1 <= y0)
        return mask;
    mask.left = static_cast<int>(x0);
    mask.top = static_cast<int>(y0);
    mask.width = static_cast<int>(x1 - x0);
    mask.height = static_cast<int>(y1 - y0);
    // A pixel's centre is inside by the even-odd rule over all rings: crossings of its row, sorted, in pairs.
    std::vector<std::vector<double>> rows(static_cast<std::size_t>(mask.height));
    const auto addRing = [&](const Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            Point a = ring[i];
            Point b = ring[(i + 1) % ring.size()];
            if (a.y > b.y)
                std::swap(a, b);
            const int first = std::max(0, static_cast<int>(std::ceil(std::clamp(a.y - 0.5 - y0, -1.0, 2e9))));
            const double last = b.y - 0.5 - y0;
            for (int row = first; row < mask.height && row < last; ++row) {
                const double y = y0 + row + 0.5;
                rows[static_cast<std::size_t>(row)].push_back((b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x);
            }
        }
    };
    for (const PolygonPart &part : polygon.parts) {
        addRing(part.outer);
        for (const Ring &hole : part.holes)
            addRing(hole);
    }
    bool set = false;
    for (std::vector<double> &row : rows) {
        std::sort(row.begin(), row.end());
        int at = 0;
        for (std::size_t i = 0; i + 1 < row.size(); i += 2) {
            const auto column = [&](double x) {
                return static_cast<int>(std::clamp(std::ceil(x - x0 - 0.5), double(at), double(mask.width)));
            };
            const int begin = column(row[i]);
            appendRun(mask.runs, set, static_cast<std::uint64_t>(begin - at), false);
            at = begin;
            const int end = column(row[i + 1]);
            appendRun(mask.runs, set, static_cast<std::uint64_t>(end - at), true);
            at = end;
        }
        appendRun(mask.runs, set, static_cast<std::uint64_t>(mask.width - at), false);
    }
    return mask;
}

Polygon toPolygonExact(const Mask &mask) {
    // Border edges run with the set pixels on their right (clockwise on the screen): outer rings come out with
    // positive area, holes with negative. Where two pixels touch at a corner only, the walk turns so that they stay
    // two regions (4-connected).
    const std::vector<std::vector<Span>> rows = rowSpans(mask);
    const auto has = [&](int x, int y) {
        if (y < 0 || y >= mask.height)
            return false;
        const auto &row = rows[static_cast<std::size_t>(y)];
        const auto next = std::upper_bound(row.begin(), row.end(), x, [](int v, const Span &s) { return v < s.first; });
        return next != row.begin() && x < std::prev(next)->second;
    };
    using Corner = std::pair<int, int>; // (y, x): rows in order
    std::map<Corner, std::vector<Corner>> edges;
    const auto addHorizontal = [&](int y) { // the border between the rows y - 1 and y
        std::vector<int> cuts;
        for (const int row : {y - 1, y})
            if (row >= 0 && row < mask.height)
                for (const Span &span : rows[static_cast<std::size_t>(row)]) {
                    cuts.push_back(span.first);
                    cuts.push_back(span.second);
                }
        std::sort(cuts.begin(), cuts.end());
        cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
            const bool above = has(cuts[i], y - 1);
            const bool below = has(cuts[i], y);
            if (below && !above)
                edges[{y, cuts[i]}].emplace_back(y, cuts[i + 1]);
            else if (above && !below)
                edges[{y, cuts[i + 1]}].emplace_back(y, cuts[i]);
        }
    };
    for (int y = 0; y <= mask.height; ++y)
        addHorizontal(y);
    for (int y = 0; y < mask.height; ++y) {
        for (const Span &span : rows[static_cast<std::size_t>(y)]) {
            edges[{y, span.second}].emplace_back(y + 1, span.second); // right side, downwards
            edges[{y + 1, span.first}].emplace_back(y, span.first);   // left side, upwards
        }
    }
    std::vector<Ring> outer;
    std::vector<Ring> holes;
    while (!edges.empty()) {
        const Corner start = edges.begin()->first;
        Corner at = start;
        Corner before = start;
        std::vector<Corner> walk;
        do {
            auto found = edges.find(at);
            std::vector<Corner> &choices = found->second;
            std::size_t pick = 0;
            if (choices.size() > 1 && !walk.empty()) {
                // Turn right (clockwise): keeps to the pixel whose border is being walked.
                const int dy = at.first - before.first;
                const int dx = at.second - before.second;
                for (std::size_t i = 0; i < choices.size(); ++i) {
                    const int ny = choices[i].first - at.first;
                    const int nx = choices[i].second - at.second;
                    if (std::int64_t(dx) * ny - std::int64_t(dy) * nx > 0)
                        pick = i;
                }
            }
            const Corner next = choices[pick];
            choices.erase(choices.begin() + static_cast<std::ptrdiff_t>(pick));
            if (choices.empty())
                edges.erase(found);
            walk.push_back(at);
            before = at;
            at = next;
        } while (at != start);
        Ring ring;
        for (std::size_t i = 0; i < walk.size(); ++i) {
            const Corner a = walk[(i + walk.size() - 1) % walk.size()];
            const Corner b = walk[i];
            const Corner c = walk[(i + 1) % walk.size()];
            const bool straight =
                (a.first == b.first && b.first == c.first) || (a.second == b.second && b.second == c.second);
            if (!straight)
                ring.push_back({double(mask.left) + b.second, double(mask.top) + b.first});
        }
        (signedArea(ring) > 0 ? outer : holes).push_back(std::move(ring));
    }
    Polygon polygon;
    for (Ring &ring : outer)
        polygon.parts.push_back({std::move(ring), {}});
    for (Ring &hole : holes) {
        // A point just inside the hole's first corner pixel: holes and outers never share an edge, so any point next
        // to the corner tells which outer ring it lies in; the smallest one holds it.
        double best = -1;
        PolygonPart *owner = nullptr;
        const Point a = hole[0];
        const Point b = hole[1];
        const double intoX = a.x != b.x ? 0 : b.y > a.y ? -0.25 : 0.25;
        const double intoY = a.y != b.y ? 0 : b.x > a.x ? 0.25 : -0.25;
        const Point c{(a.x + b.x) / 2 + intoX, (a.y + b.y) / 2 + intoY};
        for (PolygonPart &part : polygon.parts) {
            if (!insideRing(part.outer, c))
                continue;
            const double size = std::abs(signedArea(part.outer));
            if (owner == nullptr || size < best) {
                owner = &part;
                best = size;
            }
        }
        if (owner != nullptr)
            owner->holes.push_back(std::move(hole));
    }
    return polygon;
}

} // namespace trainyard::annotation

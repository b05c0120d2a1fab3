// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "resources/sample/render.h"

#include <limits>

namespace trainyard::sample {

namespace {

constexpr int kFine = 2;         ///< samples a pixel along each side
constexpr float kNear = 0.001F; ///< of a surface's height, in the part's units: a step that no light shows
constexpr float kLedge = 0.08F; ///< a step that is one, and not the slope of one surface

/** The part's own coordinates of a point of the picture. */
Vec2 localPoint(Vec2 p, const Placement &place, float cosine, float sine) {
    const Vec2 d = p - place.centre;
    const float scale = place.scale * (1 + place.keystone * d.y / place.scale);
    const Vec2 q = d * (1 / std::max(scale, 1.0F));
    return {q.x * cosine + q.y * sine, -q.x * sine + q.y * cosine};
}

/** Where a ray from the camera first meets the part, from above: its height, and the point below it. */
struct Hit {
    bool found = false;
    float height = 0;
    Vec2 point;
};

Hit follow(const Part &part, Vec2 ground, Vec2 tilt, int steps) {
    if (steps == 0) {
        const SurfacePoint s = part.at(ground);
        return {s.inside, s.height, ground};
    }
    const float top = part.tallest() * 1.02F;
    // Nothing of the ray is over the part's box.
    const Vec2 end = ground - tilt * top;
    const Vec2 box = part.reach() + Vec2{0.02F, 0.02F};
    if (std::min(ground.x, end.x) > box.x || std::max(ground.x, end.x) < -box.x ||
        std::min(ground.y, end.y) > box.y || std::max(ground.y, end.y) < -box.y)
        return {};
    // What is higher appears displaced by tilt: seen at `ground`, it stands at ground - tilt * height. How far the
    // surface is above the ray at a height; less than nothing, and no number to reckon with, beside the part.
    constexpr float kBeside = -1e9F;
    const auto gap = [&](float height) {
        const SurfacePoint s = part.at(ground - tilt * height);
        return s.inside ? s.height - height : kBeside;
    };
    float high = top;
    float gapHigh = kBeside;
    for (int i = 1; i <= steps; ++i) {
        float low = top * (1 - static_cast<float>(i) / static_cast<float>(steps));
        float gapLow = gap(low);
        if (gapLow < 0) {
            high = low;
            gapHigh = gapLow;
            continue;
        }
        // Between the two the surface is nearly flat, or ends: a line through both gaps, else the middle.
        for (int k = 0; k < 5 && gapLow > kNear; ++k) {
            const float share = gapHigh > kBeside ? std::clamp(gapLow / (gapLow - gapHigh), 0.1F, 0.9F) : 0.5F;
            const float height = low + (high - low) * share;
            const float found = gap(height);
            if (found >= 0) {
                low = height;
                gapLow = found;
            } else {
                high = height;
                gapHigh = found;
            }
        }
        return {true, low, ground - tilt * low};
    }
    return {};
}

/** The made-up hall that metal mirrors, for a direction with z up. */
float hall(const Light &light, float x, float y, float z) {
    float bright = light.ambient * (0.35F + 0.5F * std::max(z, 0.0F));
    bright += 0.25F * std::max(0.0F, x * light.way.x + y * light.way.y);
    for (std::size_t i = 0; i < light.lamps.size(); ++i) {
        const float dx = x - light.lamps[i].x;
        const float dy = y - light.lamps[i].y;
        const float away = (dx * dx + dy * dy) / (light.lampSizes[i] * light.lampSizes[i]);
        if (away < 1 && z > -0.2F)
            bright += light.strength * 1.5F * (1 - away) * (1 - away);
    }
    const Vec2 across = direction(light.tubeAngle);
    const float tube = std::abs(x * across.x + y * across.y - light.tubeAt) / 0.16F;
    if (tube < 1)
        bright += light.strength * 0.8F * (1 - tube);
    return bright * smoothStep(-0.7F, 0.25F, z); // what looks down mirrors the dark belt
}

struct Buffers {
    int width, height;
    Plane depth;
    std::vector<Vec2> points;

    [[nodiscard]] std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    }
};

/**
 * Calls look(x, y) for every second sample, as on a chessboard, and for those of the others whose four neighbours do not
 * agree; what lies amid one surface takes the mean.
 */
template <class Look> void survey(Coverage &coverage, Buffers &buffers, const Look &look) {
    for (int y = 0; y < buffers.height; ++y)
        for (int x = y % 2; x < buffers.width; x += 2)
            look(x, y);
    for (int y = 0; y < buffers.height; ++y)
        for (int x = 1 - y % 2; x < buffers.width; x += 2) {
            if (x == 0 || y == 0 || x + 1 == buffers.width || y + 1 == buffers.height) {
                look(x, y);
                continue;
            }
            const std::size_t around[] = {buffers.index(x - 1, y), buffers.index(x + 1, y), buffers.index(x, y - 1),
                                          buffers.index(x, y + 1)};
            int hits = 0;
            float lowest = std::numeric_limits<float>::max();
            float highest = 0;
            float sum = 0;
            for (const std::size_t at : around) {
                const float height = buffers.depth.values[at];
                hits += coverage.inside[at];
                lowest = std::min(lowest, height);
                highest = std::max(highest, height);
                sum += height;
            }
            if (hits == 0)
                continue;
            if (hits < 4 || highest - lowest > kLedge) {
                look(x, y);
                continue;
            }
            const std::size_t at = buffers.index(x, y);
            coverage.inside[at] = 1;
            buffers.depth.values[at] = sum / 4;
            buffers.points[at] = (buffers.points[around[0]] + buffers.points[around[1]]) * 0.5F;
        }
}

Colour shade(const Part &part, const Buffers &buffers, const Plane &smooth, int x, int y, const Placement &place,
             const Metal &metal, const Light &light, const ValueNoise &noise, Vec2 view0, float viewStep) {
    const float step = place.scale * kFine; // samples a unit
    const auto depth = [&](int i, int j) {
        return buffers.depth.at(std::clamp(i, 0, buffers.width - 1), std::clamp(j, 0, buffers.height - 1));
    };
    const float here = depth(x, y);
    // Beside a ledge the nearer neighbour tells the slope of this surface; the other one is another surface.
    const auto slope = [here](float before, float after) {
        const float a = here - before;
        const float b = after - here;
        return std::abs(a) < std::abs(b) ? 0.7F * a + 0.3F * b : 0.3F * a + 0.7F * b;
    };
    const float sx = std::clamp(slope(depth(x - 1, y), depth(x + 1, y)) * step, -3.0F, 3.0F);
    const float sy = std::clamp(slope(depth(x, y - 1), depth(x, y + 1)) * step, -3.0F, 3.0F);
    const Vec2 p = buffers.points[buffers.index(x, y)];
    const float grain =
        metal.brushed * (noise(p.x * 6, p.y * 55) - 0.5F) + 0.04F * (noise(p.x * 16 + 5, p.y * 16) - 0.5F);
    float nx = -sx + grain;
    float ny = -sy + grain * 0.6F;
    const float scale = 1 / std::sqrt(nx * nx + ny * ny + 1);
    nx *= scale;
    ny *= scale;
    const float nz = scale;
    // The camera is near: what a flat surface mirrors changes from one side of the picture to the other.
    const Vec2 view{view0.x + viewStep * static_cast<float>(x), view0.y + viewStep * static_cast<float>(y)};
    const float mirrored = hall(light, 2 * nz * nx + view.x, 2 * nz * ny + view.y, 2 * nz * nz - 1);
    const float lampZ = 1 / std::sqrt(1 + dot(light.way, light.way));
    const float diffuse = std::max(0.0F, (nx * light.way.x + ny * light.way.y + nz) * lampZ);
    float bright = metal.polish * mirrored + (1 - metal.polish) * (light.ambient + 0.75F * light.strength * diffuse);
    // Places below their surroundings see less of the hall.
    bright *= std::clamp(1 - 1.7F * std::max(0.0F, smooth.at(x / kFine, y / kFine) - here), 0.25F, 1.0F);
    bright *= 0.88F + 0.24F * noise.fractal(p.x * 2.3F, p.y * 2.3F + 11, 3); // handling marks, oil
    Colour colour = metal.tint * bright;
    if (const float scratch = part.scratchAt(p); scratch > 0)
        colour = mix(colour, Colour{1, 1, 1} * (0.55F * light.strength + 0.4F * bright), 0.75F * scratch);
    if (const float rust = part.rustAt(p); rust > 0) {
        const float spotted = 0.5F + 0.7F * noise(p.x * 22, p.y * 22);
        colour = mix(colour, Colour{0.36F, 0.15F, 0.06F} * (spotted * (light.ambient + 0.7F * diffuse)), 0.9F * rust);
    }
    return colour;
}

} // namespace

RenderedPart renderPart(const Part &part, const Placement &place, const Metal &metal, const Light &light, Vec2 tilt,
                        int pictureSize, std::uint32_t seed) {
    const float reach =
        place.scale * (1.35F + part.tallest() * length(tilt)) * (1 + std::abs(place.keystone) * 1.3F) + 2;
    RenderedPart out;
    out.left = std::max(0, static_cast<int>(std::floor(place.centre.x - reach)));
    out.top = std::max(0, static_cast<int>(std::floor(place.centre.y - reach)));
    out.width = std::min(pictureSize, static_cast<int>(std::ceil(place.centre.x + reach))) - out.left;
    out.height = std::min(pictureSize, static_cast<int>(std::ceil(place.centre.y + reach))) - out.top;
    if (out.empty())
        return out;
    const int width = out.width * kFine;
    const int height = out.height * kFine;
    const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    out.coverage = {width, height, std::vector<std::uint8_t>(count)};
    out.colours.resize(count);
    Buffers buffers{width, height, Plane(width, height), std::vector<Vec2>(count)};

    const float cosine = std::cos(place.angle);
    const float sine = std::sin(place.angle);
    // The camera's tilt turned into the part's own directions.
    const Vec2 localTilt{tilt.x * cosine + tilt.y * sine, -tilt.x * sine + tilt.y * cosine};
    // A step of the ray moves it by about two samples; a camera that looks straight down needs no ray.
    const float shift = part.tallest() * length(tilt);
    const int steps =
        shift * place.scale < 0.3F ? 0 : std::clamp(static_cast<int>(shift * place.scale * kFine / 2) + 2, 3, 10);
    const Vec2 most = part.reach() + Vec2{1, 1} * (shift + 0.02F);
    const auto look = [&](int x, int y) {
        const Vec2 p{static_cast<float>(out.left) + (static_cast<float>(x) + 0.5F) / kFine,
                     static_cast<float>(out.top) + (static_cast<float>(y) + 0.5F) / kFine};
        const Vec2 ground = localPoint(p, place, cosine, sine);
        if (std::abs(ground.x) > most.x || std::abs(ground.y) > most.y)
            return;
        const Hit hit = follow(part, ground, localTilt, steps);
        const std::size_t at = buffers.index(x, y);
        out.coverage.inside[at] = hit.found ? 1 : 0;
        buffers.depth.values[at] = hit.height;
        buffers.points[at] = hit.point;
    };
    survey(out.coverage, buffers, look);
    Plane smooth(out.width, out.height);
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x)
            smooth.at(x, y) =
                (buffers.depth.at(x * kFine, y * kFine) + buffers.depth.at(x * kFine + 1, y * kFine + 1)) / 2;
    blur(smooth, place.scale * 0.09F);
    const ValueNoise noise(seed);
    const float viewStep = 1.5F / static_cast<float>(pictureSize * kFine);
    const Vec2 view0{static_cast<float>(out.left * kFine) * viewStep - 0.75F,
                     static_cast<float>(out.top * kFine) * viewStep - 0.75F};
    // Light changes less from sample to sample than the outline does: where both samples of a pixel's line are covered,
    // one of them is shaded for both, the left one above and the right one below.
    static_assert(kFine == 2); // so these are the samples that were looked at
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; x += kFine) {
            const std::size_t left = buffers.index(x, y);
            const std::size_t first = left + static_cast<std::size_t>(y % kFine);
            const std::size_t second = left + static_cast<std::size_t>(1 - y % kFine);
            const auto shaded = [&](std::size_t at) {
                return shade(part, buffers, smooth, x + static_cast<int>(at - left), y, place, metal, light, noise,
                             view0, viewStep);
            };
            if (out.coverage.inside[first] != 0)
                out.colours[first] = out.colours[second] = shaded(first);
            else if (out.coverage.inside[second] != 0)
                out.colours[second] = shaded(second);
        }
    return out;
}

void drawPart(const RenderedPart &part, Canvas &canvas) {
    for (int y = 0; y < part.height; ++y)
        for (int x = 0; x < part.width; ++x) {
            Colour sum;
            int hits = 0;
            for (int i = 0; i < kFine * kFine; ++i) {
                const auto at =
                    static_cast<std::size_t>(y * kFine + i / kFine) * static_cast<std::size_t>(part.width * kFine) +
                    static_cast<std::size_t>(x * kFine + i % kFine);
                if (part.coverage.inside[at] != 0) {
                    sum = sum + part.colours[at];
                    ++hits;
                }
            }
            if (hits == 0)
                continue;
            Colour &pixel = canvas.at(part.left + x, part.top + y);
            const float share = 1.0F / (kFine * kFine);
            pixel = pixel * (1 - static_cast<float>(hits) * share) + sum * share;
        }
}

void castShadow(const RenderedPart &part, const Part &shape, const Placement &place, const Light &light,
                Plane &shadow) {
    if (part.empty())
        return;
    const float tall = std::min(shape.tallest(), 0.7F) * place.scale;
    const int margin = static_cast<int>(tall * length(light.way) + 0.3F * place.scale) + 8;
    const int left = std::max(0, part.left - margin);
    const int top = std::max(0, part.top - margin);
    const int width = std::min(shadow.width, part.left + part.width + margin) - left;
    const int height = std::min(shadow.height, part.top + part.height + margin) - top;
    Plane cover(width, height);
    for (int y = 0; y < part.height; ++y)
        for (int x = 0; x < part.width; ++x)
            cover.at(part.left - left + x, part.top - top + y) = part.coverage.at(x * kFine, y * kFine) ? 1.0F : 0.0F;
    Plane contact = cover;
    blur(contact, 1.5F + place.scale * 0.05F);
    Plane soft(width, height);
    constexpr int layers = 5; // of the part, each with its own throw
    for (int layer = 1; layer <= layers; ++layer) {
        const Vec2 offset = light.way * (tall * static_cast<float>(layer) / layers * 0.9F);
        const int dx = static_cast<int>(std::lround(offset.x));
        const int dy = static_cast<int>(std::lround(offset.y));
        for (int y = std::max(0, -dy); y < std::min(height, height - dy); ++y)
            for (int x = std::max(0, -dx); x < std::min(width, width - dx); ++x)
                soft.at(x, y) = std::max(soft.at(x, y), cover.at(x + dx, y + dy));
    }
    blur(soft, 0.9F + tall * 0.06F);
    const float lamp = 0.85F * light.strength / (light.strength + light.ambient);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            shadow.at(left + x, top + y) *= (1 - lamp * soft.at(x, y)) * (1 - 0.55F * contact.at(x, y));
}

} // namespace trainyard::sample

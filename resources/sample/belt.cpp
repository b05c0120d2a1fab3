// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "resources/sample/belt.h"

#include <array>
#include <numbers>

namespace trainyard::sample {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;

/** A soft round pen's mark: `mark` of the canvas becomes `colour` where the pen's cover is 1. */
void touch(Canvas &canvas, Vec2 at, float radius, Colour colour, float strength) {
    const int left = std::max(0, static_cast<int>(at.x - radius - 1));
    const int right = std::min(canvas.size - 1, static_cast<int>(at.x + radius + 1));
    const int top = std::max(0, static_cast<int>(at.y - radius - 1));
    const int bottom = std::min(canvas.size - 1, static_cast<int>(at.y + radius + 1));
    for (int y = top; y <= bottom; ++y)
        for (int x = left; x <= right; ++x) {
            const float away = length(Vec2{static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F} - at);
            const float cover = strength * std::clamp(radius + 0.5F - away, 0.0F, 1.0F);
            if (cover > 0)
                canvas.at(x, y) = mix(canvas.at(x, y), colour, cover);
        }
}

void curl(Canvas &canvas, Vec2 middle, float scale, Vec2 lampWay, CounterRandom &random) {
    const float radius = scale * random.uniform(2, 7);
    const float from = random.uniform(0, 2 * kPi);
    const float turn = random.uniform(1.5F, 9.0F);
    const float growth = random.uniform(-0.05F, 0.12F);
    const float pen = scale * random.uniform(0.35F, 0.8F);
    const int steps = static_cast<int>(turn * radius / std::max(pen, 0.3F)) + 2;
    const Colour metal = Colour{1, 0.98F, 0.95F} * random.uniform(0.15F, 0.6F);
    const Vec2 drop = lampWay * (-1.6F * scale);
    for (const bool shadow : {true, false})
        for (int i = 0; i <= steps; ++i) {
            const float t = static_cast<float>(i) / static_cast<float>(steps);
            const float angle = from + turn * t;
            const Vec2 p = middle + direction(angle) * (radius * (1 + growth * turn * t));
            const float glint = 0.35F + 0.65F * std::abs(std::sin(angle + from));
            if (shadow)
                touch(canvas, p + drop, pen * 1.4F, {0.004F, 0.004F, 0.005F}, 0.22F);
            else
                touch(canvas, p, pen, metal * glint, 0.8F);
        }
}

void crumb(Canvas &canvas, Vec2 middle, float scale, Vec2 lampWay, CounterRandom &random) {
    const float radius = scale * random.uniform(0.6F, 2.4F);
    static constexpr std::array colours{Colour{0.25F, 0.24F, 0.22F}, Colour{0.5F, 0.48F, 0.44F},
                                        Colour{0.05F, 0.05F, 0.05F}, Colour{0.3F, 0.19F, 0.09F},
                                        Colour{0.16F, 0.2F, 0.3F}};
    const Colour colour =
        colours[random.below(static_cast<std::uint32_t>(colours.size()))] * random.uniform(0.6F, 1.2F);
    touch(canvas, middle + lampWay * (-radius), radius * 1.15F, {0.004F, 0.004F, 0.005F}, 0.5F);
    for (int i = 0; i < 4; ++i)
        touch(canvas, middle + direction(random.uniform(0, 2 * kPi)) * (radius * 0.5F),
              radius * random.uniform(0.4F, 0.8F), colour * random.uniform(0.75F, 1.3F), 0.9F);
}

void thread(Canvas &canvas, Vec2 middle, float scale, CounterRandom &random) {
    Vec2 p = middle;
    float angle = random.uniform(0, 2 * kPi);
    const float bend = random.uniform(-0.08F, 0.08F);
    const Colour colour = Colour{0.55F, 0.53F, 0.5F} * random.uniform(0.4F, 1.0F);
    for (int i = 0; i < 60; ++i) {
        touch(canvas, p, scale * 0.3F, colour, 0.45F);
        angle += bend + random.uniform(-0.12F, 0.12F);
        p = p + direction(angle) * (scale * 0.6F);
    }
}

/** What wear makes of the belt's brightness around 1; along the belt it changes slowly. */
float worn(const Belt &belt, Vec2 p, const ValueNoise &noise) {
    const float streaks = noise.fractal(p.x * 0.008F, p.y * 0.22F, 2) - 0.5F;
    const float blotches = noise.fractal(p.x * 0.02F + 31, p.y * 0.02F, 3) - 0.5F;
    return 1 + belt.wear * (0.45F * streaks + 0.8F * blotches);
}

/** The belt's own brightness around 1 at a point in belt coordinates (192 to a picture's width). */
float texture(const Belt &belt, Vec2 p, float value, const ValueNoise &noise) {
    switch (belt.kind) {
    case Belt::Kind::Rubber: value *= 0.8F + 0.4F * noise(p.x * 1.1F, p.y * 1.1F); break;
    case Belt::Kind::Woven: {
        const float weave = std::sin(p.x * 1.25F) * std::sin(p.y * 1.25F);
        value *= 0.92F + 0.16F * weave + 0.16F * (noise(p.x * 0.9F, p.y * 0.9F) - 0.5F);
        break;
    }
    case Belt::Kind::Smooth: value *= 0.95F + 0.1F * noise(p.x * 0.6F, p.y * 0.6F); break;
    case Belt::Kind::Ribbed: {
        const float t = p.y / 11 - static_cast<float>(floorOf(p.y / 11));
        value *=
            0.85F + 0.35F * smoothStep(0.0F, 0.12F, t) * smoothStep(1.0F, 0.8F, t) + 0.15F * (noise(p.x, p.y) - 0.5F);
        break;
    }
    }
    return std::max(value, 0.1F);
}

} // namespace

Belt chooseBelt(CounterRandom &random, float scale) {
    Belt belt;
    belt.kind = static_cast<Belt::Kind>(random.below(4));
    // Two lines of one plant: dark rubber, and the green one of the packing station.
    const Colour base = random.below(3) == 0 ? Colour{0.03F, 0.075F, 0.058F} : Colour{0.046F, 0.047F, 0.052F};
    belt.colour = Colour{base.r * random.uniform(0.9F, 1.1F), base.g * random.uniform(0.95F, 1.05F),
                         base.b * random.uniform(0.9F, 1.1F)} *
                  random.uniform(0.8F, 1.35F);
    belt.wear = random.uniform(0.2F, 0.9F);
    belt.angle = random.uniform(-0.12F, 0.12F);
    belt.scale = scale;
    belt.rail = random.below(6) == 0;
    belt.railBelow = random.below(2) == 0;
    belt.seam = random.below(7) == 0;
    belt.seamAt = random.uniform(0.1F, 0.9F);
    return belt;
}

void drawBelt(const Belt &belt, CounterRandom &random, Canvas &canvas) {
    const ValueNoise noise(random.next());
    const Vec2 shift{random.uniform(0, 900), random.uniform(0, 900)};
    const Vec2 along = direction(belt.angle);
    const auto size = static_cast<float>(canvas.size);
    const float railDepth = 192 * random.uniform(0.07F, 0.13F);
    for (int y = 0; y < canvas.size; ++y) {
        float wear = 1; // of three pixels
        for (int x = 0; x < canvas.size; ++x) {
            const Vec2 d =
                (Vec2{static_cast<float>(x), static_cast<float>(y)} - Vec2{size / 2, size / 2}) * (1 / belt.scale);
            const Vec2 p{dot(d, along), dot(d, {-along.y, along.x})};
            if (x % 3 == 0)
                wear = worn(belt, p + shift, noise);
            Colour colour = belt.colour * texture(belt, p + shift, wear, noise);
            if (belt.seam) {
                const float away = std::abs(p.x + 0.35F * p.y - (belt.seamAt - 0.5F) * 192);
                colour = colour * (1 - 0.55F * smoothStep(1.6F, 0.4F, away) +
                                   0.25F * smoothStep(1.2F, 0.0F, std::abs(away - 2.2F)));
            }
            if (belt.rail) {
                const float depth = (belt.railBelow ? p.y : -p.y) - (96 - railDepth); // 0 at the guide's inner edge
                if (depth > 0) {
                    const float groove = 0.7F + 0.3F * std::sin(depth * 0.35F);
                    colour = Colour{0.33F, 0.34F, 0.36F} * (groove * (0.6F + 0.5F * noise(p.x * 0.05F, depth * 2.0F)));
                } else {
                    colour = colour * (1 - 0.7F * smoothStep(-9.0F, 0.0F, depth));
                }
            }
            canvas.at(x, y) = colour;
        }
    }
    const float unit = belt.scale;
    for (std::uint32_t i = random.below(4); i > 0; --i) { // oil: darker, with a sheen at its rim
        const Vec2 middle{random.uniform(0, size), random.uniform(0, size)};
        const float radius = unit * random.uniform(8, 26);
        for (int k = 0; k < 5; ++k)
            touch(canvas, middle + direction(random.uniform(0, 2 * kPi)) * (radius * 0.5F),
                  radius * random.uniform(0.3F, 0.7F), belt.colour * 0.45F, 0.35F);
    }
    for (std::uint32_t i = 40 + random.below(160); i > 0; --i) // dust
        touch(canvas, {random.uniform(0, size), random.uniform(0, size)}, unit * random.uniform(0.1F, 0.55F),
              Colour{0.4F, 0.38F, 0.35F} * random.uniform(0.2F, 1.2F), random.uniform(0.15F, 0.6F));
    for (std::uint32_t i = random.below(6); i > 0; --i) { // scuffs
        Vec2 p{random.uniform(0, size), random.uniform(0, size)};
        const Vec2 way = direction(belt.angle + random.uniform(-0.4F, 0.4F)) * (unit * 0.7F);
        const float strength = random.uniform(0.08F, 0.25F);
        for (std::uint32_t k = 10 + random.below(60); k > 0; --k, p = p + way)
            touch(canvas, p, unit * 0.45F, belt.colour * 3.2F + Colour{0.03F, 0.03F, 0.03F}, strength);
    }
}

void drawClutter(int amount, float scale, Vec2 lampWay, CounterRandom &random, Canvas &canvas) {
    const auto size = static_cast<float>(canvas.size);
    for (int i = 0; i < amount; ++i) {
        const Vec2 at{random.uniform(0, size), random.uniform(0, size)};
        switch (random.below(5)) {
        case 0:
        case 1: curl(canvas, at, scale, lampWay, random); break;
        case 2:
        case 3: crumb(canvas, at, scale, lampWay, random); break;
        default: thread(canvas, at, scale, random); break;
        }
    }
}

} // namespace trainyard::sample

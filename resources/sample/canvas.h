// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/random.h"
#include "core/media/image.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace trainyard::sample {

struct Vec2 {
    float x = 0, y = 0;
    friend Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
    friend Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
    friend Vec2 operator*(Vec2 a, float k) { return {a.x * k, a.y * k}; }
};
inline float dot(Vec2 a, Vec2 b) { return a.x * b.x + a.y * b.y; }
inline float length(Vec2 a) { return std::sqrt(dot(a, a)); }
inline Vec2 direction(float angle) { return {std::cos(angle), std::sin(angle)}; }

/** Linear light, 1 is white. */
struct Colour {
    float r = 0, g = 0, b = 0;
    friend Colour operator+(Colour one, Colour other) { return {one.r + other.r, one.g + other.g, one.b + other.b}; }
    friend Colour operator*(Colour one, float k) { return {one.r * k, one.g * k, one.b * k}; }
    friend Colour operator*(Colour one, Colour other) { return {one.r * other.r, one.g * other.g, one.b * other.b}; }
};
inline Colour mix(Colour a, Colour b, float t) { return a * (1 - t) + b * t; }
inline float mix(float a, float b, float t) { return a + (b - a) * t; }
/** std::floor is a library call on the oldest x86-64 this is built for, and noise is nothing else but it. */
inline std::int32_t floorOf(float x) {
    const auto whole = static_cast<std::int32_t>(x);
    return static_cast<float>(whole) > x ? whole - 1 : whole;
}
inline float smoothStep(float from, float to, float x) {
    const float t = std::clamp((x - from) / (to - from), 0.0F, 1.0F);
    return t * t * (3 - 2 * t);
}

/** A plane of numbers: a mask, a height field. */
struct Plane {
    int width = 0, height = 0;
    std::vector<float> values;

    Plane(int w, int h, float fill = 0)
        : width(w)
        , height(h)
        , values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), fill) {}
    [[nodiscard]] float at(int x, int y) const { return values[index(x, y)]; }
    [[nodiscard]] float &at(int x, int y) { return values[index(x, y)]; }
    /** Between samples, with the edge's values outside. */
    [[nodiscard]] float sample(float x, float y) const;

private:
    [[nodiscard]] std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    }
};

/** Three box blurs: near enough to a Gaussian of that standard deviation, at a cost that does not depend on it. */
void blur(Plane &plane, float sigma);

struct Canvas {
    int size = 0;
    std::vector<Colour> pixels;

    explicit Canvas(int side) : size(side), pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) {}
    [[nodiscard]] Colour &at(int x, int y) {
        return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(size) + static_cast<std::size_t>(x)];
    }
};

/** Noise that depends on the place only: values 0..1 at whole numbers, smooth between. */
class ValueNoise final { // one for each thread: it remembers where it was asked last
public:
    explicit ValueNoise(std::uint32_t seed) : m_seed(seed) {}
    [[nodiscard]] float operator()(float x, float y) const { return at(x, y, m_cells[0]); }
    /** Octaves of falling strength, 0..1. */
    [[nodiscard]] float fractal(float x, float y, int octaves) const;

private:
    /** The lattice's values at the corners of the cell that was asked last; the next pixel is mostly in the same one. */
    struct Cell {
        std::int32_t column = std::numeric_limits<std::int32_t>::min();
        std::int32_t row = 0;
        float corners[4] = {};
    };
    float at(float x, float y, Cell &cell) const;
    std::uint32_t m_seed;
    mutable std::array<Cell, 5> m_cells; ///< of single values, and of each octave
};

/** What a camera adds. */
struct Lens {
    float exposure = 1;
    Colour whiteBalance{1, 1, 1};
    float vignette = 0.2F;
    float sigma = 0.5F;       ///< out of focus
    float motionPixels = 0;   ///< smear along x, the belt's way
    float noise = 0.01F;
};
media::Image photograph(Canvas &canvas, const Lens &lens, CounterRandom &random);

} // namespace trainyard::sample

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "resources/sample/canvas.h"

#include <array>

namespace trainyard::sample {

namespace {

/** Mean over 2 * radius + 1 samples along rows; edges repeat. */
void boxRows(Plane &plane, int radius, std::vector<float> &scratch) {
    const float share = 1.0F / static_cast<float>(2 * radius + 1);
    const int last = plane.width - 1;
    scratch.resize(static_cast<std::size_t>(plane.width));
    for (int y = 0; y < plane.height; ++y) {
        float *row = &plane.at(0, y);
        std::copy_n(row, plane.width, scratch.begin());
        float sum = 0;
        for (int i = -radius; i <= radius; ++i)
            sum += scratch[static_cast<std::size_t>(std::clamp(i, 0, last))];
        for (int x = 0; x <= last; ++x) {
            row[x] = sum * share;
            sum += scratch[static_cast<std::size_t>(std::min(x + radius + 1, last))] -
                   scratch[static_cast<std::size_t>(std::max(x - radius, 0))];
        }
    }
}

/** The same along columns, all columns at once. */
void boxColumns(Plane &plane, int radius, std::vector<float> &sums) {
    const float share = 1.0F / static_cast<float>(2 * radius + 1);
    const int last = plane.height - 1;
    const auto width = static_cast<std::size_t>(plane.width);
    const std::vector<float> from = plane.values;
    const auto row = [&](int y) { return from.data() + static_cast<std::size_t>(std::clamp(y, 0, last)) * width; };
    sums.assign(width, 0);
    for (int i = -radius; i <= radius; ++i)
        for (std::size_t x = 0; x < width; ++x)
            sums[x] += row(i)[x];
    for (int y = 0; y <= last; ++y) {
        float *out = &plane.at(0, y);
        const float *entering = row(y + radius + 1);
        const float *leaving = row(y - radius);
        for (std::size_t x = 0; x < width; ++x) {
            out[x] = sums[x] * share;
            sums[x] += entering[x] - leaving[x];
        }
    }
}

/** [1 - 2k, k, k] convolutions: for the small blur of a lens, where boxes would be too coarse. */
void softenLens(Canvas &canvas, float sigma) {
    const int passes = sigma > 0.75F ? 2 : 1;
    const float k = std::min(sigma * sigma / (2 * static_cast<float>(passes)), 1.0F / 3);
    // Colours are three floats in a row each, and a line of them is a line of floats: the compiler does eight at once.
    const auto size = static_cast<std::size_t>(canvas.size);
    const std::size_t width = 3 * size;
    static_assert(sizeof(Colour) == 3 * sizeof(float));
    const auto mixLine = [k](const float *before, const float *line, const float *after, std::size_t count, float *out) {
        for (std::size_t i = 0; i < count; ++i)
            out[i] = line[i] * (1 - 2 * k) + (before[i] + after[i]) * k;
    };
    std::vector<Colour> copy;
    for (int pass = 0; pass < passes; ++pass)
        for (const bool down : {false, true}) {
            copy = canvas.pixels;
            const float *from = &copy.front().r;
            float *to = &canvas.pixels.front().r;
            for (std::size_t y = 0; y < size; ++y) {
                const float *line = from + y * width;
                float *out = to + y * width;
                if (down) {
                    mixLine(y > 0 ? line - width : line, line, y + 1 < size ? line + width : line, width, out);
                    continue;
                }
                mixLine(line, line, line + 3, 3, out);
                mixLine(line, line + 3, line + 6, width - 6, out + 3);
                mixLine(line + width - 6, line + width - 3, line + width - 3, 3, out + width - 3);
            }
        }
}

void smear(Canvas &canvas, float pixels) {
    const int radius = static_cast<int>(std::lround(pixels / 2));
    if (radius < 1)
        return;
    std::vector<Colour> row(static_cast<std::size_t>(canvas.size));
    for (int y = 0; y < canvas.size; ++y) {
        const auto at = [&](int x) { return canvas.at(std::clamp(x, 0, canvas.size - 1), y); };
        Colour sum;
        for (int i = -radius; i <= radius; ++i)
            sum = sum + at(i);
        for (int x = 0; x < canvas.size; ++x) {
            row[static_cast<std::size_t>(x)] = sum * (1.0F / static_cast<float>(2 * radius + 1));
            sum = sum + at(x + radius + 1) + at(x - radius) * -1;
        }
        std::copy(row.begin(), row.end(), &canvas.at(0, y));
    }
}

/** Highlights roll off instead of clipping; then the usual gamma, near enough. */
float developed(float light) {
    const float x = std::max(light, 0.0F);
    const float rolled = x < 0.7F ? x : 0.7F + 0.3F * (1 - std::exp(-(x - 0.7F) / 0.3F));
    return std::pow(rolled, 1 / 2.2F);
}

/** developed() by a table: a power for each sample would be most of the time a picture takes. */
class Development final {
public:
    Development() {
        for (std::size_t i = 0; i < m_table.size(); ++i)
            m_table[i] = developed(kMost * static_cast<float>(i) / static_cast<float>(m_table.size() - 1));
    }
    [[nodiscard]] float of(float light) const {
        const float at = std::clamp(light / kMost, 0.0F, 1.0F) * static_cast<float>(m_table.size() - 1);
        const auto low = std::min(static_cast<std::size_t>(at), m_table.size() - 2);
        return mix(m_table[low], m_table[low + 1], at - static_cast<float>(low));
    }

private:
    static constexpr float kMost = 2.5F;
    std::array<float, 4096> m_table{};
};

/** Nearly normal, mean 0, deviation 1: the sum of uniform bytes is cheap, and nobody sees the tails. */
float cheapNormal(std::uint32_t bits) {
    const auto sum = static_cast<float>((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24));
    return (sum - 510) / 147.8F;
}

} // namespace

float Plane::sample(float x, float y) const {
    x = std::clamp(x, 0.0F, static_cast<float>(width - 1));
    y = std::clamp(y, 0.0F, static_cast<float>(height - 1));
    const int x0 = std::min(static_cast<int>(x), std::max(width - 2, 0));
    const int y0 = std::min(static_cast<int>(y), std::max(height - 2, 0));
    const int x1 = std::min(x0 + 1, width - 1);
    const int y1 = std::min(y0 + 1, height - 1);
    const float u = x - static_cast<float>(x0);
    const float v = y - static_cast<float>(y0);
    return mix(mix(at(x0, y0), at(x1, y0), u), mix(at(x0, y1), at(x1, y1), u), v);
}

void blur(Plane &plane, float sigma) {
    // Three boxes: variance r (r + 1).
    const auto radius = static_cast<int>(std::lround(std::sqrt(sigma * sigma + 0.25F) - 0.5F));
    if (radius < 1)
        return;
    std::vector<float> scratch;
    for (int pass = 0; pass < 3; ++pass) {
        boxRows(plane, radius, scratch);
        boxColumns(plane, radius, scratch);
    }
}

float ValueNoise::at(float x, float y, Cell &cell) const {
    const std::int32_t column = floorOf(x);
    const std::int32_t row = floorOf(y);
    if (cell.column != column || cell.row != row) {
        const auto value = [this](std::int32_t atColumn, std::int32_t atRow) {
            std::uint32_t h = static_cast<std::uint32_t>(atColumn) * 0x8DA6B343U ^
                              static_cast<std::uint32_t>(atRow) * 0xD8163841U ^ m_seed;
            h ^= h >> 15;
            h *= 0x2C1B3C6DU;
            h ^= h >> 12;
            h *= 0x297A2D39U;
            h ^= h >> 15;
            return static_cast<float>(h >> 8) * 0x1.0p-24F;
        };
        cell = {column, row, {value(column, row), value(column + 1, row), value(column, row + 1), value(column + 1, row + 1)}};
    }
    const auto eased = [](float t) { return t * t * (3 - 2 * t); };
    const float u = eased(x - static_cast<float>(column));
    const float v = eased(y - static_cast<float>(row));
    return mix(mix(cell.corners[0], cell.corners[1], u), mix(cell.corners[2], cell.corners[3], u), v);
}

float ValueNoise::fractal(float x, float y, int octaves) const {
    float sum = 0;
    float total = 0;
    float strength = 1;
    for (int i = 0; i < octaves; ++i) {
        sum += strength * at(x, y, m_cells[static_cast<std::size_t>(i) + 1]);
        total += strength;
        strength *= 0.5F;
        x = x * 2 + 17.3F;
        y = y * 2 + 5.7F;
    }
    return sum / total;
}

media::Image photograph(Canvas &canvas, const Lens &lens, CounterRandom &random) {
    static const Development development;
    softenLens(canvas, lens.sigma);
    smear(canvas, lens.motionPixels);
    media::Image image{canvas.size, canvas.size, 3, 8, {}};
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(image.height));
    const float middle = static_cast<float>(canvas.size) / 2;
    for (int y = 0; y < canvas.size; ++y)
        for (int x = 0; x < canvas.size; ++x) {
            const float dx = (static_cast<float>(x) - middle) / middle;
            const float dy = (static_cast<float>(y) - middle) / middle;
            const float light = lens.exposure * (1 - lens.vignette * (dx * dx + dy * dy) / 2);
            const Colour colour = canvas.at(x, y) * lens.whiteBalance * light;
            // Photon noise grows with the root of the light; a part of it is common to the three channels.
            const std::uint32_t common = random.next();
            std::uint32_t own = random.next();
            const float samples[] = {colour.r, colour.g, colour.b};
            for (int c = 0; c < 3; ++c) {
                const float deviation = lens.noise * (0.35F + std::sqrt(std::max(samples[c], 0.0F)));
                const float noisy =
                    samples[c] + deviation * (0.7F * cheapNormal(common) + 0.5F * cheapNormal(own));
                own = own * 0x9E3779B1U + 0x7F4A7C15U; // enough for three grains of one pixel
                image.row(y)[x * 3 + c] =
                    static_cast<std::uint8_t>(std::clamp(development.of(noisy) * 255 + 0.5F, 0.0F, 255.0F));
            }
        }
    return image;
}

} // namespace trainyard::sample

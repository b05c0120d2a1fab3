// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/pipeline/inputs.h"

#include <algorithm>
#include <cmath>

namespace trainyard::engine {

Normaliser::Normaliser(const models::Preprocessing &preprocessing) {
    // Asked from models::normalise itself, a byte at a time, so that the numbers cannot drift apart.
    models::Preprocessing one = preprocessing;
    one.width = 1;
    one.height = 1;
    for (int value = 0; value < 256; ++value) {
        const auto byte = static_cast<std::uint8_t>(value);
        const std::array<std::uint8_t, 3> pixel{byte, byte, byte};
        std::array<float, 3> result{};
        models::normalise(pixel.data(), one, result.data());
        for (std::size_t c = 0; c < 3; ++c)
            m_table[c][byte] = result[c];
    }
}

at::Tensor Normaliser::operator()(const at::Tensor &pixels) const {
    at::Tensor result = at::empty({pixels.size(0), 3, pixels.size(1), pixels.size(2)},
                                  at::TensorOptions(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
    const std::uint8_t *source = pixels.const_data_ptr<std::uint8_t>();
    float *target = result.data_ptr<float>();
    const std::int64_t count = pixels.numel() / 3;
    at::parallel_for(0, count, 1 << 15, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin * 3; i < end * 3; i += 3) {
            target[i] = m_table[0][source[i]];
            target[i + 1] = m_table[1][source[i + 1]];
            target[i + 2] = m_table[2][source[i + 2]];
        }
    });
    return result;
}

double drawGamma(double shape, CounterRandom &random) {
    if (shape < 1.0) {
        const double u = (static_cast<double>(random.next()) + 1.0) * 0x1.0p-32;
        return drawGamma(shape + 1.0, random) * std::pow(u, 1.0 / shape);
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    while (true) {
        const double x = random.normal();
        const double v = std::pow(1.0 + c * x, 3.0);
        if (v <= 0)
            continue;
        const double u = (static_cast<double>(random.next()) + 1.0) * 0x1.0p-32;
        if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v))
            return d * v;
    }
}

double drawBeta(double a, double b, CounterRandom &random) {
    const double x = drawGamma(a, random);
    const double y = drawGamma(b, random);
    return x + y > 0 ? x / (x + y) : 0.5;
}

Mix mixImages(at::Tensor &images, double mixupAlpha, double cutmixAlpha, CounterRandom random) {
    const std::int64_t count = images.size(0);
    if (count < 2 || (mixupAlpha <= 0 && cutmixAlpha <= 0))
        return {};
    const bool cut = cutmixAlpha > 0 && (mixupAlpha <= 0 || (random.next() & 1U) != 0);
    Mix mix;
    mix.share = cut ? drawBeta(cutmixAlpha, cutmixAlpha, random) : drawBeta(mixupAlpha, mixupAlpha, random);
    mix.partner = at::arange(count, at::kLong).roll(1);
    if (!cut) {
        images = at::lerp(images.index_select(0, mix.partner), images, mix.share);
        return mix;
    }
    const auto height = static_cast<double>(images.size(2));
    const auto width = static_cast<double>(images.size(3));
    const double side = std::sqrt(1.0 - mix.share);
    const double centreX = static_cast<double>(random.uniform()) * width;
    const double centreY = static_cast<double>(random.uniform()) * height;
    const auto x0 = static_cast<std::int64_t>(std::clamp(centreX - side * width / 2, 0.0, width));
    const auto x1 = static_cast<std::int64_t>(std::clamp(centreX + side * width / 2, 0.0, width));
    const auto y0 = static_cast<std::int64_t>(std::clamp(centreY - side * height / 2, 0.0, height));
    const auto y1 = static_cast<std::int64_t>(std::clamp(centreY + side * height / 2, 0.0, height));
    const at::Tensor other = images.index_select(0, mix.partner);
    images.slice(2, y0, y1).slice(3, x0, x1).copy_(other.slice(2, y0, y1).slice(3, x0, x1));
    mix.share = 1.0 - static_cast<double>((x1 - x0) * (y1 - y0)) / (height * width);
    return mix;
}

} // namespace trainyard::engine

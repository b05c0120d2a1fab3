// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/pipeline/augment.h"

#include "core/engine/pipeline/augmentops.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trainyard::engine {

CropChoice drawCrop(const AugmentSettings &settings, int width, int height, CounterRandom &random) {
    CropChoice choice;
    const double w = width;
    const double h = height;
    const double base = settings.keepShape ? 1.0 : w / h; // the shape that comes out undistorted, for this net
    const double logRatio = std::log(std::max(settings.cropRatio, 1.0));
    bool found = false;
    // Ten tries, as the usual random resized crop makes them: large areas of extreme shape do not fit.
    for (int attempt = 0; attempt < 10 && !found; ++attempt) {
        const double area =
            w * h * static_cast<double>(random.uniform(static_cast<float>(settings.cropScaleMin), 1.0F));
        const double ratio = base * std::exp(static_cast<double>(random.uniform(-1.0F, 1.0F)) * logRatio);
        const double cropWidth = std::sqrt(area * ratio);
        const double cropHeight = std::sqrt(area / ratio);
        const double left = static_cast<double>(random.uniform());
        const double top = static_cast<double>(random.uniform());
        if (cropWidth <= w && cropHeight <= h) {
            const double x = left * (w - cropWidth);
            const double y = top * (h - cropHeight);
            choice.box = {x, y, x + cropWidth, y + cropHeight};
            found = true;
        }
    }
    if (!found) { // the largest box of an allowed shape, in the middle
        const double ratio =
            std::clamp(w / h, base / std::max(settings.cropRatio, 1.0), base * std::max(settings.cropRatio, 1.0));
        const double cropWidth = std::min(w, h * ratio);
        const double cropHeight = std::min(h, w / ratio);
        choice.box = {(w - cropWidth) / 2, (h - cropHeight) / 2, (w + cropWidth) / 2, (h + cropHeight) / 2};
    }
    const bool heads = (random.next() & 1U) != 0;
    choice.mirror = settings.flip && heads;
    if (settings.quarterTurns)
        choice.quarterTurns = static_cast<int>(random.below(4));
    return choice;
}

namespace {

/** The operations of TrivialAugment (Mueller and Hutter, 2021) and RandAugment (Cubuk et al., 2019), strength 0..1. */
void applyOperation(std::uint32_t operation, float strength, bool negative, const Pixels &image, bool wide) {
    const double sign = negative ? -1.0 : 1.0;
    const double s = static_cast<double>(strength) * sign;
    const auto factor = static_cast<float>(1.0 + s * (wide ? 0.99 : 0.9));
    const double shear = s * (wide ? 0.99 : 0.3);
    const double shift = s * (wide ? 0.25 : 0.33) * image.size;
    const double angle = s * (wide ? 135.0 : 30.0) * std::numbers::pi / 180.0;
    switch (operation) {
    case 0:
        break;
    case 1:
        warp(image, {1, shear, 0, 0, 1, 0});
        break;
    case 2:
        warp(image, {1, 0, 0, shear, 1, 0});
        break;
    case 3:
        warp(image, {1, 0, shift, 0, 1, 0});
        break;
    case 4:
        warp(image, {1, 0, 0, 0, 1, shift});
        break;
    case 5:
        warp(image, {std::cos(angle), std::sin(angle), 0, -std::sin(angle), std::cos(angle), 0});
        break;
    case 6:
        adjustColour(image, factor, 1, 1);
        break;
    case 7:
        adjustColour(image, 1, 1, factor);
        break;
    case 8:
        adjustColour(image, 1, factor, 1);
        break;
    case 9:
        sharpen(image, factor);
        break;
    case 10:
        posterise(image, 8 - static_cast<int>(std::lround(strength * (wide ? 6.0F : 4.0F))));
        break;
    case 11:
        solarise(image, 255 - static_cast<int>(strength * 255.0F));
        break;
    case 12:
        stretchContrast(image);
        break;
    default:
        equalise(image);
    }
}
constexpr std::uint32_t kOperations = 14;

} // namespace

void augmentPixels(const AugmentSettings &settings, int size, std::uint8_t *data, CounterRandom &random,
                   std::vector<std::uint8_t> &scratch) {
    const Pixels image{data, size, scratch};
    if (settings.automatic == AutoAugment::Trivial) {
        const std::uint32_t operation = random.below(kOperations);
        const float strength = static_cast<float>(random.below(31)) / 30.0F;
        applyOperation(operation, strength, (random.next() & 1U) != 0, image, true);
    } else if (settings.automatic == AutoAugment::Rand) {
        for (int i = 0; i < 2; ++i) {
            const std::uint32_t operation = random.below(kOperations);
            applyOperation(operation, static_cast<float>(settings.randMagnitude) / 30.0F, (random.next() & 1U) != 0,
                           image, false);
        }
    }
    if (settings.colourJitter > 0) {
        const auto amount = static_cast<float>(settings.colourJitter);
        const float brightness = random.uniform(1.0F - amount, 1.0F + amount);
        const float contrast = random.uniform(1.0F - amount, 1.0F + amount);
        const float saturation = random.uniform(1.0F - amount, 1.0F + amount);
        adjustColour(image, brightness, contrast, saturation);
    }
}

} // namespace trainyard::engine

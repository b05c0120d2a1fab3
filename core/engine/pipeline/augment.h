// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/random.h"
#include "core/media/resize.h"

#include <cstdint>

namespace trainyard::engine {

enum class AutoAugment { None, Trivial, Rand };

/** What may be done to a training image. */
struct AugmentSettings {
    double cropScaleMin = 0.35;   ///< of the image's area; 1 and ratio 1: no random crop
    double cropRatio = 4.0 / 3.0; ///< the crop's shape varies between 1/ratio and ratio
    bool keepShape = true;        ///< false: shapes are relative to the image's own, for nets that stretch their input
    bool flip = true;
    bool quarterTurns = false; ///< 0, 90, 180 or 270 degrees, each as likely: things seen from above
    double colourJitter = 0.2; ///< brightness, contrast and saturation vary by this much
    AutoAugment automatic = AutoAugment::None;
    int randMagnitude = 9; ///< of 30, for Rand

    friend bool operator==(const AugmentSettings &, const AugmentSettings &) = default;
};

/** The purposes that draw random numbers in one epoch: each has a stream of its own. */
enum class Draw : std::uint32_t { Order, Augment, Mix };
inline std::uint32_t stream(std::uint32_t epoch, Draw draw) {
    return epoch * 4 + static_cast<std::uint32_t>(draw);
}

/** The part of the image that is shown, mirrored or not, then turned; drawn first, so that decoding can use it. */
struct CropChoice {
    media::CropBox box;
    bool mirror = false;
    int quarterTurns = 0; ///< clockwise
};
CropChoice drawCrop(const AugmentSettings &settings, int width, int height, CounterRandom &random);

/** Changes colours and shape of size x size interleaved RGB pixels in place. `scratch` is reused between calls. */
void augmentPixels(const AugmentSettings &settings, int size, std::uint8_t *pixels, CounterRandom &random,
                   std::vector<std::uint8_t> &scratch);

} // namespace trainyard::engine

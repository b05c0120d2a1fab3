// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/media/image.h"

#include <array>
#include <nlohmann/json_fwd.hpp>

namespace trainyard::models {

/**
 * How an image becomes a network's input. It is data: the engine, the server and the metadata of an exported file
 * share it, so a model sees the same numbers everywhere.
 */
struct Preprocessing {
    enum class Fit {
        Stretch,    ///< to width x height, whatever the shape
        CentreCrop, ///< shorter side to `shortSide`, then the middle width x height
    };
    int width = 224;
    int height = 224;
    Fit fit = Fit::CentreCrop;
    int shortSide = 256;                               ///< for CentreCrop
    std::array<float, 3> mean{0.485F, 0.456F, 0.406F}; ///< of values in 0..1, RGB
    std::array<float, 3> deviation{0.229F, 0.224F, 0.225F};

    friend bool operator==(const Preprocessing &, const Preprocessing &) = default;
};

nlohmann::json toJson(const Preprocessing &preprocessing);
/** kPreprocessingInvalid with the field that is absent, of another type or out of range. */
Result<Preprocessing> preprocessingFromJson(const nlohmann::json &json);

/** An 8-bit RGB image to width x height RGB bytes (HWC), into `target`: resize and crop, not yet normalised. */
void fitInto(const media::Image &image, const Preprocessing &preprocessing, std::uint8_t *target);
/** Bytes (HWC) to normalised floats (CHW): (value / 255 - mean) / deviation. */
void normalise(const std::uint8_t *pixels, const Preprocessing &preprocessing, float *target);

} // namespace trainyard::models

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/preprocessing.h"

#include "core/media/resize.h"
#include "core/models/errors.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace trainyard::models {

namespace {

constexpr int kMaximumSide = 4096;

Result<int> readSide(const nlohmann::json &json, const char *field) {
    const auto found = json.find(field);
    if (found == json.end() || !found->is_number_integer())
        return fail(kPreprocessingInvalid, {{"field", field}});
    const auto value = found->get<std::int64_t>();
    if (value < 1 || value > kMaximumSide)
        return fail(kPreprocessingInvalid, {{"field", field}});
    return static_cast<int>(value);
}

Result<std::array<float, 3>> readTriple(const nlohmann::json &json, const char *field, bool positive) {
    const auto found = json.find(field);
    if (found == json.end() || !found->is_array() || found->size() != 3)
        return fail(kPreprocessingInvalid, {{"field", field}});
    std::array<float, 3> values{};
    for (std::size_t i = 0; i < 3; ++i) {
        if (!(*found)[i].is_number())
            return fail(kPreprocessingInvalid, {{"field", field}});
        values[i] = (*found)[i].get<float>();
        if (!std::isfinite(values[i]) || (positive && values[i] <= 0))
            return fail(kPreprocessingInvalid, {{"field", field}});
    }
    return values;
}

/** The part of the picture that ends up in the input, as torchvision's Resize and CenterCrop choose it. */
media::CropBox centreBox(const media::Image &image, const Preprocessing &preprocessing) {
    const double shorter = std::min(image.width, image.height);
    const auto scaled = [&](int side) {
        // Resize(shortSide) rounds the longer side down, which makes its scale a little different.
        return std::max(1.0, std::floor(preprocessing.shortSide * static_cast<double>(side) / shorter));
    };
    const auto edge = [](double resized, int wanted) { return std::nearbyint((resized - wanted) / 2.0); };
    const double resizedWidth = scaled(image.width);
    const double resizedHeight = scaled(image.height);
    const double scaleX = image.width / resizedWidth;
    const double scaleY = image.height / resizedHeight;
    const double left = edge(resizedWidth, preprocessing.width);
    const double top = edge(resizedHeight, preprocessing.height);
    return {left * scaleX, top * scaleY, std::min<double>(image.width, (left + preprocessing.width) * scaleX),
            std::min<double>(image.height, (top + preprocessing.height) * scaleY)};
}

} // namespace

nlohmann::json toJson(const Preprocessing &preprocessing) {
    nlohmann::json json{
        {"width", preprocessing.width},
        {"height", preprocessing.height},
        {"fit", preprocessing.fit == Preprocessing::Fit::Stretch ? "stretch" : "centre_crop"},
        {"colour", "rgb"},
        {"mean", preprocessing.mean},
        {"deviation", preprocessing.deviation},
    };
    if (preprocessing.fit == Preprocessing::Fit::CentreCrop)
        json["short_side"] = preprocessing.shortSide;
    return json;
}

Result<Preprocessing> preprocessingFromJson(const nlohmann::json &json) {
    if (!json.is_object())
        return fail(kPreprocessingInvalid, {{"field", "preprocessing"}});
    Preprocessing result;
    TRY(result.width, readSide(json, "width"));
    TRY(result.height, readSide(json, "height"));
    const auto fit = json.find("fit");
    if (fit != json.end() && *fit == "stretch")
        result.fit = Preprocessing::Fit::Stretch;
    else if (fit != json.end() && *fit == "centre_crop")
        result.fit = Preprocessing::Fit::CentreCrop;
    else
        return fail(kPreprocessingInvalid, {{"field", "fit"}});
    if (json.contains("colour") && json["colour"] != "rgb")
        return fail(kPreprocessingInvalid, {{"field", "colour"}});
    if (result.fit == Preprocessing::Fit::CentreCrop) {
        TRY(result.shortSide, readSide(json, "short_side"));
        if (result.shortSide < std::max(result.width, result.height)) // the crop would reach outside of the picture
            return fail(kPreprocessingInvalid, {{"field", "short_side"}});
    }
    TRY(result.mean, readTriple(json, "mean", false));
    TRY(result.deviation, readTriple(json, "deviation", true));
    return result;
}

void fitInto(const media::Image &image, const Preprocessing &preprocessing, std::uint8_t *target) {
    const media::CropBox whole{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
    const media::CropBox box =
        preprocessing.fit == Preprocessing::Fit::Stretch ? whole : centreBox(image, preprocessing);
    media::resizeInto(image, box, preprocessing.width, preprocessing.height, false, target);
}

void normalise(const std::uint8_t *pixels, const Preprocessing &preprocessing, float *target) {
    const std::size_t count =
        static_cast<std::size_t>(preprocessing.width) * static_cast<std::size_t>(preprocessing.height);
    for (std::size_t channel = 0; channel < 3; ++channel) {
        std::array<float, 256> table{};
        for (std::size_t value = 0; value < table.size(); ++value)
            table[value] =
                (static_cast<float>(value) / 255.0F - preprocessing.mean[channel]) / preprocessing.deviation[channel];
        float *plane = target + channel * count;
        for (std::size_t i = 0; i < count; ++i)
            plane[i] = table[pixels[i * 3 + channel]];
    }
}

} // namespace trainyard::models

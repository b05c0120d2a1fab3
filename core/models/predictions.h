// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"

#include <cstdint>
#include <vector>

namespace trainyard::models {

/** A model's answers for the items of one data version: columns of equal length, immutable once written. */
struct Predictions {
    std::vector<std::int64_t> item;
    std::vector<std::uint8_t> split; ///< 0 train, 1 val, 2 test
    std::vector<std::int64_t> truth; ///< index into the classes
    int classes = 0;
    std::vector<float> logits; ///< item by item, `classes` each

    [[nodiscard]] std::size_t count() const { return item.size(); }
};

/** kPredictionsInvalid when columns are absent, of another type or length, or truth lies outside the classes. */
Result<Predictions> readPredictions(const Path &path);
Result<> writePredictions(const Path &path, const Predictions &predictions);

} // namespace trainyard::models

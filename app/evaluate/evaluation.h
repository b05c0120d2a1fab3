// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/bootstrap.h"
#include "core/metrics/classification.h"
#include "core/models/predictions.h"

#include <vector>

namespace trainyard::app {

/** What a model's stored answers for one split amount to. */
struct Evaluation {
    metrics::ClassificationMetrics metrics;
    metrics::Interval accuracy;
    metrics::Interval balancedAccuracy;
    struct Row {
        std::int64_t item = 0;
        std::int64_t truth = 0;
        std::int64_t predicted = 0;
        double probability = 0; ///< of the predicted class
    };
    std::vector<Row> rows;
};

/** split: 0 train, 1 val, 2 test. Pure; any thread. */
Result<Evaluation> evaluate(const models::Predictions &predictions, std::uint8_t split);

} // namespace trainyard::app

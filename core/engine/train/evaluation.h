// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/pipeline/pixelsource.h"
#include "core/engine/zoo/model.h"
#include "core/models/predictions.h"
#include "core/runs/event.h"

#include <functional>

namespace trainyard::engine {

struct Evaluation {
    models::Predictions predictions; ///< of the rows that could be read, in the manifest's order
    std::vector<std::pair<std::uint32_t, Error>> unreadable; ///< row, reason
};

struct EvaluationOptions {
    std::int64_t batchSize = 32;
    unsigned workers = 1;
    /** Asked between two batches; true ends the evaluation with kCancelled. */
    std::function<bool()> cancelled;
};

/**
 * The model's logits for every row of a source, in 32-bit floats whatever the training's precision was: what an
 * exported file is compared with. The model is left in evaluation mode.
 */
Result<Evaluation> evaluate(Model &model, PixelSource &source, int classes, const EvaluationOptions &options);

/** "<prefix>/loss", "<prefix>/accuracy", "<prefix>/balanced_accuracy" ...; empty when there are no rows. */
runs::MetricValues metricsOf(const Evaluation &evaluation, const std::string &prefix);
/** 95 % intervals: "<prefix>/accuracy_low", "<prefix>/accuracy_high", and the same of the balanced accuracy. */
runs::MetricValues intervalsOf(const Evaluation &evaluation, const std::string &prefix);

} // namespace trainyard::engine

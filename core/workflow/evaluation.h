// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"
#include "core/metrics/bootstrap.h"
#include "core/metrics/classification.h"
#include "core/models/modelcard.h"

#include <optional>

namespace trainyard::workflow {

/** What a model's stored predictions are worth on a part of the data. */
struct Evaluation {
    models::ModelCard card;
    std::string split; ///< "train", "val", "test", "all"
    metrics::ClassificationMetrics metrics;
    metrics::Interval accuracy, balancedAccuracy; ///< 95 %, by bootstrap
    // Row by row, what was counted: for the images behind a cell of the confusion matrix.
    std::vector<std::int64_t> item, truth, predicted;
    std::vector<double> probability; ///< of the predicted class
};

/**
 * From predictions.safetensors of the model's folder; `where` narrows it to items of the project (empty: all that the
 * model saw). kNoPredictions when nothing is left, kNoModelFiles.
 */
Result<Evaluation> evaluateModel(const dataset::Project &project, const ModelId &model, std::string_view split,
                                 const dataset::Query &where = {});

} // namespace trainyard::workflow

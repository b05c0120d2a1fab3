// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/evaluation.h"

#include "core/workflow/errors.h"
#include "core/workflow/models.h"

#include <unordered_set>

namespace trainyard::workflow {

Result<Evaluation> evaluateModel(const dataset::Project &project, const ModelId &model, std::string_view split,
                                 const dataset::Query &where) {
    Evaluation result;
    result.split = std::string(split);
    TRY(result.card, readModel(project, model));
    TRY(const models::Predictions predictions, readModelPredictions(project, model));
    const int wanted = split == "train" ? 0 : split == "val" ? 1 : split == "test" ? 2 : -1;
    if (wanted < 0 && split != "all")
        return fail(kNoPredictions, {{"model", model.value}, {"split", std::string(split)}});
    std::unordered_set<std::int64_t> among;
    if (!where.isEmpty()) {
        TRY(const auto ids, project.ids(where));
        for (const dataset::ItemId id : ids)
            among.insert(id.value);
    }
    const auto classes = static_cast<std::size_t>(predictions.classes);
    std::vector<double> all;
    for (std::size_t row = 0; row < predictions.count(); ++row) {
        if ((wanted >= 0 && predictions.split[row] != wanted) ||
            (!where.isEmpty() && !among.contains(predictions.item[row])))
            continue;
        const std::span<const float> logits(predictions.logits.data() + row * classes, classes);
        const std::vector<double> probabilities = metrics::softmax(logits, predictions.classes);
        const std::int64_t best = metrics::argmax(probabilities);
        result.item.push_back(predictions.item[row]);
        result.truth.push_back(predictions.truth[row]);
        result.predicted.push_back(best);
        result.probability.push_back(probabilities[static_cast<std::size_t>(best)]);
        all.insert(all.end(), probabilities.begin(), probabilities.end());
    }
    if (result.item.empty())
        return fail(kNoPredictions, {{"model", model.value}, {"split", std::string(split)}});
    TRY(result.metrics, metrics::classificationMetrics({all, predictions.classes}, result.truth));
    result.accuracy = metrics::accuracyInterval(result.truth, result.predicted);
    result.balancedAccuracy = metrics::balancedAccuracyInterval(result.truth, result.predicted, predictions.classes);
    return result;
}

} // namespace trainyard::workflow

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evaluate/evaluation.h"

namespace trainyard::app {

Result<Evaluation> evaluate(const models::Predictions &predictions, std::uint8_t split) {
    Evaluation result;
    std::vector<float> logits;
    std::vector<std::int64_t> truth;
    std::vector<std::int64_t> predicted;
    const auto classes = static_cast<std::size_t>(predictions.classes);
    for (std::size_t i = 0; i < predictions.count(); ++i) {
        if (predictions.split[i] != split)
            continue;
        const auto begin = predictions.logits.begin() + static_cast<std::ptrdiff_t>(i * classes);
        logits.insert(logits.end(), begin, begin + static_cast<std::ptrdiff_t>(classes));
        truth.push_back(predictions.truth[i]);
        result.rows.push_back({predictions.item[i], predictions.truth[i], 0, 0});
    }
    const std::vector<double> probabilities = metrics::softmax(logits, predictions.classes);
    const metrics::Scores scores{probabilities, predictions.classes};
    for (std::size_t i = 0; i < result.rows.size(); ++i) {
        const auto row = scores.row(i);
        result.rows[i].predicted = metrics::argmax(row);
        result.rows[i].probability = row[static_cast<std::size_t>(result.rows[i].predicted)];
        predicted.push_back(result.rows[i].predicted);
    }
    TRY(result.metrics, metrics::classificationMetrics(scores, truth));
    result.accuracy = metrics::accuracyInterval(truth, predicted);
    result.balancedAccuracy = metrics::balancedAccuracyInterval(truth, predicted, predictions.classes);
    return result;
}

} // namespace trainyard::app

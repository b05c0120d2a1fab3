// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/evaluation.h"

#include "core/base/errors.h"
#include "core/engine/pipeline/batchloader.h"
#include "core/engine/pipeline/inputs.h"
#include "core/metrics/bootstrap.h"
#include "core/metrics/classification.h"

#include <algorithm>
#include <numeric>

namespace trainyard::engine {

Result<Evaluation> evaluate(Model &model, PixelSource &source, int classes, const EvaluationOptions &options) {
    const at::NoGradGuard noGrad;
    model.eval();
    Evaluation result;
    result.predictions.classes = classes;
    const auto rows = static_cast<std::int64_t>(source.rows().size());
    if (rows == 0)
        return result;
    const Normaliser normaliser(source.preprocessing());
    const std::int64_t size = std::min(options.batchSize, rows);
    BatchLoader::Work work;
    work.plan = [&](std::int64_t batch) {
        BatchPlan plan;
        plan.rows.resize(static_cast<std::size_t>(std::min(size, rows - batch * size)));
        std::iota(plan.rows.begin(), plan.rows.end(), static_cast<std::uint32_t>(batch * size));
        return plan;
    };
    work.fill = [&](std::uint32_t row, std::uint32_t, std::uint8_t *target, Scratch &) {
        return source.evaluateInto(row, target);
    };
    BatchLoader loader(std::move(work), {size, source.preprocessing().width, source.preprocessing().height, false}, 0,
                       (rows + size - 1) / size, options.workers);
    while (const Batch *batch = loader.next()) {
        if (options.cancelled && options.cancelled())
            return fail(kCancelled);
        for (const auto &[row, reason] : batch->failures)
            result.unreadable.emplace_back(row, reason);
        const auto count = static_cast<std::int64_t>(batch->plan.rows.size());
        const at::Tensor logits = model.forward(normaliser(batch->pixels.narrow(0, 0, count))).contiguous();
        const float *values = logits.const_data_ptr<float>();
        for (std::int64_t i = 0; i < count; ++i) {
            if (batch->valid[static_cast<std::size_t>(i)] == 0)
                continue;
            const runs::ManifestRow &row = source.rows()[batch->plan.rows[static_cast<std::size_t>(i)]];
            result.predictions.item.push_back(row.item);
            result.predictions.split.push_back(static_cast<std::uint8_t>(row.split));
            result.predictions.truth.push_back(row.label);
            result.predictions.logits.insert(result.predictions.logits.end(), values + i * classes,
                                             values + (i + 1) * classes);
        }
    }
    return result;
}

runs::MetricValues metricsOf(const Evaluation &evaluation, const std::string &prefix) {
    const models::Predictions &p = evaluation.predictions;
    runs::MetricValues values;
    if (p.count() == 0)
        return values;
    const std::vector<double> probabilities = metrics::softmax(p.logits, p.classes);
    const metrics::Scores scores{probabilities, p.classes};
    const auto all = metrics::classificationMetrics(scores, p.truth);
    if (!all)
        return values;
    values.emplace_back(prefix + "/loss", all->logLoss);
    for (const auto &[name, value] : metrics::namedMetrics(*all, prefix + "/"))
        values.emplace_back(name, value);
    return values;
}

runs::MetricValues intervalsOf(const Evaluation &evaluation, const std::string &prefix) {
    const models::Predictions &p = evaluation.predictions;
    if (p.count() == 0)
        return {};
    std::vector<std::int64_t> predicted(p.count());
    const auto classes = static_cast<std::ptrdiff_t>(p.classes);
    for (std::size_t i = 0; i < p.count(); ++i) {
        const auto begin = p.logits.begin() + static_cast<std::ptrdiff_t>(i) * classes;
        predicted[i] = std::max_element(begin, begin + classes) - begin;
    }
    const metrics::Interval accuracy = metrics::accuracyInterval(p.truth, predicted);
    const metrics::Interval balanced = metrics::balancedAccuracyInterval(p.truth, predicted, p.classes);
    return {{prefix + "/accuracy_low", accuracy.low},
            {prefix + "/accuracy_high", accuracy.high},
            {prefix + "/balanced_accuracy_low", balanced.low},
            {prefix + "/balanced_accuracy_high", balanced.high}};
}

} // namespace trainyard::engine

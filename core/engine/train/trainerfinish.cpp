// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// What happens between epochs and at the end: validation, the best weights, the model folder.
#include "core/base/clock.h"
#include "core/base/errors.h"
#include "core/base/log.h"
#include "core/engine/errors.h"
#include "core/engine/train/modelwriter.h"
#include "core/engine/train/trainer.h"
#include "core/engine/zoo/tensorio.h"

#include <algorithm>
#include <cmath>

namespace trainyard::engine {

namespace {

constexpr std::size_t kSamples = 24;

runs::SamplesEvent samplesOf(const models::Predictions &predictions, std::int64_t epoch, std::int64_t step) {
    runs::SamplesEvent event;
    event.epoch = epoch;
    event.step = step;
    const std::size_t count = std::min(kSamples, predictions.count());
    const auto classes = static_cast<std::size_t>(predictions.classes);
    for (std::size_t i = 0; i < count; ++i) {
        // Evenly over the split, the same ones each epoch: a person watches them change.
        const std::size_t row = i * predictions.count() / count;
        const float *logits = predictions.logits.data() + row * classes;
        const auto best = static_cast<std::size_t>(std::max_element(logits, logits + classes) - logits);
        double sum = 0;
        for (std::size_t c = 0; c < classes; ++c)
            sum += std::exp(static_cast<double>(logits[c]) - static_cast<double>(logits[best]));
        event.items.push_back({predictions.item[row], static_cast<std::int32_t>(predictions.truth[row]),
                               static_cast<std::int32_t>(best), 1.0 / sum});
    }
    return event;
}

double valueOf(const runs::MetricValues &values, std::string_view name) {
    for (const auto &[key, value] : values)
        if (key == name)
            return value;
    return std::nan("");
}

void append(models::Predictions &all, const models::Predictions &part) {
    all.classes = part.classes;
    all.item.insert(all.item.end(), part.item.begin(), part.item.end());
    all.split.insert(all.split.end(), part.split.begin(), part.split.end());
    all.truth.insert(all.truth.end(), part.truth.begin(), part.truth.end());
    all.logits.insert(all.logits.end(), part.logits.begin(), part.logits.end());
}

} // namespace

Result<Evaluation> Trainer::evaluateSplit(PixelSource &source) {
    EvaluationOptions options;
    options.workers = m_options.workers;
    TRY(Evaluation evaluation, evaluate(*m_model, source, static_cast<int>(m_spec.classes.size()), options));
    for (const auto &[row, reason] : evaluation.unreadable)
        reportUnreadable(source, row, reason);
    return evaluation;
}

Result<> Trainer::endEpoch() {
    const std::int64_t epoch = m_progress.epoch + 1;
    runs::MetricValues values;
    if (m_progress.seen > 0) {
        const auto seen = static_cast<double>(m_progress.seen);
        values.emplace_back("train/loss", m_progress.lossSum / seen);
        values.emplace_back("train/accuracy", static_cast<double>(m_progress.correct) / seen);
        values.emplace_back("train/images_per_second", seen / std::max(1e-9, m_progress.epochSeconds));
    }
    if (!m_data.validation->rows().empty()) {
        const Clock::time_point start = Clock::now();
        if (m_ema)
            m_ema->swap();
        auto evaluation = evaluateSplit(*m_data.validation);
        Result<> stored;
        if (evaluation) {
            const runs::MetricValues metrics = metricsOf(*evaluation, "val");
            values.insert(values.end(), metrics.begin(), metrics.end());
            const std::string metric = m_options.balancedClasses ? "val/balanced_accuracy" : "val/accuracy";
            const double value = valueOf(metrics, metric);
            const double loss = valueOf(metrics, "val/loss");
            const bool better =
                std::isfinite(value) && (!m_progress.best || value > m_progress.best->value ||
                                         (value == m_progress.best->value && loss < m_progress.bestLoss));
            if (better) {
                m_progress.best = runs::BestValue{metric, value, static_cast<int>(epoch)};
                m_progress.bestLoss = loss;
                m_progress.bestStep = m_progress.step;
                m_progress.epochsWithoutGain = 0;
                stored = saveBest(m_run, *m_model, m_progress, m_fingerprint);
            } else {
                ++m_progress.epochsWithoutGain;
            }
            m_reporter.write(samplesOf(evaluation->predictions, epoch, m_progress.step));
            if (better && stored)
                m_reporter.write(runs::CheckpointEvent{"best", "checkpoints/best.safetensors", m_progress.step, epoch});
        }
        if (m_ema)
            m_ema->swap();
        if (!evaluation)
            return fail(std::move(evaluation).error());
        TRY_DO(std::move(stored));
        m_validationSeconds = std::chrono::duration<double>(Clock::now() - start).count();
        m_progress.trainSeconds += m_validationSeconds;
    }
    m_reporter.write(runs::EpochEvent{epoch, m_progress.step, m_progress.epochSeconds, values});
    m_reporter.update([&](runs::RunState &state) {
        state.epoch = epoch;
        state.step = m_progress.step;
        state.best = m_progress.best;
    });
    std::string line = "epoch " + std::to_string(epoch) + "/" + std::to_string(m_options.epochs);
    for (const auto &[name, value] : values)
        line += " " + name + "=" + std::to_string(value);
    log(LogLevel::Info, line);

    m_progress.epoch = epoch;
    m_progress.batch = 0;
    m_progress.lossSum = 0;
    m_progress.correct = 0;
    m_progress.seen = 0;
    m_progress.epochSeconds = 0;
    if (m_options.patience > 0 && m_progress.epochsWithoutGain >= m_options.patience && epoch < m_options.epochs) {
        m_progress.stoppedEarly = true;
        m_reporter.finding(Severity::Info,
                           Error(kStoppedEarly, {{"epoch", std::to_string(epoch)},
                                                 {"epochs", std::to_string(m_options.epochs)},
                                                 {"best_epoch", std::to_string(m_progress.best->epoch)}}),
                           "run:" + m_spec.id.value);
    }
    return {};
}

Result<runs::MetricValues> Trainer::finishModel() {
    std::error_code ignored;
    if (m_progress.best && std::filesystem::exists(bestFile(m_run), ignored)) {
        TRY(const models::WeightsReport report, loadWeightsInto(*m_model, bestFile(m_run)));
        if (!report.freshHead.empty())
            return fail(kCheckpointDamaged,
                        {{"file", displayPath(bestFile(m_run))}, {"reason", report.freshHead.front()}});
    } else if (m_ema) {
        m_ema->swap();
    }
    models::Predictions predictions;
    predictions.classes = static_cast<int>(m_spec.classes.size());
    runs::MetricValues values;
    for (auto &[source, prefix] : {std::pair{m_data.validation.get(), "val"}, std::pair{m_data.test.get(), "test"}}) {
        if (source->rows().empty())
            continue;
        TRY(const Evaluation evaluation, evaluateSplit(*source));
        append(predictions, evaluation.predictions);
        const runs::MetricValues metrics = metricsOf(evaluation, prefix);
        values.insert(values.end(), metrics.begin(), metrics.end());
        if (source == m_data.test.get()) {
            const runs::MetricValues intervals = intervalsOf(evaluation, prefix);
            values.insert(values.end(), intervals.begin(), intervals.end());
        }
    }
    models::ModelCard card;
    card.id = ModelId{m_spec.id.value};
    card.name = m_spec.name;
    card.task = m_spec.task;
    card.architecture = m_model->architecture();
    card.classes = m_spec.classes;
    card.preprocessing = m_options.preprocessing;
    card.dataVersion = m_spec.dataVersion;
    card.run = m_spec.id;
    card.created_ms = nowMs();
    for (const auto &[name, value] : values)
        if (std::isfinite(value))
            card.metrics[name] = value;
    TRY_DO(writeModelFolder(m_run, *m_model, card, predictions));
    return values;
}

} // namespace trainyard::engine

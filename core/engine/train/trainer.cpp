// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/trainer.h"

#include "core/base/errors.h"
#include "core/engine/errors.h"
#include "core/engine/train/guard.h"
#include "core/engine/zoo/tensorio.h"

#include <algorithm>
#include <cmath>

namespace trainyard::engine {

namespace {

constexpr std::chrono::milliseconds kMetricEvery(100);

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool isDiskError(const Error &error) {
    return error.is(kDiskFull) || error.is(kFileNotWritable);
}

} // namespace

Autocast::Autocast(Precision precision)
    : m_active(precision == Precision::Bf16) {
    if (!m_active)
        return;
    m_before = at::autocast::is_autocast_enabled(at::kCPU);
    at::autocast::set_autocast_enabled(at::kCPU, true);
    at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
    at::autocast::increment_nesting();
}

Autocast::~Autocast() {
    if (!m_active)
        return;
    if (at::autocast::decrement_nesting() == 0)
        at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(at::kCPU, m_before);
}

Trainer::Trainer(runs::RunDirectory run, runs::RunSpec spec, TrainOptions options, Reporter &reporter)
    : m_run(std::move(run))
    , m_spec(std::move(spec))
    , m_options(std::move(options))
    , m_reporter(reporter)
    , m_lastCheckpoint(Clock::now())
    , m_lastMetric(Clock::now() - kMetricEvery) {}

Ending Trainer::run() {
    auto failed = [](Error error) {
        // A full disk is mended by a person and then goes on; the last good checkpoint is whole.
        const runs::RunStatus status = isDiskError(error) ? runs::RunStatus::Paused : runs::RunStatus::Failed;
        return Ending{status, {}, std::move(error)};
    };
    if (auto prepared = prepare(); !prepared)
        return failed(std::move(prepared).error());
    auto trained = trainEpochs();
    if (!trained)
        return failed(std::move(trained).error());
    if (*trained == runs::RunStatus::Paused) {
        if (auto saved = checkpoint(); !saved)
            return failed(std::move(saved).error());
        return {runs::RunStatus::Paused, {}, {}};
    }
    if (*trained == runs::RunStatus::Stopped) {
        if (auto saved = checkpoint(); !saved)
            return failed(std::move(saved).error());
        if (m_progress.step == 0)
            return {runs::RunStatus::Stopped, {}, Error(kNoModelYet, {{"run", m_spec.id.value}})};
    }
    auto values = finishModel();
    if (!values && values.error().is(kCancelled))
        return {runs::RunStatus::Paused, {}, {}};
    if (!values)
        return failed(std::move(values).error());
    return {*trained, std::move(*values), {}};
}

Result<runs::RunStatus> Trainer::trainEpochs() {
    if (m_progress.epoch >= m_options.epochs || m_progress.stoppedEarly)
        return runs::RunStatus::Finished;
    BatchLoader::Work work;
    work.plan = [this](std::int64_t batch) { return planTraining(m_data, m_options.seed, batch); };
    work.fill = [this](std::uint32_t row, std::uint32_t epoch, std::uint8_t *target, Scratch &scratch) {
        return m_data.train->trainInto(row, epoch, target, scratch);
    };
    const int size = m_options.preprocessing.width;
    BatchLoader loader(std::move(work), {m_data.batchSize, size, size, false}, m_progress.step, m_schedule.steps,
                       m_options.workers);
    while (m_progress.epoch < m_options.epochs && !m_progress.stoppedEarly) {
        TRY(const runs::RunStatus status, trainEpoch(loader));
        if (status != runs::RunStatus::Running)
            return status;
        TRY_DO(endEpoch());
        TRY_DO(checkpoint());
    }
    return runs::RunStatus::Finished;
}

Result<runs::RunStatus> Trainer::trainEpoch(BatchLoader &loader) {
    setTrainingMode(*m_model, m_options);
    m_toldSeen = m_progress.seen; // a resumed run begins amid an epoch
    m_toldSeconds = m_progress.epochSeconds;
    while (m_progress.batch < m_data.batchesPerEpoch) {
        TRY(const runs::RunStatus asked, obey());
        if (asked != runs::RunStatus::Running)
            return asked;
        const Clock::time_point start = Clock::now();
        Batch *batch = loader.next();
        if (batch == nullptr)
            break;
        TRY_DO(trainBatch(*batch, start));
        const double seconds = secondsSince(start);
        m_progress.epochSeconds += seconds;
        m_progress.trainSeconds += seconds;
        m_secondsPerStep = m_secondsPerStep == 0 ? seconds : 0.95 * m_secondsPerStep + 0.05 * seconds;
        if (m_options.checkpointSeconds > 0 &&
            secondsSince(m_lastCheckpoint) >= static_cast<double>(m_options.checkpointSeconds))
            TRY_DO(checkpoint());
    }
    return runs::RunStatus::Running;
}

Result<runs::RunStatus> Trainer::obey() {
    if (const auto disk = m_reporter.diskError())
        return fail(*disk);
    const Reporter::Asked asked = m_reporter.takeAsked();
    if (asked.stop || asked.pause) {
        m_reporter.update([&](runs::RunState &state) {
            state.status = asked.stop ? runs::RunStatus::Stopping : runs::RunStatus::Pausing;
        });
        return asked.stop ? runs::RunStatus::Stopped : runs::RunStatus::Paused;
    }
    if (asked.checkpoint)
        TRY_DO(checkpoint());
    return runs::RunStatus::Running;
}

at::Tensor Trainer::lossOf(const at::Tensor &logits, const at::Tensor &labels, const Mix &mix) const {
    const std::optional<at::Tensor> weights =
        m_classWeights.defined() ? std::optional<at::Tensor>(m_classWeights) : std::nullopt;
    auto entropy = [&](const at::Tensor &target) {
        return at::cross_entropy_loss(logits, target, weights, at::Reduction::Mean, -100, m_options.labelSmoothing);
    };
    at::Tensor loss = entropy(labels);
    if (mix.partner.defined())
        loss = mix.share * loss + (1.0 - mix.share) * entropy(labels.index_select(0, mix.partner));
    return loss;
}

/** `asked`: when the batch was asked for; waiting for it is part of the step. */
Result<> Trainer::trainBatch(Batch &batch, Clock::time_point asked) {
    const std::int64_t step = m_progress.step;
    const double rate = m_schedule.at(step);
    std::vector<std::int64_t> labels;
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < batch.plan.rows.size(); ++i)
        if (batch.valid[i] != 0) {
            places.push_back(static_cast<std::int64_t>(i));
            labels.push_back(m_data.train->rows()[batch.plan.rows[i]].label);
        }
    for (const auto &[row, reason] : batch.failures)
        reportUnreadable(*m_data.train, row, reason);
    if (m_unreadable * 2 > static_cast<std::int64_t>(m_data.train->rows().size()))
        return fail(kTooManyUnreadable, {{"unreadable", std::to_string(m_unreadable)},
                                         {"items", std::to_string(m_data.train->rows().size())}});
    ++m_progress.batch;
    ++m_progress.step;
    const auto count = static_cast<std::int64_t>(labels.size());
    if (count < 2) // batch norm has no variance of one image
        return {};

    at::Tensor pixels = batch.pixels.narrow(0, 0, static_cast<std::int64_t>(batch.plan.rows.size()));
    if (count < pixels.size(0))
        pixels = pixels.index_select(0, at::tensor(places, at::kLong));
    at::Tensor images = (*m_normaliser)(pixels);
    const Mix mix = mixImages(
        images, m_options.mixupAlpha, m_options.cutmixAlpha,
        CounterRandom(m_options.seed, stream(batch.plan.epoch, Draw::Mix), static_cast<std::uint64_t>(batch.index)));
    const at::Tensor targets = at::tensor(labels, at::kLong);

    m_optimizer->forgetGradients();
    at::Tensor logits;
    at::Tensor loss;
    {
        const Autocast autocast(m_options.precision);
        logits = m_model->forward(images).to(at::kFloat);
        loss = lossOf(logits, targets, mix);
    }
    const double lossValue = loss.item<double>();
    if (!std::isfinite(lossValue))
        return fail(explainNotFinite(*m_model, images, m_optimizer->trained(), step + 1, rate));
    loss.backward();
    // Before the weights are touched: a gradient that is not finite must not spoil them.
    const double norm = clipGradients(m_optimizer->trained(), m_options.clipNorm);
    if (!std::isfinite(norm))
        return fail(explainNotFinite(*m_model, images, m_optimizer->trained(), step + 1, rate));
    m_optimizer->step(rate);
    if (m_ema) {
        m_ema->update();
        m_progress.emaUpdates = m_ema->updates();
    }
    const std::int64_t correct = (logits.argmax(1) == targets).sum().item<std::int64_t>();
    m_progress.lossSum += lossValue * static_cast<double>(count);
    m_progress.correct += correct;
    m_progress.seen += count;
    reportStep(lossValue, count, correct, rate, m_progress.epochSeconds + secondsSince(asked));
    return {};
}

void Trainer::reportStep(double loss, std::int64_t count, std::int64_t correct, double rate,
                         double epochSeconds) {
    const bool last = m_progress.batch == m_data.batchesPerEpoch;
    if (!last && Clock::now() - m_lastMetric < kMetricEvery)
        return;
    m_lastMetric = Clock::now();
    const double perSecond =
        static_cast<double>(m_progress.seen - m_toldSeen) / std::max(1e-9, epochSeconds - m_toldSeconds);
    m_toldSeen = m_progress.seen;
    m_toldSeconds = epochSeconds;
    runs::MetricEvent metric;
    metric.step = m_progress.step;
    metric.epoch = m_progress.epoch + 1;
    metric.values = {{"train/loss", loss},
                     {"train/accuracy", static_cast<double>(correct) / static_cast<double>(count)},
                     {"train/learning_rate", rate},
                     {"train/images_per_second", perSecond}};
    m_reporter.write(std::move(metric));
    m_reporter.update([&](runs::RunState &state) {
        state.epoch = m_progress.epoch + 1;
        state.step = m_progress.step;
        const double steps = static_cast<double>(m_schedule.steps - m_progress.step);
        state.secondsLeft =
            steps * m_secondsPerStep + m_validationSeconds * static_cast<double>(m_options.epochs - m_progress.epoch);
    });
}

void Trainer::reportUnreadable(const PixelSource &source, std::uint32_t row, const Error &reason) {
    const bool training = &source == m_data.train.get();
    if (training && m_reported[row])
        return;
    if (training) {
        m_reported[row] = true;
        ++m_unreadable;
    }
    const std::string item = std::to_string(source.rows()[row].item);
    m_reporter.finding(Severity::Warning, reason, "item:" + item); // it names the file and says what is wrong
}

Result<> Trainer::checkpoint() {
    auto saved = saveLast(m_run, {*m_model, *m_optimizer, m_ema.get()}, m_progress, m_fingerprint, m_options.keepLast);
    if (!saved)
        return fail(std::move(saved).error());
    m_lastCheckpoint = Clock::now();
    m_reporter.write(
        runs::CheckpointEvent{"last", "checkpoints/last.safetensors", m_progress.step, m_progress.epoch + 1});
    return {};
}

} // namespace trainyard::engine

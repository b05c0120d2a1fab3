// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// How a training begins: data, weights, checkpoint, and whether they belong together.
#include "core/engine/errors.h"
#include "core/engine/train/trainer.h"
#include "core/engine/zoo/tensorio.h"

#include <ATen/Version.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <torch/version.h>

namespace trainyard::engine {

namespace {

std::string settingsFingerprint(const runs::Settings &settings) {
    // Where and how fast, not what: these may differ between two starts of one training.
    runs::Settings relevant = settings;
    for (const char *key : {"workers", "threads", "checkpoint_seconds", "keep_last", "device"})
        relevant.erase(key);
    return contentHash(asBytes(runs::toJson(relevant).dump())).hex();
}

void seedGenerator(std::uint64_t seed) {
    at::Generator generator = at::globalContext().defaultGenerator(at::kCPU);
    const std::scoped_lock lock(generator.mutex());
    generator.set_current_seed(seed);
}

} // namespace

Result<> Trainer::prepare() {
    TRY(const std::optional<Restored> restored, peekLast(m_run));
    if (restored && restored->fingerprint.threads > 0)
        m_options.threads = restored->fingerprint.threads; // sums are cut by threads: another number, other bits
    at::set_num_threads(m_options.threads);
    at::globalContext().setDeterministicAlgorithms(m_options.deterministic, true);

    std::optional<int> cacheShortSide;
    if (restored)
        cacheShortSide = restored->fingerprint.cacheShortSide;
    TRY(m_data, openDataSets(m_run, m_spec, m_options, cacheShortSide));
    m_reported.assign(m_data.train->rows().size(), false);
    m_normaliser = std::make_unique<Normaliser>(m_options.preprocessing);

    m_fingerprint.settings = settingsFingerprint(m_options.settings);
    m_fingerprint.data = m_data.fingerprint;
    m_fingerprint.torch = TORCH_VERSION;
    m_fingerprint.precision = m_options.precision == Precision::Bf16 ? "bf16" : "fp32";
    m_fingerprint.cpu = at::get_cpu_capability();
    m_fingerprint.threads = m_options.threads;
    m_fingerprint.cacheShortSide = m_data.cache.shortSide;
    if (restored) {
        m_fingerprint.unfolded = restored->fingerprint.unfolded;
        TRY_DO(compareFingerprint(restored->fingerprint));
    }

    m_schedule.kind = m_options.schedule;
    m_schedule.base = m_options.learningRate;
    m_schedule.steps = m_options.epochs * m_data.batchesPerEpoch;
    m_schedule.warmupSteps = std::min<std::int64_t>(
        static_cast<std::int64_t>(m_options.warmupEpochs * static_cast<double>(m_data.batchesPerEpoch)),
        m_schedule.steps / 2);
    if (m_options.balancedClasses)
        m_classWeights = at::tensor(balancedWeights(m_data.train->rows(), m_spec.classes.size()));

    seedGenerator(m_options.seed);
    TRY(m_model, createModel(m_options.model, static_cast<std::int64_t>(m_spec.classes.size())));
    TRY_DO(prepareWeights(restored));
    if (m_data.validation->rows().empty() && !restored)
        m_reporter.finding(Severity::Info, Error(kNoValidationItems), "run:" + m_spec.id.value);
    announce();
    return {};
}

Result<> Trainer::prepareWeights(const std::optional<Restored> &restored) {
    if (!m_options.weights.empty() && !restored) {
        const Path file = m_options.weights.is_absolute() ? m_options.weights : m_run.path() / m_options.weights;
        TRY(const models::WeightsReport report, loadWeightsInto(*m_model, file));
        m_reporter.finding(Severity::Info,
                           Error(kWeightsLoaded, {{"file", displayPath(file)},
                                                  {"matched", std::to_string(report.matched.size())},
                                                  {"fresh", std::to_string(report.freshHead.size())},
                                                  {"unexpected", std::to_string(report.unexpected.size())}}),
                           "run:" + m_spec.id.value);
    }
    toChannelsLast(*m_model);
    if (!m_options.weights.empty() && !restored) {
        TRY(m_fingerprint.unfolded, unfoldBatchNorm());
    }
    // Running statistics trail the weights by 1 / momentum steps: no more than a twentieth of a short training.
    for (auto &[name, norm] : batchNorms(*m_model))
        norm->setMomentum(std::max(norm->momentum(), std::min(0.5, 20.0 / static_cast<double>(m_schedule.steps))));
    m_optimizer = std::make_unique<Optimizer>(*m_model, m_options);
    if (m_options.emaDecay > 0)
        m_ema = std::make_unique<Ema>(*m_model, m_options.emaDecay);
    if (restored) {
        TRY_DO(restoreLast(m_run, {*m_model, *m_optimizer, m_ema.get()}));
        m_progress = restored->progress;
    }
    return {};
}

Result<bool> Trainer::unfoldBatchNorm() {
    auto norms = batchNorms(*m_model);
    std::erase_if(norms, [this](const auto &norm) {
        return !norm.second->looksFolded() || isFrozen(*m_model, m_options, norm.first);
    });
    if (norms.empty())
        return false;
    // The file's statistics are placeholders: training with them would normalise by nothing. Measured here on the
    // first images of the first epoch, without changing what the network computes.
    constexpr std::size_t kImages = 256;
    for (auto &[name, norm] : norms)
        norm->startCollecting();
    m_model->eval();
    const at::NoGradGuard noGrad;
    const std::vector<std::uint32_t> order =
        permutation(static_cast<std::uint32_t>(m_data.train->rows().size()), m_options.seed, stream(0, Draw::Order));
    const std::size_t count = std::min(order.size(), kImages);
    BatchLoader::Work work;
    work.plan = [&](std::int64_t batch) {
        BatchPlan plan;
        const std::size_t first = static_cast<std::size_t>(batch) * 32;
        plan.rows.assign(order.begin() + static_cast<std::ptrdiff_t>(first),
                         order.begin() + static_cast<std::ptrdiff_t>(std::min(count, first + 32)));
        return plan;
    };
    work.fill = [&](std::uint32_t row, std::uint32_t epoch, std::uint8_t *target, Scratch &scratch) {
        return m_data.train->trainInto(row, epoch, target, scratch);
    };
    const int size = m_options.preprocessing.width;
    BatchLoader loader(std::move(work), {32, size, size, false}, 0, static_cast<std::int64_t>((count + 31) / 32),
                       m_options.workers);
    while (const Batch *batch = loader.next())
        if (batch->failures.empty())
            m_model->forward(
                (*m_normaliser)(batch->pixels.narrow(0, 0, static_cast<std::int64_t>(batch->plan.rows.size()))));
    for (auto &[name, norm] : norms)
        norm->unfold();
    m_reporter.finding(Severity::Info, Error(kFoldedBatchNorm, {{"layers", std::to_string(norms.size())}}),
                       "run:" + m_spec.id.value);
    return true;
}

Result<> Trainer::compareFingerprint(const Fingerprint &stored) {
    const std::string file = displayPath(lastFile(m_run));
    auto differs = [&](const char *what, const std::string &then, const std::string &now) {
        return Error(kCheckpointDiffers, {{"file", file}, {"what", what}, {"stored", then}, {"now", now}});
    };
    if (stored.settings != m_fingerprint.settings)
        return fail(differs("settings", stored.settings, m_fingerprint.settings));
    if (stored.data != m_fingerprint.data)
        return fail(differs("data", stored.data, m_fingerprint.data));
    // It goes on, but not to the last bit as it would have.
    for (const auto &[what, then, now] :
         {std::tuple{"torch", stored.torch, m_fingerprint.torch}, std::tuple{"cpu", stored.cpu, m_fingerprint.cpu},
          std::tuple{"precision", stored.precision, m_fingerprint.precision}})
        if (then != now)
            m_reporter.finding(Severity::Warning, differs(what, then, now), "run:" + m_spec.id.value);
    return {};
}

void Trainer::announce() {
    runs::StartedEvent started;
    started.engine = "trainyard-engine 0.1.0";
    started.device = "cpu";
    started.threads = m_options.threads;
    started.torch = TORCH_VERSION;
    started.settings = m_options.settings;
    started.settings["precision"] = m_fingerprint.precision;
    started.settings["threads"] = std::int64_t(m_options.threads);
    started.settings["workers"] = std::int64_t(m_options.workers);
    m_reporter.write(std::move(started));
    if (m_reporter.isAnotherStart()) // without a checkpoint all steps come again
        m_reporter.write(runs::ResumedEvent{m_progress.step, m_progress.epoch});
    m_reporter.update([&](runs::RunState &state) {
        state.status = runs::RunStatus::Running;
        state.epoch = std::min(m_progress.epoch + 1, m_options.epochs);
        state.epochs = m_options.epochs;
        state.step = m_progress.step;
        state.steps = m_schedule.steps;
        state.best = m_progress.best;
    });
}

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/pipeline/inputs.h"
#include "core/engine/train/checkpoint.h"
#include "core/engine/train/datasets.h"
#include "core/engine/train/evaluation.h"
#include "core/engine/train/reporter.h"

#include <chrono>

namespace trainyard::engine {

/** bf16 for the convolutions and matrix products inside the scope, when asked for. */
class Autocast final {
public:
    explicit Autocast(Precision precision);
    ~Autocast();
    Autocast(const Autocast &) = delete;
    Autocast &operator=(const Autocast &) = delete;

private:
    bool m_active;
    bool m_before = false;
};

/** How a start of a training ended. */
struct Ending {
    runs::RunStatus status = runs::RunStatus::Finished;
    runs::MetricValues values;
    std::optional<Error> error;
};

/**
 * One start of a training: from the beginning, or from checkpoints/last.safetensors when there is one, to the finished
 * model or to the pause, stop or failure that ends it. Runs on the calling thread; the loader and the reporter have
 * threads of their own.
 */
class Trainer final {
public:
    Trainer(runs::RunDirectory run, runs::RunSpec spec, TrainOptions options, Reporter &reporter);

    Ending run();

private:
    using Clock = std::chrono::steady_clock;

    Result<> prepare();
    Result<> prepareWeights(const std::optional<Restored> &restored);
    Result<bool> unfoldBatchNorm();
    Result<> compareFingerprint(const Fingerprint &stored);
    void announce();

    /** What ended the loop: Finished when every epoch is done. */
    Result<runs::RunStatus> trainEpochs();
    Result<runs::RunStatus> trainEpoch(BatchLoader &loader);
    Result<> trainBatch(Batch &batch, Clock::time_point asked);
    at::Tensor lossOf(const at::Tensor &logits, const at::Tensor &labels, const Mix &mix) const;
    Result<> endEpoch();
    void reportStep(double loss, std::int64_t count, std::int64_t correct, double rate, double epochSeconds);
    void reportUnreadable(const PixelSource &source, std::uint32_t row, const Error &reason);
    Result<> checkpoint();
    /** Asked between two steps. Running: go on. */
    Result<runs::RunStatus> obey();
    Result<Evaluation> evaluateSplit(PixelSource &source);
    Result<runs::MetricValues> finishModel();

    runs::RunDirectory m_run;
    runs::RunSpec m_spec;
    TrainOptions m_options;
    Reporter &m_reporter;
    DataSets m_data;
    ModelPtr m_model;
    std::unique_ptr<Optimizer> m_optimizer;
    std::unique_ptr<Ema> m_ema;
    std::unique_ptr<Normaliser> m_normaliser;
    at::Tensor m_classWeights;
    Schedule m_schedule;
    Progress m_progress;
    Fingerprint m_fingerprint;
    std::vector<bool> m_reported; ///< training rows whose damage was told
    std::int64_t m_unreadable = 0;
    Clock::time_point m_lastCheckpoint;
    Clock::time_point m_lastMetric;
    std::int64_t m_toldSeen = 0; ///< images of this epoch when a step was last told of
    double m_toldSeconds = 0;    ///< of this epoch, then
    double m_secondsPerStep = 0; ///< smoothed
    double m_validationSeconds = 0;
};

/** The program's `train`: locks the run, trains, reports. The exit code of PROTOCOL.md. */
int trainRun(const Path &folder);

} // namespace trainyard::engine

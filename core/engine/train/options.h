// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/pipeline/pixelsource.h"
#include "core/engine/train/schedule.h"
#include "core/runs/runspec.h"

namespace trainyard::engine {

enum class OptimizerKind { AdamW, Sgd };
enum class Precision { Fp32, Bf16 };

/** The settings of run.json (core/runs/schema.h) with their types, defaults filled in and "auto" decided. */
struct TrainOptions {
    runs::Settings settings; ///< all, resolved, for the log
    std::string model;
    Path weights;
    std::int64_t epochs = 1;
    std::int64_t batchSize = 32;
    models::Preprocessing preprocessing;
    AugmentSettings augment;
    double mixupAlpha = 0;
    double cutmixAlpha = 0;
    OptimizerKind optimizer = OptimizerKind::AdamW;
    double learningRate = 1e-3;
    double momentum = 0.9;
    double weightDecay = 0.01;
    ScheduleKind schedule = ScheduleKind::Cosine;
    double warmupEpochs = 1;
    double labelSmoothing = 0.1;
    bool balancedClasses = false;
    double emaDecay = 0;
    double clipNorm = 0;
    std::int64_t patience = 0;
    double backboneFactor = 1;     ///< 1 from scratch
    std::int64_t frozenStages = 0; ///< 0 from scratch
    Precision precision = Precision::Fp32;
    bool deterministic = false;
    std::uint64_t seed = 1;
    unsigned workers = 1;
    int threads = 1;
    CacheWish cache = CacheWish::Auto;
    std::int64_t checkpointSeconds = 60;
    std::int64_t keepLast = 1;
};

/** The problems of the settings (unknown key, out of range, wrong type): the first of them as the error. */
Result<TrainOptions> trainOptions(const runs::RunSpec &spec);

} // namespace trainyard::engine

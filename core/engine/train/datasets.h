// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/pipeline/batchloader.h"
#include "core/engine/train/options.h"
#include "core/runs/rundirectory.h"

namespace trainyard::engine {

/** The three splits of a run's manifest. */
struct DataSets {
    std::vector<std::string> classes;
    std::string fingerprint; ///< content hash of manifest.jsonl
    std::unique_ptr<PixelSource> train, validation, test;
    CachePlan cache;
    std::int64_t batchesPerEpoch = 1;
    std::int64_t batchSize = 1;
};

/**
 * Reads the manifest. `cacheShortSide`: what a resumed training was begun with; none at a first start, when it is
 * planned from the memory of the machine. kNoTrainingItems, kTooFewClasses, and the errors of runs::readManifest.
 */
Result<DataSets> openDataSets(const runs::RunDirectory &run, const runs::RunSpec &spec, const TrainOptions &options,
                              std::optional<int> cacheShortSide);

/** The rows of a training batch, counted over all epochs: a new order each epoch, the incomplete last batch left out.
 */
BatchPlan planTraining(const DataSets &data, std::uint64_t seed, std::int64_t batch);

/** n / (classes * count), mean 1 over the images; 1 for a class without images. */
std::vector<float> balancedWeights(const std::vector<runs::ManifestRow> &rows, std::size_t classes);

} // namespace trainyard::engine

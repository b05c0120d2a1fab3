// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/datasets.h"

#include "core/base/hash.h"
#include "core/engine/device/cpu.h"
#include "core/engine/errors.h"

#include <algorithm>
#include <set>

namespace trainyard::engine {

Result<DataSets> openDataSets(const runs::RunDirectory &run, const runs::RunSpec &spec, const TrainOptions &options,
                              std::optional<int> cacheShortSide) {
    TRY(const runs::Manifest manifest, run.readManifest());
    TRY(const ContentHash hash, fileContentHash(run.manifestFile()));
    std::array<std::vector<runs::ManifestRow>, 3> rows;
    std::set<std::int32_t> seen;
    for (const runs::ManifestRow &row : manifest.rows) {
        rows[static_cast<std::size_t>(row.split)].push_back(row);
        if (row.split == runs::Split::Train)
            seen.insert(row.label);
    }
    DataSets data;
    data.classes = spec.classes;
    data.fingerprint = hash.hex();
    if (rows[0].empty())
        return fail(kNoTrainingItems, {{"classes", std::to_string(spec.classes.size())}});
    if (spec.classes.size() < 2 || seen.size() < 2)
        return fail(kTooFewClasses, {{"classes", std::to_string(seen.size())}});
    const auto count = static_cast<std::int64_t>(rows[0].size());
    data.batchSize = std::min(options.batchSize, count);
    data.batchesPerEpoch = std::max<std::int64_t>(1, count / data.batchSize);
    if (cacheShortSide)
        data.cache.shortSide = *cacheShortSide;
    else
        data.cache = planCache(rows[0], options.preprocessing.width, options.augment.cropScaleMin, options.cache,
                               cpuFacts().memoryBytes / 4);
    auto source = [&](std::vector<runs::ManifestRow> part, const CachePlan &cache) {
        return std::make_unique<PixelSource>(std::move(part), manifest.root, options.preprocessing, options.augment,
                                             cache, options.seed);
    };
    data.train = source(std::move(rows[0]), data.cache);
    data.validation = source(std::move(rows[1]), {});
    data.test = source(std::move(rows[2]), {});
    // Small beside the training images: what validation reads every epoch is kept when it fits an eighth of the memory.
    data.validation->keepEvaluated(options.cache != CacheWish::Off &&
                                   data.validation->rows().size() * data.validation->imageBytes() <
                                       cpuFacts().memoryBytes / 8);
    return data;
}

BatchPlan planTraining(const DataSets &data, std::uint64_t seed, std::int64_t batch) {
    BatchPlan plan;
    plan.epoch = static_cast<std::uint32_t>(batch / data.batchesPerEpoch);
    const std::int64_t first = batch % data.batchesPerEpoch * data.batchSize;
    const std::vector<std::uint32_t> order =
        permutation(static_cast<std::uint32_t>(data.train->rows().size()), seed, stream(plan.epoch, Draw::Order));
    plan.rows.assign(order.begin() + first, order.begin() + first + data.batchSize);
    return plan;
}

std::vector<float> balancedWeights(const std::vector<runs::ManifestRow> &rows, std::size_t classes) {
    std::vector<std::int64_t> counts(classes, 0);
    for (const runs::ManifestRow &row : rows)
        ++counts[static_cast<std::size_t>(row.label)];
    const auto present = static_cast<double>(std::count_if(counts.begin(), counts.end(), [](auto c) { return c > 0; }));
    std::vector<float> weights(classes, 1.0F);
    for (std::size_t i = 0; i < classes; ++i)
        if (counts[i] > 0)
            weights[i] =
                static_cast<float>(static_cast<double>(rows.size()) / (present * static_cast<double>(counts[i])));
    return weights;
}

} // namespace trainyard::engine

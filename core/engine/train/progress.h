// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/runs/runstate.h"

#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace trainyard::engine {

/** Where a training stands, at a boundary between two steps: with the tensors, all that is needed to go on exactly. */
struct Progress {
    std::int64_t epoch = 0; ///< whole epochs done
    std::int64_t batch = 0; ///< batches done of the epoch under way
    std::int64_t step = 0;  ///< optimizer steps done, in all
    double lossSum = 0;     ///< of the epoch under way, over `seen` images
    std::int64_t correct = 0;
    std::int64_t seen = 0;
    double epochSeconds = 0; ///< spent on the epoch under way
    double trainSeconds = 0; ///< spent on all, without the time between stop and resume
    std::optional<runs::BestValue> best;
    double bestLoss = 0; ///< validation loss at `best`: breaks ties
    std::int64_t bestStep = 0;
    std::int64_t epochsWithoutGain = 0;
    bool stoppedEarly = false;
    std::int64_t emaUpdates = 0;

    friend bool operator==(const Progress &, const Progress &) = default;
};

/** What must be the same for a resumed training to be the same training. */
struct Fingerprint {
    std::string settings; ///< content hash of the resolved settings
    std::string data;     ///< content hash of manifest.jsonl
    std::string torch;
    std::string precision;
    std::string cpu; ///< instruction set that the kernels choose
    int threads = 0;
    int cacheShortSide = 0; ///< of the images in memory; decided at the first start
    bool unfolded = false;  ///< batch norm was unfolded at the start

    friend bool operator==(const Fingerprint &, const Fingerprint &) = default;
};

nlohmann::json toJson(const Progress &progress, const Fingerprint &fingerprint);
/** False when a field is missing or of another type. */
bool fromJson(const nlohmann::json &json, Progress &progress, Fingerprint &fingerprint);

} // namespace trainyard::engine

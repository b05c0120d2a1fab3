// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/train/optimizer.h"
#include "core/engine/train/progress.h"
#include "core/runs/rundirectory.h"

namespace trainyard::engine {

/** Everything of a training that has tensors. */
struct TrainTensors {
    Model &model;
    Optimizer &optimizer;
    Ema *ema = nullptr;
};

/**
 * checkpoints/last.safetensors: weights, buffers, optimizer, average and generator, with progress and fingerprint in
 * its header, so that one rename replaces all of it. last.json beside it repeats the header for people and programs.
 * With keepLast > 1 older ones stay as last-1, last-2, ...
 */
Result<> saveLast(const runs::RunDirectory &run, const TrainTensors &tensors, const Progress &progress,
                  const Fingerprint &fingerprint, std::int64_t keepLast);
/** checkpoints/best.safetensors: the weights as they were validated, named as a weights file is. */
Result<> saveBest(const runs::RunDirectory &run, const Model &model, const Progress &progress,
                  const Fingerprint &fingerprint);

struct Restored {
    Progress progress;
    Fingerprint fingerprint;
};
/** The header of last.safetensors; nothing when there is none. kCheckpointDamaged. */
Result<std::optional<Restored>> peekLast(const runs::RunDirectory &run);
/** Copies the tensors of last.safetensors into place. kCheckpointDamaged names the first that is missing. */
Result<> restoreLast(const runs::RunDirectory &run, const TrainTensors &tensors);

Path lastFile(const runs::RunDirectory &run);
Path bestFile(const runs::RunDirectory &run);

} // namespace trainyard::engine

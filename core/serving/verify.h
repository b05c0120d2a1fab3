// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/models/verification.h"

namespace trainyard::serving {

inline constexpr std::size_t kMostTensorBytes = std::size_t(1) << 30;

struct VerifyOptions {
    Path model;                 ///< the exported file
    Path reference;             ///< the model's folder: model.json, manifest.jsonl, predictions.safetensors
    std::string split = "test"; ///< "train", "val", "test" or "all"
    double tolerance = 1e-4;    ///< for the largest relative difference
    int threads = 0;            ///< 0: as many as there are cores
    double seconds = 0.7;       ///< to measure each of the four latencies for
    Path tensors;               ///< not empty: a safetensors file for the inputs and the engine's answers
};

/**
 * Runs the exported file on the images of a split and compares its answers with those that the engine wrote down.
 * Passed: every image could be read, the largest relative difference at 32 bits is within the tolerance and the first
 * class is always the same. Outside of that is a result too, not an error; an error is that no comparison was possible.
 * The tensors are "images" (count x 3 x height x width) and "logits" (count x classes): golden values for whoever runs
 * the file elsewhere; the first images only, once they fill kMostTensorBytes.
 */
Result<models::Verification> verify(const VerifyOptions &options);

} // namespace trainyard::serving

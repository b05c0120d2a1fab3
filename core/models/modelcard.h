// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id.h"
#include "core/base/path.h"
#include "core/models/preprocessing.h"

#include <map>
#include <string>
#include <vector>

namespace trainyard::models {

/** One file made from a model, with what an independent runtime said of it. */
struct Export {
    std::string format;    ///< "onnx"
    std::string precision; ///< "fp32"
    std::string file;      ///< relative to the model's folder
    std::string sha256;
    std::int64_t created_ms = 0;
    std::string verification; ///< relative path of the JSON that `trainyard-serve verify` wrote; empty: not verified
};

/** models/<id>/model.json: all that is needed to use the weights beside it. */
struct ModelCard {
    ModelId id;
    std::string name;
    std::string task;                 ///< "classification"
    std::string architecture;         ///< "resnet18", "mobilenet_v2", "mobilenet_v3_small"
    std::vector<std::string> classes; ///< in the order of the outputs
    Preprocessing preprocessing;
    VersionId dataVersion;
    RunId run;
    std::int64_t created_ms = 0;
    std::map<std::string, double> metrics; ///< "test/accuracy": 0.997, ...; names as in core/metrics
    std::vector<Export> exports;
};

Result<ModelCard> readModelCard(const Path &folder);
Result<> writeModelCard(const Path &folder, const ModelCard &card);

// Files of a model's folder.
inline constexpr const char *kCardFile = "model.json";
inline constexpr const char *kWeightsFile = "weights.safetensors";
/** Columns item int64[n], split u8[n] (0 train, 1 val, 2 test), truth int64[n], logits f32[n, classes]. */
inline constexpr const char *kPredictionsFile = "predictions.safetensors";
/** The manifest of the run (core/runs/PROTOCOL.md). */
inline constexpr const char *kManifestFile = "manifest.jsonl";

} // namespace trainyard::models

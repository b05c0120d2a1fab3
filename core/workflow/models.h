// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"
#include "core/models/modelcard.h"
#include "core/models/predictions.h"
#include "core/models/verification.h"

#include <string>
#include <vector>

namespace trainyard::workflow {

/** What the independent runtime said; kept beside the export. */
using models::readVerification;
using models::Verification;

Path modelsFolder(const dataset::Project &project);
Path modelFolder(const dataset::Project &project, const ModelId &model);
/** The row for a model's card; `name` is used when the card has none. */
dataset::ModelRecord modelRecordOf(const models::ModelCard &card, std::string_view name);
/** By id, the unambiguous start of one, or a name that only one has ("last": the newest). */
Result<dataset::ModelRecord> findModel(const dataset::Project &project, std::string_view text);
/** kNoModelFiles when the files are gone. */
Result<models::ModelCard> readModel(const dataset::Project &project, const ModelId &model);
Result<> deleteModel(dataset::Project &project, const ModelId &model);
/** Takes a model folder made elsewhere (model.json, weights.safetensors) into the project. */
Result<dataset::ModelRecord> importModel(dataset::Project &project, const Path &folder);

/** What a model said of its items, beside the run that made it. kNoModelFiles, models::kPredictionsInvalid. */
Result<models::Predictions> readModelPredictions(const dataset::Project &project, const ModelId &model);

struct ExportRequest {
    std::string format = "onnx";
    std::string precision = "fp32";
    Path out; ///< a copy for the person; empty: only models/<id>/exports/<name>
    double tolerance = 1e-4; ///< largest relative difference that the verification lets pass
};

/** Two tool calls that make one export: write it, then have the independent runtime judge it. */
struct ExportPlan {
    ModelId model;
    std::string format, precision;
    Path folder;                 ///< of the model
    Path file;                   ///< the exported file, inside the model's folder until both calls are done
    Path copyTo;                 ///< where the person wants it, too; empty: nowhere else
    Path verification;           ///< written by the second call
    std::vector<std::string> exportArguments; ///< for trainyard-engine; bytes of paths
    std::vector<std::string> verifyArguments; ///< for trainyard-serve
};
/** kUnknownExport, kNoModelFiles. */
Result<ExportPlan> planExport(const dataset::Project &project, const ModelId &model, const ExportRequest &request);

/** Arguments of trainyard-serve that compare an exported file with the model that it came from. */
std::vector<std::string> verifyArguments(const Path &file, const Path &folder, const Path &result, double tolerance);

/** After both calls: enters the export into model.json and the project, and copies it where it was wanted. */
Result<models::Verification> finishExport(dataset::Project &project, const ExportPlan &plan);

} // namespace trainyard::workflow

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/models.h"

#include "core/base/clock.h"
#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/workflow/errors.h"
#include "core/workflow/foldercopy.h"
#include "core/workflow/lookup.h"
#include "core/workflow/record.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <system_error>

namespace trainyard::workflow {

namespace fs = std::filesystem;

Path modelsFolder(const dataset::Project &project) { return project.folder() / "models"; }
Path modelFolder(const dataset::Project &project, const ModelId &model) { return modelsFolder(project) / model.value; }

dataset::ModelRecord modelRecordOf(const models::ModelCard &card, std::string_view name) {
    dataset::ModelRecord record;
    record.id = card.id;
    record.name = card.name.empty() ? std::string(name) : card.name;
    record.task = card.task;
    record.run = card.run;
    record.version = card.dataVersion;
    record.created_ms = card.created_ms;
    nlohmann::json metrics = nlohmann::json::object();
    for (const auto &[key, value] : card.metrics)
        if (std::isfinite(value))
            metrics[key] = value;
    record.detailsJson = jsonLine({{"architecture", card.architecture},
                                   {"classes", card.classes.size()},
                                   {"metrics", metrics},
                                   {"exports", card.exports.size()}});
    return record;
}

Result<dataset::ModelRecord> findModel(const dataset::Project &project, std::string_view text) {
    TRY(std::vector<dataset::ModelRecord> all, project.models());
    std::sort(all.begin(), all.end(), [](const dataset::ModelRecord &a, const dataset::ModelRecord &b) {
        return std::tie(a.created_ms, a.id) > std::tie(b.created_ms, b.id);
    });
    TRY(const dataset::ModelRecord *model,
        findRow(all, text, std::identity(), "model", dataset::kNoSuchModel, kAmbiguousModel));
    return *model;
}

Result<models::ModelCard> readModel(const dataset::Project &project, const ModelId &model) {
    const Path folder = modelFolder(project, model);
    std::error_code ignored;
    if (!fs::exists(folder / models::kCardFile, ignored))
        return fail(kNoModelFiles, {{"model", model.value}, {"folder", displayPath(folder)}});
    return models::readModelCard(folder);
}

Result<models::Predictions> readModelPredictions(const dataset::Project &project, const ModelId &model) {
    const Path file = modelFolder(project, model) / models::kPredictionsFile;
    std::error_code ignored;
    if (!fs::exists(file, ignored))
        return fail(kNoModelFiles, {{"model", model.value}, {"folder", displayPath(file.parent_path())}});
    return models::readPredictions(file);
}

Result<> deleteModel(dataset::Project &project, const ModelId &model) {
    const Path folder = modelFolder(project, model);
    const Path trash = modelsFolder(project) / ("." + model.value + ".deleted");
    std::error_code problem;
    if (fs::exists(folder, problem)) {
        fs::remove_all(trash, problem);
        fs::rename(folder, trash, problem);
        if (problem)
            return fail(writeError(folder, problem.value()));
    }
    TRY_DO(record(project, "model.delete", {{"model", model.value}},
                  [&](dataset::Edit &edit) { return edit.deleteModel(model); }));
    fs::remove_all(trash, problem);
    return {};
}

Result<dataset::ModelRecord> importModel(dataset::Project &project, const Path &folder) {
    TRY(models::ModelCard card, models::readModelCard(folder));
    std::error_code ignored;
    if (!fs::exists(folder / models::kWeightsFile, ignored))
        return fail(kFileNotFound, {{"file", displayPath(folder / models::kWeightsFile)}});
    TRY_DO(copyFolder(folder, modelFolder(project, card.id)));
    dataset::ModelRecord row = modelRecordOf(card, card.id.value);
    TRY_DO(record(project, "model.record", {{"model", row.name}},
                  [&](dataset::Edit &edit) { return edit.recordModel(row); }));
    return row;
}

Result<ExportPlan> planExport(const dataset::Project &project, const ModelId &model, const ExportRequest &request) {
    if (request.format != "onnx" || request.precision != "fp32")
        return fail(kUnknownExport,
                    {{"format", request.format}, {"precision", request.precision}, {"known", "onnx fp32"}});
    TRY(const models::ModelCard card, readModel(project, model));
    ExportPlan plan;
    plan.model = model;
    plan.folder = modelFolder(project, model);
    plan.file = plan.folder / "exports" / ("model-" + request.precision + "." + request.format);
    plan.verification = plan.folder / "exports" / ("model-" + request.precision + "." + request.format + ".verify.json");
    plan.copyTo = request.out;
    plan.format = request.format;
    plan.precision = request.precision;
    TRY_DO(makeFolders(plan.file.parent_path()));
    plan.exportArguments = {"export", plan.folder.native(), "--format", request.format,
                            "--out",  plan.file.native(),   "--json"};
    plan.verifyArguments = verifyArguments(plan.file, plan.folder, plan.verification, request.tolerance);
    return plan;
}

std::vector<std::string> verifyArguments(const Path &file, const Path &folder, const Path &result, double tolerance) {
    std::vector<std::string> arguments{"verify",      "--model",          file.native(), "--reference", folder.native(),
                                       "--tolerance", jsonLine(tolerance), "--json"};
    if (!result.empty()) {
        arguments.emplace_back("--out");
        arguments.push_back(result.native());
    }
    return arguments;
}

Result<models::Verification> finishExport(dataset::Project &project, const ExportPlan &plan) {
    TRY(models::Verification verification, models::readVerification(plan.verification));
    TRY(models::ModelCard card, models::readModelCard(plan.folder));
    models::Export entry;
    entry.format = plan.format;
    entry.precision = plan.precision;
    entry.file = plan.file.lexically_relative(plan.folder).native();
    TRY(entry.sha256, fileSha256Hex(plan.file));
    entry.created_ms = nowMs();
    entry.verification = plan.verification.lexically_relative(plan.folder).native();
    std::erase_if(card.exports, [&](const models::Export &old) { return old.file == entry.file; });
    card.exports.push_back(entry);
    TRY_DO(models::writeModelCard(plan.folder, card));
    if (!plan.copyTo.empty()) {
        std::error_code problem;
        const Path target = fs::absolute(plan.copyTo, problem);
        TRY_DO(makeFolders(target.parent_path()));
        fs::copy_file(plan.file, target, fs::copy_options::overwrite_existing, problem);
        if (problem)
            return fail(writeError(target, problem.value()));
    }
    TRY(dataset::ModelRecord row, findModel(project, plan.model.value));
    row.detailsJson = modelRecordOf(card, row.name).detailsJson;
    TRY_DO(record(project, "model.record", {{"model", row.name}},
                  [&](dataset::Edit &edit) { return edit.recordModel(row); }));
    return verification;
}

} // namespace trainyard::workflow

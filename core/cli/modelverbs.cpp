// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/modelverbs.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/cli/evaluating.h"
#include "core/cli/tools.h"
#include "core/workflow/training.h"

#include <system_error>

namespace trainyard::cli {

int sayVerification(Call &call, const models::Verification &verification) {
    const auto latency = [&](int batch) {
        for (const models::Latency &one : verification.exact.latency)
            if (one.batch == batch)
                return fixed(one.median_ms, 2);
        return std::string("-");
    };
    const std::string relative = fixed(verification.exact.maxRelative * 1e6, 2) + "e-6";
    call.say(kSaidVerified, {{"items", std::to_string(verification.items)},
                             {"relative", relative},
                             {"agreement", percent(verification.exact.topOneAgreement)},
                             {"accuracy", percent(verification.exact.accuracy)},
                             {"engine", percent(verification.engineAccuracy)},
                             {"latency1", latency(1)},
                             {"latency8", latency(8)},
                             {"runtime", verification.runtime}});
    if (verification.passed)
        return Done;
    call.say(kOutsideTolerance, {{"relative", relative},
                                 {"tolerance", jsonLine(verification.tolerance)},
                                 {"agreement", percent(verification.exact.topOneAgreement)}});
    return FoundMore;
}

Result<Exported> exportAndVerify(dataset::Project &project, const ModelId &model, const workflow::ExportRequest &request) {
    TRY(const workflow::ExportPlan plan, workflow::planExport(project, model, request));
    TRY_DO(runTool(launch::Program::Engine, plan.exportArguments));
    TRY_DO(runTool(launch::Program::Serve, plan.verifyArguments));
    Exported exported;
    exported.file = plan.copyTo.empty() ? plan.file : plan.copyTo;
    TRY(exported.verification, workflow::finishExport(project, plan));
    return exported;
}

namespace {

nlohmann::json modelJson(const dataset::ModelRecord &model) {
    nlohmann::json json{{"id", model.id.value},
                        {"name", model.name},
                        {"task", model.task},
                        {"run", model.run.value},
                        {"version", model.version.value},
                        {"created", utcText(model.created_ms)}};
    if (const Result<nlohmann::json> details = parseJson(model.detailsJson.empty() ? "{}" : model.detailsJson, "model"))
        json["details"] = *details;
    return json;
}

Result<int> list(Call &call) {
    TRY(const auto project, call.project());
    TRY_DO(workflow::registerFinishedRuns(*project));
    TRY(const auto models, project->models());
    call.answer["models"] = nlohmann::json::array();
    for (const dataset::ModelRecord &model : models) {
        nlohmann::json json = modelJson(model);
        std::string badge = "-";
        json["exports"] = nlohmann::json::array();
        if (const auto card = workflow::readModel(*project, model.id))
            for (const models::Export &one : card->exports) {
                nlohmann::json entry{{"format", one.format}, {"precision", one.precision}, {"file", one.file}, {"sha256", one.sha256}};
                const Path folder = workflow::modelFolder(*project, model.id);
                if (!one.verification.empty())
                    if (const auto verification = models::readVerification(folder / one.verification)) {
                        entry["verification"] = toJson(*verification);
                        badge = one.format + (verification->passed ? " verified" : " outside tolerance");
                    }
                json["exports"].push_back(std::move(entry));
            }
        call.answer["models"].push_back(json);
        double accuracy = std::nan("");
        if (json.contains("details") && json["details"].contains("metrics"))
            accuracy = json["details"]["metrics"].value("test/accuracy", accuracy);
        call.line(model.id.value + "  " + percent(accuracy) + "  " + badge);
    }
    return Done;
}

Result<int> import(Call &call) {
    if (!call.has("--project"))
        return fail(kNeedsOption, {{"option", "--project"}});
    TRY(const auto project, call.project("--project"));
    TRY(const dataset::ModelRecord model, workflow::importModel(*project, call.path("FILE")));
    call.answer = modelJson(model);
    call.say(kSaidModel, {{"model", model.id.value}});
    return Done;
}

Result<int> exportModel(Call &call) {
    workflow::ExportRequest request;
    request.format = call.text("--format");
    if (call.has("--precision"))
        request.precision = call.text("--precision");
    TRY(request.tolerance, call.number("--tolerance", 1e-4, 0, 1));
    std::error_code ignored;
    request.out = std::filesystem::absolute(call.path("--out"), ignored);
    TRY(const auto project, call.project());
    TRY_DO(workflow::registerFinishedRuns(*project));
    TRY(const dataset::ModelRecord model, workflow::findModel(*project, call.text("MODEL")));
    TRY(const Exported exported, exportAndVerify(*project, model.id, request));
    call.answer = {{"model", model.id.value},
                   {"file", displayPath(exported.file)},
                   {"passed", exported.verification.passed},
                   {"verification", toJson(exported.verification)}};
    call.say(kSaidModelFile, {{"file", displayPath(exported.file)}});
    return sayVerification(call, exported.verification);
}

Result<int> verify(Call &call) {
    TRY(const double tolerance, call.number("--tolerance", 1e-4, 0, 1));
    TRY(const Path folder, modelFolderOf(call.path("--against")));
    std::error_code ignored;
    const Path file = std::filesystem::absolute(call.path("FILE"), ignored);
    const Path out = std::filesystem::temp_directory_path(ignored) /
                     ("trainyard-verify-" + std::to_string(nowMs()) + ".json");
    TRY_DO(runTool(launch::Program::Serve, workflow::verifyArguments(file, folder, out, tolerance)));
    const Result<models::Verification> verification = models::readVerification(out);
    std::filesystem::remove(out, ignored);
    if (!verification)
        return fail(verification.error());
    call.answer = toJson(*verification);
    return sayVerification(call, *verification);
}

Result<int> bench(Call &call) {
    TRY(const std::int64_t batch, call.integer("--batch", 1, 1, 4096));
    TRY(const double seconds, call.number("--seconds", 2, 0.05, 3600));
    std::error_code ignored;
    const Path file = std::filesystem::absolute(call.path("FILE"), ignored);
    TRY(call.answer, runTool(launch::Program::Serve, {"bench", "--model", file.native(), "--batch", std::to_string(batch),
                                                      "--seconds", jsonLine(seconds), "--json"}));
    for (const nlohmann::json &row : call.answer.value("results", nlohmann::json::array()))
        call.line(row.value("precision", std::string()) + "  " + fixed(row.value("median_ms", 0.0), 2) + " ms  " +
                  fixed(row.value("images_per_second", 0.0), 1) + "/s");
    return Done;
}

} // namespace

void addModelVerbs(Verbs &verbs) {
    verbs.push_back({"model", "list", {{"PROJECT"}}, {}, list});
    verbs.push_back({"model", "import", {{"FILE"}}, {{"--project", "PROJECT"}}, import});
    verbs.push_back({"model",
                     "export",
                     {{"PROJECT"}, {"MODEL"}},
                     {{"--format", "FORMAT", false, true},
                      {"--precision", "PRECISION"},
                      {"--out", "FILE", false, true},
                      {"--tolerance", "X"}},
                     exportModel});
    verbs.push_back(
        {"model", "verify", {{"FILE"}}, {{"--against", "PROJECT/MODEL", false, true}, {"--tolerance", "X"}}, verify});
    verbs.push_back({"model", "bench", {{"FILE"}}, {{"--batch", "N"}, {"--seconds", "S"}}, bench});
}

} // namespace trainyard::cli

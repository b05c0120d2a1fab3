// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/cli/evaluating.h"
#include "core/cli/tools.h"
#include "core/workflow/errors.h"
#include "core/workflow/models.h"
#include "core/workflow/training.h"

#include <system_error>

namespace trainyard::cli {

nlohmann::json toJson(const workflow::Evaluation &evaluation) {
    const metrics::ClassificationMetrics &m = evaluation.metrics;
    const auto interval = [](const metrics::Interval &i) {
        return nlohmann::json{numberOrNull(i.low), numberOrNull(i.high)};
    };
    nlohmann::json classes = nlohmann::json::array(), confusion = nlohmann::json::array();
    for (std::size_t i = 0; i < m.classes.size(); ++i) {
        const metrics::ClassMetrics &one = m.classes[i];
        classes.push_back({{"class", evaluation.card.classes[i]},
                           {"support", one.support},
                           {"predicted", one.predicted},
                           {"precision", one.precision},
                           {"recall", one.recall},
                           {"f1", one.f1},
                           {"roc_auc", numberOrNull(one.rocAuc)}});
        nlohmann::json row = nlohmann::json::array();
        for (std::size_t j = 0; j < m.classes.size(); ++j)
            row.push_back(m.confusion.at(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)));
        confusion.push_back(std::move(row));
    }
    return {{"model", evaluation.card.id.value},
            {"split", evaluation.split},
            {"items", m.count},
            {"accuracy", m.accuracy},
            {"accuracy_interval_95", interval(evaluation.accuracy)},
            {"balanced_accuracy", m.balancedAccuracy},
            {"balanced_accuracy_interval_95", interval(evaluation.balancedAccuracy)},
            {"macro_precision", m.macroPrecision},
            {"macro_recall", m.macroRecall},
            {"macro_f1", m.macroF1},
            {"roc_auc", numberOrNull(m.rocAuc)},
            {"log_loss", m.logLoss},
            {"calibration_error", m.calibrationError},
            {"classes", classes},
            {"confusion", confusion}};
}

void sayEvaluation(Call &call, const workflow::Evaluation &evaluation) {
    const metrics::ClassificationMetrics &m = evaluation.metrics;
    call.say(kSaidMetrics, {{"split", evaluation.split},
                            {"items", std::to_string(m.count)},
                            {"accuracy", percent(m.accuracy)},
                            {"low", percent(evaluation.accuracy.low)},
                            {"high", percent(evaluation.accuracy.high)},
                            {"balanced", percent(m.balancedAccuracy)},
                            {"f1", fixed(m.macroF1, 4)}});
}

namespace {

Result<int> evaluate(Call &call) {
    TRY(const dataset::Query where, call.query("--where"));
    const std::string split = call.has("--split") ? call.text("--split") : "test";
    if (split != "train" && split != "val" && split != "test" && split != "all")
        return fail(kBadValue, {{"option", "--split"}, {"value", split}, {"wanted", "train, val, test, all"}});
    TRY(const auto project, call.project());
    TRY_DO(workflow::registerFinishedRuns(*project));
    TRY(const dataset::ModelRecord model, workflow::findModel(*project, call.text("MODEL")));
    TRY(const workflow::Evaluation evaluation, workflow::evaluateModel(*project, model.id, split, where));
    call.answer = toJson(evaluation);
    sayEvaluation(call, evaluation);
    for (std::size_t i = 0; i < evaluation.metrics.classes.size(); ++i) {
        const metrics::ClassMetrics &one = evaluation.metrics.classes[i];
        call.line("  " + evaluation.card.classes[i] + "  " + std::to_string(one.support) + "  " + fixed(one.precision, 4) +
                  "  " + fixed(one.recall, 4) + "  " + fixed(one.f1, 4));
    }
    return Done;
}

/** Files in portions: a command line has a limit, and an answer comes back whole. */
Result<nlohmann::json> predictFiles(const Path &model, const std::vector<Path> &files) {
    constexpr std::size_t kPortion = 500;
    nlohmann::json all{{"items", nlohmann::json::array()}};
    for (std::size_t at = 0; at < files.size(); at += kPortion) {
        std::vector<std::string> arguments{"predict", "--json", "--", model.native()};
        for (std::size_t i = at; i < std::min(files.size(), at + kPortion); ++i)
            arguments.push_back(files[i].native());
        TRY(nlohmann::json answer, runTool(launch::Program::Engine, arguments));
        if (!answer.is_object() || !answer.contains("items") || !answer["items"].is_array())
            return fail(kBadValue, {{"option", "trainyard-engine"}, {"value", "predict"}, {"wanted", "items"}});
        all["classes"] = answer.value("classes", nlohmann::json::array());
        for (nlohmann::json &item : answer["items"])
            all["items"].push_back(std::move(item));
    }
    return all;
}

Result<int> predict(Call &call) {
    if (call.has("--as-suggestions"))
        return fail(kNotBuilt, {{"command", "predict --as-suggestions"}});
    Path model;
    std::vector<Path> files;
    std::vector<dataset::ItemId> ids;
    if (call.has("--project")) {
        TRY(const dataset::Query where, call.query("--where"));
        TRY(const auto project, call.project("--project"));
        TRY_DO(workflow::registerFinishedRuns(*project));
        TRY(const dataset::ModelRecord record, workflow::findModel(*project, call.text("MODEL")));
        TRY_DO(workflow::readModel(*project, record.id));
        model = workflow::modelFolder(*project, record.id);
        TRY(ids, project->ids(where));
        for (const dataset::ItemId id : ids) {
            TRY(Path file, project->absolutePath(id));
            files.push_back(std::move(file));
        }
    } else {
        if (!call.has("PATH"))
            return fail(kNeedsOne, {{"options", "PATH, --project"}});
        TRY(model, modelFolderOf(call.path("MODEL")));
        for (const std::string &file : call.list("PATH")) {
            std::error_code ignored;
            files.push_back(std::filesystem::absolute(file, ignored));
        }
    }
    TRY(call.answer, predictFiles(model, files));
    std::size_t failed = 0;
    for (std::size_t i = 0; i < call.answer["items"].size(); ++i) {
        nlohmann::json &item = call.answer["items"][i];
        if (i < ids.size())
            item["item"] = ids[i].value;
        if (item.contains("error")) {
            ++failed;
            if (const auto error = runs::errorFromJson(item["error"]))
                call.say(*error);
        } else {
            call.line(item.value("path", std::string()) + "  " + item.value("class", std::string()) + "  " +
                      percent(item.value("probability", 0.0)));
        }
    }
    return failed == 0 ? Done : failed < files.size() ? FoundMore : Failed;
}

} // namespace

Result<Path> modelFolderOf(const Path &text) {
    std::error_code ignored;
    const Path given = std::filesystem::absolute(text, ignored).lexically_normal();
    if (std::filesystem::exists(given / models::kCardFile, ignored))
        return given;
    // PROJECT/MODEL: a project's folder, and a model's id or name behind it.
    if (!dataset::Project::isProject(given.parent_path()))
        return fail(workflow::kNoModelFiles, {{"model", displayPath(text)}, {"folder", displayPath(given)}});
    dataset::OpenOptions options;
    options.session = "cli";
    TRY(const auto project, dataset::Project::open(given.parent_path(), options));
    TRY_DO(workflow::registerFinishedRuns(*project));
    TRY(const dataset::ModelRecord model, workflow::findModel(*project, given.filename().native()));
    return workflow::modelFolder(*project, model.id);
}

void addEvaluateVerbs(Verbs &verbs) {
    verbs.push_back({"",
                     "evaluate",
                     {{"PROJECT"}, {"MODEL"}},
                     {{"--split", "SPLIT"}, {"--where", "QUERY"}},
                     evaluate});
    verbs.push_back({"",
                     "predict",
                     {{"MODEL"}, {"PATH", Parameter::Any}},
                     {{"--project", "PROJECT"}, {"--where", "QUERY"}, {"--as-suggestions", ""}},
                     predict});
}

} // namespace trainyard::cli

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/cli/tools.h"
#include "core/cli/training.h"
#include "core/dataset/versions.h"
#include "core/launch/localhost.h"

#include <system_error>

namespace trainyard::cli {

Result<runs::Settings> settingsOf(const std::string &task, const std::string &model,
                                  const std::vector<std::string> &assignments) {
    runs::Settings settings;
    if (!model.empty()) {
        TRY(settings["model"], runs::settingFromText(task, "model", model));
    }
    for (const std::string &assignment : assignments) {
        const std::size_t equals = assignment.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(kBadValue, {{"option", "--set"}, {"value", assignment}, {"wanted", "KEY=VALUE"}});
        const std::string key = assignment.substr(0, equals);
        std::string value = assignment.substr(equals + 1);
        const runs::SettingSpec *spec = runs::findSetting(task, key);
        if (spec != nullptr && spec->type == runs::SettingType::Path && !value.empty()) {
            std::error_code ignored; // the engine runs in another folder
            value = std::filesystem::absolute(value, ignored).native();
        }
        TRY(settings[key], runs::settingFromText(task, key, value));
    }
    return settings;
}

void sayPreflight(Call &call, const workflow::Preflight &checks) {
    nlohmann::json classes = nlohmann::json::array(), warnings = nlohmann::json::array();
    for (std::size_t i = 0; i < checks.classes.size(); ++i)
        classes.push_back({{"class", checks.classes[i]},
                           {"train", checks.counts[i][1]},
                           {"val", checks.counts[i][2]},
                           {"test", checks.counts[i][3]}});
    for (const Finding &warning : checks.warnings) {
        warnings.push_back(toJson(warning, call));
        call.say(warning.what);
    }
    call.answer["preflight"] = {{"usable", checks.usable},
                                {"train", checks.splits[1]},
                                {"val", checks.splits[2]},
                                {"test", checks.splits[3]},
                                {"duplicate_groups", checks.duplicateGroups},
                                {"classes", classes},
                                {"warnings", warnings}};
}

namespace {

Result<int> train(Call &call) {
    workflow::TrainRequest request;
    request.task = call.text("--task");
    if (runs::settingSpecs(request.task).empty())
        return fail(kNoSuchTask, {{"task", request.task}, {"known", "classification"}});
    if (const std::string &host = call.text("--host"); !host.empty() && host != "local")
        return fail(kNotBuilt, {{"command", "train --host " + host}});
    TRY(request.settings, settingsOf(request.task, call.text("--model"), call.list("--set")));
    request.name = call.text("--name");
    TRY(request.where, call.query("--where"));
    TRY(const auto project, call.project());
    if (call.has("--version")) {
        TRY(const dataset::VersionInfo version, dataset::findVersion(*project, call.text("--version")));
        request.version = version.id;
    }
    TRY(const workflow::Preflight checks, workflow::preflight(*project, request));
    sayPreflight(call, checks);
    for (std::size_t i = 1; i < checks.problems.size(); ++i) // the first is said as the error
        call.say(checks.problems[i]);
    if (!checks.canStart())
        return fail(checks.problems.front());
    if (call.has("--dry-run")) {
        call.say(kSaidDryRun);
        return Done;
    }
    TRY(const runs::RunDirectory run, workflow::prepareRun(*project, request));
    call.answer["run"] = run.id().value;
    call.answer["folder"] = displayPath(run.path());
    const auto started = launch::startEngine(run);
    if (!started) {
        call.say(kSaidPrepared, {{"run", run.id().value}});
        return fail(started.error());
    }
    call.answer["pid"] = started->pid;
    call.say(kSaidStarted, {{"run", run.id().value}, {"pid", std::to_string(started->pid)}});
    if (!call.has("--follow"))
        return Done;
    TRY(const FollowEnd end, followRun(call, run, true));
    TRY(const int code, outcomeOf(call, run, end));
    TRY(const auto models, workflow::registerFinishedRuns(*project));
    for (const dataset::ModelRecord &model : models)
        if (model.run == run.id()) {
            call.answer["model"] = model.id.value;
            call.say(kSaidModel, {{"model", model.id.value}});
        }
    return code;
}

} // namespace

void addTrainVerbs(Verbs &verbs) {
    verbs.push_back({"",
                     "train",
                     {{"PROJECT"}},
                     {{"--task", "TASK", false, true},
                      {"--model", "MODEL", false, true},
                      {"--set", "KEY=VALUE", true},
                      {"--host", "HOST"},
                      {"--name", "NAME"},
                      {"--version", "V"},
                      {"--where", "QUERY"},
                      {"--dry-run", ""},
                      {"--follow", ""}},
                     train});
}

} // namespace trainyard::cli

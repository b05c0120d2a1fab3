// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/runs/schema.h"

#include <algorithm>

namespace trainyard::cli {

namespace {

constexpr const char *kTasks[] = {"classification"};

std::string wordsOf(const Call &call, const std::string &code) {
    Error error;
    error.code = code;
    return call.messages().has(code) ? call.words(error) : std::string();
}

std::string_view typeName(runs::SettingType type) {
    switch (type) {
    case runs::SettingType::Integer: return "integer";
    case runs::SettingType::Number: return "number";
    case runs::SettingType::Boolean: return "boolean";
    case runs::SettingType::Choice: return "choice";
    case runs::SettingType::Text: return "text";
    case runs::SettingType::Path: return "path";
    }
    return "";
}

nlohmann::json settingJson(const Call &call, const runs::SettingSpec &spec) {
    const std::string key(spec.key);
    nlohmann::json json{{"key", key},
                        {"type", typeName(spec.type)},
                        {"default", runs::toJson(runs::Settings{{key, spec.standard}})[key]},
                        {"range", runs::rangeText(spec)},
                        {"unit", spec.unit},
                        {"label", wordsOf(call, "setting." + key + ".label")},
                        {"help", wordsOf(call, "setting." + key + ".help")}};
    if (!spec.choices.empty())
        json["choices"] = spec.choices;
    return json;
}

Result<int> tasks(Call &call) {
    const std::string &act = call.text("ACT");
    if (act.empty() || act == "list") {
        call.answer["tasks"] = kTasks;
        for (const char *task : kTasks)
            call.line(task);
        return Done;
    }
    const std::string &task = call.text("T");
    if (act != "show" || task.empty())
        return fail(kBadValue, {{"option", "tasks"}, {"value", act}, {"wanted", "list, show T"}});
    const auto &specs = runs::settingSpecs(task);
    if (specs.empty())
        return fail(kNoSuchTask, {{"task", task}, {"known", "classification"}});
    call.answer = {{"task", task}, {"settings", nlohmann::json::array()}};
    for (const runs::SettingSpec &spec : specs) {
        call.answer["settings"].push_back(settingJson(call, spec));
        call.line(std::string(spec.key) + " = " + runs::toText(spec.standard) + "  (" + runs::rangeText(spec) + ")");
    }
    return Done;
}

Result<int> modelKinds(Call &call) {
    const runs::SettingSpec *spec = runs::findSetting("classification", "model");
    const std::string &act = call.text("ACT");
    if (act.empty() || act == "list") {
        call.answer["models"] = nlohmann::json::array();
        for (const std::string_view model : spec->choices) {
            const std::string label = wordsOf(call, "setting.model.choice." + std::string(model));
            call.answer["models"].push_back({{"name", model}, {"label", label}, {"task", "classification"}});
            call.line(std::string(model) + "  " + label);
        }
        return Done;
    }
    const std::string &name = call.text("M");
    if (act != "show" || name.empty())
        return fail(kBadValue, {{"option", "models"}, {"value", act}, {"wanted", "list, show M"}});
    if (std::find(spec->choices.begin(), spec->choices.end(), name) == spec->choices.end())
        return fail(kBadValue, {{"option", "M"}, {"value", name}, {"wanted", runs::rangeText(*spec)}});
    call.answer = {{"name", name},
                   {"label", wordsOf(call, "setting.model.choice." + name)},
                   {"task", "classification"},
                   {"settings", nlohmann::json::array()}};
    for (const runs::SettingSpec &one : runs::settingSpecs("classification"))
        call.answer["settings"].push_back(settingJson(call, one));
    call.line(name + "  " + wordsOf(call, "setting.model.choice." + name));
    return Done;
}

} // namespace

void addTaskVerbs(Verbs &verbs) {
    verbs.push_back({"", "tasks", {{"ACT", Parameter::Optional}, {"T", Parameter::Optional}}, {}, tasks});
    verbs.push_back({"", "models", {{"ACT", Parameter::Optional}, {"M", Parameter::Optional}}, {}, modelKinds});
}

} // namespace trainyard::cli

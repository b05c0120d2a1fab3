// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/runspec.h"

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/runs/errors.h"
#include "core/runs/jsonfields.h"
#include "core/runs/protocolversion.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace trainyard::runs {

namespace {

constexpr std::uint64_t kLargestSpec = std::uint64_t(64) << 20;

bool isIdCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

} // namespace

Result<> checkProtocol(const nlohmann::json &json, std::string_view file, ErrorCode invalid) {
    const auto refuse = [&] { return fail(invalid, {{"file", displayText(file)}, {"field", "protocol"}}); };
    if (!json.is_object())
        return refuse();
    FieldReader fields(json);
    std::int64_t protocol = 0;
    fields.read("protocol", protocol);
    if (!fields.bad().empty() || protocol < 1)
        return refuse();
    if (protocol > kProtocol)
        return fail(kNewerProtocol, {{"file", displayText(file)},
                                     {"protocol", std::to_string(protocol)},
                                     {"supported", std::to_string(kProtocol)}});
    return {};
}

Result<RunSpec> runSpecFromJson(const nlohmann::json &json, std::string_view file) {
    TRY_DO(checkProtocol(json, file, kInvalidRun));
    const auto refuse = [&](std::string field) {
        return fail(kInvalidRun, {{"file", displayText(file)}, {"field", std::move(field)}});
    };
    RunSpec spec;
    FieldReader fields(json);
    spec.task.clear();
    fields.read("id", spec.id.value)
        .read("name", spec.name)
        .read("task", spec.task)
        .read("created_ms", spec.created_ms)
        .read("data_version", spec.dataVersion.value)
        .read("classes", spec.classes);
    if (!fields.bad().empty())
        return refuse(fields.bad());
    for (const char *required : {"id", "task", "created_ms", "classes"}) {
        if (!fields.has(required))
            return refuse(required);
    }
    if (!isValidRunId(spec.id.value))
        return refuse("id");
    if (spec.classes.empty())
        return refuse("classes");
    if (spec.name.empty())
        spec.name = spec.id.value;
    if (const auto *settings = fields.find("settings")) {
        TRY(spec.settings, settingsFromJson(*settings));
    }
    return spec;
}

nlohmann::json toJson(const RunSpec &spec) {
    return {{"protocol", kProtocol},
            {"id", spec.id.value},
            {"name", spec.name},
            {"task", spec.task},
            {"created_ms", spec.created_ms},
            {"data_version", spec.dataVersion.value},
            {"classes", spec.classes},
            {"settings", toJson(spec.settings)}};
}

Result<RunSpec> readRunSpec(const Path &file) {
    TRY(const nlohmann::json json, readJsonFile(file, kLargestSpec));
    return runSpecFromJson(json, file.native());
}

Result<> writeRunSpec(const Path &file, const RunSpec &spec) { return writeJsonFile(file, toJson(spec)); }

bool isValidRunId(std::string_view id) {
    return !id.empty() && id.size() <= 128 && id.front() != '.' && id.front() != '-' &&
           std::all_of(id.begin(), id.end(), isIdCharacter);
}

RunId makeRunId(std::string_view name, std::int64_t time_ms) {
    std::string id = compactLocalTime(time_ms);
    std::string part;
    for (const char c : name.substr(0, 200)) {
        if (part.size() >= 60)
            break;
        if (isIdCharacter(c))
            part += c;
        else if (!part.empty() && part.back() != '-')
            part += '-';
    }
    while (!part.empty() && part.back() == '-')
        part.pop_back();
    return RunId{part.empty() ? id : id + "-" + part};
}

} // namespace trainyard::runs

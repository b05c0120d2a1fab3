// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/runstate.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/runs/errors.h"
#include "core/runs/jsonfields.h"
#include "core/runs/protocolversion.h"
#include "core/runs/runspec.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace trainyard::runs {

namespace {

constexpr std::array<std::string_view, 8> kStatusTexts{"starting", "running",  "pausing", "paused",
                                                       "stopping", "finished", "stopped", "failed"};

/** Rename without fsync: a state that a power cut takes back is only a little older. */
Result<> replaceFile(const Path &file, std::string_view content) {
    Path temporary = file;
    temporary += ".tmp-" + std::to_string(::getpid());
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return fail(writeError(file, errno));
    int problem = 0;
    while (!content.empty() && problem == 0) {
        const ssize_t count = ::write(descriptor, content.data(), content.size());
        if (count >= 0)
            content.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EINTR)
            problem = errno;
    }
    if (::close(descriptor) != 0 && problem == 0 && errno != EINTR)
        problem = errno;
    if (problem == 0 && ::rename(temporary.c_str(), file.c_str()) != 0)
        problem = errno;
    if (problem == 0)
        return {};
    ::unlink(temporary.c_str());
    return fail(writeError(file, problem));
}

} // namespace

std::string_view toText(RunStatus status) { return kStatusTexts[static_cast<std::size_t>(status)]; }

std::optional<RunStatus> runStatusFromText(std::string_view text) {
    const auto found = std::find(kStatusTexts.begin(), kStatusTexts.end(), text);
    if (found == kStatusTexts.end())
        return std::nullopt;
    return static_cast<RunStatus>(found - kStatusTexts.begin());
}

bool isFinal(RunStatus status) {
    return status == RunStatus::Finished || status == RunStatus::Stopped || status == RunStatus::Failed;
}
bool isAtRest(RunStatus status) { return isFinal(status) || status == RunStatus::Paused; }

nlohmann::json errorToJson(const Error &error) {
    nlohmann::json arguments = nlohmann::json::object();
    for (const auto &[name, value] : error.arguments)
        arguments[name] = value;
    return {{"code", error.code}, {"arguments", std::move(arguments)}};
}

std::optional<Error> errorFromJson(const nlohmann::json &json) {
    FieldReader fields(json);
    Error error;
    fields.read("code", error.code);
    if (!fields.bad().empty() || error.code.empty())
        return std::nullopt;
    if (const auto *arguments = fields.find("arguments"); arguments && arguments->is_object()) {
        for (const auto &[name, value] : arguments->items())
            error.arguments.emplace_back(name, value.is_string() ? value.get<std::string>() : jsonLine(value));
    }
    return error;
}

Result<RunState> runStateFromJson(const nlohmann::json &json, std::string_view file) {
    TRY_DO(checkProtocol(json, file, kInvalidState));
    const auto refuse = [&](std::string field) {
        return fail(kInvalidState, {{"file", displayText(file)}, {"field", std::move(field)}});
    };
    RunState state;
    std::string status;
    FieldReader fields(json);
    fields.read("status", status)
        .read("pid", state.process.pid)
        .read("host", state.process.host)
        .read("boot", state.process.boot)
        .read("start_ticks", state.process.startTicks)
        .read("started_ms", state.started_ms)
        .read("heartbeat_ms", state.heartbeat_ms)
        .read("epoch", state.epoch)
        .read("epochs", state.epochs)
        .read("step", state.step)
        .read("steps", state.steps)
        .read("sequence", state.sequence);
    const auto known = runStatusFromText(status);
    if (!known)
        fields.refuse("status");
    if (fields.has("seconds_left")) {
        double seconds = 0;
        fields.read("seconds_left", seconds);
        state.secondsLeft = seconds;
    }
    if (const auto *best = fields.find("best")) {
        FieldReader bestFields(*best);
        BestValue value;
        bestFields.read("metric", value.metric).read("value", value.value).read("epoch", value.epoch);
        if (!best->is_object() || !bestFields.bad().empty())
            fields.refuse("best");
        state.best = std::move(value);
    }
    if (const auto *error = fields.find("error")) {
        state.error = errorFromJson(*error);
        if (!state.error)
            fields.refuse("error");
    }
    if (!fields.bad().empty())
        return refuse(fields.bad());
    state.status = *known;
    return state;
}

nlohmann::json toJson(const RunState &state) {
    nlohmann::json json{{"protocol", kProtocol},
                        {"status", toText(state.status)},
                        {"pid", state.process.pid},
                        {"host", state.process.host},
                        {"boot", state.process.boot},
                        {"start_ticks", state.process.startTicks},
                        {"started_ms", state.started_ms},
                        {"heartbeat_ms", state.heartbeat_ms},
                        {"epoch", state.epoch},
                        {"epochs", state.epochs},
                        {"step", state.step},
                        {"steps", state.steps},
                        {"sequence", state.sequence}};
    if (state.secondsLeft)
        json["seconds_left"] = doubleToJson(*state.secondsLeft);
    if (state.best)
        json["best"] = {{"metric", state.best->metric},
                        {"value", doubleToJson(state.best->value)},
                        {"epoch", state.best->epoch}};
    if (state.error)
        json["error"] = errorToJson(*state.error);
    return json;
}

Result<RunState> readRunState(const Path &file) {
    TRY(const nlohmann::json json, readJsonFile(file, std::uint64_t(1) << 20));
    return runStateFromJson(json, file.native());
}

Result<> writeRunState(const Path &file, const RunState &state, Flush flush) {
    if (flush == Flush::ToDisk)
        return writeJsonFile(file, toJson(state));
    return replaceFile(file, jsonLine(toJson(state)) + "\n");
}

} // namespace trainyard::runs

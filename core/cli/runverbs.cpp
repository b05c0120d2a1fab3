// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/cli/tools.h"
#include "core/launch/localhost.h"
#include "core/runs/control.h"
#include "core/runs/follower.h"
#include "core/runs/metricseries.h"
#include "core/workflow/training.h"

#include <chrono>
#include <set>
#include <thread>

namespace trainyard::cli {

namespace {

std::string_view livenessName(runs::Liveness liveness) {
    switch (liveness) {
    case runs::Liveness::NotStarted: return "not_started";
    case runs::Liveness::Running: return "running";
    case runs::Liveness::Unknown: return "unknown";
    case runs::Liveness::Interrupted: return "interrupted";
    case runs::Liveness::AtRest: return "at_rest";
    }
    return "";
}

std::string statusOf(const workflow::RunOverview &run) {
    if (run.liveness == runs::Liveness::Interrupted)
        return "interrupted";
    return run.state ? std::string(runs::toText(run.state->status)) : run.record.status;
}

nlohmann::json runJson(const workflow::RunOverview &run) {
    nlohmann::json json{{"id", run.record.id.value},
                        {"name", run.record.name},
                        {"task", run.record.task},
                        {"version", run.record.version.value},
                        {"created", utcText(run.record.created_ms)},
                        {"status", statusOf(run)},
                        {"liveness", livenessName(run.liveness)},
                        {"has_folder", run.hasFolder},
                        {"has_model", run.hasModel},
                        {"registered", run.isRegistered}};
    if (run.state) {
        json["epoch"] = run.state->epoch;
        json["epochs"] = run.state->epochs;
        json["step"] = run.state->step;
        json["steps"] = run.state->steps;
        if (run.state->secondsLeft)
            json["seconds_left"] = numberOrNull(*run.state->secondsLeft);
        if (run.state->best)
            json["best"] = {{"metric", run.state->best->metric},
                            {"value", numberOrNull(run.state->best->value)},
                            {"epoch", run.state->best->epoch}};
        if (run.state->error)
            json["error"] = runs::errorToJson(*run.state->error);
    }
    return json;
}

/** Opens the project and finds the run R; finished runs become models on the way. */
struct Opened {
    std::unique_ptr<dataset::Project> project;
    runs::RunDirectory run{Path()};
};
Result<Opened> open(Call &call) {
    Opened opened;
    TRY(opened.project, call.project());
    TRY_DO(workflow::registerFinishedRuns(*opened.project));
    TRY(opened.run, workflow::findRun(*opened.project, call.text("R")));
    return opened;
}

Result<int> list(Call &call) {
    TRY(const auto project, call.project());
    TRY_DO(workflow::registerFinishedRuns(*project));
    TRY(const auto runs, workflow::listRuns(*project));
    call.answer["runs"] = nlohmann::json::array();
    for (const workflow::RunOverview &run : runs) {
        call.answer["runs"].push_back(runJson(run));
        call.line(run.record.id.value + "  " + statusOf(run) + "  " +
                  (run.state && run.state->best ? run.state->best->metric + " " + fixed(run.state->best->value, 4) : ""));
    }
    return Done;
}

struct LastValues {
    std::map<std::string, double> values;
    std::map<std::string, std::size_t> points;
};
Result<LastValues> lastValues(const runs::RunDirectory &run) {
    runs::RunFollower follower(run.eventsFile());
    runs::MetricStore store;
    while (true) {
        TRY(const runs::EventBatch batch, follower.read());
        for (const runs::Event &event : batch.events)
            store.apply(event);
        if (!batch.more && batch.events.empty())
            break;
    }
    LastValues last;
    for (const auto &[name, series] : store.all())
        if (!series.isEmpty()) {
            last.values[name] = series.values().back();
            last.points[name] = series.size();
        }
    return last;
}

nlohmann::json valuesJson(const std::map<std::string, double> &values) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto &[name, value] : values)
        json[name] = numberOrNull(value);
    return json;
}

Result<int> show(Call &call) {
    TRY(const Opened opened, open(call));
    TRY(const auto runs, workflow::listRuns(*opened.project));
    for (const workflow::RunOverview &run : runs)
        if (run.record.id == opened.run.id()) {
            call.answer = runJson(run);
            call.line(run.record.id.value + "  " + statusOf(run));
        }
    call.answer["folder"] = displayPath(opened.run.path());
    if (const auto spec = opened.run.readSpec()) {
        const runs::Resolution resolved = runs::resolve(spec->task, spec->settings);
        call.answer["settings"] = runs::toJson(resolved.settings.values());
        call.answer["classes"] = spec->classes;
    }
    TRY(const LastValues last, lastValues(opened.run));
    call.answer["metrics"] = valuesJson(last.values);
    for (const auto &[name, value] : last.values)
        call.line("  " + name + "  " + fixed(value, 6));
    return Done;
}

Result<int> follow(Call &call) {
    TRY(const Opened opened, open(call));
    TRY(const FollowEnd end, followRun(call, opened.run, true));
    TRY(const int code, outcomeOf(call, opened.run, end));
    TRY_DO(workflow::registerFinishedRuns(*opened.project));
    return code;
}

Result<int> logs(Call &call) {
    TRY(const Opened opened, open(call));
    constexpr std::uint64_t kLogLimit = std::uint64_t(64) << 20;
    const Result<std::string> text = readTextFile(opened.run.logFile(), kLogLimit);
    call.answer = {{"file", displayPath(opened.run.logFile())}, {"text", text ? *text : std::string()}};
    if (text)
        call.line(*text);
    return Done;
}

/** Sends a request, and with --wait looks until the engine rests. */
Result<int> request(Call &call, runs::Request what) {
    TRY(const std::int64_t seconds, call.integer("--wait", 0, 0, 86400));
    TRY(const Opened opened, open(call));
    TRY_DO(runs::sendRequest(opened.run, what));
    const std::string id = opened.run.id().value;
    call.say(kSaidAsked, {{"request", std::string(runs::toText(what))}, {"run", id}});
    call.answer = {{"run", id}, {"request", runs::toText(what)}};
    const auto start = std::chrono::steady_clock::now();
    while (seconds > 0) {
        const runs::Liveness liveness = runs::liveness(opened.run);
        if (liveness == runs::Liveness::AtRest || liveness == runs::Liveness::Interrupted ||
            liveness == runs::Liveness::NotStarted)
            break;
        if (std::chrono::steady_clock::now() - start > std::chrono::seconds(seconds))
            return fail(kTimedOut, {{"run", id}, {"seconds", std::to_string(seconds)}});
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (const auto state = opened.run.readState())
        call.answer["status"] = runs::toText(state->status);
    TRY_DO(workflow::registerFinishedRuns(*opened.project));
    return Done;
}

Result<int> resume(Call &call) {
    TRY(const Opened opened, open(call));
    TRY(const auto process, launch::startEngine(opened.run));
    call.answer = {{"run", opened.run.id().value}, {"pid", process.pid}};
    call.say(kSaidStarted, {{"run", opened.run.id().value}, {"pid", std::to_string(process.pid)}});
    if (!call.has("--follow"))
        return Done;
    TRY(const FollowEnd end, followRun(call, opened.run, false));
    TRY(const int code, outcomeOf(call, opened.run, end));
    TRY_DO(workflow::registerFinishedRuns(*opened.project));
    return code;
}

Result<int> remove(Call &call) {
    TRY(const Opened opened, open(call));
    // It does not come back: the start of an id, which may be that of another run since the one meant is gone, is not enough.
    const std::string &id = opened.run.id().value;
    if (const std::string given = call.text("R"); id != given && id.starts_with(given))
        return fail(dataset::kNoSuchRun, {{"run", given}});
    TRY_DO(workflow::deleteRun(*opened.project, opened.run));
    call.answer = {{"deleted", opened.run.id().value}};
    call.say(kSaidDeleted, {{"what", opened.run.id().value}});
    return Done;
}

/** Settings that differ, and the last value of every metric, run by run. */
Result<int> compare(Call &call) {
    TRY(const auto project, call.project());
    TRY_DO(workflow::registerFinishedRuns(*project));
    nlohmann::json runs = nlohmann::json::array();
    std::map<std::string, std::set<std::string>> seen;
    std::vector<std::pair<std::string, runs::Settings>> all;
    for (const std::string &name : call.list("R")) {
        TRY(const runs::RunDirectory run, workflow::findRun(*project, name));
        TRY(const runs::RunSpec spec, run.readSpec());
        const runs::Resolution resolved = runs::resolve(spec.task, spec.settings);
        TRY(const LastValues last, lastValues(run));
        runs.push_back({{"id", run.id().value}, {"name", spec.name}, {"metrics", valuesJson(last.values)}});
        for (const auto &[key, value] : resolved.settings.values())
            seen[key].insert(runs::toText(value));
        all.emplace_back(run.id().value, resolved.settings.values());
        for (const char *metric : {"val/accuracy", "test/accuracy"})
            if (const auto at = last.values.find(metric); at != last.values.end())
                call.line(run.id().value + "  " + metric + "  " + fixed(at->second, 4));
    }
    nlohmann::json different = nlohmann::json::object();
    for (const auto &[key, values] : seen)
        if (values.size() > 1)
            for (const auto &[id, settings] : all) {
                different[key][id] = runs::toText(settings.at(key));
                call.line(id + "  " + key + " = " + runs::toText(settings.at(key)));
            }
    call.answer = {{"runs", runs}, {"settings_that_differ", different}};
    return Done;
}

} // namespace

void addRunVerbs(Verbs &verbs) {
    const std::vector<Parameter> one{{"PROJECT"}, {"R"}};
    verbs.push_back({"runs", "list", {{"PROJECT"}}, {}, list});
    verbs.push_back({"runs", "show", one, {}, show});
    verbs.push_back({"runs", "follow", one, {}, follow});
    verbs.push_back({"runs", "logs", one, {}, logs});
    verbs.push_back({"runs", "pause", one, {{"--wait", "SECONDS"}},
                     [](Call &call) { return request(call, runs::Request::Pause); }});
    verbs.push_back({"runs", "stop", one, {{"--wait", "SECONDS"}},
                     [](Call &call) { return request(call, runs::Request::Stop); }});
    verbs.push_back({"runs", "resume", one, {{"--follow", ""}}, resume});
    verbs.push_back({"runs", "delete", one, {}, remove});
    verbs.push_back({"runs", "compare", {{"PROJECT"}, {"R", Parameter::AtLeastOne}}, {}, compare});
}

} // namespace trainyard::cli

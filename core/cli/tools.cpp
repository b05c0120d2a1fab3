// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/tools.h"

#include "core/base/errors.h"
#include "core/base/json.h"
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/launch/enginetool.h"
#include "core/launch/runwatcher.h"

#include <QEventLoop>
#include <QFile>

namespace trainyard::cli {

namespace {

double valueOf(const runs::MetricValues &values, std::string_view name) {
    for (const auto &[key, value] : values)
        if (key == name)
            return value;
    return std::nan("");
}

/** Says what a person wants to know while waiting; everything else is for the log. */
class Reporter final {
public:
    Reporter(Call &call, std::int64_t from) : m_call(call), m_from(from) {}

    void take(const runs::Event &event, const std::optional<runs::RunState> &state) {
        if (event.sequence <= m_from)
            return;
        if (m_call.json) {
            if (const Result<nlohmann::json> line = parseJson(runs::toLine(event), "events"))
                m_call.stream(*line);
        }
        if (const auto *epoch = std::get_if<runs::EpochEvent>(&event.data)) {
            const std::string of = state && state->epochs > 0 ? std::to_string(state->epochs) : "?";
            m_call.say(kSaidEpoch, {{"epoch", std::to_string(epoch->epoch)},
                                    {"epochs", of},
                                    {"loss", fixed(valueOf(epoch->values, "train/loss"), 4)},
                                    {"accuracy", percent(valueOf(epoch->values, "val/accuracy"))},
                                    {"seconds", fixed(epoch->seconds, 1)}});
        } else if (const auto *finding = std::get_if<runs::FindingEvent>(&event.data)) {
            m_call.say(finding->what);
        }
    }

private:
    Call &m_call;
    std::int64_t m_from;
};

} // namespace

Result<nlohmann::json> runTool(launch::Program program, const std::vector<std::string> &arguments) {
    QStringList list;
    for (const std::string &argument : arguments)
        list << QFile::decodeName(argument.c_str());
    launch::EngineTool tool(program, list);
    QEventLoop loop;
    Result<nlohmann::json> result = fail(kCancelled);
    QObject::connect(&tool, &launch::EngineTool::succeeded, &loop, [&](const QJsonDocument &answer) {
        const QByteArray text = answer.toJson(QJsonDocument::Compact);
        result = parseJson({text.constData(), static_cast<std::size_t>(text.size())}, launch::programName(program));
    });
    QObject::connect(&tool, &launch::EngineTool::failed, &loop, [&](const Error &error) { result = fail(error); });
    QObject::connect(&tool, &launch::EngineTool::finished, &loop, &QEventLoop::quit);
    tool.start();
    loop.exec();
    return result;
}

Result<FollowEnd> followRun(Call &call, const runs::RunDirectory &run, bool fromStart) {
    std::int64_t from = 0;
    if (!fromStart)
        if (const auto state = run.readState())
            from = state->sequence;
    Reporter reporter(call, from);
    launch::RunWatcher watcher(run);
    QEventLoop loop;
    FollowEnd end;
    std::optional<Error> trouble;
    bool caughtUp = false;
    // At rest by its word, or gone without one; then one more look, for events written just before.
    const auto look = [&] {
        const bool over = end.liveness == runs::Liveness::AtRest || end.liveness == runs::Liveness::Interrupted ||
                          end.liveness == runs::Liveness::NotStarted;
        const bool complete = !end.state || watcher.position().sequence >= end.state->sequence;
        if (caughtUp && over && (complete || end.liveness == runs::Liveness::Interrupted))
            loop.quit();
    };
    QObject::connect(&watcher, &launch::RunWatcher::eventsArrived, &loop, [&](const launch::EventBatchPointer &batch) {
        for (const runs::Event &event : batch->events)
            reporter.take(event, watcher.state());
        look();
    });
    QObject::connect(&watcher, &launch::RunWatcher::stateChanged, &loop,
                     [&](const std::optional<runs::RunState> &state, runs::Liveness liveness) {
                         end.state = state;
                         end.liveness = liveness;
                         look();
                     });
    QObject::connect(&watcher, &launch::RunWatcher::caughtUp, &loop, [&] {
        caughtUp = true;
        look();
    });
    QObject::connect(&watcher, &launch::RunWatcher::trouble, &loop, [&](const Error &error) {
        trouble = error;
        if (!run.exists())
            loop.quit();
    });
    QMetaObject::invokeMethod(&loop, [&] { watcher.start(); }, Qt::QueuedConnection);
    loop.exec();
    if (trouble && !run.exists())
        return fail(*trouble);
    return end;
}

Result<int> outcomeOf(Call &call, const runs::RunDirectory &run, const FollowEnd &end) {
    const std::string id = run.id().value;
    call.answer["run"] = id;
    if (!end.state || end.liveness == runs::Liveness::Interrupted)
        return fail(kRunInterrupted, {{"run", id}});
    const runs::RunState &state = *end.state;
    const std::string status(runs::toText(state.status));
    call.answer["type"] = "end";
    call.answer["status"] = status;
    call.answer["epoch"] = state.epoch;
    if (state.best)
        call.answer["best"] = {{"metric", state.best->metric},
                               {"value", numberOrNull(state.best->value)},
                               {"epoch", state.best->epoch}};
    if (state.error) {
        call.say(*state.error);
        return fail(kRunFailed, {{"run", id}, {"status", status}, {"code", state.error->code}});
    }
    if (state.status == runs::RunStatus::Failed)
        return fail(kRunFailed, {{"run", id}, {"status", status}});
    call.say(kSaidEnded, {{"run", id}, {"status", status}});
    return Done;
}

} // namespace trainyard::cli

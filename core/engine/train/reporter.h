// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runs/control.h"
#include "core/runs/eventlog.h"
#include "core/runs/rundirectory.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace trainyard::engine {

/**
 * A training's word to the world: events.jsonl, state.json with its heartbeat, and the requests of control/. A thread
 * of its own renews the heartbeat, measures the machine's load and looks for requests every half second, however long
 * a step takes. All functions may be called from any thread.
 */
class Reporter final {
public:
    static Result<std::unique_ptr<Reporter>> open(const runs::RunDirectory &run);
    ~Reporter();
    Reporter(const Reporter &) = delete;
    Reporter &operator=(const Reporter &) = delete;

    /** A disk that does not take it is remembered (diskError) instead of ending the training at once. */
    void write(runs::EventData event);
    /** The log held events of an earlier start when it was opened. */
    [[nodiscard]] bool isAnotherStart() const { return m_isAnotherStart; }
    void finding(Severity severity, Error what, std::string subject = {});
    void log(std::string_view level, std::string text);
    /** Changes the state and writes it. */
    void update(const std::function<void(runs::RunState &)> &change);
    [[nodiscard]] runs::RunState state() const;
    /** The last event and the last state of this start, forced to disk. */
    Result<> finish(runs::RunStatus status, runs::MetricValues values, std::optional<Error> error);

    /** Requests that came since the last call; SIGTERM and SIGINT are a pause (installPauseSignals). */
    struct Asked {
        bool stop = false;
        bool pause = false;
        bool checkpoint = false;
    };
    Asked takeAsked();
    [[nodiscard]] std::optional<Error> diskError() const;

private:
    explicit Reporter(runs::RunDirectory run, runs::EventWriter writer);
    void watch();
    void writeState(runs::Flush flush);

    runs::RunDirectory m_run;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    runs::EventWriter m_writer;
    runs::RunState m_state;
    std::optional<Error> m_diskError;
    Asked m_asked;
    const bool m_isAnotherStart;
    bool m_ended = false;
    std::thread m_watcher;
};

/** From now on SIGTERM and SIGINT ask the running training to pause. */
void installPauseSignals();

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/reporter.h"

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/engine/device/cpu.h"

#include <csignal>

namespace trainyard::engine {

namespace {

volatile std::sig_atomic_t pauseSignal = 0;
void onPauseSignal(int) {
    pauseSignal = 1;
}

constexpr std::chrono::milliseconds kWatchEvery(500);

} // namespace

void installPauseSignals() {
    struct sigaction action {};
    action.sa_handler = onPauseSignal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
}

Result<std::unique_ptr<Reporter>> Reporter::open(const runs::RunDirectory &run) {
    TRY(runs::EventWriter writer, runs::EventWriter::open(run.eventsFile()));
    std::unique_ptr<Reporter> reporter(new Reporter(run, std::move(writer)));
    if (auto previous = run.readState()) {
        reporter->m_state.best = previous->best;
        reporter->m_state.epoch = previous->epoch;
        reporter->m_state.epochs = previous->epochs;
        reporter->m_state.step = previous->step;
        reporter->m_state.steps = previous->steps;
    }
    reporter->m_state.status = runs::RunStatus::Starting;
    reporter->m_state.process = runs::currentProcess();
    reporter->m_state.started_ms = nowMs();
    {
        const std::scoped_lock lock(reporter->m_mutex);
        reporter->writeState(runs::Flush::No);
    }
    if (reporter->m_diskError)
        return fail(*reporter->m_diskError);
    reporter->m_watcher = std::thread([r = reporter.get()] { r->watch(); });
    return reporter;
}

Reporter::Reporter(runs::RunDirectory run, runs::EventWriter writer)
    : m_run(std::move(run))
    , m_writer(std::move(writer))
    , m_isAnotherStart(m_writer.sequence() > 0) {}

Reporter::~Reporter() {
    {
        const std::scoped_lock lock(m_mutex);
        m_ended = true;
    }
    m_wake.notify_all();
    if (m_watcher.joinable())
        m_watcher.join();
}

void Reporter::write(runs::EventData event) {
    const std::scoped_lock lock(m_mutex);
    if (auto written = m_writer.write(std::move(event)); !written && !m_diskError) {
        m_diskError = written.error();
        trainyard::log(LogLevel::Error, "event not written: " + written.error().debugText());
    }
}

void Reporter::finding(Severity severity, Error what, std::string subject) {
    trainyard::log(severity == Severity::Error ? LogLevel::Error : LogLevel::Warning, what.debugText());
    write(runs::FindingEvent{severity, std::move(what), std::move(subject)});
}

void Reporter::log(std::string_view level, std::string text) {
    trainyard::log(LogLevel::Info, text);
    write(runs::LogEvent{std::string(level), std::move(text)});
}

void Reporter::writeState(runs::Flush flush) {
    m_state.heartbeat_ms = nowMs();
    m_state.sequence = m_writer.sequence();
    if (auto written = runs::writeRunState(m_run.stateFile(), m_state, flush); !written && !m_diskError)
        m_diskError = written.error();
}

void Reporter::update(const std::function<void(runs::RunState &)> &change) {
    const std::scoped_lock lock(m_mutex);
    change(m_state);
    writeState(runs::Flush::No);
}

runs::RunState Reporter::state() const {
    const std::scoped_lock lock(m_mutex);
    return m_state;
}

Result<> Reporter::finish(runs::RunStatus status, runs::MetricValues values, std::optional<Error> error) {
    const std::scoped_lock lock(m_mutex);
    m_ended = true;
    m_wake.notify_all();
    m_diskError.reset();
    auto written = m_writer.write(runs::FinishedEvent{status, std::move(values), error});
    if (written)
        written = m_writer.sync();
    m_state.status = status;
    m_state.error = std::move(error);
    m_state.secondsLeft.reset();
    writeState(runs::Flush::ToDisk);
    if (!written)
        return written;
    if (m_diskError)
        return fail(*m_diskError);
    return {};
}

Reporter::Asked Reporter::takeAsked() {
    // Looked up here too, so that a request is obeyed at the very next step.
    const std::vector<runs::Request> requests = runs::takeRequests(m_run);
    const std::scoped_lock lock(m_mutex);
    for (const runs::Request request : requests) {
        m_asked.stop = m_asked.stop || request == runs::Request::Stop;
        m_asked.pause = m_asked.pause || request == runs::Request::Pause;
        m_asked.checkpoint = m_asked.checkpoint || request == runs::Request::Checkpoint;
    }
    if (pauseSignal != 0)
        m_asked.pause = true;
    const Asked asked = m_asked;
    m_asked = {};
    return asked;
}

std::optional<Error> Reporter::diskError() const {
    const std::scoped_lock lock(m_mutex);
    return m_diskError;
}

void Reporter::watch() {
    LoadMeter meter;
    (void)meter.read();
    for (std::int64_t round = 1;; ++round) {
        {
            std::unique_lock lock(m_mutex);
            if (m_wake.wait_for(lock, kWatchEvery, [&] { return m_ended; }))
                return;
        }
        const std::vector<runs::Request> requests = runs::takeRequests(m_run);
        const bool measure = round % 4 == 0;
        const double load = measure ? meter.read() : 0.0;
        const std::int64_t resident = measure ? residentBytes() : 0;
        const std::scoped_lock lock(m_mutex);
        if (m_ended)
            return;
        for (const runs::Request request : requests) {
            m_asked.stop = m_asked.stop || request == runs::Request::Stop;
            m_asked.pause = m_asked.pause || request == runs::Request::Pause;
            m_asked.checkpoint = m_asked.checkpoint || request == runs::Request::Checkpoint;
        }
        if (m_state.status == runs::RunStatus::Running) {
            // Said at once, though obeyed only after the step under way.
            if (m_asked.stop)
                m_state.status = runs::RunStatus::Stopping;
            else if (m_asked.pause || pauseSignal != 0)
                m_state.status = runs::RunStatus::Pausing;
        }
        if (measure)
            (void)m_writer.write(runs::SystemEvent{load, resident, {}});
        if (round % 2 == 0)
            writeState(runs::Flush::No);
    }
}

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/finding.h"
#include "core/base/result.h"
#include "core/runs/runstate.h"
#include "core/runs/schema.h"

#include <memory>
#include <optional>

namespace trainyard::runs {

/** Name and value; a value may be NaN or infinite. */
using MetricValues = std::vector<std::pair<std::string, double>>;

struct StartedEvent {
    std::string engine; ///< "trainyard-engine 0.1.0"; one that begins with "fake" invents its numbers
    std::string device; ///< "cpu", "cuda:0"
    int threads = 0;
    std::string torch; ///< version of LibTorch, or empty
    Settings settings; ///< all, resolved
    friend bool operator==(const StartedEvent &, const StartedEvent &) = default;
};
struct ResumedEvent {
    std::int64_t step = 0;
    std::int64_t epoch = 0;
    friend bool operator==(const ResumedEvent &, const ResumedEvent &) = default;
};
struct MetricEvent {
    std::int64_t step = 0;
    std::int64_t epoch = 0;
    MetricValues values;
    friend bool operator==(const MetricEvent &, const MetricEvent &) = default;
};
struct EpochEvent {
    std::int64_t epoch = 0;
    std::int64_t step = 0;
    double seconds = 0;
    MetricValues values;
    friend bool operator==(const EpochEvent &, const EpochEvent &) = default;
};
struct Sample {
    std::int64_t item = 0;
    std::int32_t label = 0;
    std::int32_t predicted = 0;
    double probability = 0; ///< of `predicted`
    friend bool operator==(const Sample &, const Sample &) = default;
};
struct SamplesEvent {
    std::int64_t epoch = 0;
    std::int64_t step = 0;
    std::vector<Sample> items;
    friend bool operator==(const SamplesEvent &, const SamplesEvent &) = default;
};
struct CheckpointEvent {
    std::string kind; ///< "last", "best"
    std::string file; ///< relative to the run's folder
    std::int64_t step = 0;
    std::int64_t epoch = 0;
    friend bool operator==(const CheckpointEvent &, const CheckpointEvent &) = default;
};
struct FindingEvent {
    Severity severity = Severity::Warning;
    Error what;
    std::string subject;
    friend bool operator==(const FindingEvent &, const FindingEvent &) = default;
};
struct LogEvent {
    std::string level; ///< "debug", "info", "warning", "error"
    std::string text;  ///< English, for developers
    friend bool operator==(const LogEvent &, const LogEvent &) = default;
};
struct GpuLoad {
    std::string name;
    double load = 0; ///< 0..1
    std::int64_t memoryBytes = 0;
    friend bool operator==(const GpuLoad &, const GpuLoad &) = default;
};
struct SystemEvent {
    double cpu = 0;               ///< 0..1 of all cores
    std::int64_t memoryBytes = 0; ///< resident, of the engine
    std::vector<GpuLoad> gpu;
    friend bool operator==(const SystemEvent &, const SystemEvent &) = default;
};
struct FinishedEvent {
    RunStatus status = RunStatus::Finished;
    MetricValues values;
    std::optional<Error> error;
    friend bool operator==(const FinishedEvent &, const FinishedEvent &) = default;
};
/** A type that a newer engine writes. */
struct OtherEvent {
    std::string type;
    friend bool operator==(const OtherEvent &, const OtherEvent &) = default;
};

using EventData = std::variant<OtherEvent, StartedEvent, ResumedEvent, MetricEvent, EpochEvent, SamplesEvent,
                               CheckpointEvent, FindingEvent, LogEvent, SystemEvent, FinishedEvent>;

/** One line of events.jsonl. */
struct Event {
    std::int64_t sequence = 0;
    std::int64_t time_ms = 0;
    EventData data;
    friend bool operator==(const Event &, const Event &) = default;
};

/** What an event does to the curves of a run. */
struct CurveChange {
    std::int64_t step = 0;
    bool takesBack = false; ///< points with a greater step are dropped: they come again
    MetricValues points;    ///< of the step, by the name of the curve
};
/** None for an event that curves do not heed. Every reader of curves asks this, and no other rule. */
std::optional<CurveChange> curveChange(const Event &event);

/** The line without its newline. */
std::string toLine(const Event &event);

/** Parses lines; keeps its buffers between them, so one parser for each log. Not for two threads at once. */
class EventParser final {
public:
    EventParser();
    ~EventParser();
    EventParser(EventParser &&) noexcept;
    EventParser &operator=(EventParser &&) noexcept;

    /** False: not an event. Fields that are missing keep their defaults; those of a wrong type make it no event. */
    bool parse(std::string_view line, Event &event);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/** The longest line, newline included, that a writer may write and a reader takes. */
inline constexpr std::size_t kEventLineLimit = std::size_t(4) << 20;

} // namespace trainyard::runs

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runs/control.h"
#include "core/runs/eventlog.h"

#include <functional>

namespace trainyard::fake {

/** How the fake engine misbehaves, from `at` on. */
struct Options {
    enum class Mode { Normal, Hang, Garbage, Crash, NotFinite, DiskFull };
    Mode mode = Mode::Normal;
    std::int64_t at = 5;     ///< step
    int step_ms = 20;        ///< time that a step takes
    bool writeModel = false; ///< leave a model folder, marked as fake, at the end
};

/** Plays one start of an engine on a run's folder. The numbers come from a formula and the run's seed. */
class FakeRun final {
public:
    FakeRun(runs::RunDirectory run, Options options) : m_run(std::move(run)), m_options(options) {}
    /** The exit code. `pauseWanted` tells whether a signal asked for it. */
    int play(const std::function<bool()> &pauseWanted);

private:
    enum class Next { GoOn, Pause, Stop, Fail };
    int refuse(const Error &error);
    Result<> begin();
    Result<> playSteps(const std::function<bool()> &pauseWanted, Next &next);
    Result<> oneStep();
    Result<> endEpoch();
    Result<> checkpoint(std::string_view kind);
    Result<> wait(const std::function<bool()> &pauseWanted, Next &next);
    Next obey(const std::function<bool()> &pauseWanted);
    void misbehave();
    Result<> finish(runs::RunStatus status, std::optional<Error> error);
    Result<> writeModel();
    Result<> writeState(runs::RunStatus status, runs::Flush flush = runs::Flush::No);
    [[nodiscard]] double loss(std::int64_t step) const;
    [[nodiscard]] double accuracy(std::int64_t step) const;
    [[nodiscard]] double noise(std::int64_t step, std::uint32_t stream) const;

    runs::RunDirectory m_run;
    Options m_options;
    runs::RunSpec m_spec;
    runs::ResolvedSettings m_settings;
    runs::Manifest m_manifest;
    std::optional<runs::EventWriter> m_events;
    runs::RunState m_state;
    std::int64_t m_stepsAnEpoch = 1;
    std::int64_t m_lastHeartbeat_ms = 0;
    std::int64_t m_lastCheckpoint_ms = 0;
    bool m_checkpointWanted = false;
};

} // namespace trainyard::fake

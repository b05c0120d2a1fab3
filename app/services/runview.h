// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/event.h"
#include "core/runs/liveness.h"
#include "core/runs/rundirectory.h"
#include "core/runs/runspec.h"
#include "core/runs/runstate.h"
#include "widgets/charts/curvedata.h"

#include <QString>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace trainyard::app {

/** Everything that the window knows of a run: the folder's content, read as it grows. */
struct RunView {
    QString id;
    QString name;
    runs::RunDirectory directory{Path()};
    std::int64_t created_ms = 0;
    std::optional<runs::RunState> state;
    runs::Liveness liveness = runs::Liveness::NotStarted;
    bool followed = false;  ///< events are being read
    bool caughtUp = false;  ///< all that was there has been read
    int colour = 0;         ///< index of its line in charts
    std::map<QString, std::shared_ptr<widgets::MemoryCurve>> curves; ///< by metric name
    std::vector<double> sparkline; ///< validation accuracy by epoch
    runs::SamplesEvent samples;    ///< of the newest epoch
    std::deque<QString> log;       ///< the last lines
    std::size_t droppedLines = 0;  ///< of the log, before them
    std::vector<std::pair<std::int64_t, runs::SystemEvent>> system; ///< time_ms; the last ones
    std::optional<runs::StartedEvent> started;
    std::optional<runs::FinishedEvent> finished;
    std::vector<runs::FindingEvent> findings;
    std::optional<runs::RunSpec> spec;

    [[nodiscard]] bool isWorking() const {
        return liveness == runs::Liveness::Running &&
               !(state && runs::isAtRest(state->status));
    }
    /** Adds the next event of the run's log, as PROTOCOL.md says how a reader takes each. */
    void take(const runs::Event &event);
    /** The log is read again from its beginning. */
    void forgetEvents();
};

} // namespace trainyard::app

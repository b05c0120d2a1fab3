// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/liveness.h"

#include "core/base/clock.h"

namespace trainyard::runs {

namespace {

/** The starter has started an engine after the one that wrote this state. */
bool isNewer(const ProcessId &launched, const RunState &state) {
    return launched.host == state.process.host && launched != state.process &&
           presence(launched) == ProcessPresence::Present;
}

} // namespace

Liveness judge(const std::optional<RunState> &state, const std::optional<ProcessId> &launched, std::int64_t now_ms) {
    if (!state) {
        if (!launched)
            return Liveness::NotStarted;
        switch (presence(*launched)) {
        case ProcessPresence::Present: return Liveness::Running;
        case ProcessPresence::Gone: return Liveness::Interrupted;
        case ProcessPresence::Unknown: return Liveness::Unknown;
        }
    }
    if (isAtRest(state->status)) // its own word is enough; but it may just have been started again
        return launched && isNewer(*launched, *state) ? Liveness::Running : Liveness::AtRest;
    const ProcessPresence engine = presence(state->process);
    if (engine == ProcessPresence::Gone)
        return launched && isNewer(*launched, *state) ? Liveness::Running : Liveness::Interrupted;
    // A clock that was set back makes the age negative: that is fresh.
    if (now_ms - state->heartbeat_ms <= kHeartbeatLimit_ms)
        return Liveness::Running;
    return Liveness::Unknown;
}

Liveness liveness(const RunDirectory &run) {
    std::optional<RunState> state;
    std::optional<ProcessId> launched;
    if (auto read = run.readState())
        state = std::move(*read);
    if (auto read = run.readLaunch())
        launched = std::move(*read);
    return judge(state, launched, nowMs());
}

} // namespace trainyard::runs

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runs/rundirectory.h"
#include "core/runs/runstate.h"

namespace trainyard::runs {

enum class Liveness {
    NotStarted,  ///< no engine was ever started on it
    Running,     ///< the heartbeat is fresh, or the process has just been started
    Unknown,     ///< the heartbeat is old, and nobody can say that the engine has ended
    Interrupted, ///< the engine has ended without saying so; the run can be resumed
    AtRest,      ///< the engine has said that it is done: status tells how
};

/** A heartbeat older than this is old: five renewals missed. */
inline constexpr std::int64_t kHeartbeatLimit_ms = 10'000;

/** `state` is empty while the engine has written none, `launched` while nobody has started one. */
Liveness judge(const std::optional<RunState> &state, const std::optional<ProcessId> &launched, std::int64_t now_ms);
/** Reads state.json and launch.json and judges. */
Liveness liveness(const RunDirectory &run);

} // namespace trainyard::runs

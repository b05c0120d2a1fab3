// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/verb.h"
#include "core/launch/programs.h"
#include "core/runs/liveness.h"
#include "core/runs/rundirectory.h"

namespace trainyard::cli {

/** Runs one of our programs to its end and gives the JSON that it answers (also when it ends with 3). */
Result<nlohmann::json> runTool(launch::Program program, const std::vector<std::string> &arguments);

struct FollowEnd {
    runs::Liveness liveness = runs::Liveness::NotStarted;
    std::optional<runs::RunState> state;
};
/**
 * Reports a run's events until it rests: sentences for a person, with --json one line an event. Goes on where the log
 * is now when `fromStart` is false. Ends at once when nothing works on the run any more.
 */
Result<FollowEnd> followRun(Call &call, const runs::RunDirectory &run, bool fromStart);

/** The exit code for how a run ended, with its words said. */
Result<int> outcomeOf(Call &call, const runs::RunDirectory &run, const FollowEnd &end);

} // namespace trainyard::cli

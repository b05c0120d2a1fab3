// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/base/result.h"
#include "core/runs/process.h"

#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace trainyard::runs {

enum class RunStatus { Starting, Running, Pausing, Paused, Stopping, Finished, Stopped, Failed };
std::string_view toText(RunStatus status);
std::optional<RunStatus> runStatusFromText(std::string_view text);
/** No engine works on it any more, by its own word: finished, stopped, failed, paused. */
bool isAtRest(RunStatus status);
/** It will not go on: finished, stopped, failed (a failed or stopped run can still be resumed on request). */
bool isFinal(RunStatus status);

struct BestValue {
    std::string metric;
    double value = 0;
    int epoch = 0;
    friend bool operator==(const BestValue &, const BestValue &) = default;
};

/** state.json: where a run stands, by the engine's own word. */
struct RunState {
    RunStatus status = RunStatus::Starting;
    ProcessId process;
    std::int64_t started_ms = 0;
    std::int64_t heartbeat_ms = 0;
    std::int64_t epoch = 0; ///< from 1; 0 before the first
    std::int64_t epochs = 0;
    std::int64_t step = 0;
    std::int64_t steps = 0;
    std::optional<double> secondsLeft;
    std::optional<BestValue> best;
    std::optional<Error> error;
    std::int64_t sequence = 0;

    friend bool operator==(const RunState &, const RunState &) = default;
};

enum class Flush { No, ToDisk };

Result<RunState> runStateFromJson(const nlohmann::json &json, std::string_view file = "state.json");
nlohmann::json toJson(const RunState &state);
Result<RunState> readRunState(const Path &file);
/** Replaces the file by rename. A heartbeat needs no Flush; the last state of a start does. */
Result<> writeRunState(const Path &file, const RunState &state, Flush flush = Flush::No);

nlohmann::json errorToJson(const Error &error);
std::optional<Error> errorFromJson(const nlohmann::json &json);

} // namespace trainyard::runs

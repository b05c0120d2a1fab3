// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runs/rundirectory.h"

namespace trainyard::runs {

enum class Request { Stop, Pause, Checkpoint };
std::string_view toText(Request request);

/** Renames a request into control/; any process may. The same request twice is one request. */
Result<> sendRequest(const RunDirectory &run, Request request);
/** For the engine: the requests that wait, each deleted as it is taken; in the order stop, pause, checkpoint. */
std::vector<Request> takeRequests(const RunDirectory &run);
/** For the starter, before it starts an engine: what was asked of an engine long gone must not reach the new one. */
Result<> clearRequests(const RunDirectory &run);

} // namespace trainyard::runs

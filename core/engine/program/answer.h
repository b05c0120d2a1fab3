// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

namespace trainyard::engine {

/** {"error": {"code", "arguments"}} on standard output, the same for people in the log; exit code 1. */
int answerError(const Error &error);
/** One line of JSON on standard output; exit code 0. */
int answer(const nlohmann::json &json);

} // namespace trainyard::engine

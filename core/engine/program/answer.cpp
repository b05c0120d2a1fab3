// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/program/answer.h"

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/runs/runstate.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace trainyard::engine {

int answerError(const Error &error) {
    log(LogLevel::Error, error.debugText());
    (void)answer({{"error", runs::errorToJson(error)}});
    return 1;
}

int answer(const nlohmann::json &json) {
    std::string line = jsonLine(json);
    if (line.empty() || line.back() != '\n')
        line += '\n';
    std::fputs(line.c_str(), stdout);
    return std::fflush(stdout) == 0 ? 0 : 1;
}

} // namespace trainyard::engine

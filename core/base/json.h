// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

namespace trainyard {

/** Parses JSON from an untrusted source: at most `depth` levels deep. kInvalidJson; `file` names it in the error. */
Result<nlohmann::json> parseJson(std::string_view text, std::string_view file, int depth = 64);
Result<nlohmann::json> readJsonFile(const Path &path, std::uint64_t limit = std::uint64_t(64) << 20);
Result<> writeJsonFile(const Path &path, const nlohmann::json &value);

/** One line; text that is not valid UTF-8 is written with U+FFFD instead of failing. */
std::string jsonLine(const nlohmann::json &value);

} // namespace trainyard

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id.h"
#include "core/base/path.h"
#include "core/runs/schema.h"

namespace trainyard::runs {

/** The version of core/runs/PROTOCOL.md that this code reads and writes. */
inline constexpr int kProtocol = 1;

/** run.json: what to do. Written once by the starter. */
struct RunSpec {
    RunId id;
    std::string name; ///< for people
    std::string task = "classification";
    std::int64_t created_ms = 0;
    VersionId dataVersion;
    std::vector<std::string> classes; ///< in the order of the network's outputs
    Settings settings;                ///< as given; resolve() fills in defaults

    friend bool operator==(const RunSpec &, const RunSpec &) = default;
};

/** Settings are not checked against the schema here: resolve() does that. kInvalidRun, kNewerProtocol, kWrongType. */
Result<RunSpec> runSpecFromJson(const nlohmann::json &json, std::string_view file = "run.json");
nlohmann::json toJson(const RunSpec &spec);
Result<RunSpec> readRunSpec(const Path &file);
Result<> writeRunSpec(const Path &file, const RunSpec &spec);

/** 1..128 letters, digits, '.', '_', '-' of ASCII, not beginning with '.' or '-': safe as a folder's name anywhere. */
bool isValidRunId(std::string_view id);
/** "20261124-085300-defects": sorts by age; of `name` only what an id may hold. Local time. */
RunId makeRunId(std::string_view name, std::int64_t time_ms);

} // namespace trainyard::runs

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_runs
// run.json, state.json and settings from anywhere: an error value, or a document that comes back the same.
#include "core/base/json.h"
#include "core/runs/runspec.h"
#include "core/runs/runstate.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard;
    using namespace trainyard::runs;
    const auto json = parseJson({reinterpret_cast<const char *>(data), size}, "fuzz");
    if (!json)
        return 0;
    if (const auto spec = runSpecFromJson(*json)) {
        const auto again = runSpecFromJson(toJson(*spec));
        if (!again || !(*again == *spec))
            std::abort();
        const Resolution resolution = resolve(spec->task, spec->settings);
        if (resolution.problems.empty() && !resolve(spec->task, resolution.settings.values()).problems.empty())
            std::abort();
    }
    resolve("classification", *json);
    if (const auto state = runStateFromJson(*json)) {
        const auto again = runStateFromJson(toJson(*state));
        if (!again || again->status != state->status || again->process != state->process)
            std::abort();
    }
    return 0;
}

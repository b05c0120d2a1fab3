// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/workflow/relinking.h"

#include <system_error>

namespace trainyard::cli {

namespace {

Result<int> findings(Call &call) {
    TRY(const auto project, call.project());
    TRY(const auto list, project->findings(call.text("--kind")));
    call.answer["findings"] = nlohmann::json::array();
    for (const Finding &finding : list) {
        call.answer["findings"].push_back(toJson(finding, call));
        call.line(finding.subject + "  " + call.words(finding.what));
    }
    return Done;
}

/** OLD is a source's root or a folder above it, or one item whose file is NEW now. */
Result<int> relink(Call &call) {
    TRY(const auto project, call.project());
    const Path now = call.path("NEW");
    std::error_code ignored;
    if (!std::filesystem::exists(now, ignored))
        return fail(kNoSuchFolder, {{"folder", displayPath(now)}});
    TRY(const auto report, workflow::relink(*project, call.path("OLD"), now));
    call.answer["sequence"] = report.sequence;
    call.answer["sources"] = report.sources;
    call.answer["known"] = report.found;
    call.answer["missing"] = report.missing;
    call.say(kSaidAdded, {{"folder", displayPath(now)},
                          {"added", "0"},
                          {"known", std::to_string(report.found)},
                          {"missing", std::to_string(report.missing)}});
    return Done;
}

} // namespace

void addFindingVerbs(Verbs &verbs) {
    verbs.push_back({"", "findings", {{"PROJECT"}}, {{"--kind", "K"}}, findings});
    verbs.push_back({"", "relink", {{"PROJECT"}, {"OLD"}, {"NEW"}}, {}, relink});
}

} // namespace trainyard::cli

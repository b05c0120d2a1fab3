// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/dataset/scan.h"

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

/** OLD may be a source's root or a folder above it. */
Result<int> relink(Call &call) {
    std::error_code ignored;
    const Path old = std::filesystem::absolute(call.path("OLD"), ignored).lexically_normal();
    const Path now = std::filesystem::absolute(call.path("NEW"), ignored).lexically_normal();
    if (!std::filesystem::is_directory(now, ignored))
        return fail(kNoSuchFolder, {{"folder", displayPath(now)}});
    TRY(const auto project, call.project());
    TRY(const auto sources, project->sources());
    std::vector<std::pair<dataset::SourceId, Path>> moved;
    for (const dataset::Source &source : sources) {
        const Path below = source.root.lexically_relative(old);
        if (below.empty() || *below.begin() == "..")
            continue;
        moved.emplace_back(source.id, below == "." ? now : (now / below).lexically_normal());
    }
    if (moved.empty())
        return fail(kNotInSource, {{"folder", displayPath(old)}});
    TRY(const int code, actAndSay(call, *project, "source.relink", {{"folder", displayPath(now)}},
                                  [&](dataset::Edit &edit) -> Result<> {
                                      for (const auto &[source, root] : moved)
                                          TRY_DO(edit.relinkSource(source, root));
                                      return {};
                                  }));
    std::uint64_t found = 0, missing = 0;
    for (const auto &[source, root] : moved) { // what lies there now
        TRY(const auto report, dataset::addFolder(*project, root));
        found += report.known;
        missing += report.missing;
    }
    call.answer["sources"] = moved.size();
    call.answer["known"] = found;
    call.answer["missing"] = missing;
    call.say(kSaidAdded, {{"folder", displayPath(now)},
                          {"added", "0"},
                          {"known", std::to_string(found)},
                          {"missing", std::to_string(missing)}});
    return code;
}

} // namespace

void addFindingVerbs(Verbs &verbs) {
    verbs.push_back({"", "findings", {{"PROJECT"}}, {{"--kind", "K"}}, findings});
    verbs.push_back({"", "relink", {{"PROJECT"}, {"OLD"}, {"NEW"}}, {}, relink});
}

} // namespace trainyard::cli

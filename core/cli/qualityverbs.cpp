// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/dataset/quality.h"
#include "core/dataset/scan.h"

namespace trainyard::cli {

namespace {

Result<int> quality(Call &call) {
    for (const char *later : {"--outliers", "--label-errors"})
        if (call.has(later))
            return fail(kNotBuilt, {{"command", std::string("quality ") + later}});
    const bool onlyLeaks = call.has("--leakage") && !call.has("--duplicates");
    TRY(const auto project, call.project());
    ThreadPool pool;
    TRY_DO(dataset::probeItems(*project, pool)); // what has no hash yet
    TRY(const dataset::DuplicateReport report, dataset::findExactDuplicates(*project));
    if (!project->isReadOnly())
        TRY_DO(dataset::recordDuplicates(*project, report));
    nlohmann::json groups = nlohmann::json::array();
    std::uint64_t leaking = 0;
    for (const dataset::DuplicateGroup &group : report.groups) {
        leaking += group.leaks() ? 1 : 0;
        if (onlyLeaks && !group.leaks())
            continue;
        nlohmann::json items = nlohmann::json::array();
        TRY(const auto rows, project->items(group.items));
        for (const dataset::Item &item : rows)
            items.push_back({{"id", item.id.value}, {"path", displayPath(item.path)}, {"split", dataset::splitName(item.split)}});
        if (!rows.empty())
            call.line(std::to_string(rows.size()) + "  " + (group.leaks() ? "leak  " : "      ") +
                      displayPath(rows.front().path));
        groups.push_back({{"hash", group.hash.hex()}, {"leaks", group.leaks()}, {"items", std::move(items)}});
    }
    call.answer = {{"duplicates", report.groups.size()}, {"leaking", leaking}, {"unhashed", report.unhashed}, {"groups", groups}};
    call.say(kSaidDuplicates, {{"groups", std::to_string(report.groups.size())}, {"leaking", std::to_string(leaking)}});
    return Done;
}

} // namespace

void addQualityVerbs(Verbs &verbs) {
    verbs.push_back({"",
                     "quality",
                     {{"PROJECT"}},
                     {{"--duplicates", ""}, {"--leakage", ""}, {"--outliers", ""}, {"--label-errors", ""}},
                     quality});
}

} // namespace trainyard::cli

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/workflow/opening.h"

#include <system_error>

namespace trainyard::cli {

namespace {

nlohmann::json addedJson(const dataset::AddFolderReport &report, const Path &root, Call &call) {
    call.say(kSaidAdded, {{"folder", displayPath(root)},
                          {"added", std::to_string(report.added)},
                          {"known", std::to_string(report.known)},
                          {"missing", std::to_string(report.missing)}});
    nlohmann::json findings = nlohmann::json::array();
    for (const Finding &finding : report.findings) {
        findings.push_back(toJson(finding, call));
        call.say(finding.what);
    }
    return {{"source", report.source.value}, {"root", displayPath(root)}, {"added", report.added},
            {"known", report.known},         {"missing", report.missing}, {"changed", report.changed},
            {"others", report.others},       {"findings", findings}};
}

Result<nlohmann::json> probe(dataset::Project &project, Call &call) {
    ThreadPool pool;
    TRY(const dataset::ProbeReport report, dataset::probeItems(project, pool));
    if (report.damaged > 0)
        call.say(kSaidDamagedFiles, {{"count", std::to_string(report.damaged)}});
    if (report.moved > 0)
        call.say(kSaidMoved, {{"count", std::to_string(report.moved)}});
    return nlohmann::json{{"probed", report.probed}, {"damaged", report.damaged}, {"missing", report.missing}, {"moved", report.moved}};
}

Result<int> add(Call &call) {
    TRY(const auto project, call.project());
    call.answer["added"] = nlohmann::json::array();
    for (const std::string &path : call.list("PATH")) {
        std::error_code ignored;
        const Path root = std::filesystem::absolute(path, ignored).lexically_normal();
        TRY(const auto report, dataset::addFolder(*project, root));
        call.answer["added"].push_back(addedJson(report, root, call));
    }
    TRY(call.answer["files"], probe(*project, call));
    return Done;
}

Result<int> list(Call &call) {
    TRY(const auto project, call.project());
    TRY(const auto sources, project->sources());
    TRY(const dataset::Facets facets, project->facets({}));
    call.answer["sources"] = nlohmann::json::array();
    for (const dataset::Source &source : sources) {
        std::uint64_t items = 0;
        for (const auto &[id, count] : facets.sources)
            items += id == source.id ? count : 0;
        std::error_code ignored;
        const bool there = std::filesystem::exists(source.root, ignored);
        call.answer["sources"].push_back({{"id", source.id.value},
                                          {"name", source.name},
                                          {"root", displayPath(source.root)},
                                          {"items", items},
                                          {"reachable", there}});
        call.line(std::to_string(source.id.value) + "  " + std::to_string(items) + "  " + displayPath(source.root));
    }
    return Done;
}

Result<int> rescan(Call &call) {
    TRY(const auto project, call.project());
    TRY(const auto sources, project->sources());
    call.answer["rescanned"] = nlohmann::json::array();
    for (const dataset::Source &source : sources) {
        TRY(const auto report, dataset::addFolder(*project, source.root));
        call.answer["rescanned"].push_back(addedJson(report, source.root, call));
    }
    TRY(call.answer["files"], probe(*project, call));
    return Done;
}

} // namespace

void addSourceVerbs(Verbs &verbs) {
    verbs.push_back({"source", "add", {{"PROJECT"}, {"PATH", Parameter::AtLeastOne}}, {}, add});
    verbs.push_back({"source", "list", {{"PROJECT"}}, {}, list});
    verbs.push_back({"source", "rescan", {{"PROJECT"}}, {}, rescan});
}

} // namespace trainyard::cli

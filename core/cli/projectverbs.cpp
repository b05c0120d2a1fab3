// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/dataset/workspace.h"

#include <system_error>

namespace trainyard::cli {

namespace {

Result<int> create(Call &call) {
    dataset::ProjectOptions options;
    options.session = "cli";
    options.name = call.text("--name");
    TRY(const auto project, dataset::Project::create(call.path("DIR"), options));
    call.answer = {{"folder", displayPath(project->folder())}, {"name", project->name()}};
    call.say(kSaidCreated, {{"folder", displayPath(project->folder())}});
    return Done;
}

Result<int> info(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::Facets facets, project->facets({}));
    TRY(const auto classes, project->classes());
    TRY(const auto sources, project->sources());
    TRY(const auto versions, project->versions());
    TRY(const auto runs, project->runs());
    TRY(const auto models, project->models());
    TRY(const std::int64_t sequence, project->lastSequence());
    nlohmann::json sourceList = nlohmann::json::array();
    for (const dataset::Source &source : sources)
        sourceList.push_back({{"id", source.id.value}, {"name", source.name}, {"root", displayPath(source.root)}});
    const dataset::PlaceFacts place = dataset::placeFacts(project->folder());
    call.answer = {{"folder", displayPath(project->folder())},
                   {"name", project->name()},
                   {"read_only", project->isReadOnly()},
                   {"network_file_system", place.network},
                   {"items", facets.items},
                   {"objects", facets.objects},
                   {"labelled", facets.labelled},
                   {"missing", facets.missing},
                   {"damaged", facets.damaged},
                   {"classes", classes.size()},
                   {"sources", sourceList},
                   {"versions", versions.size()},
                   {"runs", runs.size()},
                   {"models", models.size()},
                   {"sequence", sequence}};
    call.say(kSaidInfo, {{"name", project->name()},
                         {"items", std::to_string(facets.items)},
                         {"objects", std::to_string(facets.objects)},
                         {"classes", std::to_string(classes.size())},
                         {"runs", std::to_string(runs.size())},
                         {"models", std::to_string(models.size())}});
    return Done;
}

Result<int> check(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::CheckReport report, project->check());
    nlohmann::json problems = nlohmann::json::array();
    for (const Error &problem : report.problems) {
        problems.push_back(toJson(problem, call));
        call.say(problem);
    }
    call.answer = {{"whole", report.problems.empty()},
                   {"problems", problems},
                   {"items", report.items},
                   {"objects", report.objects},
                   {"journal", report.journal}};
    if (!report.problems.empty()) {
        call.say(kDamaged, {{"problems", std::to_string(report.problems.size())}});
        return Failed;
    }
    call.say(kSaidWhole, {{"items", std::to_string(report.items)},
                          {"objects", std::to_string(report.objects)},
                          {"journal", std::to_string(report.journal)}});
    return Done;
}

Result<int> backup(Call &call) {
    TRY(const auto project, call.project());
    TRY(const Path file, project->backup(call.path("--to")));
    call.answer = {{"file", displayPath(file)}};
    call.say(kSaidBackup, {{"file", displayPath(file)}});
    return Done;
}

Result<int> restore(Call &call) {
    TRY_DO(dataset::Project::restore(call.path("FILE"), call.path("DIR")));
    call.answer = {{"folder", displayPath(call.path("DIR"))}};
    call.say(kSaidRestored, {{"folder", displayPath(call.path("DIR"))}});
    return Done;
}

} // namespace

void addProjectVerbs(Verbs &verbs) {
    verbs.push_back({"project", "create", {{"DIR"}}, {{"--name", "NAME"}}, create});
    verbs.push_back({"project", "info", {{"PROJECT"}}, {}, info});
    verbs.push_back({"project", "check", {{"PROJECT"}}, {}, check});
    verbs.push_back({"project", "backup", {{"PROJECT"}}, {{"--to", "FILE"}}, backup});
    verbs.push_back({"project", "restore", {{"FILE"}, {"DIR"}}, {}, restore});
}

} // namespace trainyard::cli

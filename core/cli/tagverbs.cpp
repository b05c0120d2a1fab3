// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"

namespace trainyard::cli {

namespace {

Result<int> change(Call &call, bool add) {
    TRY(const dataset::Query where, call.query("--where"));
    TRY(const auto project, call.project());
    TRY(const auto ids, project->ids(where));
    const std::string &name = call.text("NAME");
    call.answer["items"] = ids.size();
    return actAndSay(call, *project, add ? "tag.add" : "tag.remove",
                     {{"tag", name}, {"count", std::to_string(ids.size())}}, [&](dataset::Edit &edit) {
                         return add ? edit.addTag(ids, name) : edit.removeTag(ids, name);
                     });
}

Result<int> list(Call &call) {
    TRY(const auto project, call.project());
    TRY(const auto tags, project->tags());
    call.answer["tags"] = nlohmann::json::array();
    for (const dataset::Tag &tag : tags) {
        call.answer["tags"].push_back({{"id", tag.id.value}, {"name", tag.name}, {"items", tag.items}});
        call.line(std::to_string(tag.items) + "  " + tag.name);
    }
    return Done;
}

} // namespace

void addTagVerbs(Verbs &verbs) {
    verbs.push_back({"tag", "add", {{"PROJECT"}, {"NAME"}}, {{"--where", "QUERY", false, true}},
                     [](Call &call) { return change(call, true); }});
    verbs.push_back({"tag", "remove", {{"PROJECT"}, {"NAME"}}, {{"--where", "QUERY", false, true}},
                     [](Call &call) { return change(call, false); }});
    verbs.push_back({"tag", "list", {{"PROJECT"}}, {}, list});
}

} // namespace trainyard::cli

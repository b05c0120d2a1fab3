// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"

namespace trainyard::cli {

namespace {

Result<int> list(Call &call) {
    TRY(const auto project, call.project());
    TRY(const auto classes, project->classes());
    TRY(const dataset::Facets facets, project->facets({}));
    call.answer["classes"] = nlohmann::json::array();
    for (const dataset::ClassInfo &cls : classes) {
        dataset::ClassCount count;
        for (const dataset::ClassCount &one : facets.classes)
            if (one.cls == cls.id)
                count = one;
        call.answer["classes"].push_back({{"id", cls.id.value},
                                          {"name", cls.name},
                                          {"colour", annotation::colourText(cls.rgb)},
                                          {"digit", cls.digit < 0 ? nlohmann::json(nullptr) : nlohmann::json(cls.digit)},
                                          {"position", cls.position},
                                          {"items", count.items},
                                          {"objects", count.objects}});
        call.line(annotation::colourText(cls.rgb) + "  " + std::to_string(count.objects) + "  " + cls.name);
    }
    return Done;
}

Result<int> add(Call &call) {
    dataset::ClassInfo info;
    info.name = call.text("NAME");
    const std::string &colour = call.text("--colour");
    if (!colour.empty() && !annotation::parseColour(colour, info.rgb))
        return fail(kBadValue, {{"option", "--colour"}, {"value", colour}, {"wanted", "#rrggbb"}});
    TRY(const auto project, call.project());
    return actAndSay(call, *project, "class.add", {{"class", info.name}}, [&](dataset::Edit &edit) -> Result<> {
        TRY(const auto id, edit.addClass(info));
        call.answer["id"] = id.value;
        return {};
    });
}

Result<int> rename(Call &call) {
    TRY(const auto project, call.project());
    TRY(dataset::ClassInfo info, findClass(*project, call.text("A")));
    info.name = call.text("B");
    return actAndSay(call, *project, "class.rename", {{"from", call.text("A")}, {"to", info.name}},
               [&](dataset::Edit &edit) { return edit.updateClass(info); });
}

Result<int> merge(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::ClassInfo from, findClass(*project, call.text("A")));
    TRY(const dataset::ClassInfo into, findClass(*project, call.text("B")));
    return actAndSay(call, *project, "class.merge", {{"from", from.name}, {"to", into.name}},
               [&](dataset::Edit &edit) { return edit.mergeClasses({&from.id, 1}, into.id); });
}

Result<int> remove(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::ClassInfo cls, findClass(*project, call.text("NAME")));
    return actAndSay(call, *project, "class.delete", {{"class", cls.name}},
               [&](dataset::Edit &edit) { return edit.deleteClass(cls.id, call.has("--with-objects")); });
}

} // namespace

void addClassVerbs(Verbs &verbs) {
    verbs.push_back({"class", "list", {{"PROJECT"}}, {}, list});
    verbs.push_back({"class", "add", {{"PROJECT"}, {"NAME"}}, {{"--colour", "COLOUR"}}, add});
    verbs.push_back({"class", "rename", {{"PROJECT"}, {"A"}, {"B"}}, {}, rename});
    verbs.push_back({"class", "merge", {{"PROJECT"}, {"A"}, {"B"}}, {}, merge});
    verbs.push_back({"class", "delete", {{"PROJECT"}, {"NAME"}}, {{"--with-objects", ""}}, remove});
}

} // namespace trainyard::cli

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/codec.h"
#include "core/base/json.h"
#include "core/cli/documents.h"
#include "core/cli/errors.h"

#include <charconv>

namespace trainyard::cli {

namespace {

Result<dataset::AnnotationId> annotationId(const std::string &text) {
    std::int64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || value <= 0)
        return fail(kBadValue, {{"option", "ID"}, {"value", text}, {"wanted", "1.."}});
    return dataset::AnnotationId{value};
}

Result<int> list(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::ItemId item, project->findItem(call.text("ITEM")));
    TRY(const auto names, classNames(*project));
    TRY(const auto annotations, project->annotations(item));
    call.answer = {{"item", item.value}, {"annotations", nlohmann::json::array()}};
    for (const dataset::Annotation &one : annotations) {
        const auto cls = names.find(one.cls);
        const std::string name = cls == names.end() ? std::string() : cls->second;
        call.answer["annotations"].push_back(toJson(one, name));
        call.line(std::to_string(one.id.value) + "  " + name + "  " + annotation::shapeToJsonText(one.shape));
    }
    return Done;
}

Result<int> add(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::ItemId item, project->findItem(call.text("ITEM")));
    const std::string &name = call.text("--class");
    dataset::NewAnnotation fresh;
    fresh.item = item;
    fresh.shape = annotation::ImageLabel{};
    const bool wholeImage = !call.has("--shape");
    if (!wholeImage) {
        TRY(fresh.shape, annotation::shapeFromJsonText(call.text("--shape")));
    }
    return actAndSay(call, *project, wholeImage ? "annotation.label" : "annotation.add", {{"class", name}, {"count", "1"}},
                     [&](dataset::Edit &edit) -> Result<> {
                         TRY(fresh.cls, edit.ensureClass(name));
                         if (wholeImage)
                             return edit.setImageClass(item, fresh.cls);
                         TRY(const auto id, edit.addAnnotation(fresh));
                         call.answer["id"] = id.value;
                         return {};
                     });
}

/** --set k=v: the flags by name, group, z, note, score, and attributes.NAME. */
Result<> set(dataset::Annotation &annotation, const std::string &assignment) {
    const std::size_t equals = assignment.find('=');
    const auto bad = [&](const char *wanted) {
        return fail(kBadValue, {{"option", "--set"}, {"value", assignment}, {"wanted", wanted}});
    };
    if (equals == std::string::npos)
        return bad("KEY=VALUE");
    const std::string key = assignment.substr(0, equals), value = assignment.substr(equals + 1);
    for (const auto &[name, flag] :
         {std::pair{"occluded", &dataset::Annotation::occluded}, std::pair{"truncated", &dataset::Annotation::truncated},
          std::pair{"difficult", &dataset::Annotation::difficult}, std::pair{"crowd", &dataset::Annotation::crowd},
          std::pair{"hidden", &dataset::Annotation::hidden}, std::pair{"locked", &dataset::Annotation::locked}})
        if (key == name) {
            if (value != "true" && value != "false" && value != "1" && value != "0")
                return bad("true, false");
            annotation.*flag = value == "true" || value == "1";
            return {};
        }
    if (key == "note") {
        annotation.note = value;
        return {};
    }
    if (key == "z" || key == "group") {
        std::int64_t number = 0;
        const auto end = std::from_chars(value.data(), value.data() + value.size(), number);
        if (end.ec != std::errc() || end.ptr != value.data() + value.size() || std::abs(number) > 1'000'000'000)
            return bad("-1000000000..1000000000");
        if (key == "z")
            annotation.z = static_cast<int>(number);
        else
            annotation.group = number;
        return {};
    }
    if (key.starts_with("attributes.") && key.size() > std::string_view("attributes.").size()) {
        nlohmann::json all = nlohmann::json::object();
        if (!annotation.attributesJson.empty()) {
            TRY(all, parseJson(annotation.attributesJson, "attributes"));
        }
        const std::string name = key.substr(std::string_view("attributes.").size());
        // A value that is JSON is taken as such; anything else is a text; nothing removes the attribute.
        if (value.empty())
            all.erase(name);
        else if (Result<nlohmann::json> parsed = parseJson(value, "--set"))
            all[name] = std::move(*parsed);
        else
            all[name] = value;
        annotation.attributesJson = all.empty() ? std::string() : jsonLine(all);
        return {};
    }
    return bad("occluded, truncated, difficult, crowd, hidden, locked, note, z, group, attributes.NAME");
}

Result<int> edit(Call &call) {
    TRY(const dataset::AnnotationId id, annotationId(call.text("ID")));
    if (!call.has("--class") && !call.has("--shape") && !call.has("--set"))
        return fail(kNeedsOne, {{"options", "--class, --shape, --set"}});
    TRY(const auto project, call.project());
    TRY(dataset::Annotation annotation, project->annotation(id));
    TRY(auto names, classNames(*project));
    if (call.has("--shape")) {
        TRY(annotation.shape, annotation::shapeFromJsonText(call.text("--shape")));
    }
    for (const std::string &assignment : call.list("--set"))
        TRY_DO(set(annotation, assignment));
    return actAndSay(call, *project, "annotation.edit", {{"class", names.at(annotation.cls)}},
                     [&](dataset::Edit &change) -> Result<> {
                         if (call.has("--class")) {
                             TRY(annotation.cls, change.ensureClass(call.text("--class")));
                         }
                         return change.updateAnnotation(annotation);
                     });
}

Result<int> remove(Call &call) {
    std::vector<dataset::AnnotationId> ids;
    for (const std::string &text : call.list("ID")) {
        TRY(const dataset::AnnotationId id, annotationId(text));
        ids.push_back(id);
    }
    TRY(const auto project, call.project());
    return actAndSay(call, *project, "annotation.delete", {{"count", std::to_string(ids.size())}},
                     [&](dataset::Edit &change) -> Result<> {
                         for (const dataset::AnnotationId id : ids)
                             TRY_DO(change.deleteAnnotation(id));
                         return {};
                     });
}

} // namespace

void addAnnotationVerbs(Verbs &verbs) {
    verbs.push_back({"annotation", "list", {{"PROJECT"}, {"ITEM"}}, {}, list});
    verbs.push_back({"annotation",
                     "add",
                     {{"PROJECT"}, {"ITEM"}},
                     {{"--class", "NAME", false, true}, {"--shape", "JSON"}},
                     add});
    verbs.push_back({"annotation",
                     "edit",
                     {{"PROJECT"}, {"ID"}},
                     {{"--class", "NAME"}, {"--shape", "JSON"}, {"--set", "KEY=VALUE", true}},
                     edit});
    verbs.push_back({"annotation", "delete", {{"PROJECT"}, {"ID", Parameter::AtLeastOne}}, {}, remove});
}

} // namespace trainyard::cli

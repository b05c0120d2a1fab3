// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"

#include "core/annotation/codec.h"
#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/cli/errors.h"

#include <cmath>
#include <cstdio>

namespace trainyard::cli {

namespace {

std::string_view severityName(Severity severity) {
    return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "info";
}

nlohmann::json attributesJson(const std::string &text) {
    if (text.empty())
        return nlohmann::json::object();
    const Result<nlohmann::json> parsed = parseJson(text, "attributes");
    return parsed ? *parsed : nlohmann::json::object();
}

} // namespace

nlohmann::json numberOrNull(double value) {
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

std::string fixed(double value, int digits) {
    if (!std::isfinite(value))
        return "-";
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string percent(double fraction) { return fixed(100 * fraction, 2) + " %"; }

nlohmann::json toJson(const Error &error, const Call &call) {
    nlohmann::json arguments = nlohmann::json::object();
    for (const auto &[name, value] : error.arguments)
        arguments[name] = displayText(value);
    return {{"code", error.code}, {"arguments", arguments}, {"message", call.words(error)}};
}

nlohmann::json toJson(const Finding &finding, const Call &call) {
    nlohmann::json json = toJson(finding.what, call);
    json["severity"] = severityName(finding.severity);
    json["subject"] = displayText(finding.subject);
    json["time_ms"] = finding.time_ms;
    return json;
}

nlohmann::json toJson(const dataset::Item &item) {
    return {{"id", item.id.value},
            {"source", item.source.value},
            {"path", displayPath(item.path)},
            {"name", item.name},
            {"kind", dataset::kindName(item.kind)},
            {"width", item.width},
            {"height", item.height},
            {"bytes", item.bytes},
            {"hash", item.hash == ContentHash{} ? std::string() : item.hash.hex()},
            {"split", dataset::splitName(item.split)},
            {"state", dataset::stateName(item.state)},
            {"missing", item.missing}};
}

nlohmann::json toJson(const dataset::Annotation &annotation, const std::string &className) {
    return {{"id", annotation.id.value},
            {"item", annotation.item.value},
            {"class", className},
            {"shape", annotation::shapeToJson(annotation.shape)},
            {"occluded", annotation.occluded},
            {"truncated", annotation.truncated},
            {"difficult", annotation.difficult},
            {"crowd", annotation.crowd},
            {"hidden", annotation.hidden},
            {"locked", annotation.locked},
            {"attributes", attributesJson(annotation.attributesJson)},
            {"group", annotation.group},
            {"z", annotation.z},
            {"origin", dataset::originName(annotation.origin)},
            {"score", numberOrNull(annotation.score)},
            {"note", annotation.note},
            {"author", annotation.author},
            {"created", utcText(annotation.created_ms)},
            {"changed", utcText(annotation.changed_ms)}};
}

nlohmann::json toJson(const formats::ImportReport &report, const Call &call) {
    nlohmann::json notes = nlohmann::json::array();
    for (const formats::ImportNote &note : report.notes) {
        nlohmann::json examples = nlohmann::json::array();
        for (const Error &example : note.examples)
            examples.push_back(toJson(example, call));
        notes.push_back({{"kind", formats::noteKindName(note.kind)},
                         {"code", note.code},
                         {"count", note.count},
                         {"examples", std::move(examples)}});
    }
    return {{"format", report.format},
            {"images", report.images},
            {"objects", report.objects},
            {"images_dropped", report.imagesDropped},
            {"objects_dropped", report.objectsDropped},
            {"notes", std::move(notes)}};
}

nlohmann::json toJson(const models::Verification &verification) {
    const Result<nlohmann::json> parsed = parseJson(models::verificationText(verification), "verification");
    return parsed ? *parsed : nlohmann::json::object();
}

Result<std::map<dataset::ClassId, std::string>> classNames(const dataset::Project &project) {
    TRY(const auto classes, project.classes());
    std::map<dataset::ClassId, std::string> names;
    for (const dataset::ClassInfo &cls : classes)
        names.emplace(cls.id, cls.name);
    return names;
}

Result<dataset::ClassInfo> findClass(const dataset::Project &project, const std::string &name) {
    TRY(const auto found, project.findClass(name));
    if (!found)
        return fail(kNoSuchClassName, {{"class", name}});
    return *found;
}

Result<int> actAndSay(Call &call, dataset::Project &project, std::string_view act, const ErrorArguments &arguments,
                      const std::function<Result<>(dataset::Edit &)> &body) {
    TRY(const dataset::ActReport report, project.act(act, arguments, body));
    call.answer["sequence"] = report.sequence;
    for (const Finding &finding : report.findings)
        call.say(finding.what);
    call.say(report.sequence == 0 ? kSaidNothing : kSaidDone);
    return Done;
}

void sayNotes(Call &call, const formats::ImportReport &report) {
    for (const formats::ImportNote &note : report.notes)
        if (!note.examples.empty())
            call.say(kSaidNote, {{"kind", std::string(formats::noteKindName(note.kind))},
                                 {"count", std::to_string(note.count)},
                                 {"words", call.words(note.examples.front())}});
}

} // namespace trainyard::cli

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/codec.h"
#include "core/base/json.h"
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/dataset/scan.h"
#include "core/formats/exporter.h"
#include "core/workflow/opening.h"

namespace trainyard::cli {

namespace {

Result<formats::VocOrigin> originOf(const Call &call, formats::VocOrigin standard) {
    const std::string &text = call.text("--coordinates");
    if (text.empty())
        return standard;
    if (text == "0")
        return formats::VocOrigin::Zero;
    if (text == "1")
        return formats::VocOrigin::One;
    return fail(kBadValue, {{"option", "--coordinates"}, {"value", text}, {"wanted", "0, 1"}});
}

Result<int> import(Call &call) {
    const formats::FormatRegistry registry;
    const Path path = call.path("PATH");
    std::string name = call.text("--format");
    if (name.empty() || name == "auto") {
        TRY(const formats::Detection found, registry.recognise(path));
        name = found.format;
        call.answer["detected"] = {
            {"format", found.format}, {"confidence", found.confidence}, {"reason", toJson(found.reason, call)}};
        call.say(kSaidRecognised, {{"format", found.format}, {"reason", call.words(found.reason)}});
    }
    TRY(const formats::Format *format, registry.find(name));
    formats::ImportOptions options;
    options.dryRun = call.has("--dry-run");
    options.read.imageFolder = call.path("--images");
    options.read.crowdIsObject = call.has("--crowd-as-objects");
    TRY(options.read.vocOrigin, originOf(call, formats::VocOrigin::Auto));
    TRY(const auto project, call.project());
    if (options.read.imageFolder.empty()) {
        TRY(options.read.imageFolder, workflow::imageFolderFor(*project, *format, path));
    }
    TRY(const formats::ImportOutcome outcome, formats::importInto(*project, *format, path, options));
    call.answer["dry_run"] = options.dryRun;
    call.answer["sequence"] = outcome.sequence;
    call.answer["report"] = toJson(outcome.report, call);
    call.answer["items_added"] = outcome.itemsAdded;
    call.answer["items_known"] = outcome.itemsKnown;
    call.answer["objects_added"] = outcome.objectsAdded;
    call.answer["objects_known"] = outcome.objectsKnown;
    call.answer["classes_added"] = outcome.classesAdded;
    call.answer["splits_set"] = outcome.splitsSet;
    if (!options.dryRun) {
        ThreadPool pool;
        TRY(const dataset::ProbeReport probe, dataset::probeItems(*project, pool));
        call.answer["files"] = {{"probed", probe.probed}, {"damaged", probe.damaged}, {"missing", probe.missing}};
        if (probe.damaged > 0)
            call.say(kSaidDamagedFiles, {{"count", std::to_string(probe.damaged)}});
    }
    call.say(kSaidImported, {{"images", std::to_string(outcome.itemsAdded)},
                             {"objects", std::to_string(outcome.objectsAdded)},
                             {"known", std::to_string(outcome.itemsKnown)},
                             {"classes", std::to_string(outcome.classesAdded)}});
    sayNotes(call, outcome.report);
    if (options.dryRun)
        call.say(kSaidDryRun);
    if (const Path file = call.path("--report"); !file.empty())
        TRY_DO(writeJsonFile(file, call.answer));
    return Done;
}

Result<int> exportSet(Call &call) {
    const formats::FormatRegistry registry;
    TRY(const formats::Format *format, registry.find(call.text("--format")));
    TRY(const dataset::Query query, call.query("--where"));
    formats::ExportOptions options;
    options.dryRun = call.has("--dry-run");
    options.write.copyImages = call.has("--with-images");
    TRY(options.write.vocOrigin, originOf(call, formats::VocOrigin::Zero));
    if (!options.dryRun && call.text("--out").empty())
        return fail(kNeedsOption, {{"option", "--out"}});
    TRY(const auto project, call.project());
    TRY(const formats::ExportOutcome outcome,
        formats::exportFrom(*project, query, *format, call.path("--out"), options));
    call.answer = {{"dry_run", options.dryRun},
                   {"lossy", outcome.isLossy},
                   {"verified", outcome.verified},
                   {"out", options.dryRun ? std::string() : displayPath(call.path("--out"))},
                   {"report", toJson(outcome.report, call)}};
    sayNotes(call, outcome.report);
    if (options.dryRun)
        call.say(kSaidDryRun);
    else
        call.say(kSaidExported, {{"images", std::to_string(outcome.report.images)},
                                 {"objects", std::to_string(outcome.report.objects - outcome.report.objectsDropped)},
                                 {"folder", displayPath(call.path("--out"))}});
    if (!outcome.isLossy || call.has("--accept-loss"))
        return Done;
    std::int64_t changed = 0;
    for (const formats::ImportNote &note : outcome.report.notes)
        changed += note.kind == formats::NoteKind::Changed ? note.count : 0;
    call.say(kLossy, {{"changed", std::to_string(changed)}, {"dropped", std::to_string(outcome.report.objectsDropped)}});
    return FoundMore;
}

nlohmann::json formatJson(const formats::FormatInfo &info) {
    nlohmann::json shapes = nlohmann::json::array();
    for (const annotation::ShapeKind kind : info.carries)
        shapes.push_back(annotation::shapeKindName(kind));
    return {{"name", info.name},
            {"read", info.canRead},
            {"write", info.canWrite},
            {"shapes", shapes},
            {"splits", info.carriesSplits}};
}

void describe(Call &call, const formats::FormatInfo &info) {
    std::string shapes;
    for (const annotation::ShapeKind kind : info.carries)
        shapes += (shapes.empty() ? "" : ", ") + std::string(annotation::shapeKindName(kind));
    call.line(info.name + "  " + (info.canRead ? "read " : "") + (info.canWrite ? "write " : "") + " " + shapes);
}

Result<int> listFormats(Call &call) {
    call.answer["formats"] = nlohmann::json::array();
    for (const formats::FormatInfo &info : formats::FormatRegistry().list()) {
        call.answer["formats"].push_back(formatJson(info));
        describe(call, info);
    }
    return Done;
}

Result<int> formatsVerb(Call &call) {
    const std::string &what = call.text("ACT");
    if (what.empty() || what == "list")
        return listFormats(call);
    if (what != "show" || call.text("NAME").empty())
        return fail(kBadValue, {{"option", "formats"}, {"value", what}, {"wanted", "list, show NAME"}});
    const formats::FormatRegistry registry;
    TRY(const formats::Format *format, registry.find(call.text("NAME")));
    call.answer = formatJson(format->info());
    describe(call, format->info());
    return Done;
}

} // namespace

void addFormatVerbs(Verbs &verbs) {
    verbs.push_back({"",
                     "import",
                     {{"PROJECT"}, {"PATH"}},
                     {{"--format", "NAME"},
                      {"--dry-run", ""},
                      {"--report", "FILE"},
                      {"--images", "DIR"},
                      {"--coordinates", "0|1"},
                      {"--crowd-as-objects", ""}},
                     import});
    verbs.push_back({"",
                     "export",
                     {{"PROJECT"}},
                     {{"--format", "NAME", false, true},
                      {"--out", "DIR"},
                      {"--where", "QUERY"},
                      {"--dry-run", ""},
                      {"--accept-loss", ""},
                      {"--with-images", ""},
                      {"--coordinates", "0|1"}},
                     exportSet});
    verbs.push_back(
        {"", "formats", {{"ACT", Parameter::Optional}, {"NAME", Parameter::Optional}}, {}, formatsVerb});
}

} // namespace trainyard::cli

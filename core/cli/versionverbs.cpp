// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/codec.h"
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/dataset/splitter.h"
#include "core/dataset/versions.h"

namespace trainyard::cli {

namespace {

Result<int> split(Call &call) {
    dataset::SplitOptions options;
    TRY(options.train, call.number("--train", 0, 0, 1e9));
    TRY(options.val, call.number("--val", 0, 0, 1e9));
    TRY(options.test, call.number("--test", 0, 0, 1e9));
    options.stratify = call.has("--stratify");
    TRY(const std::int64_t seed, call.integer("--seed", 0, 0, INT64_MAX));
    options.seed = static_cast<std::uint64_t>(seed);
    TRY(const dataset::Query where, call.query("--where"));
    dataset::GroupBy group = dataset::GroupBy::None;
    if (const std::string &name = call.text("--group-by"); !name.empty()) {
        const auto known = dataset::groupByFromName(name);
        if (!known)
            return fail(kBadValue, {{"option", "--group-by"}, {"value", name}, {"wanted", "folder, name, hash, tag"}});
        group = *known;
    }
    TRY(const auto project, call.project());
    TRY(const dataset::SplitResult result, dataset::splitProject(*project, where, options, group));
    call.answer = {{"sequence", result.act.sequence},
                   {"train", result.counts[1]},
                   {"val", result.counts[2]},
                   {"test", result.counts[3]}};
    call.say(kSaidSplit, {{"train", std::to_string(result.counts[1])},
                          {"val", std::to_string(result.counts[2])},
                          {"test", std::to_string(result.counts[3])}});
    return Done;
}

nlohmann::json versionJson(const dataset::VersionInfo &version) {
    return {{"id", version.id.value},
            {"name", version.name},
            {"author", version.author},
            {"created", utcText(version.created_ms)},
            {"items", version.items},
            {"objects", version.objects},
            {"classes", version.classes}};
}

Result<int> create(Call &call) {
    TRY(const dataset::Query where, call.query("--where"));
    TRY(const auto project, call.project());
    TRY(const dataset::VersionInfo version, dataset::createVersion(*project, call.text("--name"), where));
    call.answer = versionJson(version);
    call.say(kSaidVersion, {{"version", version.id.value},
                            {"items", std::to_string(version.items)},
                            {"objects", std::to_string(version.objects)}});
    return Done;
}

Result<int> list(Call &call) {
    TRY(const auto project, call.project());
    TRY(const auto versions, project->versions());
    call.answer["versions"] = nlohmann::json::array();
    for (const dataset::VersionInfo &version : versions) {
        call.answer["versions"].push_back(versionJson(version));
        call.line(version.id.value + "  " + utcText(version.created_ms) + "  " + std::to_string(version.items) + "  " +
                  version.name);
    }
    return Done;
}

Result<dataset::VersionData> load(const dataset::Project &project, const std::string &text) {
    TRY(const dataset::VersionInfo version, dataset::findVersion(project, text));
    return dataset::loadVersion(project, version.id);
}

Result<int> diff(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::VersionData before, load(*project, call.text("A")));
    TRY(const dataset::VersionData after, load(*project, call.text("B")));
    const dataset::VersionDiff difference = dataset::diffVersions(before, after);
    const auto places = [](const std::vector<std::pair<std::string, Path>> &items) {
        nlohmann::json json = nlohmann::json::array();
        for (const auto &[source, path] : items)
            json.push_back({{"source", source}, {"path", displayPath(path)}});
        return json;
    };
    nlohmann::json changed = nlohmann::json::array();
    for (const auto &item : difference.itemsChanged)
        changed.push_back({{"source", item.source},
                           {"path", displayPath(item.path)},
                           {"split", item.split},
                           {"content", item.content},
                           {"labels", item.labels},
                           {"objects_added", item.objectsAdded},
                           {"objects_removed", item.objectsRemoved}});
    call.answer = {{"equal", difference.isEmpty()},
                   {"classes_added", difference.classesAdded},
                   {"classes_removed", difference.classesRemoved},
                   {"items_added", places(difference.itemsAdded)},
                   {"items_removed", places(difference.itemsRemoved)},
                   {"items_changed", changed},
                   {"objects_added", difference.objectsAdded},
                   {"objects_removed", difference.objectsRemoved}};
    call.line("+" + std::to_string(difference.itemsAdded.size()) + " -" + std::to_string(difference.itemsRemoved.size()) +
              " ~" + std::to_string(difference.itemsChanged.size()) + " items, +" +
              std::to_string(difference.objectsAdded) + " -" + std::to_string(difference.objectsRemoved) + " objects");
    return Done;
}

/** The rows of a version as JSON, for programs that are not ours. */
Result<int> exportVersion(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::VersionInfo version, dataset::findVersion(*project, call.text("V")));
    TRY(const dataset::VersionData data, dataset::loadVersion(*project, version.id));
    nlohmann::json classes = nlohmann::json::array(), items = nlohmann::json::array();
    for (const dataset::ClassInfo &cls : data.classes)
        classes.push_back(cls.name);
    for (const dataset::VersionItem &item : data.items) {
        nlohmann::json objects = nlohmann::json::array();
        for (const dataset::VersionObject &object : item.objects) {
            nlohmann::json one{{"class", data.classes[object.cls].name},
                               {"shape", annotation::shapeToJson(object.shape)},
                               {"flags", object.flags}};
            if (!object.attributesJson.empty())
                if (Result<nlohmann::json> attributes = parseJson(object.attributesJson, "attributes"))
                    one["attributes"] = std::move(*attributes);
            objects.push_back(std::move(one));
        }
        items.push_back({{"source", data.sources[item.source].name},
                         {"path", displayPath(item.path)},
                         {"width", item.width},
                         {"height", item.height},
                         {"hash", item.hash == ContentHash{} ? std::string() : item.hash.hex()},
                         {"split", dataset::splitName(item.split)},
                         {"objects", std::move(objects)}});
    }
    call.answer = {{"version", version.id.value}, {"classes", std::move(classes)}, {"items", std::move(items)}};
    if (const Path out = call.path("--out"); !out.empty()) {
        TRY_DO(writeJsonFile(out, call.answer));
        call.answer = {{"version", version.id.value}, {"out", displayPath(out)}};
    }
    call.say(kSaidVersion, {{"version", version.id.value},
                            {"items", std::to_string(version.items)},
                            {"objects", std::to_string(version.objects)}});
    return Done;
}

} // namespace

void addVersionVerbs(Verbs &verbs) {
    verbs.push_back({"",
                     "split",
                     {{"PROJECT"}},
                     {{"--train", "F", false, true},
                      {"--val", "F", false, true},
                      {"--test", "F", false, true},
                      {"--stratify", ""},
                      {"--group-by", "FIELD"},
                      {"--seed", "N"},
                      {"--where", "QUERY"}},
                     split});
    verbs.push_back({"version", "create", {{"PROJECT"}}, {{"--name", "NAME"}, {"--where", "QUERY"}}, create});
    verbs.push_back({"version", "list", {{"PROJECT"}}, {}, list});
    verbs.push_back({"version", "diff", {{"PROJECT"}, {"A"}, {"B"}}, {}, diff});
    verbs.push_back({"version", "export", {{"PROJECT"}, {"V"}}, {{"--out", "FILE"}}, exportVersion});
}

} // namespace trainyard::cli

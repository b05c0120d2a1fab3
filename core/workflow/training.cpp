// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/training.h"

#include "core/base/clock.h"
#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/workflow/errors.h"
#include "core/workflow/record.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace trainyard::workflow {

using dataset::FrozenManifest;
using dataset::Split;
using dataset::VersionData;

namespace {

constexpr std::uint64_t kFew = 5;         // images of a class in train, below which it is not learnt
constexpr double kUnbalance = 10;         // largest class over smallest, from which it is worth a word

std::size_t indexOf(Split split) { return static_cast<std::size_t>(split); }

struct TrainingData {
    FrozenManifest manifest;
    std::uint64_t missing = 0; ///< items whose files are gone: a version keeps them, a training cannot
    std::uint64_t items = 0;   ///< of the version or the query, usable or not
};

Result<TrainingData> trainingData(const dataset::Project &project, const TrainRequest &request) {
    TrainingData data;
    if (request.version.isValid()) {
        TRY(data.manifest, dataset::freezeManifest(project, request.version));
    } else {
        TRY(const VersionData rows, dataset::snapshot(project, request.where));
        TRY(data.manifest, dataset::freezeManifest(rows));
    }
    FrozenManifest &manifest = data.manifest;
    data.items = manifest.rows.size() + manifest.withoutClass + manifest.withManyClasses + manifest.withoutSplit +
                 manifest.damaged;
    TRY(const dataset::Query missing, dataset::Query::parse("missing"));
    TRY(const std::vector<dataset::ItemId> list, project.ids(missing));
    const std::set<dataset::ItemId> gone(list.begin(), list.end());
    data.missing =
        std::erase_if(manifest.rows, [&](const dataset::ManifestRow &row) { return gone.contains(row.item); });
    return data;
}

void count(Preflight &result, const FrozenManifest &manifest) {
    result.classes = manifest.classes;
    result.counts.resize(manifest.classes.size());
    std::map<ContentHash, std::array<std::uint64_t, 4>> contents;
    std::uint64_t unhashed = 0;
    for (const dataset::ManifestRow &row : manifest.rows) {
        ++result.splits[indexOf(row.split)];
        ++result.counts[static_cast<std::size_t>(row.label)][indexOf(row.split)];
        if (row.hash == ContentHash{})
            ++unhashed;
        else
            ++contents[row.hash][indexOf(row.split)];
    }
    result.usable = manifest.rows.size();
    result.unlabelled = manifest.withoutClass;
    result.severalLabels = manifest.withManyClasses;
    result.unsplit = manifest.withoutSplit;
    result.damaged = manifest.damaged;
    std::string first;
    for (const auto &[hash, splits] : contents)
        if (std::count_if(splits.begin() + 1, splits.end(), [](const auto images) { return images > 0; }) > 1 &&
            ++result.duplicateGroups == 1) {
            const auto row = std::ranges::find(manifest.rows, hash, &dataset::ManifestRow::hash);
            first = displayPath(row->path.filename());
        }
    const auto warn = [&](Severity severity, ErrorCode code, ErrorArguments arguments, std::string fix = {}) {
        result.warnings.push_back({severity, "preflight", Error(code, std::move(arguments)), std::move(fix), nowMs()});
    };
    if (result.duplicateGroups > 0)
        warn(Severity::Warning, kDuplicatesAcross,
             {{"groups", std::to_string(result.duplicateGroups)}, {"first", first}}, "data.duplicates");
    if (unhashed > 0)
        warn(Severity::Info, kNotHashed, {{"count", std::to_string(unhashed)}});
    for (const auto &[number, code] : {std::pair{result.unlabelled, kUnlabelledLeftOut},
                                       std::pair{result.severalLabels, kSeveralLabels},
                                       std::pair{result.usable > 0 ? result.unsplit : 0, kUnsplitLeftOut}, // else it is the problem
                                       std::pair{result.damaged, kDamagedLeftOut},
                                       std::pair{result.missing, kMissingLeftOut}})
        if (number > 0)
            warn(Severity::Info, code, {{"count", std::to_string(number)}});
}

void judge(Preflight &result, std::uint64_t items, const TrainRequest &request) {
    const auto problem = [&](ErrorCode code, ErrorArguments arguments) {
        result.problems.emplace_back(code, std::move(arguments));
    };
    const auto warn = [&](ErrorCode code, ErrorArguments arguments, std::string fix = {}) {
        result.warnings.push_back(
            {Severity::Warning, "preflight", Error(code, std::move(arguments)), std::move(fix), nowMs()});
    };
    if (items == 0) {
        problem(kNoItems, {{"query", request.where.text()}});
        return;
    }
    if (result.usable == 0) {
        if (result.unsplit > 0)
            problem(kNoSplits, {{"items", std::to_string(result.unsplit)}});
        else
            problem(kNoLabels, {{"items", std::to_string(items)}});
        return;
    }
    if (result.classes.size() < 2)
        problem(kTooFewClasses, {{"classes", std::to_string(result.classes.size())}});
    for (const Split split : {Split::Train, Split::Val})
        if (result.splits[indexOf(split)] == 0)
            problem(kSplitEmpty, {{"split", std::string(dataset::splitName(split))}});
    if (result.splits[indexOf(Split::Test)] == 0)
        warn(kNoTestSplit, {}, "data.split");
    std::size_t most = 0, least = 0;
    for (std::size_t i = 0; i < result.counts.size(); ++i) {
        const std::uint64_t train = result.counts[i][indexOf(Split::Train)];
        if (train == 0 && result.splits[indexOf(Split::Train)] > 0)
            problem(kClassNotInTrain, {{"class", result.classes[i]}});
        else if (train < kFew && train > 0)
            warn(kFewImages, {{"class", result.classes[i]}, {"split", "train"}, {"count", std::to_string(train)}});
        const auto trainOf = [&](std::size_t c) { return result.counts[c][indexOf(Split::Train)]; };
        most = trainOf(i) > trainOf(most) ? i : most;
        least = trainOf(i) < trainOf(least) ? i : least;
    }
    if (!result.counts.empty()) {
        const auto high = result.counts[most][indexOf(Split::Train)], low = result.counts[least][indexOf(Split::Train)];
        if (low > 0 && static_cast<double>(high) / static_cast<double>(low) >= kUnbalance)
            warn(kUnbalanced, {{"largest", result.classes[most]},
                               {"most", std::to_string(high)},
                               {"smallest", result.classes[least]},
                               {"least", std::to_string(low)}});
    }
}

runs::Split runSplit(Split split) {
    return split == Split::Train ? runs::Split::Train : split == Split::Val ? runs::Split::Validation : runs::Split::Test;
}

/** Whether they are there; what is in them only the engine can say. A run that is not made yet has no folder of its own. */
Result<> openWeights(const Path &weights) {
    if (weights.is_relative())
        return fail(kFileNotFound, {{"file", displayPath(weights)}});
    TRY_DO(MappedFile::open(weights));
    return {};
}

std::string modelOf(const TrainRequest &request) {
    return runs::resolve(request.task, request.settings).settings.text("model");
}

/** The model's name, with a number when a run has it already: curves laid over each other are told apart by it. */
Result<std::string> freeName(const dataset::Project &project, const std::string &model) {
    TRY(const std::vector<dataset::RunRecord> runs, project.runs());
    const auto isTaken = [&runs](const std::string &name) {
        return std::any_of(runs.begin(), runs.end(), [&](const dataset::RunRecord &run) { return run.name == name; });
    };
    std::string name = model;
    for (int number = 2; isTaken(name); ++number)
        name = model + ' ' + std::to_string(number);
    return name;
}

} // namespace

Result<Preflight> preflight(const dataset::Project &project, const TrainRequest &request) {
    Preflight result;
    const runs::Resolution resolution = runs::resolve(request.task, request.settings);
    result.problems = resolution.problems;
    if (const Path weights(resolution.settings.text("weights")); !weights.empty())
        if (auto file = openWeights(weights); !file)
            result.problems.push_back(file.error());
    TRY(const TrainingData data, trainingData(project, request));
    result.missing = data.missing;
    count(result, data.manifest);
    judge(result, data.items, request);
    return result;
}

runs::Manifest manifestOf(const FrozenManifest &frozen) {
    runs::Manifest manifest;
    manifest.classes = frozen.classes;
    for (const dataset::ManifestRow &from : frozen.rows) {
        runs::ManifestRow row;
        row.item = from.item.value;
        row.path = from.path;
        row.split = runSplit(from.split);
        row.label = from.label;
        row.width = from.width;
        row.height = from.height;
        if (from.hash != ContentHash{})
            row.hash = from.hash;
        manifest.rows.push_back(std::move(row));
    }
    return manifest;
}

Result<runs::RunDirectory> prepareProbe(const dataset::Project &project, const TrainRequest &request, const Path &folder) {
    TRY(const TrainingData data, trainingData(project, request));
    runs::RunSpec spec;
    spec.id = RunId{"probe"};
    spec.name = "probe";
    spec.task = request.task;
    spec.created_ms = nowMs();
    spec.classes = data.manifest.classes;
    spec.settings = request.settings;
    return runs::RunDirectory::create(folder, spec, manifestOf(data.manifest));
}

Result<runs::RunDirectory> prepareRun(dataset::Project &project, const TrainRequest &request) {
    TRY(const Preflight checks, preflight(project, request));
    if (!checks.canStart())
        return fail(checks.problems.front());
    TrainRequest fixed = request;
    if (!fixed.version.isValid()) {
        TRY(const dataset::VersionInfo made, dataset::createVersion(project, "", request.where));
        fixed.version = made.id;
    }
    TRY(const TrainingData data, trainingData(project, fixed));
    const FrozenManifest &frozen = data.manifest;
    runs::RunSpec spec;
    spec.task = request.task;
    spec.created_ms = nowMs();
    spec.dataVersion = fixed.version;
    spec.classes = frozen.classes;
    spec.settings = request.settings;
    spec.name = request.name;
    if (spec.name.empty()) {
        TRY(spec.name, freeName(project, modelOf(request)));
    }
    spec.id = runs::makeRunId(spec.name, spec.created_ms);
    for (int number = 2; std::filesystem::exists(runsFolder(project) / spec.id.value); ++number)
        spec.id = RunId{runs::makeRunId(spec.name, spec.created_ms).value + "-" + std::to_string(number)};
    TRY(const runs::RunDirectory run, runs::RunDirectory::create(runsFolder(project), spec, manifestOf(frozen)));
    dataset::RunRecord row;
    row.id = spec.id;
    row.name = spec.name;
    row.task = spec.task;
    row.version = fixed.version;
    row.created_ms = spec.created_ms;
    row.status = "prepared";
    row.detailsJson = jsonLine({{"model", modelOf(request)}, {"classes", spec.classes.size()}, {"items", frozen.rows.size()}});
    TRY_DO(record(project, "run.record", {{"run", spec.name}},
                  [&](dataset::Edit &edit) { return edit.recordRun(row); }));
    return run;
}

} // namespace trainyard::workflow

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/models/modelcard.h"
#include "core/runs/errors.h"
#include "core/workflow/errors.h"
#include "core/workflow/foldercopy.h"
#include "core/workflow/lookup.h"
#include "core/workflow/models.h"
#include "core/workflow/record.h"
#include "core/workflow/training.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

namespace trainyard::workflow {

namespace fs = std::filesystem;

namespace {

dataset::RunRecord recordOf(const runs::RunSpec &spec) {
    dataset::RunRecord record;
    record.id = spec.id;
    record.name = spec.name;
    record.task = spec.task;
    record.version = spec.dataVersion;
    record.created_ms = spec.created_ms;
    record.status = "prepared";
    record.detailsJson = jsonLine({{"classes", spec.classes.size()}});
    return record;
}

std::string statusOf(const runs::RunDirectory &run, const std::string &before) {
    const auto state = run.readState();
    return state ? std::string(runs::toText(state->status)) : before;
}

} // namespace

Path runsFolder(const dataset::Project &project) { return project.folder() / "runs"; }

Result<std::vector<RunOverview>> listRuns(const dataset::Project &project) {
    TRY(std::vector<dataset::RunRecord> records, project.runs());
    TRY(const std::vector<dataset::ModelRecord> models, project.models());
    for (const runs::RunDirectory &folder : runs::listRuns(runsFolder(project))) {
        const bool known = std::any_of(records.begin(), records.end(),
                                       [&](const dataset::RunRecord &r) { return r.id == folder.id(); });
        if (known)
            continue;
        if (const auto spec = folder.readSpec()) // made, but its starter died before it was entered
            records.push_back(recordOf(*spec));
    }
    std::vector<RunOverview> list;
    for (dataset::RunRecord &record : records) {
        RunOverview overview;
        const runs::RunDirectory folder(runsFolder(project) / record.id.value);
        overview.hasFolder = folder.exists();
        if (overview.hasFolder) {
            if (const auto state = folder.readState())
                overview.state = *state;
            overview.liveness = runs::liveness(folder);
            overview.hasModel = folder.hasModel();
        }
        overview.isRegistered = std::any_of(models.begin(), models.end(),
                                            [&](const dataset::ModelRecord &m) { return m.run == record.id; });
        overview.record = std::move(record);
        list.push_back(std::move(overview));
    }
    std::sort(list.begin(), list.end(), [](const RunOverview &a, const RunOverview &b) {
        return std::tie(a.record.created_ms, a.record.id) > std::tie(b.record.created_ms, b.record.id);
    });
    return list;
}

Result<runs::RunDirectory> findRun(const dataset::Project &project, std::string_view text) {
    TRY(const std::vector<RunOverview> all, listRuns(project));
    TRY(const RunOverview *run,
        findRow(all, text, &RunOverview::record, "run", dataset::kNoSuchRun, kAmbiguousRun));
    return runs::RunDirectory(runsFolder(project) / run->record.id.value);
}

Result<> deleteRun(dataset::Project &project, const runs::RunDirectory &run) {
    if (run.exists()) {
        const runs::Liveness alive = runs::liveness(run);
        if (alive == runs::Liveness::Running || alive == runs::Liveness::Unknown)
            return fail(dataset::kRunActive, {{"run", run.id().value}});
        // Out of the way first: a half-removed folder must not look like a run.
        const Path trash = run.path().parent_path() / ("." + run.id().value + ".deleted");
        std::error_code problem;
        fs::remove_all(trash, problem);
        fs::rename(run.path(), trash, problem);
        if (problem)
            return fail(writeError(run.path(), problem.value()));
        fs::remove_all(trash, problem);
    }
    TRY(const auto records, project.runs());
    if (std::none_of(records.begin(), records.end(), [&](const dataset::RunRecord &r) { return r.id == run.id(); }))
        return {};
    TRY_DO(record(project, "run.delete", {{"run", run.id().value}},
                       [&](dataset::Edit &edit) { return edit.deleteRun(run.id()); }));
    return {};
}

Result<std::vector<dataset::ModelRecord>> registerFinishedRuns(dataset::Project &project) {
    std::vector<dataset::ModelRecord> fresh;
    if (project.isReadOnly())
        return fresh;
    TRY(const std::vector<dataset::RunRecord> records, project.runs());
    TRY(const std::vector<dataset::ModelRecord> models, project.models());
    std::set<std::string> registered;
    for (const dataset::ModelRecord &model : models)
        registered.insert(model.run.value);
    for (const runs::RunDirectory &run : runs::listRuns(runsFolder(project))) {
        const auto known = std::find_if(records.begin(), records.end(),
                                        [&](const dataset::RunRecord &r) { return r.id == run.id(); });
        dataset::RunRecord row;
        if (known != records.end()) {
            row = *known;
        } else {
            const auto spec = run.readSpec();
            if (!spec)
                continue;
            row = recordOf(*spec);
        }
        const std::string status = statusOf(run, row.status);
        if (known == records.end() || status != row.status) {
            row.status = status;
            TRY_DO(record(project, "run.record", {{"run", row.name}},
                               [&](dataset::Edit &edit) { return edit.recordRun(row); }));
        }
        if ((status != "finished" && status != "stopped") || !run.hasModel() || registered.contains(run.id().value))
            continue;
        auto card = models::readModelCard(run.modelFolder());
        if (!card) // damaged: the run stays what it is, and says so when it is opened
            continue;
        const ModelId id{run.id().value};
        card->id = id;
        card->run = run.id();
        TRY_DO(copyFolder(run.modelFolder(), modelFolder(project, id)));
        dataset::ModelRecord model = modelRecordOf(*card, row.name);
        model.version = row.version;
        TRY_DO(record(project, "model.record", {{"model", model.name}},
                           [&](dataset::Edit &edit) { return edit.recordModel(model); }));
        fresh.push_back(std::move(model));
    }
    return fresh;
}

} // namespace trainyard::workflow

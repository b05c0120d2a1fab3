// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"
#include "core/dataset/versions.h"
#include "core/runs/liveness.h"
#include "core/runs/rundirectory.h"

#include <stop_token>

namespace trainyard::workflow {

struct TrainRequest {
    std::string task = "classification";
    std::string name;        ///< for people; empty: the model, and a number when a run has that name
    runs::Settings settings; ///< as given: "model", "epochs", ...; checked against the schema
    VersionId version;       ///< empty: a new version is made of the items of `where` as they are now
    dataset::Query where;
};

/** What will be trained on, and what a person should know of it before pressing Start. */
struct Preflight {
    std::vector<std::string> classes;                       ///< in the order of the outputs
    std::vector<std::array<std::uint64_t, 4>> counts;       ///< of each class, by dataset::Split
    std::array<std::uint64_t, 4> splits{};                  ///< usable items
    std::uint64_t usable = 0, unlabelled = 0, severalLabels = 0, unsplit = 0, damaged = 0, missing = 0;
    std::uint64_t duplicateGroups = 0; ///< groups of equal files in more than one split
    std::vector<Error> problems;       ///< it cannot start because of these
    std::vector<Finding> warnings;     ///< it can, but they should be looked at
    [[nodiscard]] bool canStart() const { return problems.empty(); }
};
/** Reads only; seconds on large projects: off the GUI thread. */
Result<Preflight> preflight(const dataset::Project &project, const TrainRequest &request);

/** The rows of a data version as a run's folder keeps them. */
runs::Manifest manifestOf(const dataset::FrozenManifest &frozen);

/** A run's folder in `folder` for the engine's `probe`: of the same data and settings, but no run of the project. */
Result<runs::RunDirectory> prepareProbe(const dataset::Project &project, const TrainRequest &request, const Path &folder);

/**
 * Makes the data version, freezes the manifest, writes runs/<id> and records the run, with the settings checked first.
 * The pre-flight's problems are errors here. The engine is not started: launch::startEngine or Host::startRun does that.
 */
Result<runs::RunDirectory> prepareRun(dataset::Project &project, const TrainRequest &request);

/** A run as lists show it: row, folder and state together. */
struct RunOverview {
    dataset::RunRecord record;
    std::optional<runs::RunState> state; ///< none while no engine has written one, or the folder is gone
    runs::Liveness liveness = runs::Liveness::NotStarted;
    bool hasFolder = false, hasModel = false, isRegistered = false; ///< registered: its model is one of the project's
};
Result<std::vector<RunOverview>> listRuns(const dataset::Project &project); ///< newest first
/** By id, the unambiguous start of one, or a name that only one has ("last": the newest). */
Result<runs::RunDirectory> findRun(const dataset::Project &project, std::string_view text);
Path runsFolder(const dataset::Project &project);

/** Asks a living engine to stop, ends nothing by force; dataset::kRunActive when it still works. Then folder and row go. */
Result<> deleteRun(dataset::Project &project, const runs::RunDirectory &run);

/**
 * For every run that has ended with a model: copies it to models/<id> and records it, once, whoever comes first. Also
 * brings the recorded status of all runs up to date. Gives the models that are new. Cheap when there is nothing to do.
 */
Result<std::vector<dataset::ModelRecord>> registerFinishedRuns(dataset::Project &project);

} // namespace trainyard::workflow

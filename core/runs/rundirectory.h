// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/files.h"
#include "core/runs/manifest.h"
#include "core/runs/runspec.h"
#include "core/runs/runstate.h"

namespace trainyard::runs {

/** The names inside a run's folder (PROTOCOL.md), and making, finding and reading such folders. */
class RunDirectory final {
public:
    explicit RunDirectory(Path path) : m_path(std::move(path)) {}

    /** Makes runsFolder/<spec.id> with run.json and manifest.jsonl as one act. kInvalidId, kRunExists. */
    static Result<RunDirectory> create(const Path &runsFolder, const RunSpec &spec, const Manifest &manifest);

    [[nodiscard]] const Path &path() const { return m_path; }
    [[nodiscard]] RunId id() const { return RunId{m_path.filename().native()}; }
    [[nodiscard]] Path specFile() const { return m_path / "run.json"; }
    [[nodiscard]] Path manifestFile() const { return m_path / "manifest.jsonl"; }
    [[nodiscard]] Path stateFile() const { return m_path / "state.json"; }
    [[nodiscard]] Path eventsFile() const { return m_path / "events.jsonl"; }
    [[nodiscard]] Path launchFile() const { return m_path / "launch.json"; }
    [[nodiscard]] Path logFile() const { return m_path / "engine.log"; }
    [[nodiscard]] Path lockFile() const { return m_path / "engine.lock"; }
    [[nodiscard]] Path checkpointsFolder() const { return m_path / "checkpoints"; }
    [[nodiscard]] Path controlFolder() const { return m_path / "control"; }
    [[nodiscard]] Path modelFolder() const { return m_path / "model"; }

    [[nodiscard]] bool exists() const;
    [[nodiscard]] Result<RunSpec> readSpec() const { return readRunSpec(specFile()); }
    [[nodiscard]] Result<Manifest> readManifest() const { return runs::readManifest(manifestFile()); }
    /** kFileNotFound while no engine has written one. */
    [[nodiscard]] Result<RunState> readState() const { return readRunState(stateFile()); }
    /** The process that the starter started last; kFileNotFound when there was none. */
    [[nodiscard]] Result<ProcessId> readLaunch() const;
    [[nodiscard]] Result<> writeLaunch(const ProcessId &process) const;
    /** True when a finished model lies there, whole. */
    [[nodiscard]] bool hasModel() const;

    /** An engine holds this while it works on the folder: kAlreadyRunning when another one does. */
    [[nodiscard]] Result<FileLock> lockForEngine() const;

private:
    Path m_path;
};

/** The runs of a project, oldest first by folder's name; what is no run is left out. Empty when there is no folder. */
std::vector<RunDirectory> listRuns(const Path &runsFolder);

} // namespace trainyard::runs

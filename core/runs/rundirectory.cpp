// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/rundirectory.h"

#include "core/base/errors.h"
#include "core/base/json.h"
#include "core/runs/errors.h"
#include "core/runs/jsonfields.h"
#include "core/runs/protocolversion.h"

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace trainyard::runs {

Result<RunDirectory> RunDirectory::create(const Path &runsFolder, const RunSpec &spec, const Manifest &manifest) {
    if (!isValidRunId(spec.id.value))
        return fail(kInvalidId, {{"id", displayText(spec.id.value)}});
    TRY_DO(makeFolders(runsFolder));
    const Path path = runsFolder / spec.id.value;
    std::error_code code;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, code)))
        return fail(kRunExists, {{"id", spec.id.value}});
    // Built beside and renamed: nobody ever sees half a run. The name begins with a dot, so listRuns passes it by.
    const Path temporary = runsFolder / ("." + spec.id.value + ".tmp-" + std::to_string(::getpid()));
    std::filesystem::remove_all(temporary, code);
    const auto build = [&]() -> Result<> {
        const RunDirectory draft(temporary);
        TRY_DO(makeFolders(draft.controlFolder()));
        TRY_DO(makeFolders(draft.checkpointsFolder()));
        TRY_DO(writeManifest(draft.manifestFile(), manifest));
        TRY_DO(writeRunSpec(draft.specFile(), spec));
        if (::rename(temporary.c_str(), path.c_str()) != 0) {
            // A folder of that name that is not empty: another process was quicker.
            if (errno == ENOTEMPTY || errno == EEXIST)
                return fail(kRunExists, {{"id", spec.id.value}});
            return fail(writeError(path, errno));
        }
        return syncFolder(runsFolder);
    };
    if (auto built = build(); !built) {
        std::filesystem::remove_all(temporary, code);
        return fail(std::move(built).error());
    }
    return RunDirectory(path);
}

bool RunDirectory::exists() const {
    std::error_code code;
    return std::filesystem::is_regular_file(specFile(), code);
}

bool RunDirectory::hasModel() const {
    std::error_code code;
    return std::filesystem::is_regular_file(modelFolder() / "model.json", code);
}

Result<ProcessId> RunDirectory::readLaunch() const {
    TRY(const nlohmann::json json, readJsonFile(launchFile(), 65536));
    TRY_DO(checkProtocol(json, launchFile().native(), kInvalidState));
    FieldReader fields(json);
    ProcessId process;
    fields.read("pid", process.pid)
        .read("host", process.host)
        .read("boot", process.boot)
        .read("start_ticks", process.startTicks);
    if (!fields.bad().empty())
        return fail(kInvalidState, {{"file", displayPath(launchFile())}, {"field", fields.bad()}});
    return process;
}

Result<> RunDirectory::writeLaunch(const ProcessId &process) const {
    return writeJsonFile(launchFile(), {{"protocol", kProtocol},
                                        {"pid", process.pid},
                                        {"host", process.host},
                                        {"boot", process.boot},
                                        {"start_ticks", process.startTicks}});
}

Result<FileLock> RunDirectory::lockForEngine() const {
    auto lock = FileLock::acquire(lockFile(), std::chrono::milliseconds(0));
    if (!lock && lock.error().argument("reason") == "busy")
        return fail(kAlreadyRunning, {{"folder", displayPath(m_path)}});
    return lock;
}

std::vector<RunDirectory> listRuns(const Path &runsFolder) {
    std::vector<RunDirectory> runs;
    std::error_code code;
    for (std::filesystem::directory_iterator it(runsFolder, code), end; !code && it != end; it.increment(code)) {
        RunDirectory run(it->path());
        if (isValidRunId(run.id().value) && run.exists())
            runs.push_back(std::move(run));
    }
    std::sort(runs.begin(), runs.end(),
              [](const RunDirectory &a, const RunDirectory &b) { return a.id() < b.id(); });
    return runs;
}

} // namespace trainyard::runs

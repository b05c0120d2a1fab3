// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/launch/localhost.h"

#include "core/launch/detached.h"
#include "core/launch/errors.h"
#include "core/launch/programs.h"
#include "core/runs/control.h"

#include <QSysInfo>

namespace trainyard::launch {

Result<runs::ProcessId> startEngine(const runs::RunDirectory &run) {
    std::error_code code;
    const runs::RunDirectory there(std::filesystem::absolute(run.path(), code));
    if (code || !there.exists())
        return fail(kNotARun, {{"folder", displayPath(run.path())}});
    TRY(const Path engine, findProgram(Program::Engine));
    {
        // Only to say no early: the engine takes the lock itself, and of two it is the second that gives up.
        TRY([[maybe_unused]] const FileLock free, there.lockForEngine());
    }
    TRY_DO(runs::clearRequests(there));
    TRY(const std::int64_t pid, startDetached(engine, {"train", there.path().native()}, there.path(), there.logFile()));
    const runs::ProcessId process = runs::localProcess(pid);
    TRY_DO(there.writeLaunch(process));
    return process;
}

LocalHost::LocalHost(QObject *parent) : Host(parent), m_engine(findProgram(Program::Engine)) {}

QString LocalHost::name() const { return QSysInfo::machineHostName(); }

bool LocalHost::isReady() const { return m_engine.has_value(); }

Error LocalHost::notReadyReason() const { return m_engine ? Error() : m_engine.error(); }

void LocalHost::refresh() {
    const bool before = isReady();
    m_engine = findProgram(Program::Engine);
    if (isReady() != before)
        Q_EMIT readyChanged();
}

void LocalHost::startRun(const runs::RunDirectory &run) {
    // Queued, so that a caller has the answer after its call has returned, as with hosts that are far away.
    QMetaObject::invokeMethod(
        this,
        [this, run, id = QString::fromStdString(run.id().value)] {
            if (const auto process = startEngine(run))
                Q_EMIT runStarted(id, process->pid);
            else
                Q_EMIT runFailedToStart(id, process.error());
        },
        Qt::QueuedConnection);
}

} // namespace trainyard::launch

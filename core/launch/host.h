// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runs/rundirectory.h"

#include <QObject>
#include <QString>

namespace trainyard::launch {

/** What a host can do: buttons are shown by it. */
struct HostCapabilities {
    bool start = false;
    bool steer = false;      ///< stop, pause, checkpoint reach the engine
    bool sharedFiles = false; ///< the run's folder is seen under the same path here
};

/**
 * A machine on which runs go. Lives on the thread of its owner; calls return at once, the answer is a signal. How
 * other kinds of host fit in stands in README.md.
 */
class Host : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Host)
public:
    using QObject::QObject;

    [[nodiscard]] virtual QString name() const = 0;
    [[nodiscard]] virtual HostCapabilities capabilities() const = 0;
    /** Whether a run could be started now; if not, notReadyReason says why. */
    [[nodiscard]] virtual bool isReady() const = 0;
    [[nodiscard]] virtual Error notReadyReason() const = 0;

    /** Starts, or resumes, the engine on a run's folder; then runStarted or runFailedToStart. */
    virtual void startRun(const runs::RunDirectory &run) = 0;

Q_SIGNALS:
    void readyChanged();
    void runStarted(const QString &runId, qint64 pid);
    void runFailedToStart(const QString &runId, const trainyard::Error &error);
};

} // namespace trainyard::launch

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Qt first: moc 6.4 cannot read <compare>, with which base/path.h begins, before another standard header.
#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include "core/runs/follower.h"
#include "core/runs/liveness.h"

#include <memory>

namespace trainyard::launch {

using EventBatchPointer = std::shared_ptr<const runs::EventBatch>;

/**
 * Follows one run's folder and reports what changes: events in batches, the state, whether the engine lives. Wakes up
 * by file notifications and, because those do not exist everywhere, by a timer too; a history is read in slices, so
 * the event loop never stands still longer than one slice takes (about 20 ms).
 * Lives on any thread with an event loop; signals are emitted on that thread.
 */
class RunWatcher final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RunWatcher)
public:
    explicit RunWatcher(runs::RunDirectory run, QObject *parent = nullptr);
    /** Goes on from a stored position instead of the beginning; before start. */
    void setPosition(runs::FollowPosition position);
    void start();
    void stop();

    [[nodiscard]] const runs::RunDirectory &run() const { return m_run; }
    [[nodiscard]] const runs::FollowPosition &position() const { return m_follower.position(); }
    [[nodiscard]] const std::optional<runs::RunState> &state() const { return m_state; }
    [[nodiscard]] runs::Liveness liveness() const { return m_liveness; }
    [[nodiscard]] bool isCaughtUp() const { return m_caughtUp; }

Q_SIGNALS:
    /** When batch->restarted is true, what came before is void. */
    void eventsArrived(const trainyard::launch::EventBatchPointer &batch);
    /** state.json or the judgement about the engine has changed. state is empty while there is none. */
    void stateChanged(const std::optional<trainyard::runs::RunState> &state, trainyard::runs::Liveness liveness);
    /** Once after start: everything that was there has been reported. */
    void caughtUp();
    /** The folder cannot be read; emitted again only when the reason changes. Watching goes on. */
    void trouble(const trainyard::Error &error);

private:
    void poll();
    void readState();
    void watchFiles();
    /** Remembers what is wrong with one of the two files, and tells it when it is new. */
    void report(std::optional<Error> &known, const Error &error);

    runs::RunDirectory m_run;
    runs::RunFollower m_follower;
    QFileSystemWatcher m_notifier;
    QTimer m_timer;
    QElapsedTimer m_sinceState;
    std::optional<runs::RunState> m_state;
    runs::Liveness m_liveness = runs::Liveness::NotStarted;
    std::optional<Error> m_stateTrouble;
    std::optional<Error> m_eventsTrouble;
    bool m_running = false;
    bool m_caughtUp = false;
    bool m_stateKnown = false;
    bool m_stateChanged = false; ///< read, and not yet reported
};

} // namespace trainyard::launch

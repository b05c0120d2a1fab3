// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/jobservice.h"
#include "app/services/projectservice.h"
#include "app/services/runview.h"
#include "app/services/words.h"
#include "core/launch/localhost.h"
#include "core/launch/runwatcher.h"
#include "core/runs/control.h"
#include "core/workflow/training.h"

#include <QElapsedTimer>
#include <QThread>

#include <map>

namespace trainyard::app {

/**
 * The runs of the open project: lists them, follows their folders on a thread of its own, starts, pauses and stops.
 * An engine belongs to no window: whatever runs is found again when the project is opened. GUI thread.
 */
class RunService final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RunService)
public:
    RunService(ProjectService &project, Background &background, JobService &jobs, const Words &words,
               QObject *parent = nullptr);
    ~RunService() override;

    [[nodiscard]] const std::vector<std::shared_ptr<RunView>> &list() const { return m_runs; } ///< newest first
    [[nodiscard]] std::shared_ptr<RunView> find(const QString &id) const;
    [[nodiscard]] bool isAnyWorking() const; ///< a training of this project uses this machine now
    /** Reads the events of a run that is not followed yet. */
    void follow(const QString &id);
    [[nodiscard]] launch::LocalHost &host() { return m_host; }

    /** Makes the run's folder and starts the engine; started() or startFailed(). */
    void start(const workflow::TrainRequest &request);
    void pause(const QString &id);
    void stop(const QString &id);
    void resume(const QString &id);
    void remove(const QString &id);

Q_SIGNALS:
    void listChanged(); ///< also when a project's list is there for the first time, and empty
    /** State or content of a run is new; at most ten times a second for each. */
    void runChanged(const QString &id);
    void started(const QString &id);
    void startFailed(const trainyard::Error &error);
    void failed(const trainyard::Error &error);
    void modelsRegistered();

private:
    struct Watch;
    void reload();
    void watch(RunView &view);
    void unwatchAll();
    void take(const QString &id, const launch::EventBatchPointer &batch);
    void takeState(const QString &id, const std::optional<runs::RunState> &state, runs::Liveness liveness);
    void report(RunView &view);
    void registerModels();
    void send(const QString &id, runs::Request request);
    void touch(const QString &id);

    ProjectService &m_project;
    Background &m_background;
    JobService &m_jobs;
    const Words &m_words;
    launch::LocalHost m_host;
    QThread m_thread; ///< of the watchers
    std::vector<std::shared_ptr<RunView>> m_runs;
    bool m_loaded = false;
    std::map<QString, launch::RunWatcher *> m_watchers; ///< live on m_thread
    QStringList m_touched;
    QTimer m_tick;
    QElapsedTimer m_sinceTick; ///< since runChanged() was emitted
    Latest m_latest;
};

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runservice.h"

#include "core/runs/control.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace trainyard::app {

using runs::Liveness;
using runs::RunStatus;

namespace {

constexpr int kTick_ms = 100;

QString jobId(const QString &run) { return u"run:"_s + run; }

} // namespace

RunService::RunService(ProjectService &project, Background &background, JobService &jobs, const Words &words,
                       QObject *parent)
    : QObject(parent), m_project(project), m_background(background), m_jobs(jobs), m_words(words) {
    m_thread.setObjectName(u"runs"_s);
    m_thread.start();
    // Starting a process and writing its note to disk wait for the disk: not on this thread.
    m_host.moveToThread(&m_thread);
    m_tick.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        m_sinceTick.start();
        for (const QString &id : std::exchange(m_touched, {}))
            Q_EMIT runChanged(id);
    });
    connect(&m_project, &ProjectService::opened, this, [this] {
        unwatchAll();
        reload();
        registerModels();
    });
    connect(&m_project, &ProjectService::closed, this, [this] {
        unwatchAll();
        Q_EMIT listChanged();
    });
    connect(&m_project, &ProjectService::changed, this, [this](const dataset::Change &change) {
        if (change.runs)
            reload();
    });
    connect(&m_host, &launch::Host::runStarted, this, [this](const QString &id) {
        if (const auto view = find(id)) {
            watch(*view);
            Q_EMIT started(id);
            return;
        }
        // The engine may be up before the list was read again: told when the run can be found.
        auto link = std::make_shared<QMetaObject::Connection>();
        *link = connect(this, &RunService::listChanged, this, [this, id, link] {
            if (!find(id))
                return;
            disconnect(*link);
            Q_EMIT started(id);
        });
        reload();
    });
    connect(&m_host, &launch::Host::runFailedToStart, this, [this](const QString &, const Error &error) {
        Q_EMIT startFailed(error);
    });
}

RunService::~RunService() {
    unwatchAll();
    m_thread.quit();
    m_thread.wait();
}

bool RunService::isAnyWorking() const {
    return std::ranges::any_of(m_runs, [](const std::shared_ptr<RunView> &view) { return view->isWorking(); });
}

std::shared_ptr<RunView> RunService::find(const QString &id) const {
    for (const auto &run : m_runs)
        if (run->id == id)
            return run;
    return nullptr;
}

void RunService::unwatchAll() {
    for (const auto &[id, watcher] : m_watchers) {
        watcher->disconnect(this);
        watcher->deleteLater();
        m_jobs.remove(jobId(id));
    }
    m_watchers.clear();
    m_runs.clear();
    m_loaded = false;
    m_touched.clear();
}

void RunService::reload() {
    using Overviews = std::vector<workflow::RunOverview>;
    m_project.read<std::pair<Overviews, Path>>(
        this,
        [](dataset::Project &project) -> Result<std::pair<Overviews, Path>> {
            TRY(auto list, workflow::listRuns(project));
            return std::pair(std::move(list), workflow::runsFolder(project));
        },
        [this](const Result<std::pair<Overviews, Path>> &answer) {
            if (!answer)
                return;
            std::vector<std::shared_ptr<RunView>> runs;
            int colour = static_cast<int>(answer->first.size());
            for (const workflow::RunOverview &overview : answer->first) {
                const QString id = text(overview.record.id.value);
                auto view = find(id);
                if (!view) {
                    view = std::make_shared<RunView>();
                    view->id = id;
                    view->directory = runs::RunDirectory(answer->second / overview.record.id.value);
                    view->state = overview.state;
                    view->liveness = overview.liveness;
                }
                view->colour = --colour;
                view->name = text(overview.record.name.empty() ? overview.record.id.value : overview.record.name);
                view->created_ms = overview.record.created_ms;
                runs.push_back(view);
            }
            const bool same = std::exchange(m_loaded, true) && runs == m_runs;
            m_runs = std::move(runs);
            for (const auto &view : m_runs)
                watch(*view);
            if (!same)
                Q_EMIT listChanged();
        },
        &m_latest);
}

void RunService::follow(const QString &id) {
    if (const auto view = find(id))
        watch(*view);
}

void RunService::watch(RunView &view) {
    if (m_watchers.contains(view.id))
        return;
    view.followed = true;
    if (auto spec = view.directory.readSpec())
        view.spec = std::move(*spec);
    auto *watcher = new launch::RunWatcher(view.directory);
    watcher->moveToThread(&m_thread);
    m_watchers[view.id] = watcher;
    const QString id = view.id;
    connect(watcher, &launch::RunWatcher::eventsArrived, this,
            [this, id](const launch::EventBatchPointer &batch) { take(id, batch); });
    connect(watcher, &launch::RunWatcher::stateChanged, this,
            [this, id](const std::optional<runs::RunState> &state, Liveness liveness) { takeState(id, state, liveness); });
    connect(watcher, &launch::RunWatcher::caughtUp, this, [this, id] {
        if (const auto run = find(id)) {
            run->caughtUp = true;
            touch(id);
        }
    });
    QMetaObject::invokeMethod(watcher, [watcher] { watcher->start(); }, Qt::QueuedConnection);
}

void RunService::take(const QString &id, const launch::EventBatchPointer &batch) {
    const auto view = find(id);
    if (!view)
        return;
    if (batch->restarted)
        view->forgetEvents();
    for (const runs::Event &event : batch->events)
        view->take(event);
    touch(id);
}

void RunService::takeState(const QString &id, const std::optional<runs::RunState> &state, Liveness liveness) {
    const auto view = find(id);
    if (!view)
        return;
    view->state = state;
    view->liveness = liveness;
    report(*view);
    touch(id);
    if (state && runs::isAtRest(state->status))
        registerModels();
}

void RunService::report(RunView &view) {
    const QString job = jobId(view.id);
    if (view.isWorking()) {
        if (!m_jobs.isRunning(job))
            m_jobs.begin(job, [name = view.name] { return tr("Training %1").arg(name); }, {[this, id = view.id] { stop(id); }, {}, {}});
        if (view.state) {
            const double whole = view.state->steps > 0
                                     ? static_cast<double>(view.state->step) / static_cast<double>(view.state->steps)
                                     : -1;
            m_jobs.progress(job, whole,
                            [epoch = view.state->epoch, epochs = view.state->epochs] { return tr("epoch %1 of %2").arg(epoch).arg(epochs); },
                            view.state->secondsLeft.value_or(-1));
        }
        return;
    }
    if (!m_jobs.isRunning(job) || !view.state)
        return;
    switch (view.state->status) {
    case RunStatus::Failed:
        m_jobs.fail(job, [this, error = view.state->error] { return error ? m_words.of(*error) : tr("The training failed."); });
        break;
    case RunStatus::Paused: m_jobs.done(job, [] { return tr("paused"); }); break;
    default: m_jobs.done(job); break;
    }
    if (view.liveness == Liveness::Interrupted)
        m_jobs.fail(job, [] { return tr("The engine ended without a word; the run can be resumed."); });
}

void RunService::registerModels() {
    m_project.write<std::vector<dataset::ModelRecord>>(
        this, [](dataset::Project &project) { return workflow::registerFinishedRuns(project); },
        [this](const Result<std::vector<dataset::ModelRecord>> &models) {
            if (!models)
                return;
            m_project.poll();
            if (!models->empty())
                Q_EMIT modelsRegistered();
        });
}

void RunService::start(const workflow::TrainRequest &request) {
    m_project.write<Path>(
        this,
        [request](dataset::Project &project) -> Result<Path> {
            TRY(const runs::RunDirectory run, workflow::prepareRun(project, request));
            return run.path();
        },
        [this](const Result<Path> &folder) {
            if (!folder) {
                Q_EMIT startFailed(folder.error());
                return;
            }
            m_project.poll();
            m_host.startRun(runs::RunDirectory(*folder));
        });
}

void RunService::send(const QString &id, runs::Request request) {
    const auto view = find(id);
    if (!view)
        return;
    using Answer = std::shared_ptr<Result<>>;
    m_background.run<Answer>(
        this,
        [run = view->directory, request]() -> Answer { return std::make_shared<Result<>>(runs::sendRequest(run, request)); },
        [this](const Answer &answer) {
            if (!*answer)
                Q_EMIT failed(answer->error());
        });
}

void RunService::pause(const QString &id) { send(id, runs::Request::Pause); }
void RunService::stop(const QString &id) { send(id, runs::Request::Stop); }

void RunService::resume(const QString &id) {
    if (const auto view = find(id))
        m_host.startRun(view->directory);
}

void RunService::remove(const QString &id) {
    const auto view = find(id);
    if (!view)
        return;
    if (const auto at = m_watchers.find(id); at != m_watchers.end()) {
        at->second->disconnect(this);
        at->second->deleteLater();
        m_watchers.erase(at);
    }
    m_project.write<bool>(
        this,
        [run = view->directory](dataset::Project &project) -> Result<bool> {
            TRY_DO(workflow::deleteRun(project, run));
            return true;
        },
        [this](const Result<bool> &gone) {
            if (!gone)
                Q_EMIT failed(gone.error());
            m_project.poll();
            reload();
        });
}

void RunService::touch(const QString &id) {
    if (!m_touched.contains(id))
        m_touched.append(id);
    // What comes after a pause is told at once; what comes thick and fast is gathered.
    if (!m_tick.isActive())
        m_tick.start(m_sinceTick.isValid() ? static_cast<int>(std::max<qint64>(0, kTick_ms - m_sinceTick.elapsed())) : 0);
}

} // namespace trainyard::app

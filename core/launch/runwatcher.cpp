// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/launch/runwatcher.h"

#include "core/base/clock.h"
#include "core/base/errors.h"
#include "core/launch/errors.h"

#include <QFile>
#include <QPointer>

namespace trainyard::launch {

namespace {

constexpr int kPoll_ms = 150;       ///< while an engine may be writing
constexpr int kPollAtRest_ms = 1000;
constexpr int kGather_ms = 20;      ///< after a notification: more of the same burst is likely on its way
constexpr qint64 kStateEvery_ms = 100;
constexpr std::size_t kSlice = std::size_t(1) << 20; ///< about 10 ms of parsing

} // namespace

RunWatcher::RunWatcher(runs::RunDirectory run, QObject *parent)
    : QObject(parent), m_run(std::move(run)), m_follower(m_run.eventsFile()), m_notifier(this), m_timer(this) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RunWatcher::poll);
    const auto wake = [this] {
        if (m_running && m_timer.remainingTime() > kGather_ms)
            m_timer.start(kGather_ms);
    };
    connect(&m_notifier, &QFileSystemWatcher::fileChanged, this, wake);
    connect(&m_notifier, &QFileSystemWatcher::directoryChanged, this, wake);
}

void RunWatcher::setPosition(runs::FollowPosition position) {
    m_follower = runs::RunFollower(m_run.eventsFile(), std::move(position));
}

void RunWatcher::start() {
    if (m_running)
        return;
    m_running = true;
    m_timer.start(0);
}

void RunWatcher::stop() {
    m_running = false;
    m_timer.stop();
    if (const QStringList files = m_notifier.files() + m_notifier.directories(); !files.isEmpty())
        m_notifier.removePaths(files);
}

void RunWatcher::watchFiles() {
    // Names that are not valid UTF-8 cannot be watched through QString; then the timer alone must do.
    if (m_notifier.directories().isEmpty())
        m_notifier.addPath(QFile::decodeName(m_run.path().c_str()));
    if (m_notifier.files().isEmpty() && QFile::exists(QFile::decodeName(m_run.eventsFile().c_str())))
        m_notifier.addPath(QFile::decodeName(m_run.eventsFile().c_str()));
}

void RunWatcher::poll() {
    if (!m_running)
        return;
    watchFiles();
    // The state is read before the events and reported after them: whoever hears that a run has finished has seen
    // all that it said, because the engine writes in the other order.
    const QPointer<RunWatcher> self(this);
    const bool stateDue = !m_stateKnown || !m_sinceState.isValid() || m_sinceState.elapsed() >= kStateEvery_ms;
    if (stateDue)
        readState();
    auto batch = m_follower.read(kSlice);
    bool more = false;
    if (!batch) {
        report(m_eventsTrouble, batch.error());
    } else {
        m_eventsTrouble.reset();
        more = batch->more;
        if (!batch->isEmpty())
            Q_EMIT eventsArrived(std::make_shared<const runs::EventBatch>(std::move(*batch)));
    }
    if (!self || !m_running)
        return;
    m_timer.start(more ? 0 : m_liveness == runs::Liveness::AtRest && m_caughtUp ? kPollAtRest_ms : kPoll_ms);
    if (more)
        return;
    if (m_stateChanged) {
        m_stateChanged = false;
        Q_EMIT stateChanged(m_state, m_liveness);
        if (!self || !m_running)
            return;
    }
    if (!m_caughtUp) {
        m_caughtUp = true;
        Q_EMIT caughtUp();
    }
}

void RunWatcher::readState() {
    m_sinceState.restart();
    std::optional<runs::RunState> state;
    if (auto read = m_run.readState()) {
        state = std::move(*read);
        m_stateTrouble.reset();
    } else if (!read.error().is(kFileNotFound)) {
        report(m_stateTrouble, read.error());
        state = m_state; // the last good word
    } else if (!m_run.exists()) {
        report(m_stateTrouble, Error(kNotARun, {{"folder", displayPath(m_run.path())}}));
        state = m_state;
    }
    std::optional<runs::ProcessId> launched;
    if (auto read = m_run.readLaunch())
        launched = std::move(*read);
    const runs::Liveness liveness = runs::judge(state, launched, nowMs());
    if (m_stateKnown && state == m_state && liveness == m_liveness)
        return;
    m_stateKnown = true;
    m_state = std::move(state);
    m_liveness = liveness;
    m_stateChanged = true;
}

void RunWatcher::report(std::optional<Error> &known, const Error &error) {
    if (known == error)
        return;
    known = error;
    // Queued: a receiver may delete this object, and the caller is in the middle of a read.
    QMetaObject::invokeMethod(this, [this, error] { Q_EMIT trouble(error); }, Qt::QueuedConnection);
}

} // namespace trainyard::launch

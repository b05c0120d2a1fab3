// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/runs/liveness.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace trainyard;
using namespace trainyard::runs;

namespace {

RunState stateOf(const ProcessId &process, RunStatus status, std::int64_t heartbeat_ms) {
    RunState state;
    state.process = process;
    state.status = status;
    state.heartbeat_ms = heartbeat_ms;
    return state;
}

/** A process that sleeps until it is killed. */
class Sleeper final {
public:
    Sleeper() : m_pid(::fork()) {
        if (m_pid == 0) {
            ::sleep(60);
            ::_exit(0);
        }
    }
    ~Sleeper() {
        kill();
        reap();
    }
    [[nodiscard]] pid_t pid() const { return m_pid; }
    void kill() const { ::kill(m_pid, SIGKILL); }
    void reap() {
        if (!m_reaped)
            ::waitpid(m_pid, nullptr, 0);
        m_reaped = true;
    }

private:
    pid_t m_pid;
    bool m_reaped = false;
};

} // namespace

class TestLiveness : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void presenceOfProcesses() {
        QCOMPARE(presence(currentProcess()), ProcessPresence::Present);
        QVERIFY(currentProcess().startTicks > 0);
        ProcessId process = currentProcess();
        process.host = "elsewhere";
        QCOMPARE(presence(process), ProcessPresence::Unknown);
        process = currentProcess();
        process.startTicks -= 1; // the pid of an older process, used again by this one
        QCOMPARE(presence(process), ProcessPresence::Gone);
        process = currentProcess();
        process.boot = "00000000-0000-0000-0000-000000000000";
        QCOMPARE(presence(process), ProcessPresence::Gone);
        process = currentProcess();
        process.boot.clear();
        process.startTicks = 0; // an engine that does not say
        QCOMPARE(presence(process), ProcessPresence::Present);
        QCOMPARE(presence(ProcessId()), ProcessPresence::Unknown);
    }

    void zombiesAndTheDeadAreGone() {
        Sleeper sleeper;
        const ProcessId process = localProcess(sleeper.pid());
        QCOMPARE(presence(process), ProcessPresence::Present);
        sleeper.kill();
        QTRY_COMPARE_WITH_TIMEOUT(presence(process), ProcessPresence::Gone, 5000); // not reaped: a zombie
        sleeper.reap();
        QCOMPARE(presence(process), ProcessPresence::Gone);
    }

    void judgement() {
        const std::int64_t now = nowMs();
        const std::int64_t old = now - kHeartbeatLimit_ms - 1;
        const ProcessId self = currentProcess();
        ProcessId gone = self;
        gone.startTicks -= 1;
        ProcessId remote = self;
        remote.host = "elsewhere";

        QCOMPARE(judge({}, {}, now), Liveness::NotStarted);
        QCOMPARE(judge({}, self, now), Liveness::Running);
        QCOMPARE(judge({}, gone, now), Liveness::Interrupted);
        QCOMPARE(judge({}, remote, now), Liveness::Unknown);

        QCOMPARE(judge(stateOf(self, RunStatus::Running, now), self, now), Liveness::Running);
        QCOMPARE(judge(stateOf(self, RunStatus::Running, now + 60'000), self, now), Liveness::Running);
        QCOMPARE(judge(stateOf(self, RunStatus::Running, old), self, now), Liveness::Unknown); // it hangs
        QCOMPARE(judge(stateOf(gone, RunStatus::Running, now), gone, now), Liveness::Interrupted);
        QCOMPARE(judge(stateOf(gone, RunStatus::Pausing, old), {}, now), Liveness::Interrupted);
        QCOMPARE(judge(stateOf(remote, RunStatus::Running, now), {}, now), Liveness::Running);
        // Silence from another host is never the end of it.
        QCOMPARE(judge(stateOf(remote, RunStatus::Running, 0), {}, now), Liveness::Unknown);

        for (const RunStatus status : {RunStatus::Finished, RunStatus::Stopped, RunStatus::Failed, RunStatus::Paused}) {
            QCOMPARE(judge(stateOf(gone, status, 0), gone, now), Liveness::AtRest);
            QCOMPARE(judge(stateOf(remote, status, 0), {}, now), Liveness::AtRest);
            QCOMPARE(judge(stateOf(self, status, now), self, now), Liveness::AtRest);
            // Started again; the new engine has not written yet.
            QCOMPARE(judge(stateOf(gone, status, 0), self, now), Liveness::Running);
        }
        QCOMPARE(judge(stateOf(gone, RunStatus::Running, old), self, now), Liveness::Running);
    }
};

QTEST_GUILESS_MAIN(TestLiveness)
#include "test_liveness.moc"

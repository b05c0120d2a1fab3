// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/base/errors.h"
#include "core/base/json.h"
#include "core/launch/errors.h"
#include "core/launch/localhost.h"
#include "core/launch/programs.h"
#include "core/launch/runwatcher.h"
#include "core/runs/control.h"
#include "core/runs/errors.h"
#include "core/runs/metricseries.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

using namespace trainyard;
using namespace trainyard::launch;
using namespace trainyard::runs;

namespace {

constexpr int kWait_ms = 20'000;

/** Everything that a watcher reports. */
class Log final {
public:
    explicit Log(const RunDirectory &run, const FollowPosition &position = {}) : watcher(run) {
        watcher.setPosition(position);
        QObject::connect(&watcher, &RunWatcher::eventsArrived, &watcher, [this](const EventBatchPointer &batch) {
            for (const Event &event : batch->events) {
                delays_ms.push_back(nowMs() - event.time_ms);
                metrics.apply(event);
                events.push_back(event);
            }
            findings.insert(findings.end(), batch->findings.begin(), batch->findings.end());
            ++batches;
        });
        watcher.start();
    }
    [[nodiscard]] bool isAtRest() const { return watcher.liveness() == Liveness::AtRest && finishedSeen(); }
    [[nodiscard]] bool finishedSeen() const {
        return !events.empty() && std::holds_alternative<FinishedEvent>(events.back().data);
    }
    [[nodiscard]] RunStatus status() const { return watcher.state() ? watcher.state()->status : RunStatus::Starting; }
    [[nodiscard]] std::int64_t step() const {
        const auto steps = all<MetricEvent>();
        return steps.empty() ? 0 : steps.back().step;
    }
    template <typename T>
    [[nodiscard]] std::vector<T> all() const {
        std::vector<T> found;
        for (const Event &event : events) {
            if (const T *data = std::get_if<T>(&event.data))
                found.push_back(*data);
        }
        return found;
    }
    [[nodiscard]] bool isGapless() const {
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (events[i].sequence != static_cast<std::int64_t>(i) + 1)
                return false;
        }
        return true;
    }

    RunWatcher watcher;
    std::vector<Event> events;
    std::vector<Finding> findings;
    std::vector<std::int64_t> delays_ms;
    MetricStore metrics;
    int batches = 0;
};

bool hasEnded(const ProcessId &process) { return presence(process) == ProcessPresence::Gone; }

} // namespace

class TestLaunchRuns : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_runs = 0;
    std::vector<ProcessId> m_started;

    RunDirectory newRun(int epochs = 3, Settings settings = {}) {
        RunSpec spec;
        spec.id = RunId{"run-" + std::to_string(m_runs++)};
        spec.created_ms = nowMs();
        spec.classes = {"a", "b", "c"};
        spec.settings = std::move(settings);
        spec.settings["epochs"] = std::int64_t(epochs);
        spec.settings["batch_size"] = std::int64_t(4);
        Manifest manifest;
        manifest.classes = spec.classes;
        manifest.root = "/nowhere";
        for (int i = 0; i < 40; ++i) // 8 steps an epoch
            manifest.rows.push_back({i, "x.jpg", i % 5 == 4 ? Split::Validation : Split::Train, i % 3, 8, 8, {}});
        return *RunDirectory::create(Path(m_folder.path().toStdString()) / "runs", spec, manifest);
    }
    ProcessId startOrFail(const RunDirectory &run) {
        const auto process = startEngine(run);
        if (!process) {
            QTest::qFail(process.error().debugText().c_str(), __FILE__, __LINE__);
            return {};
        }
        m_started.push_back(*process);
        return *process;
    }

private Q_SLOTS:
    void init() {
        qputenv("TRAINYARD_ENGINE", TRAINYARD_BIN_DIR "/trainyard-fake-engine");
        qputenv("FAKE_ENGINE_MODE", "normal");
        qputenv("FAKE_ENGINE_STEP_MS", "10");
        qputenv("FAKE_ENGINE_MODEL", "0");
        qputenv("FAKE_ENGINE_AT", "5");
    }
    void cleanup() {
        for (const ProcessId &process : m_started) {
            if (presence(process) == ProcessPresence::Present)
                ::kill(static_cast<pid_t>(process.pid), SIGKILL);
        }
        m_started.clear();
    }

    void startToFinish() {
        qputenv("FAKE_ENGINE_MODEL", "1");
        const RunDirectory run = newRun();
        QCOMPARE(liveness(run), Liveness::NotStarted);
        const ProcessId process = startOrFail(run);
        Log log(run);
        QSignalSpy caughtUp(&log.watcher, &RunWatcher::caughtUp);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Finished);
        QCOMPARE(caughtUp.size(), 1);
        QVERIFY(log.isGapless() && log.findings.empty());
        QVERIFY(log.all<StartedEvent>().front().engine.starts_with("fake"));
        QCOMPARE(log.all<StartedEvent>().front().settings.size(), settingSpecs("classification").size());
        QCOMPARE(log.all<EpochEvent>().size(), std::size_t(3));
        QCOMPARE(log.metrics.find("train/loss")->size(), std::size_t(24));
        QCOMPARE(log.metrics.find("val/accuracy")->size(), std::size_t(3));
        QCOMPARE(log.watcher.state()->steps, std::int64_t(24));
        QCOMPARE(log.watcher.state()->sequence, static_cast<std::int64_t>(log.events.size()));
        QVERIFY(run.hasModel());
        QVERIFY(!std::filesystem::exists(run.path() / "model.tmp"));
        QTRY_VERIFY(hasEnded(process));
    }

    void belongsToNoOne() {
        qputenv("FAKE_ENGINE_STEP_MS", "40");
        const RunDirectory run = newRun();
        // The starter ends at once, as an app that is closed or killed.
        const pid_t starter = ::fork();
        if (starter == 0)
            ::_exit(startEngine(run) ? 0 : 1);
        int status = 0;
        QCOMPARE(::waitpid(starter, &status, 0), starter);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        const auto launched = run.readLaunch();
        QVERIFY(launched.has_value());
        m_started.push_back(*launched);
        QCOMPARE(presence(*launched), ProcessPresence::Present);
        QVERIFY(::getsid(static_cast<pid_t>(launched->pid)) != ::getsid(0));
        QVERIFY(std::filesystem::equivalent(
            std::filesystem::read_symlink("/proc/" + std::to_string(launched->pid) + "/cwd"), run.path()));
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Finished);
        QVERIFY(log.watcher.state()->process == *launched);
    }

    void closeAndReopen() {
        qputenv("FAKE_ENGINE_STEP_MS", "20");
        const RunDirectory run = newRun(6);
        startOrFail(run);
        std::vector<Event> events;
        FollowPosition position;
        int lives = 0;
        for (bool done = false; !done; ++lives) {
            Log log(run, position);
            if (lives < 4)
                QTRY_VERIFY_WITH_TIMEOUT(log.events.size() > 12, kWait_ms);
            else
                QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
            log.watcher.stop();
            events.insert(events.end(), log.events.begin(), log.events.end());
            position = log.watcher.position();
            done = lives >= 4;
            if (!done)
                QTest::qWait(60); // closed: the run goes on
        }
        Log fresh(run);
        QTRY_VERIFY_WITH_TIMEOUT(fresh.isAtRest(), kWait_ms);
        QVERIFY(fresh.isGapless());
        QVERIFY(events == fresh.events);
    }

    void pauseAndResume() {
        const RunDirectory run = newRun(50, {{"checkpoint_seconds", std::int64_t(0)}});
        const ProcessId first = startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.step() >= 1, kWait_ms);
        QVERIFY(sendRequest(run, Request::Pause));
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Paused);
        QVERIFY(takeRequests(run).empty());
        QTRY_VERIFY(hasEnded(first));
        const std::int64_t step = log.watcher.state()->step;
        QVERIFY(step >= 1 && step < 400);
        qputenv("FAKE_ENGINE_STEP_MS", "1");
        startOrFail(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.status() == RunStatus::Finished && log.isAtRest(), kWait_ms);
        const auto resumed = log.all<ResumedEvent>();
        QCOMPARE(resumed.size(), std::size_t(1));
        QCOMPARE(resumed[0].step, step);
        QCOMPARE(log.all<StartedEvent>().size(), std::size_t(2));
        QVERIFY(log.isGapless());
        QCOMPARE(log.metrics.find("train/loss")->size(), std::size_t(400));
    }

    void stopIsANormalEnd() {
        qputenv("FAKE_ENGINE_MODEL", "1");
        const RunDirectory run = newRun(1000);
        startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.step() >= 1, kWait_ms);
        QVERIFY(sendRequest(run, Request::Stop));
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Stopped);
        QVERIFY(run.hasModel());
    }

    void checkpointGoesOn() {
        const RunDirectory run = newRun(1000, {{"checkpoint_seconds", std::int64_t(0)}});
        startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.step() >= 1, kWait_ms);
        QVERIFY(sendRequest(run, Request::Checkpoint));
        QTRY_VERIFY_WITH_TIMEOUT(!log.all<CheckpointEvent>().empty(), kWait_ms);
        const auto events = log.events.size();
        QTRY_VERIFY_WITH_TIMEOUT(log.events.size() > events + 5, kWait_ms);
        QCOMPARE(log.status(), RunStatus::Running);
    }

    void sigtermIsPause() {
        const RunDirectory run = newRun(1000);
        const ProcessId process = startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.step() >= 1, kWait_ms);
        ::kill(static_cast<pid_t>(process.pid), SIGTERM);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Paused);
    }

    void aRequestToADeadEngineDoesNotReachTheNext() {
        const RunDirectory run = newRun(1);
        QVERIFY(sendRequest(run, Request::Pause));
        startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Finished);
    }

    void killedAgainAndAgain() {
        const RunDirectory run = newRun(8);
        Log log(run);
        for (int kill = 0; kill < 4; ++kill) {
            const ProcessId process = startOrFail(run);
            const std::size_t before = log.events.size();
            QTRY_VERIFY_WITH_TIMEOUT(log.events.size() > before + 12, kWait_ms);
            ::kill(static_cast<pid_t>(process.pid), SIGKILL);
            QTRY_COMPARE_WITH_TIMEOUT(log.watcher.liveness(), Liveness::Interrupted, kWait_ms);
            QVERIFY(!isAtRest(log.status()));
        }
        startOrFail(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Finished);
        QVERIFY(log.isGapless() && log.findings.empty());
        QVERIFY(!log.all<ResumedEvent>().empty());
        // The curve is that of an uninterrupted run: each step once.
        const auto steps = log.metrics.find("train/loss")->steps();
        QCOMPARE(steps.size(), std::size_t(64));
        for (std::size_t i = 0; i < steps.size(); ++i)
            QCOMPARE(steps[i], static_cast<std::int64_t>(i) + 1);
    }

    void hanging() {
        qputenv("FAKE_ENGINE_MODE", "hang");
        const RunDirectory run = newRun();
        const ProcessId process = startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.all<MetricEvent>().size() >= 4, kWait_ms);
        QTRY_VERIFY(log.watcher.state() && log.watcher.state()->process == process);
        QCOMPARE(log.watcher.liveness(), Liveness::Running);
        const std::int64_t later = nowMs() + kHeartbeatLimit_ms + 1;
        QCOMPARE(judge(log.watcher.state(), process, later), Liveness::Unknown); // silence is not failure
        ::kill(static_cast<pid_t>(process.pid), SIGTERM); // it does not listen
        QTest::qWait(200);
        QCOMPARE(presence(process), ProcessPresence::Present);
        ::kill(static_cast<pid_t>(process.pid), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(log.watcher.liveness(), Liveness::Interrupted, kWait_ms);
        qputenv("FAKE_ENGINE_MODE", "normal");
        startOrFail(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Finished);
    }

    void crashing() {
        qputenv("FAKE_ENGINE_MODE", "crash");
        const RunDirectory run = newRun();
        startOrFail(run);
        Log log(run);
        QTRY_COMPARE_WITH_TIMEOUT(log.watcher.liveness(), Liveness::Interrupted, kWait_ms);
        QTRY_COMPARE(log.all<MetricEvent>().size(), std::size_t(4));
        QVERIFY(log.isGapless());
    }

    void printingGarbage() {
        qputenv("FAKE_ENGINE_MODE", "garbage");
        const RunDirectory run = newRun();
        startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Finished);
        QVERIFY(log.isGapless());
        QCOMPARE(log.findings.size(), std::size_t(20)); // one a step, from step 5 to 24
        QVERIFY(log.findings[0].what.is(kGarbageLine));
        QVERIFY(std::filesystem::file_size(run.logFile()) > 100);
    }

    void notFiniteLoss() {
        qputenv("FAKE_ENGINE_MODE", "nan");
        const RunDirectory run = newRun();
        startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Failed);
        QCOMPARE(log.watcher.state()->error->code, std::string("engine.not_finite"));
        QCOMPARE(log.watcher.state()->error->argument("tensor"), std::string_view("loss"));
        const auto losses = log.metrics.find("train/loss")->values();
        QCOMPARE(std::ranges::count_if(losses, [](double loss) { return !std::isfinite(loss); }), 1);
    }

    void diskFullPauses() {
        qputenv("FAKE_ENGINE_MODE", "diskfull");
        qputenv("FAKE_ENGINE_AT", "12");
        const RunDirectory run = newRun();
        startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QCOMPARE(log.status(), RunStatus::Paused);
        QVERIFY(log.watcher.state()->error->is(kDiskFull));
        QCOMPARE(log.all<FindingEvent>().size(), std::size_t(1));
        qputenv("FAKE_ENGINE_MODE", "normal");
        startOrFail(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.status() == RunStatus::Finished && log.isAtRest(), kWait_ms);
        QCOMPARE(log.all<ResumedEvent>().back().step, std::int64_t(8)); // the last good one
    }

    void badSettingIsNamed() {
        const RunDirectory run = newRun(3, {{"learning_rat", 0.1}});
        startOrFail(run);
        Log log(run);
        QTRY_COMPARE_WITH_TIMEOUT(log.status(), RunStatus::Failed, kWait_ms);
        QVERIFY(log.watcher.state()->error->is(kUnknownKey));
        QCOMPARE(log.watcher.state()->error->argument("nearest"), std::string_view("learning_rate"));
    }

    void oneEngineForARun() {
        const RunDirectory run = newRun(1000);
        startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.step() >= 1, kWait_ms);
        QVERIFY(startEngine(run).error().is(kAlreadyRunning));
    }

    void whatCannotBeStarted() {
        const RunDirectory run = newRun();
        QVERIFY(startEngine(RunDirectory(run.path() / "nothing")).error().is(kNotARun));
        qputenv("TRAINYARD_ENGINE", "/nowhere/engine");
        QVERIFY(startEngine(run).error().is(kProgramNotFound));
        const QString broken = m_folder.filePath(QStringLiteral("broken"));
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\x7f" "ELF is not enough");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        file.close();
        qputenv("TRAINYARD_ENGINE", broken.toUtf8());
        QVERIFY(startEngine(run).error().is(kStartFailed));
        QCOMPARE(liveness(run), Liveness::NotStarted);
    }

    void hostAnswersBySignal() {
        LocalHost host;
        QVERIFY(host.isReady() && host.capabilities().start);
        QSignalSpy started(&host, &Host::runStarted);
        QSignalSpy failed(&host, &Host::runFailedToStart);
        QSignalSpy ready(&host, &Host::readyChanged);
        const RunDirectory run = newRun(1);
        host.startRun(run);
        QVERIFY(started.isEmpty());
        QVERIFY(started.wait());
        QCOMPARE(started[0][0].toString(), QString::fromStdString(run.id().value));
        m_started.push_back(localProcess(started[0][1].toLongLong()));
        host.startRun(RunDirectory(run.path() / "nothing"));
        QVERIFY(failed.wait());
        QVERIFY(failed[0][1].value<Error>().is(kNotARun));
        qputenv("TRAINYARD_ENGINE", "/nowhere/engine");
        host.refresh();
        QCOMPARE(ready.size(), 1);
        QVERIFY(!host.isReady() && host.notReadyReason().is(kProgramNotFound));
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
    }

    void pointsArriveInTime() {
        qputenv("FAKE_ENGINE_STEP_MS", "15");
        const RunDirectory run = newRun(15);
        Log log(run);
        startOrFail(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        auto delays = log.delays_ms;
        std::sort(delays.begin(), delays.end());
        const std::int64_t median = delays[delays.size() / 2];
        qInfo("from the engine's write to the signal: median %lld ms, 95 %% %lld ms, largest %lld ms; %d batches",
              static_cast<long long>(median), static_cast<long long>(delays[delays.size() * 95 / 100]),
              static_cast<long long>(delays.back()), log.batches);
        QVERIFY(median <= 250);
        QVERIFY(log.batches < static_cast<int>(log.events.size()) || log.batches < 300);
    }

    void livesOnAnotherThread() {
        const RunDirectory run = newRun(2);
        QThread thread;
        auto *watcher = new RunWatcher(run);
        watcher->moveToThread(&thread);
        connect(&thread, &QThread::finished, watcher, &QObject::deleteLater);
        std::size_t events = 0;
        std::optional<RunState> last;
        bool onThisThread = true;
        connect(watcher, &RunWatcher::eventsArrived, this, [&](const EventBatchPointer &batch) {
            events += batch->events.size();
            onThisThread = onThisThread && QThread::currentThread() == this->thread();
        });
        connect(watcher, &RunWatcher::stateChanged, this,
                [&](const std::optional<RunState> &state, Liveness) { last = state; });
        thread.start();
        QMetaObject::invokeMethod(watcher, &RunWatcher::start, Qt::QueuedConnection);
        startOrFail(run);
        QTRY_VERIFY_WITH_TIMEOUT(last && last->status == RunStatus::Finished, kWait_ms);
        // Whoever hears of the end has all events.
        QCOMPARE(static_cast<std::int64_t>(events), last->sequence);
        QVERIFY(onThisThread);
        thread.quit();
        QVERIFY(thread.wait(5000));
    }

    void aFolderThatVanishes() {
        const RunDirectory run = newRun(1);
        startOrFail(run);
        Log log(run);
        QTRY_VERIFY_WITH_TIMEOUT(log.isAtRest(), kWait_ms);
        QSignalSpy trouble(&log.watcher, &RunWatcher::trouble);
        std::filesystem::rename(run.path(), run.path().string() + ".away");
        QTRY_VERIFY_WITH_TIMEOUT(!trouble.isEmpty(), kWait_ms);
        const auto told = trouble.size();
        QCOMPARE(log.status(), RunStatus::Finished); // the last that is known
        QTest::qWait(2500);
        QVERIFY(trouble.size() <= std::max<qsizetype>(told, 2)); // state and events once each, not again and again
        std::filesystem::rename(run.path().string() + ".away", run.path());
        const auto events = log.events.size();
        QTest::qWait(1500);
        QCOMPARE(log.events.size(), events); // nothing twice
    }

    void deletedInASlot() {
        const RunDirectory run = newRun(1);
        startOrFail(run);
        auto *watcher = new RunWatcher(run);
        int calls = 0;
        connect(watcher, &RunWatcher::eventsArrived, this, [&] {
            ++calls;
            delete watcher;
        });
        watcher->start();
        QTRY_COMPARE_WITH_TIMEOUT(calls, 1, kWait_ms);
        QTest::qWait(300);
        QCOMPARE(calls, 1);
    }
};

QTEST_GUILESS_MAIN(TestLaunchRuns)
#include "test_launch_runs.moc"

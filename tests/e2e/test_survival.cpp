// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/e2esupport.h"
#include "tests/support/timing.h"

#include "core/runs/follower.h"
#include "widgets/charts/curvechart.h"
#include "widgets/forms/settingsform.h"
#include "widgets/palette/wrappedlabel.h"

#include <QAbstractButton>
#include <QProcess>
#include <QThread>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <set>

using namespace trainyard;
using namespace trainyard::app;
using namespace trainyard::e2e;

namespace {

/** Drives a new run to its start in an open window; the run's id, empty when it did not start. */
QString startRun(AppServices &services, MainWindow &window, int epochs) {
    const auto wait = [](const std::function<bool()> &met, int limit_ms) {
        QElapsedTimer clock;
        clock.start();
        while (!met() && clock.elapsed() < limit_ms)
            QTest::qWait(20);
        return met();
    };
    QString id;
    const auto link = QObject::connect(&services.runs, &RunService::started, &window, [&id](const QString &run) { id = run; });
    services.actions.action("go.train"_L1)->trigger();
    services.actions.action("train.new"_L1)->trigger();
    window.findChild<QAbstractButton *>(u"model.mobilenet_v3_small"_s)->click();
    window.findChild<widgets::SettingsForm *>(u"runForm"_s)
        ->setValues({{u"epochs"_s, epochs}, {u"image_size"_s, 64}, {u"batch_size"_s, 8}});
    if (wait([&] { return services.actions.action("train.start"_L1)->isEnabled(); }, 120'000)) {
        services.actions.action("train.start"_L1)->trigger();
        wait([&] { return !id.isEmpty(); }, 60'000);
    }
    QObject::disconnect(link);
    return id;
}

bool hasPoints(const RunService &runs, const QString &id, std::size_t count) {
    const auto run = runs.find(id);
    return run && run->curves.contains(u"train/loss"_s) && run->curves.at(u"train/loss"_s)->size() >= count;
}

/** The window of a process that will be killed: opens the project, trains, says so, and goes on. */
int trainInAWindow(const QString &settings, const QString &project, int epochs) {
    AppServices services(settings);
    MainWindow window(services);
    window.show();
    services.opening.openPath(project);
    QElapsedTimer clock;
    clock.start();
    while (!(services.project.isOpen() && services.filter.isLoaded()) && clock.elapsed() < 30'000)
        QTest::qWait(20);
    const QString id = startRun(services, window, epochs);
    while (!hasPoints(services.runs, id, 3) && clock.elapsed() < 200'000)
        QTest::qWait(20);
    std::printf("%s\n", qPrintable(id));
    std::fflush(stdout);
    return QApplication::exec();
}

} // namespace

/** The window goes, by its own will or not, and comes back; others write to the same project meanwhile. */
class TestSurvival : public QObject {
    Q_OBJECT
    Desk m_desk;
    QString m_project;
    bool m_realEngine = false;

    void openProject() {
        m_desk.open();
        m_desk.services->opening.openPath(m_project);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->project.isOpen() && m_desk.services->filter.isLoaded(), 30000);
    }
    std::shared_ptr<RunView> run(const QString &id) { return m_desk.services->runs.find(id); }

    /** What the charts hold is what the engine wrote: every step told, once, in order; less what a resume took back. */
    void compareWithLog(const QString &id) {
        runs::RunFollower follower(run(id)->directory.eventsFile());
        const auto log = follower.read(std::size_t(64) << 20);
        QVERIFY(log.has_value() && log->findings.empty());
        std::set<double> steps;
        for (const runs::Event &event : log->events) {
            if (const auto *metric = std::get_if<runs::MetricEvent>(&event.data)) {
                for (const auto &[name, value] : metric->values)
                    if (name == "train/loss")
                        steps.insert(static_cast<double>(metric->step));
            } else if (const auto *resumed = std::get_if<runs::ResumedEvent>(&event.data)) {
                steps.erase(steps.upper_bound(static_cast<double>(resumed->step)), steps.end());
            }
        }
        QVERIFY(steps.size() > 5);
        m_desk.trigger("go.train"_L1);
        m_desk.services->navigation.openRun(id);
        auto *chart = child<widgets::CurveChart>(*m_desk.window, u"chart.loss"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!chart->series().empty(), 5000);
        QTRY_COMPARE_WITH_TIMEOUT(chart->series().front().data->size(), steps.size(), 5000);
        std::size_t place = 0;
        for (const double step : steps)
            QCOMPARE(chart->series().front().data->point(place++).x, step);
    }

private Q_SLOTS:
    void initTestCase() {
        m_realEngine = chooseEngine();
        const QString photos = m_desk.path(u"hand signs"_s);
        if (!copySigns(photos, {u"0"_s, u"1"_s, u"2"_s}, 40))
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        m_desk.open();
        m_desk.services->opening.openPath(photos);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->filter.keys().size() == 120, 20000);
        QTest::mouseClick(child<QAbstractButton>(*m_desk.window, u"noticeChoice0"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->filter.whole().labelled, std::uint64_t(120), 20000);
        m_desk.trigger("data.split"_L1);
        QTest::mouseClick(child<QAbstractButton>(*m_desk.window, u"splitApply"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->filter.whole().splits[0], std::uint64_t(0), 10000);
        m_project = m_desk.services->project.folderText();
    }

    void aRunOutlivesTheWindow() {
        if (!m_realEngine)
            QSKIP("The real engine was not built.");
        const QString id = startRun(*m_desk.services, *m_desk.window, 5);
        QTRY_VERIFY_WITH_TIMEOUT(hasPoints(m_desk.services->runs, id, 3), 120000);
        const runs::RunDirectory folder = run(id)->directory;
        m_desk.close();
        const auto before = folder.readState();
        QVERIFY(before.has_value() && !runs::isAtRest(before->status));
        QTRY_VERIFY_WITH_TIMEOUT(folder.readState()->step > before->step + 2, 60000);

        openProject();
        QTRY_VERIFY_WITH_TIMEOUT(run(id) && run(id)->finished && run(id)->caughtUp, 240000);
        QCOMPARE(run(id)->finished->status, runs::RunStatus::Finished);
        compareWithLog(id);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->models.list().size(), std::size_t(1), 20000);
        m_desk.close();
    }

    void aRunOutlivesTheKillingOfTheWindow() {
        if (!m_realEngine)
            QSKIP("The real engine was not built.");
        m_desk.close();
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QCoreApplication::applicationFilePath(), {u"--window"_s, m_desk.path(u"settings.ini"_s), m_project, u"5"_s});
        QVERIFY(process.waitForStarted());
        QString id;
        const auto said = [&] {
            id += QString::fromUtf8(process.readAllStandardOutput());
            return !id.isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(said(), 240000);
        id = id.trimmed();
        process.kill();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);

        openProject();
        QTRY_VERIFY_WITH_TIMEOUT(run(id) != nullptr, 10000);
        const runs::RunDirectory folder = run(id)->directory;
        QVERIFY(folder.readState().has_value());
        QCOMPARE(runs::presence(folder.readState()->process), runs::ProcessPresence::Present);
        QTRY_VERIFY_WITH_TIMEOUT(run(id)->finished && run(id)->caughtUp, 240000);
        QCOMPARE(run(id)->finished->status, runs::RunStatus::Finished);
        compareWithLog(id);
    }

    void anInterruptedRunIsToldAndResumed() {
        if (!m_realEngine)
            QSKIP("The real engine was not built.");
        m_desk.close();
        openProject();
        const QString id = startRun(*m_desk.services, *m_desk.window, 4);
        QTRY_VERIFY_WITH_TIMEOUT(hasPoints(m_desk.services->runs, id, 3) && run(id)->state, 120000);
        QCOMPARE(::kill(static_cast<pid_t>(run(id)->state->process.pid), SIGKILL), 0);
        const auto told = [this] {
            auto *words = m_desk.window->findChild<widgets::WrappedLabel *>(u"noticeText"_s);
            return words->isVisible() && words->whole().contains(u"was interrupted"_s);
        };
        QTRY_VERIFY_WITH_TIMEOUT(told(), 20000);
        m_desk.close();
        openProject(); // whoever comes back is told too
        QTRY_VERIFY_WITH_TIMEOUT(told(), 20000);
        QTest::mouseClick(child<QAbstractButton>(*m_desk.window, u"noticeChoice0"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(run(id)->finished && run(id)->caughtUp, 240000);
        QCOMPARE(run(id)->finished->status, runs::RunStatus::Finished);
        QVERIFY(!told());
        compareWithLog(id);
    }

    void anotherProcessWritesAtTheSameTime() {
        const QString cli = program(u"trainyard-cli"_s);
        if (cli.isEmpty())
            QSKIP("trainyard-cli was not built.");
        if (!m_desk.window)
            openProject();
        m_desk.trigger("go.data"_L1);
        QTest::qWait(500); // what the place shows at first is not what is measured here
        ProjectService &project = m_desk.services->project;
        const std::vector<qint64> keys = m_desk.services->filter.keys();
        QCOMPARE(keys.size(), std::size_t(120));
        const dataset::ClassInfo other = project.classes()[0];
        // The command line labels the last 30 images, one act after the other; the window the first ones meanwhile.
        std::atomic<bool> ended = false;
        std::atomic<int> bad = 0;
        const std::unique_ptr<QThread> writer(QThread::create([&] {
            for (std::size_t i = 0; i < 30; ++i)
                for (const QStringList &act :
                     {QStringList{u"annotation"_s, u"add"_s, m_project, QString::number(keys[90 + i]), u"--class"_s,
                                  QString::fromStdString(other.name)},
                      QStringList{u"tag"_s, u"add"_s, m_project, u"round %1"_s.arg(i), u"--where"_s, u"width > 10"_s}}) {
                    QProcess process;
                    process.start(cli, act);
                    process.waitForFinished(20000);
                    bad += process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0 ? 0 : 1;
                }
            ended = true;
        }));
        writer->start();
        std::vector<qint64> waits_ms;
        std::size_t next = 0;
        const dataset::ClassId first = project.classes()[0].id, second = project.classes()[1].id;
        while (!ended) {
            QElapsedTimer clock;
            clock.start();
            m_desk.services->edits.setImageClass({{keys[next % 60]}}, next % 120 < 60 ? second : first);
            ++next;
            while (project.isSaving() && clock.elapsed() < 20'000)
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            waits_ms.push_back(clock.elapsed());
            QTest::qWait(20);
        }
        writer->wait();
        QCOMPARE(bad.load(), 0);
        std::sort(waits_ms.begin(), waits_ms.end());
        qInfo("%zu acts of the window beside 60 of the command line: median %lld ms, longest %lld ms", waits_ms.size(),
              waits_ms[waits_ms.size() / 2], waits_ms.back());
        QVERIFY2(!test::kMeasuresTime || waits_ms.back() <= 100, "an act waited for the other process");
        // What the other process did is on the screen within a second.
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->items.find(keys[119]) != nullptr &&
                                     m_desk.services->items.find(keys[119])->imageClass == other.id, 1000);
        QProcess tag;
        tag.start(cli, {u"tag"_s, u"add"_s, m_project, u"seen"_s, u"--where"_s, u"width > 10"_s, u"--json"_s});
        QVERIFY(tag.waitForFinished(20000));
        QTRY_VERIFY_WITH_TIMEOUT(std::any_of(m_desk.services->filter.whole().tags.begin(), m_desk.services->filter.whole().tags.end(),
                                             [](const dataset::Tag &one) { return one.name == "seen"; }), 1000);
    }

    void cleanupTestCase() { m_desk.close(); }
};

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 5 && arguments[1] == u"--window"_s)
        return trainInAWindow(arguments[2], arguments[3], arguments[4].toInt());
    TestSurvival test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_survival.moc"

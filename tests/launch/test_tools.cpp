// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/launch/enginetool.h"
#include "core/launch/errors.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace trainyard;
using namespace trainyard::launch;

namespace {

/** Counts every signal of a tool. */
struct Listener {
    explicit Listener(EngineTool &tool)
        : started(&tool, &EngineTool::started)
        , progress(&tool, &EngineTool::progress)
        , succeeded(&tool, &EngineTool::succeeded)
        , failed(&tool, &EngineTool::failed)
        , aborted(&tool, &EngineTool::aborted)
        , finished(&tool, &EngineTool::finished) {}
    [[nodiscard]] Error error() const { return failed.isEmpty() ? Error() : failed.front().front().value<Error>(); }
    [[nodiscard]] qsizetype endings() const { return succeeded.size() + failed.size() + aborted.size(); }
    QSignalSpy started, progress, succeeded, failed, aborted, finished;
};

} // namespace

class TestTools : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    /** A shell script stands in for the engine. */
    void useScript(const QByteArray &body) {
        const QString path = m_folder.filePath(QStringLiteral("engine-%1").arg(m_scripts++));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + body);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        file.close();
        qputenv("TRAINYARD_ENGINE", path.toUtf8());
    }
    int m_scripts = 0;

private Q_SLOTS:
    void succeeds() {
        useScript("echo '{\"progress\":0.25}'; echo '{\"progress\":0.5,\"what\":\"x\"}'; echo noise >&2\n"
                  "echo '{\"devices\":['; echo '1,2]}'\n");
        EngineTool tool(Program::Engine, {QStringLiteral("devices"), QStringLiteral("--json")});
        Listener listener(tool);
        QSignalSpy status(&tool, &EngineTool::status);
        tool.start();
        QVERIFY(tool.isRunning());
        QCOMPARE(listener.endings(), 0); // nothing before start() has returned
        QVERIFY(listener.finished.wait());
        QCOMPARE(listener.started.size(), 1);
        QCOMPARE(listener.progress.size(), 2);
        QCOMPARE(listener.progress[1][0].toDouble(), 0.5);
        QCOMPARE(status[1][0].value<QJsonObject>().value(QLatin1String("what")).toString(), QStringLiteral("x"));
        QCOMPARE(listener.succeeded.size(), 1);
        const auto answer = listener.succeeded[0][0].value<QJsonDocument>();
        QCOMPARE(answer.object().value(QLatin1String("devices")).toArray().size(), 2);
        QCOMPARE(listener.endings(), 1);
        QVERIFY(!tool.isRunning());
    }

    void answerAfterNoise() {
        useScript("echo 'a library greets'; echo '{\"ok\":true}'\n");
        EngineTool tool(Program::Engine, {});
        Listener listener(tool);
        tool.start();
        QVERIFY(listener.finished.wait());
        QCOMPARE(listener.succeeded.size(), 1);
    }

    void doneWithFindingsIsAnAnswer() {
        useScript("echo '{\"within\":false}'; exit 3\n");
        EngineTool tool(Program::Engine, {});
        Listener listener(tool);
        tool.start();
        QVERIFY(listener.finished.wait());
        QCOMPARE(listener.succeeded.size(), 1);
    }

    void readsInput() {
        useScript("read line; echo \"{\\\"line\\\":\\\"$line\\\"}\"\n");
        EngineTool tool(Program::Engine, {});
        tool.setInput("hello\n");
        Listener listener(tool);
        tool.start();
        QVERIFY(listener.finished.wait());
        QCOMPARE(listener.succeeded.size(), 1);
        QCOMPARE(listener.succeeded[0][0].value<QJsonDocument>().object().value(QLatin1String("line")).toString(),
                 QStringLiteral("hello"));
    }

    void failures_data() {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("argument");
        QTest::addColumn<QString>("value");
        QTest::newRow("its own error")
            << QByteArray("echo '{\"error\":{\"code\":\"engine.x\",\"arguments\":{\"file\":\"a\",\"n\":3}}}'; exit 1")
            << "engine.x" << "n" << "3";
        QTest::newRow("no word") << QByteArray("echo first >&2; echo last words >&2; exit 7") << "launch.tool_failed"
                                 << "exit"
                                 << "7";
        QTest::newRow("last words") << QByteArray("echo first >&2; echo last words >&2; exit 7") << "launch.tool_failed"
                                    << "log"
                                    << "last words";
        QTest::newRow("crash") << QByteArray("echo bye >&2; kill -SEGV $$") << "launch.tool_crashed" << "log" << "bye";
        QTest::newRow("killed") << QByteArray("kill -KILL $$") << "launch.tool_crashed" << "log" << "";
        QTest::newRow("garbage") << QByteArray("printf '\\377\\000{{{'") << "launch.tool_answer"
                                 << "reason"
                                 << "no JSON";
        QTest::newRow("silence") << QByteArray("exit 0") << "launch.tool_answer" << "reason" << "no JSON";
        QTest::newRow("time") << QByteArray("exec sleep 60") << "launch.tool_timed_out" << "seconds" << "1";
    }
    void failures() {
        QFETCH(QByteArray, script);
        QFETCH(QString, code);
        QFETCH(QString, argument);
        QFETCH(QString, value);
        useScript(script + "\n");
        EngineTool tool(Program::Engine, {});
        if (code == QLatin1String("launch.tool_timed_out"))
            tool.setTimeout(std::chrono::seconds(1));
        Listener listener(tool);
        tool.start();
        QVERIFY(listener.finished.wait(20'000));
        QCOMPARE(listener.endings(), 1);
        QCOMPARE(QString::fromStdString(listener.error().code), code);
        QCOMPARE(QString::fromStdString(std::string(listener.error().argument(argument.toStdString()))), value);
    }

    void notThere() {
        qputenv("TRAINYARD_ENGINE", "/nowhere/engine");
        EngineTool tool(Program::Engine, {});
        Listener listener(tool);
        tool.start();
        QCOMPARE(listener.endings(), 0);
        QVERIFY(listener.finished.wait());
        QVERIFY(listener.error().is(kProgramNotFound));
        QCOMPARE(listener.error().argument("searched"), std::string_view("/nowhere/engine"));
    }

    void cancelPolitely() {
        useScript("trap 'echo \"{}\"; exit 0' TERM; while true; do sleep 0.05; done\n");
        EngineTool tool(Program::Engine, {});
        Listener listener(tool);
        tool.start();
        QVERIFY(listener.started.wait());
        tool.cancel();
        tool.cancel();
        QVERIFY(listener.finished.wait());
        QCOMPARE(listener.aborted.size(), 1);
        QCOMPARE(listener.endings(), 1);
    }

    void cancelWhatWillNotEnd() {
        useScript("trap '' TERM; echo '{\"progress\":0}'; while true; do sleep 0.05; done\n");
        EngineTool tool(Program::Engine, {});
        Listener listener(tool);
        tool.start();
        QVERIFY(listener.progress.wait());
        QElapsedTimer timer;
        timer.start();
        tool.cancel();
        QVERIFY(listener.finished.wait(10'000));
        QVERIFY(timer.elapsed() >= 2500); // three seconds by a coarse timer
        QCOMPARE(listener.aborted.size(), 1);
    }

    void floodIsCut() {
        useScript("yes '[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]'\n");
        EngineTool tool(Program::Engine, {});
        Listener listener(tool);
        tool.start();
        QVERIFY(listener.finished.wait(60'000));
        QVERIFY(listener.error().is(kToolAnswer));
        QCOMPARE(listener.error().argument("reason"), std::string_view("too long"));
    }

    void deletedInASlot() {
        useScript("echo '{\"progress\":0.1}'; echo '{\"progress\":0.2}'; echo '{}'\n");
        auto *tool = new EngineTool(Program::Engine, {});
        int calls = 0;
        connect(tool, &EngineTool::progress, this, [&] {
            ++calls;
            delete tool;
        });
        tool->start();
        QTRY_COMPARE(calls, 1);
        QTest::qWait(100);
        QCOMPARE(calls, 1);
    }

    void destroyingEndsTheProcess() {
        const QString pidFile = m_folder.filePath(QStringLiteral("pid"));
        useScript("echo $$ > " + pidFile.toUtf8() + ".tmp; mv " + pidFile.toUtf8() + ".tmp " + pidFile.toUtf8() +
                  "; exec sleep 100\n");
        {
            EngineTool tool(Program::Engine, {});
            tool.start();
            QTRY_VERIFY(QFile::exists(pidFile));
        }
        QFile file(pidFile);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(::kill(file.readAll().trimmed().toInt(), 0), -1);
    }
};

QTEST_GUILESS_MAIN(TestTools)
#include "test_tools.moc"

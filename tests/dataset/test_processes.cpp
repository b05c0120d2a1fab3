// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Several processes on one project, processes that die, places that cannot be written, disks that are full.
#include "tests/dataset/projectfixture.h"
#include "tests/support/timing.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>

#include <filesystem>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace trainyard;
using namespace trainyard::dataset;
using namespace trainyard::dataset::test;

namespace {

const QString kEditor = QStringLiteral(TRAINYARD_BIN_DIR "/dataset_editor");

QString text(const Path &path) {
    return QString::fromStdString(path.native());
}

} // namespace

class TestProcesses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anImportElsewhereLetsInteractiveActsThrough() {
        Fixture fixture;
        const Content c = fill(*fixture.project, 20);
        QProcess importer;
        importer.start(kEditor, {"import", text(fixture.path()), "200000"});
        QVERIFY(importer.waitForStarted());
        // The wait for the lock is what another process can do to this one; the rest is this machine's load.
        std::vector<qint64> waits;
        std::vector<qint64> whole;
        while (importer.state() == QProcess::Running && !importer.waitForFinished(20)) {
            const Item item = fixture.project->item(c.items[waits.size() % c.items.size()]).value();
            QElapsedTimer timer;
            timer.start();
            qint64 waited = 0;
            const auto done = fixture.project->act("label", {}, [&](Edit &edit) -> Result<> {
                waited = timer.elapsed();
                TRY_DO(edit.addAnnotation(box(item.id, c.cat)));
                return {};
            });
            QVERIFY(succeeded(done));
            waits.push_back(waited);
            whole.push_back(timer.elapsed());
        }
        QCOMPARE(importer.exitCode(), 0);
        QCOMPARE(*fixture.project->count({}), std::uint64_t(200020));
        std::sort(waits.begin(), waits.end());
        std::sort(whole.begin(), whole.end());
        qInfo("acts during the import: %zu; wait for the lock ms: median %lld, worst %lld; whole act: worst %lld",
              waits.size(), waits[waits.size() / 2], waits.back(), whole.back());
        QVERIFY(waits.size() > 5);
        QVERIFY2(!trainyard::test::kMeasuresTime || waits[waits.size() * 95 / 100] <= 100, "95 of 100 acts must wait less than 100 ms");
        QCOMPARE(fixture.project->check()->problems.size(), std::size_t(0));
        // Each undoes its own: the import as one act, by its own session.
        const auto importerSession = fixture.open("importer");
        QVERIFY(succeeded(importerSession->undo()));
        QCOMPARE(*fixture.project->count({}), std::uint64_t(20));
        QVERIFY(!fixture.project->annotations(c.items[0])->empty());
    }

    void othersSeeChanges() {
        Fixture fixture;
        const Content c = fill(*fixture.project, 3);
        const auto other = fixture.open("cli");
        const auto version = fixture.project->dataVersion();
        const auto sequence = fixture.project->lastSequence();
        QVERIFY(succeeded(other->act("annotation.add", {{"class", "cat"}}, [&](Edit &edit) -> Result<> {
            TRY_DO(edit.addAnnotation(box(c.items[1], c.cat)));
            return {};
        })));
        QVERIFY(*fixture.project->dataVersion() != *version);
        const auto changes = fixture.project->changesSince(*sequence);
        QCOMPARE(changes->size(), std::size_t(1));
        QVERIFY(changes->front().objects && !changes->front().classes);
        QCOMPARE(changes->front().session, std::string("cli"));
        QVERIFY(changes->front().items == std::vector<ItemId>{c.items[1]});
    }

    /** Killed at random moments while labelling: whole, and nothing that was said to be done is lost. */
    void theLastToCloseLeavesNoLog() {
        Fixture fixture;
        const Path log(fixture.path().native() + "/project.db-wal");
        const auto size = [&log] {
            std::error_code absent;
            const auto bytes = std::filesystem::file_size(log, absent);
            return absent ? std::uintmax_t(0) : bytes;
        };
        auto other = fixture.open("other");
        fill(*other, 20);
        other.reset(); // while somebody is here, to wait for the disk is nobody's business
        QVERIFY(size() > 0);
        auto looking = fixture.open("looking");
        fixture.project.reset();
        QVERIFY(size() > 0);
        QCOMPARE(*looking->count({}), std::uint64_t(20));
        looking.reset(); // wrote nothing, and is the last
        QCOMPARE(size(), std::uintmax_t(0));
        QCOMPARE(*fixture.open("again")->count({}), std::uint64_t(20));
    }

    void killedProcesses() {
        const int kills =
            qEnvironmentVariableIntValue("TRAINYARD_KILLS") > 0 ? qEnvironmentVariableIntValue("TRAINYARD_KILLS") : 20;
        Fixture fixture;
        fill(*fixture.project, 20);
        const Path log = Path(fixture.folder.path().toStdString()) / "log";
        CounterRandom random(static_cast<std::uint64_t>(kills), 9, 9);
        for (int kill = 0; kill < kills; ++kill) {
            QFile::remove(text(log));
            QProcess editor;
            editor.start(kEditor, {"label", text(fixture.path()), text(log), QString::number(kill)});
            QVERIFY(editor.waitForStarted());
            while (!QFile::exists(text(log)) && !editor.waitForFinished(5)) {
            }
            editor.waitForFinished(static_cast<int>(random.below(150)));
            QCOMPARE(editor.state(), QProcess::Running);
            editor.kill();
            editor.waitForFinished(10000);
            QFile lines(text(log));
            QVERIFY(lines.open(QIODevice::ReadOnly));
            const QList<QByteArray> list = lines.readAll().split('\n');
            std::int64_t said = 0;
            for (const QByteArray &line : list)
                said = std::max<std::int64_t>(said, line.toLongLong());
            const auto project = fixture.open("labeller");
            const auto checked = project->check();
            QVERIFY(succeeded(checked));
            for (const Error &problem : checked->problems)
                qWarning("kill %d: %s", kill, problem.debugText().c_str());
            QCOMPARE(checked->problems.size(), std::size_t(0));
            QVERIFY(*project->lastSequence() >= said);
        }
        // The whole history can be walked back to the beginning.
        const auto project = fixture.open("labeller");
        const auto walked = project->undo(1000000);
        QVERIFY(succeeded(walked));
        QCOMPARE(walked->conflicts, std::uint64_t(0));
        QCOMPARE(project->facets({})->objects, std::uint64_t(0));
        QCOMPARE(project->check()->problems.size(), std::size_t(0));
        qInfo("%d kills, %zu acts undone", kills, walked->entries.size());
    }

    void aFailedWriteIsAnErrorAndNotDamage() {
        Fixture fixture;
        fill(*fixture.project, 2);
        fixture.project.reset();
        // A limit on the size of files makes a write fail in the middle of an act.
        QProcess editor;
        editor.setChildProcessModifier([] {
            const rlimit limit{600000, 600000};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        });
        editor.start(kEditor, {"fill", text(fixture.path())});
        QVERIFY(editor.waitForFinished(60000));
        const QByteArray said = editor.readAllStandardOutput();
        QVERIFY2(said.startsWith("base.file_not_writable"), said.constData()); // aFullFileSystem: the other reason
        const auto project = fixture.open("filler");
        QCOMPARE(project->check()->problems.size(), std::size_t(0));
        // Everything up to the act that failed is there, and that act is not.
        const auto acts = said.split(' ').last().toULongLong();
        QCOMPARE(project->facets({})->objects, acts * 50);
        QVERIFY(acts > 0);
        QVERIFY(succeeded(project->undo()));
    }

    void aFullFileSystem_data() {
        QTest::addColumn<QStringList>("act");
        QTest::newRow("labelling") << QStringList{QStringLiteral("fill")};
        QTest::newRow("import") << QStringList{QStringLiteral("import"), QStringLiteral("1000000")};
    }
    void aFullFileSystem() {
        QFETCH(QStringList, act);
        if (::geteuid() != 0)
            QSKIP("mounting a small file system needs root");
        QTemporaryDir mount;
        if (::mount("none", mount.path().toUtf8().constData(), "tmpfs", 0, "size=4m") != 0)
            QSKIP("this system lets nobody mount");
        const Path folder = Path(mount.path().toStdString()) / "project";
        QByteArray said;
        std::size_t problems = 99;
        std::uint64_t left = 99;
        {
            auto project = Project::create(folder, {"t", "filler", "t"});
            if (project)
                fill(**project, 2);
            project->reset();
            QProcess editor;
            QStringList arguments = act;
            arguments.insert(1, text(folder));
            editor.start(kEditor, arguments);
            editor.waitForFinished(60000);
            said = editor.readAllStandardOutput();
            // Room is made, and work goes on.
            ::mount("none", mount.path().toUtf8().constData(), "tmpfs", MS_REMOUNT, "size=32m");
            auto again = Project::open(folder, {act.front() == QStringLiteral("fill") ? "filler" : "importer", "t", false});
            if (again) {
                problems = (*again)->check()->problems.size();
                if (!(*again)->undo())
                    problems = 98;
                if (act.front() == QStringLiteral("import")) // what was committed before the disk was full goes whole
                    left = (*again)->count({}).value_or(98);
            }
        }
        ::umount(mount.path().toUtf8().constData());
        QVERIFY2(said.startsWith("base.disk_full"), said.constData());
        QCOMPARE(problems, std::size_t(0));
        if (act.front() == QStringLiteral("import"))
            QCOMPARE(left, std::uint64_t(2));
    }

    void readOnlyPlaces() {
        Fixture fixture;
        const Content c = fill(*fixture.project, 3);
        auto reader = Project::open(fixture.path(), {"r", "", true});
        QVERIFY(succeeded(reader));
        QVERIFY((*reader)->isReadOnly());
        QCOMPARE(*(*reader)->count({}), std::uint64_t(3));
        const auto act = (*reader)->act("x", {}, [&](Edit &e) { return e.setSplit(c.items, Split::Val); });
        QVERIFY(act.error().is(kReadOnly));
        QVERIFY((*reader)->undo().error().is(kReadOnly));
        reader->reset();
        if (::geteuid() != 0)
            QSKIP("a read-only mount needs root");
        fixture.project.reset();
        const QByteArray place = fixture.folder.path().toUtf8();
        if (::mount(place.constData(), place.constData(), nullptr, MS_BIND, nullptr) != 0 ||
            ::mount(nullptr, place.constData(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0)
            QSKIP("this system lets nobody mount");
        std::string problem;
        {
            // It was closed: no log stands there.
            auto opened = Project::open(fixture.path(), {"r", "", false});
            if (!opened)
                problem = opened.error().debugText();
            else if (!(*opened)->isReadOnly() || *(*opened)->count({}) != 3)
                problem = "wrong content";
        }
        ::umount(place.constData());
        QCOMPARE(problem, std::string());
    }

    void newerAndForeignFilesAreRefused() {
        Fixture fixture;
        fixture.project.reset();
        const auto execute = [&](const char *sql) {
            SQLite::Database db((fixture.path() / "project.db").string(), SQLite::OPEN_READWRITE);
            db.exec(sql);
        };
        execute("PRAGMA user_version = 99");
        const auto newer = Project::open(fixture.path());
        QVERIFY(!newer);
        QVERIFY(newer.error().is(kNewerProject));
        QCOMPARE(std::string(newer.error().argument("version")), std::string("99"));
        execute("PRAGMA user_version = 1; PRAGMA application_id = 7");
        QVERIFY(Project::open(fixture.path()).error().is(kDamagedProject));
        QTemporaryDir empty;
        QVERIFY(Project::open(empty.path().toStdString()).error().is(kNoProject));
        QFile garbage(empty.filePath("project.db"));
        QVERIFY(garbage.open(QIODevice::WriteOnly));
        garbage.write(QByteArray(5000, 'x'));
        garbage.close();
        QVERIFY(Project::open(empty.path().toStdString()).error().is(kDamagedProject));
        QVERIFY(Project::create(empty.path().toStdString()).error().is(kProjectExists));
    }

    void damageIsFound() {
        Fixture fixture;
        const Content c = fill(*fixture.project, 3);
        QVERIFY(succeeded(fixture.project->act("a", {}, [&](Edit &e) -> Result<> {
            TRY_DO(e.addAnnotation(box(c.items[0], c.cat)));
            return {};
        })));
        fixture.project.reset();
        {
            SQLite::Database db((fixture.path() / "project.db").string(), SQLite::OPEN_READWRITE);
            db.exec("UPDATE annotation SET shape = x'0107'; DELETE FROM journal WHERE sequence = 1;"
                    "PRAGMA foreign_keys = OFF; DELETE FROM class");
        }
        const auto project = fixture.open("app");
        const auto report = project->check();
        QVERIFY(succeeded(report));
        QCOMPARE(report->problems.size(), std::size_t(3)); // the class, the shape, the journal
        QVERIFY(!project->annotations(c.items[0]));
    }

    void backupsComeBack() {
        Fixture fixture;
        fill(*fixture.project, 5);
        const auto file = fixture.project->backup();
        QVERIFY(succeeded(file));
        const std::string before = dump(fixture.path());
        const Path other = Path(fixture.folder.path().toStdString()) / "restored";
        QVERIFY(succeeded(Project::restore(*file, other)));
        QCOMPARE(dump(other), before);
        QVERIFY(Project::restore(*file, other).error().is(kProjectExists));
        const Path bad = Path(fixture.folder.path().toStdString()) / "bad.db";
        QFile garbage(text(bad));
        QVERIFY(garbage.open(QIODevice::WriteOnly));
        garbage.write("nothing");
        garbage.close();
        QVERIFY(Project::restore(bad, Path(fixture.folder.path().toStdString()) / "r2").error().is(kBadBackup));
        QVERIFY(!Project::isProject(Path(fixture.folder.path().toStdString()) / "r2"));
        const Path moved = Path(fixture.folder.path().toStdString()) / "moved here";
        fixture.project.reset();
        QVERIFY(succeeded(Project::move(fixture.path(), moved)));
        QCOMPARE(dump(moved), before);
    }
};

QTEST_GUILESS_MAIN(TestProcesses)
#include "test_processes.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// The program itself: standard output, language, and two of them writing at once.

#include "tests/cli/clitesting.h"

#include <QProcess>

using namespace trainyard;
using namespace trainyard::cli;

namespace {

const QString kProgram = QStringLiteral(TRAINYARD_BIN_DIR "/trainyard-cli");

struct Ended {
    int code = -1;
    QByteArray out, err;
};

Ended start(const QStringList &arguments, const QString &language = QStringLiteral("en_US.UTF-8")) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("LC_ALL"));
    environment.remove(QStringLiteral("LC_MESSAGES"));
    environment.insert(QStringLiteral("LANG"), language);
    process.setProcessEnvironment(environment);
    process.start(kProgram, arguments);
    process.waitForFinished(60000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

} // namespace

class TestCliProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outputAndLanguage() {
        const Place place;
        const QString project = QString::fromStdString(place.project());
        const Ended made = start({QStringLiteral("project"), QStringLiteral("create"), project, QStringLiteral("--json")});
        QCOMPARE(made.code, 0);
        QVERIFY(nlohmann::json::parse(made.out.toStdString(), nullptr, false).is_object());
        QVERIFY(made.err.contains("Project made"));
        const Ended chinese = start({QStringLiteral("project"), QStringLiteral("check"), project}, QStringLiteral("zh_CN.UTF-8"));
        QCOMPARE(chinese.code, 0);
        QVERIFY(chinese.out.isEmpty());
        QVERIFY(chinese.err.contains("项目完好"));
        QCOMPARE(start({QStringLiteral("hosts"), QStringLiteral("list")}).code, 2);
    }

    void namesOfAnyKind() {
        const Place place;
        const std::string project = place.project();
        CODE(cli::run({"project", "create", project}), 0);
        writePicture(place.text("fotos/\u732b \u00fc/\xff\xfe.jpg"), 1); // no UTF-8
        writePicture(place.text("fotos/" + std::string(180, 'n') + ".jpg"), 2);
        const Ended added = start({QStringLiteral("source"), QStringLiteral("add"), QString::fromStdString(project),
                                   QString::fromStdString(place.text("fotos")), QStringLiteral("--json")});
        QVERIFY2(added.code == 0, added.err.constData());
        SAME(cli::run({"query", project, "missing or damaged", "--count"}).json["count"], 0);
        SAME(cli::run({"query", project, "", "--count"}).json["count"], 2);
    }

    /** Several processes add labels to one project while another one reads: nothing is lost and nobody waits long. */
    void twoWriteAtOnce() {
        const Place place;
        place.photos(4);
        const std::string project = place.project();
        CODE(cli::run({"project", "create", project}), 0);
        CODE(cli::run({"source", "add", project, place.text("photos")}), 0);
        constexpr int kEach = 5;
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < 2 * kEach; ++i) {
            auto process = std::make_unique<QProcess>();
            process->start(kProgram, {QStringLiteral("annotation"), QStringLiteral("add"), QString::fromStdString(project),
                                      i % 2 == 0 ? QStringLiteral("cat/0.jpg") : QStringLiteral("dog/1.jpg"),
                                      QStringLiteral("--class"), QStringLiteral("spot"), QStringLiteral("--shape"),
                                      QStringLiteral("{\"box\":[%1,0,%2,5]}").arg(i).arg(i + 1), QStringLiteral("--json")});
            processes.push_back(std::move(process));
        }
        for (int i = 0; i < kEach; ++i) { // a third writer, in here
            CODE(cli::run({"tag", "add", project, "round " + std::to_string(i), "--where", "name = \"2.jpg\""}), 0);
        }
        for (const auto &process : processes) {
            QVERIFY(process->waitForFinished(60000));
            QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        }
        SAME(cli::run({"query", project, "class = spot", "--objects"}).json["count"], 2 * kEach);
        SAME(cli::run({"tag", "list", project}).json["tags"].size(), std::size_t(kEach));
        CODE(cli::run({"project", "check", project}), 0);
    }
};

QTEST_GUILESS_MAIN(TestCliProcess)
#include "test_process.moc"

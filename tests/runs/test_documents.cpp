// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/runs/control.h"
#include "core/runs/errors.h"
#include "core/runs/rundirectory.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace trainyard;
using namespace trainyard::runs;

namespace {
RunSpec exampleSpec() {
    RunSpec spec;
    spec.id = RunId{"20261124-085300-defects"};
    spec.name = "Defects, 2nd try \xe7\xa3\x81";
    spec.created_ms = 1764000000123;
    spec.dataVersion = VersionId{"0123456789abcdef0123456789abcdef"};
    spec.classes = {"crack", "free"};
    spec.settings = {
        {"epochs", std::int64_t(3)}, {"flip", false}, {"learning_rate", 0.01}, {"model", std::string("resnet18")}};
    return spec;
}

Manifest exampleManifest() {
    Manifest manifest;
    manifest.classes = {"crack", "free"};
    manifest.root = "/data/\xff tiles";
    manifest.rows = {{1, "a.jpg", Split::Train, 0, 640, 480, std::nullopt},
                     {2, "b/\xfe.png", Split::Validation, 1, 1, 1, ContentHash::fromHexText(std::string(32, 'a'))},
                     {9, "/else/c.tif", Split::Test, 1, 0, 0, std::nullopt}};
    return manifest;
}

Error manifestError(std::string_view text, const ManifestLimits &limits = {}) {
    const auto manifest = parseManifest(text, "m", limits);
    return manifest ? Error() : manifest.error();
}
} // namespace

class TestDocuments : public QObject {
    Q_OBJECT
    [[nodiscard]] Path folder() const { return m_folder.path().toStdString(); }
    QTemporaryDir m_folder;

private Q_SLOTS:
    void specRoundTrip() {
        const RunSpec spec = exampleSpec();
        QVERIFY(*runSpecFromJson(toJson(spec)) == spec);
        QVERIFY(writeRunSpec(folder() / "spec.json", spec));
        QVERIFY(*readRunSpec(folder() / "spec.json") == spec);
    }

    void specRefusals_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::newRow("no protocol") << "protocol" << "";
        QTest::newRow("protocol 0") << "protocol" << "0";
        QTest::newRow("id absent") << "id" << "";
        QTest::newRow("id climbs") << "id" << "\"../x\"";
        QTest::newRow("id hidden") << "id" << "\".x\"";
        QTest::newRow("id number") << "id" << "7";
        QTest::newRow("classes empty") << "classes" << "[]";
        QTest::newRow("classes of numbers") << "classes" << "[1]";
        QTest::newRow("task") << "task" << "";
        QTest::newRow("created") << "created_ms" << "1.5";
        QTest::newRow("created huge") << "created_ms" << "18446744073709551615";
    }
    void specRefusals() {
        QFETCH(QString, field);
        QFETCH(QString, value);
        nlohmann::json json = toJson(exampleSpec());
        if (value.isEmpty())
            json.erase(field.toStdString());
        else
            json[field.toStdString()] = nlohmann::json::parse(value.toStdString());
        const auto spec = runSpecFromJson(json);
        QVERIFY(!spec);
        QVERIFY2(spec.error().is(kInvalidRun), spec.error().debugText().c_str());
        QCOMPARE(spec.error().argument("field"), std::string_view(field.toStdString()));
    }

    void newerProtocolIsRefusedByEveryDocument() {
        nlohmann::json spec = toJson(exampleSpec());
        spec["protocol"] = 2;
        QVERIFY(runSpecFromJson(spec).error().is(kNewerProtocol));
        nlohmann::json state = toJson(RunState());
        state["protocol"] = 2;
        QVERIFY(runStateFromJson(state).error().is(kNewerProtocol));
        QVERIFY(manifestError("{\"protocol\":2,\"items\":0,\"classes\":[\"a\"]}\n").is(kNewerProtocol));
    }

    void unknownFieldsAreIgnored() {
        nlohmann::json spec = toJson(exampleSpec());
        spec["colour"] = {1, 2, 3};
        QVERIFY(*runSpecFromJson(spec) == exampleSpec());
        QVERIFY(manifestError("{\"protocol\":1,\"items\":1,\"classes\":[\"a\"],\"x\":1}\n"
                              "{\"item\":1,\"path\":\"a\",\"split\":\"train\",\"label\":0,\"new\":[1]}")
                    .argument("field")
                    .empty());
    }

    void runIds() {
        for (const char *good : {"a", "20261124-085300-x", "A.b_c-1"})
            QVERIFY(isValidRunId(good));
        for (const char *bad : {"", ".", "..", ".a", "-a", "a/b", "a b", "\xc3\xa4"})
            QVERIFY(!isValidRunId(bad));
        QVERIFY(!isValidRunId(std::string(129, 'a')));
        for (const char *name : {"", "Defects, 2nd", "../../etc", "\xe7\xa3\x81", "---"})
            QVERIFY2(isValidRunId(makeRunId(name, 1764000000123).value), name);
        QVERIFY(makeRunId("Defects, 2nd", 0).value.ends_with("-Defects-2nd"));
    }

    void stateRoundTrip() {
        RunState state;
        state.status = RunStatus::Failed;
        state.process = {123, "host", "boot", 456};
        state.started_ms = 1;
        state.heartbeat_ms = 2;
        state.epoch = 3;
        state.epochs = 4;
        state.step = 5;
        state.steps = 6;
        state.secondsLeft = 7.5;
        state.best = BestValue{"val/accuracy", 0.98, 7};
        state.error = Error(kDiskFull, {{"file", "x"}});
        state.sequence = 8;
        QVERIFY(*runStateFromJson(toJson(state)) == state);
        QVERIFY(writeRunState(folder() / "state.json", state));
        QVERIFY(*readRunState(folder() / "state.json") == state);
        QVERIFY(writeRunState(folder() / "state.json", RunState(), Flush::ToDisk));
        QVERIFY(*readRunState(folder() / "state.json") == RunState());
        for (int i = 0; i < 8; ++i)
            QCOMPARE(*runStatusFromText(toText(static_cast<RunStatus>(i))), static_cast<RunStatus>(i));
        nlohmann::json json = toJson(state);
        json["status"] = "dancing";
        QCOMPARE(runStateFromJson(json).error().argument("field"), std::string_view("status"));
        json = toJson(state);
        json["best"] = 1;
        QCOMPARE(runStateFromJson(json).error().argument("field"), std::string_view("best"));
    }

    void manifestRoundTrip() {
        const Manifest manifest = exampleManifest();
        QVERIFY(writeManifest(folder() / "m.jsonl", manifest));
        const auto read = readManifest(folder() / "m.jsonl");
        QVERIFY2(read.has_value(), read ? "" : read.error().debugText().c_str());
        QVERIFY(*read == manifest);
        QCOMPARE(manifest.file(manifest.rows[0]), Path("/data/\xff tiles/a.jpg"));
        QCOMPARE(manifest.file(manifest.rows[2]), Path("/else/c.tif"));
        // A small buffer of the reader is crossed by lines in every way: same result from text.
        const auto text = readTextFile(folder() / "m.jsonl");
        QVERIFY(*parseManifest(*text, "m") == manifest);
    }

    void manifestRefusals_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("field");
        const QByteArray head = "{\"protocol\":1,\"items\":1,\"classes\":[\"a\",\"b\"],\"root\":\"/\"}\n";
        const auto row = [&](const char *name, const QByteArray &json, const char *field) {
            QTest::newRow(name) << QByteArray(head + json + "\n") << 2 << field;
        };
        QTest::newRow("empty") << QByteArray() << 1 << "header";
        QTest::newRow("no json") << QByteArray("hello\n") << 1 << "header";
        QTest::newRow("no items") << QByteArray("{\"protocol\":1,\"classes\":[\"a\"]}\n") << 1 << "items";
        QTest::newRow("minus items") << QByteArray("{\"protocol\":1,\"items\":-1,\"classes\":[\"a\"]}\n") << 1
                                     << "items";
        QTest::newRow("no classes") << QByteArray("{\"protocol\":1,\"items\":0}\n") << 1 << "classes";
        QTest::newRow("rows missing") << head << 1 << "items";
        QTest::newRow("rows too many")
            << QByteArray(head + "{\"item\":1,\"path\":\"a\",\"split\":\"train\",\"label\":0}\n{}\n") << 3 << "items";
        row("half a line", "{\"item\":1,\"pa", "line");
        row("not an object", "[1]", "line");
        row("deep", QByteArray(1000, '[') + QByteArray(1000, ']'), "line");
        row("label too large", "{\"item\":1,\"path\":\"a\",\"split\":\"train\",\"label\":2}", "label");
        row("label missing", "{\"item\":1,\"path\":\"a\",\"split\":\"train\"}", "label");
        row("label negative", "{\"item\":1,\"path\":\"a\",\"split\":\"train\",\"label\":-1}", "label");
        row("split", "{\"item\":1,\"path\":\"a\",\"split\":\"dev\",\"label\":0}", "split");
        row("no path", "{\"item\":1,\"split\":\"train\",\"label\":0}", "path");
        row("path with zero", "{\"item\":1,\"path\":\"a\\u0000b\",\"split\":\"train\",\"label\":0}", "path");
        row("bad hex", "{\"item\":1,\"path\":{\"hex\":\"f\"},\"split\":\"train\",\"label\":0}", "path");
        row("hash", "{\"item\":1,\"path\":\"a\",\"split\":\"train\",\"label\":0,\"hash\":\"zz\"}", "hash");
        row("width", "{\"item\":1,\"path\":\"a\",\"split\":\"train\",\"label\":0,\"width\":-5}", "width");
        row("width text", "{\"item\":1,\"path\":\"a\",\"split\":\"train\",\"label\":0,\"width\":\"5\"}", "width");
    }
    void manifestRefusals() {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        QFETCH(QString, field);
        const Error error = manifestError(text.toStdString());
        QVERIFY2(error.is(kInvalidManifest), error.debugText().c_str());
        QCOMPARE(error.argument("line"), std::string_view(std::to_string(line)));
        QCOMPARE(error.argument("field"), std::string_view(field.toStdString()));
    }

    void manifestLimits() {
        ManifestLimits limits;
        limits.lineBytes = 100;
        const std::string head = "{\"protocol\":1,\"items\":1,\"classes\":[\"a\"]}\n";
        QCOMPARE(manifestError(head + std::string(101, ' '), limits).argument("field"), std::string_view("length"));
        limits.rows = 5;
        QCOMPARE(manifestError("{\"protocol\":1,\"items\":6,\"classes\":[\"a\"]}\n", limits).argument("field"),
                 std::string_view("items"));
        QVERIFY(readManifest(folder() / "absent").error().is(kFileNotFound));
        QVERIFY(readManifest(folder()).error().is(kFileNotReadable));
    }

    void rowsCanBeStreamed() {
        QVERIFY(writeManifest(folder() / "s.jsonl", exampleManifest()));
        std::vector<std::int64_t> items;
        const auto head = readManifestRows(folder() / "s.jsonl", [&](const ManifestRow &row) -> Result<> {
            items.push_back(row.item);
            return {};
        });
        QVERIFY(head && head->rows.empty() && head->classes.size() == 2);
        QVERIFY((items == std::vector<std::int64_t>{1, 2, 9}));
        const auto stopped =
            readManifestRows(folder() / "s.jsonl", [&](const ManifestRow &) -> Result<> { return fail(kCancelled); });
        QVERIFY(stopped.error().is(kCancelled));
    }

    void directories() {
        const Path runsFolder = folder() / "runs";
        QVERIFY(listRuns(runsFolder).empty());
        RunSpec spec = exampleSpec();
        const auto run = RunDirectory::create(runsFolder, spec, exampleManifest());
        QVERIFY2(run.has_value(), run ? "" : run.error().debugText().c_str());
        QVERIFY(RunDirectory::create(runsFolder, spec, exampleManifest()).error().is(kRunExists));
        spec.id.value = "../x";
        QVERIFY(RunDirectory::create(runsFolder, spec, exampleManifest()).error().is(kInvalidId));
        spec.id.value = "20250101-000000";
        QVERIFY(RunDirectory::create(runsFolder, spec, exampleManifest()));
        std::filesystem::create_directories(runsFolder / "not-a-run");
        const auto all = listRuns(runsFolder);
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(all[0].id().value, std::string("20250101-000000"));
        QVERIFY(*run->readSpec() == exampleSpec());
        QVERIFY(*run->readManifest() == exampleManifest());
        QVERIFY(run->readState().error().is(kFileNotFound));
        QVERIFY(!run->hasModel());
        // Nothing half-made is left behind.
        int entries = 0;
        for ([[maybe_unused]] const auto &entry : std::filesystem::directory_iterator(runsFolder))
            ++entries;
        QCOMPARE(entries, 3);
    }

    void createOnAReadOnlyPlace() {
        const Path file = folder() / "file";
        QVERIFY(writeFileAtomically(file, std::string_view("x")));
        QVERIFY(!RunDirectory::create(file / "runs", exampleSpec(), exampleManifest()));
    }

    void oneEngineOnly() {
        const auto run = RunDirectory::create(folder() / "lock", exampleSpec(), exampleManifest());
        {
            const auto lock = run->lockForEngine();
            QVERIFY(lock.has_value());
            QVERIFY(run->lockForEngine().error().is(kAlreadyRunning));
        }
        QVERIFY(run->lockForEngine().has_value());
    }

    void requests() {
        const auto run = RunDirectory::create(folder() / "control", exampleSpec(), exampleManifest());
        QVERIFY(takeRequests(*run).empty());
        QVERIFY(sendRequest(*run, Request::Checkpoint));
        QVERIFY(sendRequest(*run, Request::Stop));
        QVERIFY(sendRequest(*run, Request::Stop));
        QVERIFY((takeRequests(*run) == std::vector<Request>{Request::Stop, Request::Checkpoint}));
        QVERIFY(takeRequests(*run).empty());
        QVERIFY(sendRequest(*run, Request::Pause));
        QVERIFY(clearRequests(*run));
        QVERIFY(takeRequests(*run).empty());
    }
};

QTEST_GUILESS_MAIN(TestDocuments)
#include "test_documents.moc"

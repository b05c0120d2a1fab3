// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/errors.h"
#include "core/models/torchfile.h"
#include "core/models/weights.h"
#include "tests/models/picklemaker.h"
#include "tests/support/realdata.h"

#include <QTest>

using namespace trainyard;
using namespace trainyard::models;
using testing::floatBytes;
using testing::PickleMaker;
using testing::zipOf;

namespace {

Bytes archive(const std::string &pickle, int floats = 24) {
    return zipOf(
        {{"archive/data.pkl", pickle}, {"archive/byteorder", "little"}, {"archive/data/0", floatBytes(floats)}});
}

} // namespace

class TestTorchFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTensorsOfEveryStride() {
        PickleMaker pickle;
        pickle.raw("}(");
        pickle.text("plain").tensor("0", 24, 0, {2, 3}, {3, 1});
        pickle.text("part").tensor("0", 24, 6, {4}, {1});
        pickle.text("turned").tensor("0", 24, 0, {3, 2}, {1, 3});
        pickle.text("same").tensor("0", 24, 5, {3}, {0});
        pickle.text("none").tensor("0", 24, 0, {0, 4}, {4, 1});
        pickle.text("scalar").tensor("0", 24, 23, {}, {});
        pickle.raw("u.");
        const Bytes bytes = archive(pickle.out);
        const auto file = TorchFile::parse(bytes, "x.pt");
        QVERIFY2(file, file ? "" : file.error().debugText().c_str());
        QCOMPARE(file->tensors().size(), std::size_t(6));
        QCOMPARE(toFloats(file->tensors()[0]), (std::vector<float>{0, 1, 2, 3, 4, 5}));
        QCOMPARE(toFloats(file->tensors()[1]), (std::vector<float>{6, 7, 8, 9}));
        QCOMPARE(toFloats(file->tensors()[2]), (std::vector<float>{0, 3, 1, 4, 2, 5}));
        QCOMPARE(toFloats(file->tensors()[3]), (std::vector<float>{5, 5, 5}));
        QVERIFY(toFloats(file->tensors()[4]).empty());
        QCOMPARE(toFloats(file->tensors()[5]), (std::vector<float>{23}));
    }

    void findsTheStateDictionary() {
        // {"epoch": 3, "optimizer": {"state": {0: tensor}}, "args": Namespace(), "model": {"module.fc.bias": tensor}}
        PickleMaker pickle;
        pickle.raw("}(").text("epoch").integer(3);
        pickle.text("optimizer").raw("}(").text("state").raw("}(").integer(0).tensor("0", 24, 0, {2}, {1}).raw("uu");
        pickle.text("args").global("argparse", "Namespace").raw(")\x81}(").text("lr").integer(1).raw("ub");
        pickle.text("model").raw("}(").text("module.fc.bias").tensor("0", 24, 0, {2}, {1}).raw("uu.");
        const Bytes bytes = archive(pickle.out);
        const auto file = TorchFile::parse(bytes, "x.pt");
        QVERIFY2(file, file ? "" : file.error().debugText().c_str());
        QCOMPARE(file->wrapper(), std::string("model"));
        QCOMPARE(file->tensors().size(), std::size_t(1));
        QCOMPARE(file->tensors()[0].name, std::string("module.fc.bias"));
        QCOMPARE(withoutPrefixes(file->tensors()[0].name), std::string_view("fc.bias"));
        QCOMPARE(withoutPrefixes("module.model.backbone.conv1.weight"), std::string_view("conv1.weight"));
        QCOMPARE(withoutPrefixes("model."), std::string_view("model."));
    }

    void refusesEveryImport_data() {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *title, const std::string &pickle, const char *name) {
            QTest::newRow(title) << QByteArray(pickle.data(), static_cast<qsizetype>(pickle.size())) << QString(name);
        };
        row("REDUCE", PickleMaker().global("os", "system").raw("(").text("true").raw("tR.").out, "os.system");
        row("unused", PickleMaker().raw("}(").text("a").global("builtins", "eval").raw("u.").out, "builtins.eval");
        row("STACK_GLOBAL", PickleMaker().text("posix").text("system").raw("\x93(").text("true").raw("tR.").out,
            "posix.system");
        row("INST", PickleMaker().raw("(").text("true").raw("ios\nsystem\n.").out, "os.system");
        row("OBJ", PickleMaker().raw("(").global("subprocess", "Popen").text("true").raw("o.").out, "subprocess.Popen");
        row("NEWOBJ", PickleMaker().global("torch.nn.modules.linear", "Linear").raw(")\x81.").out,
            "torch.nn.modules.linear.Linear");
        row("getattr", PickleMaker().global("builtins", "getattr").raw(")R.").out, "builtins.getattr");
        row("EXT", PickleMaker().raw("\x82\x01.").out, "copyreg.extension");
        row("dotted", PickleMaker().global("collections", "OrderedDict.__init__").raw(")R.").out,
            "collections.OrderedDict.__init__");
    }
    void refusesEveryImport() {
        QFETCH(QByteArray, pickle);
        QFETCH(QString, name);
        const Bytes bytes = archive(pickle.toStdString());
        const auto file = TorchFile::parse(bytes, "evil.pth");
        QVERIFY(!file);
        QVERIFY2(file.error().is(kPickleImport), file.error().debugText().c_str());
        QCOMPARE(QString::fromStdString(std::string(file.error().argument("name"))), name);
        QCOMPARE(file.error().argument("file"), std::string_view("evil.pth"));
    }

    void refusesDamage_data() {
        QTest::addColumn<QByteArray>("pickle");
        const auto row = [](const char *title, const std::string &pickle) {
            QTest::newRow(title) << QByteArray(pickle.data(), static_cast<qsizetype>(pickle.size()));
        };
        const auto one = [](int elements, int offset, const std::vector<int> &shape, const std::vector<int> &strides) {
            return PickleMaker().raw("}(").text("a").tensor("0", elements, offset, shape, strides).raw("u.").out;
        };
        row("beyond the storage", one(24, 20, {5}, {1}));
        row("storage larger than its data", one(25, 0, {1}, {1}));
        row("negative offset", one(24, -1, {1}, {1}));
        row("negative stride", one(24, 5, {2}, {-1}));
        row("stride overflows", one(24, 0, {2147483647, 2147483647, 2147483647}, {2147483647, 2147483647, 2147483647}));
        row("repeats without end", one(24, 0, {2147483647, 1000}, {0, 0}));
        row("rank differs", one(24, 0, {2, 3}, {1}));
        row("empty", PickleMaker().raw(".").out);
        row("no end", PickleMaker().raw("}").out);
        row("stack", PickleMaker().raw("s.").out);
        row("marks", PickleMaker().raw("}u.").out);
        row("below the mark", PickleMaker().raw("}(0s.").out);
        row("memo", PickleMaker().raw("h\x05.").out);
        row("odd dictionary", PickleMaker().raw("}(").text("a").raw("u.").out);
        row("text beyond the end", PickleMaker().raw("X\xff\xff\xff\x7f").out);
        row("unknown code", PickleMaker().raw("\xff.").out);
        row("storage called", PickleMaker().global("torch", "FloatStorage").raw(")R.").out);
        row("two with one name", PickleMaker()
                                     .raw("}(")
                                     .text("a")
                                     .tensor("0", 24, 0, {1}, {1})
                                     .text("a")
                                     .tensor("0", 24, 0, {1}, {1})
                                     .raw("u.")
                                     .out);
        // d = {}; d["d"] = d; beside it a tensor: a walk that follows it would never end
        row("cycle",
            PickleMaker().raw("}q\x01(").text("d").raw("h\x01").text("t").tensor("0", 24, 0, {1}, {1}).raw("u.").out);
    }
    void refusesDamage() {
        QFETCH(QByteArray, pickle);
        const Bytes bytes = archive(pickle.toStdString());
        const auto file = TorchFile::parse(bytes, "x.pt");
        QVERIFY(!file);
        QVERIFY2(file.error().is(kTorchBroken), file.error().debugText().c_str());
    }

    void refusesOtherArchives() {
        const std::string good = PickleMaker().raw("}(").text("a").tensor("0", 24, 0, {2}, {1}).raw("u.").out;
        QVERIFY(TorchFile::parse(archive(good), "x"));
        const auto reason = [](const Bytes &bytes) {
            const auto file = TorchFile::parse(bytes, "x");
            return file ? std::string() : file.error().debugText();
        };
        QVERIFY(reason(zipOf({{"archive/data.pkl", good}, {"archive/data/0", floatBytes(24)}}, 8)).find("compressed") !=
                std::string::npos);
        QVERIFY(reason(zipOf({{"archive/data.pkl", good}})).find("absent") != std::string::npos);
        QVERIFY(reason(zipOf({{"archive/other", good}})).find("data.pkl") != std::string::npos);
        QVERIFY(reason(zipOf({{"a/data.pkl", good}, {"a/data/0", floatBytes(24)}, {"a/byteorder", "big"}}))
                    .find("big-endian") != std::string::npos);
        QVERIFY(reason(zipOf({{"a/data.pkl", good}, {"a/data/0", floatBytes(24)}, {"a/constants.pkl", ""}}))
                    .find("TorchScript") != std::string::npos);
        QVERIFY(reason(zipOf({{"a/data.pkl", good}, {"a/data.pkl", good}})).find("twice") != std::string::npos);
        QVERIFY(TorchFile::parse(archive(PickleMaker().raw("}(").text("a").integer(1).raw("u.").out), "x")
                    .error()
                    .is(kNoTensors));
        const std::string garbage = "neither of the two";
        QVERIFY(TorchFile::parse(asBytes(garbage), "x").error().is(kTorchBroken));
        const Bytes whole = archive(good);
        for (std::size_t size = 0; size < whole.size(); ++size)
            QVERIFY(!TorchFile::parse(ByteView(whole).first(size), "x"));
    }

    /** The tree of references doubles at each level: 2^60 paths in a file of a few hundred bytes. */
    void aTreeOfSharedListsEnds() {
        PickleMaker pickle;
        pickle.raw("]q").raw(std::string(1, '\0'));
        for (char level = 1; level <= 60; ++level) {
            const std::string previous(1, static_cast<char>(level - 1));
            pickle.raw("](h" + previous + "h" + previous + "eq" + std::string(1, level));
        }
        pickle.raw(".");
        const Bytes bytes = archive(pickle.out);
        QVERIFY(TorchFile::parse(bytes, "x").error().is(kTorchBroken));
    }

    void readsARealLegacyFile() {
        const Path path = dataFolder() / "pretrained" / "resnet20-12fca82f.th";
        if (!std::filesystem::exists(path))
            QSKIP("the pretrained weights of the test data are not here");
        const auto file = TorchFile::open(path);
        QVERIFY2(file, file ? "" : file.error().debugText().c_str());
        QCOMPARE(file->wrapper(), std::string("state_dict"));
        QVERIFY(file->tensors().size() >= 97);
        QCOMPARE(file->tensors()[0].name, std::string("module.conv1.weight"));
        QCOMPARE(file->tensors()[0].shape, (std::vector<std::int64_t>{16, 3, 3, 3}));
        const auto values = toFloats(file->tensors()[0]);
        QVERIFY(std::all_of(values.begin(), values.end(), [](float v) { return std::abs(v) < 10; }));
        QVERIFY(std::any_of(values.begin(), values.end(), [](float v) { return std::abs(v) > 0.05F; }));
    }
};

QTEST_GUILESS_MAIN(TestTorchFile)
#include "test_torchfile.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"
#include "core/runs/eventlog.h"
#include "core/runs/tensorboard.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace trainyard;
using namespace trainyard::runs;

namespace {

/** Cuts a TFRecord file into its records and checks both checksums of each. */
std::vector<Bytes> records(ByteView file) {
    std::vector<Bytes> result;
    std::size_t at = 0;
    while (at + 12 <= file.size()) {
        const auto length = readLittleEndian<std::uint64_t>(file, at);
        if (readLittleEndian<std::uint32_t>(file, at + 8) != maskedCrc32c(file.subspan(at, 8)) ||
            at + 16 + length > file.size())
            return {};
        const ByteView data = file.subspan(at + 12, length);
        if (readLittleEndian<std::uint32_t>(file, at + 12 + length) != maskedCrc32c(data))
            return {};
        result.emplace_back(data.begin(), data.end());
        at += 16 + length;
    }
    return at == file.size() ? result : std::vector<Bytes>();
}

} // namespace

class TestTensorBoard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void checksumVectors() {
        QCOMPARE(crc32c(Bytes(32, 0)), 0x8a9136aaU);
        QCOMPARE(crc32c(Bytes(32, 0xff)), 0x62a8ab43U); // RFC 3720, B.4
        QCOMPARE(crc32c(asBytes(std::string_view("123456789"))), 0xe3069283U);
        QCOMPARE(crc32c({}), 0U);
        QCOMPARE(maskedCrc32c(asBytes(std::string_view("\x1a\x11"
                                                       "CRC test, one two"))),
                 0x5794d08aU);
    }

    void messages() {
        // Written out by hand from event.proto and summary.proto.
        QCOMPARE(toHex(tensorBoardFileVersion(1.0)),
                 std::string("09000000000000f03f1a0d") + toHex(asBytes(std::string_view("brain.Event:2"))));
        QCOMPARE(toHex(tensorBoardScalar(1.0, 300, "a", 0.5F)),
                 std::string("09000000000000f03f10ac022a0a0a080a0161150000003f"));
    }

    void framing() {
        Bytes file;
        appendTfRecord(file, asBytes(std::string_view("hello")));
        QCOMPARE(file.size(), std::size_t(8 + 4 + 5 + 4));
        appendTfRecord(file, {});
        QCOMPARE(records(file).size(), std::size_t(2));
        file[13] ^= 1;
        QVERIFY(records(file).empty());
    }

    void aRun() {
        const QTemporaryDir folder;
        const Path root = folder.path().toStdString();
        auto writer = EventWriter::open(root / "events.jsonl");
        for (int step = 1; step <= 10; ++step)
            QVERIFY(writer->write(MetricEvent{step, 1, {{"train/loss", 1.0 / step}, {"train/accuracy", 0.5}}},
                                  5000 + step));
        QVERIFY(writer->write(ResumedEvent{6, 1}, 6000));
        QVERIFY(writer->write(MetricEvent{7, 1, {{"train/loss", std::nan("")}}}, 6001));
        QVERIFY(writer->write(EpochEvent{1, 7, 1.0, {{"val/loss", 2.0}}}, 6002));
        const auto file = exportTensorBoard(root / "events.jsonl", root / "tb", "run/a");
        QVERIFY2(file.has_value(), file ? "" : file.error().debugText().c_str());
        QCOMPARE(file->filename(), Path("events.out.tfevents.5.run_a"));
        const auto found = records(*readFile(*file));
        QCOMPARE(found.size(), std::size_t(1 + 2 * 6 + 1 + 1));
        QCOMPARE(found[0], tensorBoardFileVersion(5.001));
        QCOMPARE(found[1], tensorBoardScalar(5.001, 1, "train/loss", 1.0F));
        QCOMPARE(found[12], tensorBoardScalar(5.006, 6, "train/accuracy", 0.5F));
        QCOMPARE(found[14], tensorBoardScalar(6.002, 7, "val/loss", 2.0F));
        QVERIFY(exportTensorBoard(root / "absent.jsonl", root / "tb", "b").has_value()); // no events yet
    }
};

QTEST_GUILESS_MAIN(TestTensorBoard)
#include "test_tensorboard.moc"

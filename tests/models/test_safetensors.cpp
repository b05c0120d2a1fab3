// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/models/errors.h"
#include "core/models/safetensors.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/mount.h>
#include <unistd.h>

using namespace trainyard;
using namespace trainyard::models;

namespace {

/** A file of the given header and so many zero bytes of data. */
Bytes fileOf(std::string_view header, std::size_t data) {
    Bytes bytes;
    for (int i = 0; i < 8; ++i)
        bytes.push_back(static_cast<std::uint8_t>(std::uint64_t(header.size()) >> (8 * i)));
    bytes.insert(bytes.end(), header.begin(), header.end());
    bytes.resize(bytes.size() + data);
    return bytes;
}

template <typename T> ByteView bytesOf(const std::vector<T> &values) {
    return {reinterpret_cast<const std::uint8_t *>(values.data()), values.size() * sizeof(T)};
}

} // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesAndReadsBack() {
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "weights.safetensors";
        const std::vector<float> weight{1.5F, -2, 3, 4, 5, 6};
        const std::vector<std::int64_t> step{42};
        QVERIFY(writeSafetensors(path,
                                 {{"layer.weight", TensorType::F32, {2, 3}, bytesOf(weight)},
                                  {"step", TensorType::I64, {}, bytesOf(step)},
                                  {"empty", TensorType::F16, {0, 7}, {}},
                                  {"quote\"and\\\u00e9", TensorType::U8, {6}, bytesOf(weight).first(6)}},
                                 {{"format", "pt"}, {"note", "a \"quoted\" one"}}));
        const auto file = SafetensorsFile::open(path);
        QVERIFY2(file, file ? "" : file.error().debugText().c_str());
        QCOMPARE(file->tensors().size(), std::size_t(4));
        QCOMPARE(file->metadata().at("note"), std::string("a \"quoted\" one"));
        const TensorView *tensor = file->find("layer.weight");
        QVERIFY(tensor);
        QCOMPARE(tensor->shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(toFloats(*tensor), weight);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(tensor->data.data()) % 64, std::uintptr_t(0));
        QVERIFY(file->find("step")->shape.empty());
        QCOMPARE(readLittleEndian<std::int64_t>(file->find("step")->data, 0), std::int64_t(42));
        QVERIFY(file->find("empty")->data.empty());
        QVERIFY(file->find("quote\"and\\\u00e9"));
        QVERIFY(!file->find("nothing"));
    }

    /** A checkpoint that meets the end of the disk: the one before stays whole, and no half file beside it. */
    void aFullDiskLeavesTheLastFile() {
        if (::geteuid() != 0)
            QSKIP("mounting a small file system needs root");
        QTemporaryDir mount;
        if (::mount("none", mount.path().toUtf8().constData(), "tmpfs", 0, "size=1m") != 0)
            QSKIP("this system lets nobody mount");
        const Path path = Path(mount.path().toStdString()) / "last.safetensors";
        const std::vector<float> small(1000, 1.5F), large(300000, 2.5F);
        const auto write = [&](const std::vector<float> &values) {
            return writeSafetensors(
                path, {{"weight", TensorType::F32, {std::int64_t(values.size())}, bytesOf(values)}}, {{"step", "1"}});
        };
        const auto first = write(small);
        const auto second = write(large);
        bool whole = false;
        if (const auto kept = SafetensorsFile::open(path))
            whole = kept->find("weight") != nullptr && kept->find("weight")->data.size() == 4000;
        int names = 0;
        for (const auto &entry : std::filesystem::directory_iterator(path.parent_path()))
            names += entry.is_regular_file() ? 1 : 0;
        const auto third = write(small);
        ::umount(mount.path().toUtf8().constData());
        QVERIFY(first && third);
        QVERIFY(!second && second.error().is(kDiskFull));
        QVERIFY(whole);
        QCOMPARE(names, 1);
    }

    void refusesToWriteWhatDoesNotFit() {
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "w.safetensors";
        const std::vector<float> data{1, 2, 3};
        const TensorView good{"a", TensorType::F32, {3}, bytesOf(data)};
        const TensorView wrong{"b", TensorType::F32, {4}, bytesOf(data)};
        QVERIFY(writeSafetensors(path, {good, wrong}).error().is(kTensorInvalid));
        QVERIFY(writeSafetensors(path, {good, good}).error().is(kTensorInvalid));
        QVERIFY(!std::filesystem::exists(path));
        QVERIFY(
            writeSafetensors(Path(folder.path().toStdString()) / "none" / "w", {good}).error().is(kFileNotWritable));
    }

    void refusesHostileFiles_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("data");
        const auto row = [](const char *name, const char *header, int data) {
            QTest::newRow(name) << QByteArray(header) << data;
        };
        row("hole",
            R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}})",
            5);
        row("overlap",
            R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
            3);
        row("outside", R"({"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})", 8);
        row("reversed", R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}})", 2);
        row("size", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,2]}})", 2);
        row("left over", R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 3);
        row("product overflows", R"({"a":{"dtype":"U8","shape":[4294967296,4294967296,2],"data_offsets":[0,0]}})", 0);
        row("twice",
            R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
            2);
        row("key twice", R"({"a":{"dtype":"U8","dtype":"F32","shape":[1],"data_offsets":[0,1]}})", 1);
        row("unknown dtype", R"({"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})", 1);
        row("negative", R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1);
        row("fraction", R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})", 1);
        row("three offsets", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}})", 1);
        row("no dtype", R"({"a":{"shape":[1],"data_offsets":[0,1]}})", 1);
        row("metadata of numbers", R"({"__metadata__":{"a":1}})", 0);
        row("list", R"([])", 0);
        row("nested", R"({"a":{"dtype":{"x":{}}}})", 0);
        row("not JSON", R"({"a":)", 0);
        row("text", "{hello", 0);
    }
    void refusesHostileFiles() {
        QFETCH(QByteArray, header);
        QFETCH(int, data);
        const Bytes bytes = fileOf(std::string_view(header.data(), static_cast<std::size_t>(header.size())),
                                   static_cast<std::size_t>(data));
        const auto file = SafetensorsFile::parse(bytes, "hostile.safetensors");
        QVERIFY(!file);
        QVERIFY2(file.error().is(kSafetensorsBroken), file.error().debugText().c_str());
        QVERIFY(!file.error().argument("reason").empty());
    }

    void refusesHugeAndShortHeaders() {
        Bytes bytes(64, 0x20);
        for (int i = 0; i < 8; ++i)
            bytes[static_cast<std::size_t>(i)] = 0xFF;
        QVERIFY(!SafetensorsFile::parse(bytes, "x"));
        QVERIFY(!SafetensorsFile::parse(ByteView(bytes).first(7), "x"));
        QVERIFY(!SafetensorsFile::parse({}, "x"));
        const std::string deep = std::string(1 << 20, '{');
        QVERIFY(!SafetensorsFile::parse(fileOf(deep, 0), "x"));
    }

    void everyTruncationIsRefused() {
        const Bytes whole = fileOf(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", 4);
        QVERIFY(SafetensorsFile::parse(whole, "x"));
        for (std::size_t size = 0; size < whole.size(); ++size)
            QVERIFY(!SafetensorsFile::parse(ByteView(whole).first(size), "x"));
    }

    void convertsToFloats() {
        const std::vector<std::uint16_t> halves{0x3C00, 0xC000, 0x0001, 0x7BFF, 0x7C00, 0x8000};
        const auto values = toFloats({"h", TensorType::F16, {6}, bytesOf(halves)});
        QCOMPARE(values, (std::vector<float>{1, -2, 0x1.0p-24F, 65504, std::numeric_limits<float>::infinity(), -0.0F}));
        const std::vector<std::uint16_t> brains{0x3F80, 0xC040};
        QCOMPARE(toFloats({"b", TensorType::BF16, {2}, bytesOf(brains)}), (std::vector<float>{1, -3}));
        const std::vector<double> doubles{0.5, -0.25};
        QCOMPARE(toFloats({"d", TensorType::F64, {2}, bytesOf(doubles)}), (std::vector<float>{0.5F, -0.25F}));
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"

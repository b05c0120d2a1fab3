// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

#include "core/base/clock.h"
#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/messages.h"
#include "core/base/random.h"
#include "core/base/threadpool.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <atomic>
#include <cmath>
#include <fstream>
#include <numeric>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace trainyard;

class TestBase : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    [[nodiscard]] Path path(const char *name) const { return Path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void readsWhatWasWritten() {
        QVERIFY(writeFileAtomically(path("a.bin"), std::string_view("one\0two", 7)));
        QCOMPARE(*readTextFile(path("a.bin")), std::string("one\0two", 7));
        QVERIFY(writeFileAtomically(path("a.bin"), std::string_view("three")));
        QCOMPARE(*readTextFile(path("a.bin")), std::string("three"));
        QVERIFY(writeFileAtomically(path("empty"), std::string_view()));
        QVERIFY(readFile(path("empty"))->empty());
    }

    void saysWhyAFileCannotBeRead() {
        QVERIFY(readFile(path("none")).error().is(kFileNotFound));
        QVERIFY(readFile(m_folder.path().toStdString()).error().is(kFileNotReadable));
        QVERIFY(writeFileAtomically(path("big"), std::string(1000, 'x')));
        const auto tooLarge = readFile(path("big"), 999);
        QVERIFY(tooLarge.error().is(kFileTooLarge));
        QCOMPARE(tooLarge.error().argument("limit"), std::string_view("999"));
        QVERIFY(readFile(path("big"), 1000));
    }

    void aFullDiskLeavesTheOldFile() {
        const Path file = path("kept");
        QVERIFY(writeFileAtomically(file, std::string_view("old")));
        // In a child, since the limit on file sizes holds for the whole process.
        const pid_t child = ::fork();
        if (child == 0) {
            const rlimit limit{100, 100};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            ::signal(SIGXFSZ, SIG_IGN);
            const auto result = writeFileAtomically(file, std::string(1000, 'x'));
            ::_exit(!result && result.error().is(kFileNotWritable) ? 0 : 1);
        }
        int status = 1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WEXITSTATUS(status), 0);
        QCOMPARE(*readTextFile(file), std::string("old"));
        int names = 0;
        for (const auto &entry : std::filesystem::directory_iterator(file.parent_path()))
            names += entry.path().filename().string().starts_with("kept") ? 1 : 0;
        QCOMPARE(names, 1); // no temporary file left
    }

    void aDiskThatIsFullIsSaidToBeFull() {
        const Error error = writeError("/x/y", ENOSPC);
        QVERIFY(error.is(kDiskFull));
        QVERIFY(writeError("/x/y", EACCES).is(kFileNotWritable));
    }

    void aLockIsHeldByOneProcess() {
        const Path file = path("lock");
        int ready[2];
        int done[2];
        QVERIFY(::pipe(ready) == 0 && ::pipe(done) == 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto lock = FileLock::acquire(file);
            char byte = lock ? 'y' : 'n';
            if (::write(ready[1], &byte, 1) != 1 || ::read(done[0], &byte, 1) != 1)
                ::_exit(1);
            ::_exit(0); // the system releases the lock
        }
        char byte = 0;
        QCOMPARE(::read(ready[0], &byte, 1), ssize_t(1));
        QCOMPARE(byte, 'y');
        const auto refused = FileLock::acquire(file, std::chrono::milliseconds(50));
        QVERIFY(!refused);
        QCOMPARE(refused.error().argument("reason"), std::string_view("busy"));
        QCOMPARE(::write(done[1], "x", 1), ssize_t(1));
        int status = 1;
        ::waitpid(child, &status, 0);
        QVERIFY(FileLock::acquire(file, std::chrono::milliseconds(1000)));
    }

    void hashesDoNotDependOnHowTheBytesAreCut() {
        const std::string text(100000, 'q');
        ContentHasher hasher;
        hasher.add(std::string_view(text).substr(0, 1));
        hasher.add(std::string_view(text).substr(1, 77777));
        hasher.add(std::string_view(text).substr(77778));
        QCOMPARE(hasher.result().hex(), contentHash(asBytes(text)).hex());
        QVERIFY(ContentHash::fromHexText(hasher.result().hex()) == hasher.result());
        // The test vectors of FIPS 180-2.
        QCOMPARE(sha256Hex(asBytes("abc")),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void randomNumbersAreThoseOfTheReference() {
        // Known-answer test of Philox4x32-10 with counter and key zero, from the authors' Random123 distribution.
        CounterRandom random(0, 0, 0);
        QCOMPARE(random.next(), 0x6627e8d5U);
        QCOMPARE(random.next(), 0xe169c58dU);
        QCOMPARE(random.next(), 0xbc57ac4cU);
        QCOMPARE(random.next(), 0x9b00dbd8U);
    }

    void randomNumbersAreUniformAndNamed() {
        CounterRandom a(7, 1, 42);
        CounterRandom b(7, 1, 42);
        CounterRandom other(7, 1, 43);
        int equal = 0;
        for (int i = 0; i < 100; ++i) {
            const std::uint32_t value = a.next();
            QCOMPARE(b.next(), value);
            equal += other.next() == value ? 1 : 0;
        }
        QCOMPARE(equal, 0);
        CounterRandom dice(1, 2, 3);
        std::array<int, 6> counts{};
        for (int i = 0; i < 60000; ++i)
            ++counts[dice.below(6)];
        for (const int count : counts)
            QVERIFY2(std::abs(count - 10000) < 500, std::to_string(count).c_str());
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 20000; ++i) {
            const double value = dice.normal();
            sum += value;
            squares += value * value;
        }
        QVERIFY(std::abs(sum / 20000) < 0.03);
        QVERIFY(std::abs(squares / 20000 - 1) < 0.05);
    }

    void aPermutationHoldsEachNumberOnce() {
        auto order = permutation(1000, 5, 6);
        QVERIFY(order == permutation(1000, 5, 6));
        QVERIFY(order != permutation(1000, 5, 7));
        std::sort(order.begin(), order.end());
        for (std::uint32_t i = 0; i < 1000; ++i)
            QCOMPARE(order[i], i);
        QVERIFY(permutation(0, 1, 1).empty());
    }

    void jsonIsBounded() {
        QVERIFY(parseJson("{\"a\":[1,2]}", "x"));
        const auto deep = parseJson(std::string(100000, '['), "deep.json");
        QVERIFY(deep.error().is(kInvalidJson));
        const auto broken = parseJson("{\"a\":", "broken.json");
        QVERIFY(broken.error().is(kInvalidJson));
        QCOMPARE(broken.error().argument("file"), std::string_view("broken.json"));
        QVERIFY(parseJson("{\"a\":\"[[[[[[[[[[\"}", "x", 1));
        QCOMPARE(jsonLine(nlohmann::json{{"a", "\xff"}}), std::string("{\"a\":\"\xEF\xBF\xBD\"}"));
    }

    void textIsMadeFitToShow() {
        QVERIFY(isValidUtf8("größe 尺寸"));
        QVERIFY(!isValidUtf8("\xC0\xAF"));         // overlong
        QVERIFY(!isValidUtf8("\xED\xA0\x80"));     // surrogate
        QVERIFY(!isValidUtf8("\xF4\x90\x80\x80")); // beyond U+10FFFF
        QCOMPARE(displayText("a\xFFz"), std::string("a\xEF\xBF\xBDz"));
        QCOMPARE(toHex(fromHex("00ff7a")), std::string("00ff7a"));
        QVERIFY(fromHex("0g").empty());
    }

    void messagesFillInTheirArguments() {
        const auto catalog = MessageCatalog::parse("{\"x.y\": \"The {thing} broke: {why}.\", \"x.z\": \"odd {brace\"}");
        QVERIFY(catalog);
        QCOMPARE(catalog->text(Error(ErrorCode{"x.y"}, {{"thing", "cup"}, {"why", "fell"}})),
                 std::string("The cup broke: fell."));
        QCOMPARE(catalog->text(Error(ErrorCode{"x.z"})), std::string("odd {brace"));
        QCOMPARE(catalog->text(Error(ErrorCode{"x.none"}, {{"a", "1"}})), std::string("x.none a=1"));
    }

    void aPoolRunsEveryTaskOnce() {
        ThreadPool pool(4);
        std::vector<std::atomic<int>> hits(1000);
        pool.forEach(hits.size(), [&](std::size_t i) { ++hits[i]; });
        for (const auto &hit : hits)
            QCOMPARE(hit.load(), 1);
        std::atomic<int> count{0};
        {
            ThreadPool other(2);
            for (int i = 0; i < 100; ++i)
                other.run([&] { ++count; });
        }
        QCOMPARE(count.load(), 100);
    }

    void timesAreWrittenInUtc() {
        QCOMPARE(utcText(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(utcText(1732441980123), std::string("2024-11-24T09:53:00.123Z"));
    }
};

QTEST_GUILESS_MAIN(TestBase)
#include "test_base.moc"

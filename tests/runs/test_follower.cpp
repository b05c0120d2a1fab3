// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/runs/errors.h"
#include "core/runs/eventlog.h"
#include "core/runs/follower.h"
#include "core/runs/metricseries.h"
#include "tests/support/timing.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace trainyard;
using namespace trainyard::runs;

namespace {

std::vector<EventData> oneOfEach() {
    return {
        StartedEvent{
            "fake-engine 1",
            "cpu",
            2,
            "2.13",
            {{"epochs", std::int64_t(3)}, {"flip", true}, {"learning_rate", 0.5}, {"weights", std::string("/\xff")}}},
        ResumedEvent{40, 2},
        MetricEvent{41, 2, {{"train/loss", 0.25}, {"train/accuracy", 1.0}, {"train/learning_rate", 1e-300}}},
        EpochEvent{2, 80, 1.5, {{"val/loss", 3e300}, {"val/accuracy", 0.0}}},
        SamplesEvent{2, 80, {{17, 0, 3, 0.75}, {18, 1, 1, 1.0}}},
        CheckpointEvent{"best", "checkpoints/best.safetensors", 80, 2},
        FindingEvent{Severity::Error, Error(kDiskFull, {{"file", "a \"quoted\" name\n"}}), "item:17"},
        LogEvent{"info", "text with \xe7\xa3\x81 and control \x01"},
        SystemEvent{0.5, 123456789012, {{"GPU 0", 0.25, 1 << 30}}},
        FinishedEvent{RunStatus::Failed, {{"test/accuracy", 0.5}}, Error(kFileNotFound, {{"file", "x"}})}};
}

std::vector<Event> exampleEvents(int count) {
    std::vector<Event> events;
    const auto each = oneOfEach();
    for (int i = 0; i < count; ++i)
        events.push_back(Event{i + 1, 1764000000000 + i, each[static_cast<std::size_t>(i) % each.size()]});
    return events;
}

void append(const Path &file, std::string_view text) {
    std::ofstream(file, std::ios::app | std::ios::binary) << text;
}

/** What a program that follows a run keeps: it may be killed between any two reads. */
struct Reader {
    std::vector<Event> events;
    FollowPosition position;
    int restarts = 0;
    std::uint64_t garbage = 0;

    /** A new follower each time: only the stored position is carried over. */
    void readAfterRestart(const Path &file, std::size_t limit) {
        const auto stored = nlohmann::json::parse(toJson(position).dump());
        RunFollower follower(file, followPositionFromJson(stored));
        take(follower, limit);
    }
    void take(RunFollower &follower, std::size_t limit) {
        const auto batch = follower.read(limit);
        QVERIFY2(batch.has_value(), batch ? "" : batch.error().debugText().c_str());
        if (batch->restarted) {
            events.clear();
            ++restarts;
        }
        events.insert(events.end(), batch->events.begin(), batch->events.end());
        garbage += batch->garbageLines;
        position = follower.position();
    }
};

bool isGapless(const std::vector<Event> &events) {
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events[i].sequence != static_cast<std::int64_t>(i) + 1)
            return false;
    }
    return true;
}

} // namespace

class TestFollower : public QObject {
    Q_OBJECT
    [[nodiscard]] Path file(const char *name) const { return Path(m_folder.path().toStdString()) / name; }
    QTemporaryDir m_folder;

private Q_SLOTS:
    void everyEventRoundTrips() {
        EventParser parser;
        for (const Event &event : exampleEvents(10)) {
            Event parsed;
            const std::string line = toLine(event);
            QVERIFY(line.find('\n') == std::string::npos);
            QVERIFY2(parser.parse(line, parsed), line.c_str());
            QVERIFY2(parsed == event, line.c_str());
        }
        Event parsed;
        QVERIFY(parser.parse(R"({"seq":3,"type":"teleported","x":[1,{"y":2}]})", parsed));
        QVERIFY(std::get<OtherEvent>(parsed.data).type == "teleported");
        QVERIFY(parser.parse(R"({"type":"metric","values":{"a":"nan","b":"inf","c":"-inf","d":7},"step":4,"seq":9})",
                             parsed));
        const auto &values = std::get<MetricEvent>(parsed.data).values;
        QVERIFY(std::isnan(values[0].second) && values[1].second > 1e308 && values[2].second < -1e308);
        QCOMPARE(values[3].second, 7.0);
        QCOMPARE(toLine(parsed), std::string(R"({"seq":9,"time_ms":0,"type":"metric","step":4,"epoch":0,)"
                                             R"("values":{"a":"nan","b":"inf","c":"-inf","d":7.0}})"));
    }

    void whatIsNoEvent() {
        EventParser parser;
        Event parsed;
        for (const char *line :
             {"", "{", "null", "[]", "{}", R"({"seq":1})", R"({"type":"metric"})", R"({"seq":0,"type":"log"})",
              R"({"seq":-1,"type":"log"})", R"({"seq":"1","type":"log"})", R"({"seq":1.5,"type":"log"})",
              R"({"seq":1,"type":7})", R"({"seq":1,"type":"metric","step":"x"})",
              R"({"seq":1,"type":"metric","values":[1]})", R"({"seq":1,"type":"metric","values":{"a":null}})",
              R"({"seq":1,"type":"finished","status":"dancing"})", R"({"seq":1,"type":"log"}{"seq":2,"type":"log"})",
              R"({"seq":99999999999999999999,"type":"log"})", "{\"seq\":1,\"type\":\"log\",\"text\":\"\xff\"}"})
            QVERIFY2(!parser.parse(line, parsed), line);
    }

    void writerNumbersAndGoesOn() {
        const Path log = file("writer.jsonl");
        {
            auto writer = EventWriter::open(log);
            QVERIFY(writer.has_value());
            QCOMPARE(writer->sequence(), std::int64_t(0));
            for (const EventData &data : oneOfEach())
                QVERIFY(writer->write(data));
            QVERIFY(writer->sync());
            QCOMPARE(writer->sequence(), std::int64_t(10));
        }
        append(log, "garbage of another program\n{\"seq\":11,\"type\":\"lo");
        auto writer = EventWriter::open(log);
        QCOMPARE(writer->sequence(), std::int64_t(10));
        QVERIFY(writer->write(LogEvent{"info", "again"}));
        Reader reader;
        RunFollower follower(log);
        reader.take(follower, 1 << 20);
        QCOMPARE(reader.events.size(), std::size_t(11));
        QVERIFY(isGapless(reader.events));
        QCOMPARE(reader.garbage, std::uint64_t(1));
    }

    void writerCutsAtEveryByte() {
        std::string text;
        for (const Event &event : exampleEvents(3))
            text += toLine(event) + "\n";
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            const Path log = file("cut.jsonl");
            QVERIFY(writeFileAtomically(log, std::string_view(text).substr(0, cut)));
            auto writer = EventWriter::open(log);
            const auto whole = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(cut), '\n');
            QCOMPARE(writer->sequence(), std::int64_t(whole));
            QVERIFY(writer->write(LogEvent{"info", "next"}));
            RunFollower follower(log);
            const auto batch = follower.read();
            QCOMPARE(batch->events.size(), static_cast<std::size_t>(whole) + 1);
            QVERIFY(isGapless(batch->events));
            QVERIFY(batch->findings.empty());
        }
    }

    /** The file grows to every length in turn; the reader is a new one each time. */
    void readerSeesEveryPrefix() {
        const auto events = exampleEvents(12);
        std::string text;
        for (const Event &event : events)
            text += toLine(event) + "\n";
        const Path log = file("prefix.jsonl");
        for (const std::size_t limit : {std::size_t(1), std::size_t(100), std::size_t(1) << 20}) {
            std::filesystem::remove(log);
            Reader reader;
            for (std::size_t length = 0; length < text.size(); ++length) {
                append(log, std::string_view(text).substr(length, 1));
                for (int i = 0; i < 2; ++i)
                    reader.readAfterRestart(log, limit);
                const auto whole =
                    std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length) + 1, '\n');
                QCOMPARE(reader.events.size(), static_cast<std::size_t>(whole));
            }
            QVERIFY(reader.events == events);
            QCOMPARE(reader.restarts, 0);
            QCOMPARE(reader.garbage, std::uint64_t(0));
        }
    }

    void randomCutsAndRestartsOfBothSides() {
        const auto each = oneOfEach();
        for (std::uint32_t round = 0; round < 60; ++round) {
            CounterRandom random(11, round, 0);
            const Path log = file("random.jsonl");
            std::filesystem::remove(log);
            auto writer = EventWriter::open(log);
            Reader reader;
            std::optional<RunFollower> follower(std::in_place, log);
            std::int64_t written = 0;
            for (int act = 0; act < 300; ++act) {
                switch (random.below(6)) {
                case 0: { // the engine is killed in the middle of a line, and started again
                    const std::string line = toLine(Event{written + 1, 5, each[random.below(10)]}) + "\n";
                    append(log,
                           std::string_view(line).substr(0, random.below(static_cast<std::uint32_t>(line.size()))));
                    if (random.below(2) == 0)
                        reader.take(*follower, 1 + random.below(500)); // looks while the half line stands there
                    writer = EventWriter::open(log);
                    QCOMPARE(writer->sequence(), written);
                    break;
                }
                case 1:
                    follower.emplace(log, followPositionFromJson(toJson(reader.position)));
                    break;
                case 2:
                case 3:
                    reader.take(*follower, 1 + random.below(3000));
                    break;
                default:
                    QVERIFY(writer->write(each[random.below(10)]));
                    ++written;
                }
            }
            reader.take(*follower, 1 << 24);
            QCOMPARE(reader.events.size(), static_cast<std::size_t>(written));
            QVERIFY(isGapless(reader.events));
            QCOMPARE(reader.restarts, 0);
            QCOMPARE(reader.garbage, std::uint64_t(0));
        }
    }

    /** Another process writes as fast as it can and is killed again and again; this one reads meanwhile. */
    void concurrentWriterProcess() {
        const Path log = file("concurrent.jsonl");
        Reader reader;
        RunFollower follower(log);
        CounterRandom random(5, 5, 5);
        for (int start = 0; start < 12; ++start) {
            const pid_t child = ::fork();
            if (child == 0) {
                auto writer = EventWriter::open(log);
                const auto each = oneOfEach();
                const int wanted = start == 11 ? 3000 : 1 << 30;
                for (int i = 0; writer && i < wanted; ++i) {
                    if (!writer->write(each[static_cast<std::size_t>(i) % 10]))
                        ::_exit(1);
                }
                ::_exit(writer ? 0 : 1);
            }
            QElapsedTimer timer;
            timer.start();
            const int life_ms = 5 + static_cast<int>(random.below(40));
            while (start < 11 && timer.elapsed() < life_ms)
                reader.take(follower, 1 + random.below(100'000));
            if (start < 11)
                ::kill(child, SIGKILL);
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            if (start == 11)
                QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        }
        for (;;) {
            const std::size_t before = reader.events.size();
            reader.take(follower, 1 << 22);
            if (reader.events.size() == before)
                break;
        }
        QVERIFY(isGapless(reader.events));
        QCOMPARE(reader.restarts, 0);
        QCOMPARE(reader.garbage, std::uint64_t(0));
        Reader fresh;
        RunFollower again(log);
        fresh.take(again, std::size_t(1) << 30);
        qInfo("%zu events over 12 starts", fresh.events.size());
        QVERIFY(fresh.events.size() > 3000);
        QVERIFY(fresh.events == reader.events);
    }

    void replacedLogStartsOver() {
        const Path log = file("replaced.jsonl");
        std::string longLog;
        for (const Event &event : exampleEvents(20))
            longLog += toLine(event) + "\n";
        QVERIFY(writeFileAtomically(log, longLog));
        Reader reader;
        RunFollower follower(log);
        reader.take(follower, 1 << 20);
        QCOMPARE(reader.events.size(), std::size_t(20));
        // A power cut took the last lines back, and other ones have come since, to the same length and beyond.
        std::string other;
        for (int i = 1; i <= 40; ++i)
            other += toLine(Event{i, 9, LogEvent{"info", "another life"}}) + "\n";
        QVERIFY(writeFileAtomically(log, other));
        reader.take(follower, 1 << 20);
        QCOMPARE(reader.restarts, 1);
        QCOMPARE(reader.events.size(), std::size_t(40));
        QVERIFY(isGapless(reader.events));
        QVERIFY(writeFileAtomically(log, std::string_view(other).substr(0, other.size() / 2)));
        reader.take(follower, 1 << 20);
        QCOMPARE(reader.restarts, 2);
        QVERIFY(isGapless(reader.events));
        std::filesystem::remove(log);
        QVERIFY(follower.read().error().is(kFileNotFound));
    }

    void garbageBecomesFindings() {
        const Path log = file("garbage.jsonl");
        append(log, toLine(Event{1, 1, LogEvent{"info", "a"}}) + "\n");
        append(log, std::string("\0\0\0\xff\xfe binary\n", 13));
        append(log, "\n{\"seq\":2}\nTraceback: nothing\n");
        append(log, toLine(Event{9'000'000'000'000'000'000, 1, LogEvent{"info", "far"}}) + "\n");
        append(log, toLine(Event{2, 1, LogEvent{"info", "b"}}) + "\n");
        append(log, toLine(Event{2, 1, LogEvent{"info", "b"}}) + "\n"); // twice
        append(log, toLine(Event{5, 1, LogEvent{"info", "c"}}) + "\n"); // 3 and 4 are missing
        append(log, "last line is no event\n");
        RunFollower follower(log);
        auto batch = follower.read();
        QCOMPARE(batch->events.size(), std::size_t(3));
        QCOMPARE(batch->garbageLines, std::uint64_t(5));
        QCOMPARE(batch->findings.size(), std::size_t(7));
        QVERIFY(batch->findings[0].what.is(kGarbageLine));
        QVERIFY(batch->findings[5].what.is(kSequenceGap));
        QCOMPARE(batch->findings[6].what.argument("expected"), std::string_view("3"));
        QCOMPARE(batch->findings[6].what.argument("found"), std::string_view("5"));
        batch = follower.read(); // the same at a second look: now it is believed
        QCOMPARE(batch->garbageLines, std::uint64_t(1));
        QVERIFY(follower.read()->isEmpty());
    }

    void manyGarbageLinesAreCounted() {
        const Path log = file("flood.jsonl");
        append(log, [] {
            std::string text;
            for (int i = 0; i < 100'000; ++i)
                text += "x\n";
            return text;
        }());
        append(log, toLine(Event{1, 1, LogEvent{"info", "end"}}) + "\n");
        RunFollower follower(log);
        const auto batch = follower.read();
        QCOMPARE(batch->garbageLines, std::uint64_t(100'000));
        QVERIFY(batch->findings.size() <= 100);
        QCOMPARE(batch->events.size(), std::size_t(1));
    }

    void aLineThatNeverEnds() {
        const Path log = file("endless.jsonl");
        append(log, toLine(Event{1, 1, LogEvent{"info", "a"}}) + "\n");
        Reader reader;
        for (int i = 0; i < 12; ++i) {
            append(log, std::string(1 << 20, 'x'));
            reader.readAfterRestart(log, 1 << 16);
        }
        append(log, "\n");
        append(log, toLine(Event{2, 1, LogEvent{"info", "b"}}) + "\n");
        for (int i = 0; i < 300; ++i)
            reader.readAfterRestart(log, 1 << 16);
        QCOMPARE(reader.events.size(), std::size_t(2));
        QCOMPARE(reader.garbage, std::uint64_t(1));
    }

    void aLongLineIsNotTooLong() {
        const Path log = file("long.jsonl");
        auto writer = EventWriter::open(log);
        QVERIFY(writer->write(LogEvent{"info", std::string(3 << 20, 'y')}));
        QVERIFY(writer->write(LogEvent{"info", std::string(5 << 20, 'y')}).error().is(kEventTooLong));
        QVERIFY(writer->write(LogEvent{"info", "short"}));
        RunFollower follower(log);
        const auto batch = follower.read(1000); // the long line is taken whole although it is above this limit
        QCOMPARE(batch->events.size(), std::size_t(2));
        QVERIFY(!batch->more && batch->findings.empty());
    }

    void diskFullLeavesNoHalfLine() {
        // A limit on the size of files stands for a full disk: write() stops half-way in the same manner.
        const Path log = file("full.jsonl");
        const pid_t child = ::fork();
        if (child == 0) {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{1000, 1000};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            auto writer = EventWriter::open(log);
            int failures = 0;
            for (int i = 0; i < 40; ++i)
                failures += writer->write(LogEvent{"info", std::string(90, 'z')}) ? 0 : 1;
            const bool small = writer->write(LogEvent{"info", ""}).has_value(); // fits in what is left, perhaps
            ::_exit(failures > 20 && (small || failures) ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        const auto text = readTextFile(log);
        QVERIFY(!text->empty() && text->back() == '\n');
        RunFollower follower(log);
        const auto batch = follower.read();
        QVERIFY(batch->events.size() > 3 && isGapless(batch->events) && batch->findings.empty());
    }

    void aMillionLines() {
        const Path log = file("million.jsonl");
        {
            std::string text;
            text.reserve(std::size_t(200) << 20);
            char line[256];
            for (int i = 1; i <= 1'000'000; ++i) {
                const int length = std::snprintf(
                    line, sizeof line,
                    "{\"seq\":%d,\"time_ms\":%lld,\"type\":\"metric\",\"step\":%d,\"epoch\":%d,\"values\":{\"train/"
                    "loss\":%.6f,"
                    "\"train/accuracy\":%.4f,\"train/learning_rate\":0.001,\"train/images_per_second\":151.25}}\n",
                    i, 1764000000000LL + i, i, i / 1000 + 1, 1.0 / i, 1 - 1.0 / i);
                text.append(line, static_cast<std::size_t>(length));
            }
            QFile out(QString::fromStdString(log.native()));
            QVERIFY(out.open(QIODevice::WriteOnly));
            QCOMPARE(out.write(text.data(), static_cast<qint64>(text.size())), static_cast<qint64>(text.size()));
        }
        QElapsedTimer timer;
        timer.start();
        MetricStore store;
        RunFollower follower(log);
        std::size_t count = 0;
        for (bool more = true; more;) {
            const auto batch = follower.read();
            QVERIFY(batch.has_value());
            count += batch->events.size();
            for (const Event &event : batch->events)
                store.apply(event);
            more = batch->more;
        }
        const qint64 elapsed = timer.elapsed();
        qInfo("1,000,000 event lines with 4 values each into curves: %lld ms", static_cast<long long>(elapsed));
        QCOMPARE(count, std::size_t(1'000'000));
        QCOMPARE(store.find("train/loss")->size(), std::size_t(1'000'000));
        timer.restart();
        auto writer = EventWriter::open(log);
        QCOMPARE(writer->sequence(), std::int64_t(1'000'000));
        QVERIFY(!trainyard::test::kMeasuresTime || timer.elapsed() < 1000); // looks at the end only
        QVERIFY2(!trainyard::test::kMeasuresTime || elapsed < 15'000, "slower than a loaded test machine explains");
    }
};

QTEST_GUILESS_MAIN(TestFollower)
#include "test_follower.moc"

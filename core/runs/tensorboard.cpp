// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/tensorboard.h"

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/runs/follower.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

namespace trainyard::runs {

namespace {

constexpr std::array<std::uint32_t, 256> makeCrcTable() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1) != 0 ? (value >> 1) ^ 0x82F63B78U : value >> 1; // Castagnoli's polynomial, reflected
        table[i] = value;
    }
    return table;
}
constexpr auto kCrcTable = makeCrcTable();

void append(Bytes &target, const void *data, std::size_t size) {
    const std::size_t at = target.size();
    target.resize(at + size);
    if (size > 0)
        std::memcpy(target.data() + at, data, size);
}

template <typename T>
void appendLittleEndian(Bytes &target, T value) {
    append(target, &value, sizeof(T)); // every platform we build for is little-endian
}

// The wire format of protocol buffers: a key (field number * 8 + wire type), then the value.
constexpr std::uint8_t kVarint = 0;
constexpr std::uint8_t kFixed64 = 1;
constexpr std::uint8_t kLength = 2;
constexpr std::uint8_t kFixed32 = 5;

void appendVarint(Bytes &target, std::uint64_t value) {
    while (value >= 0x80) {
        target.push_back(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    target.push_back(static_cast<std::uint8_t>(value));
}
void appendKey(Bytes &target, std::uint8_t field, std::uint8_t wireType) {
    target.push_back(static_cast<std::uint8_t>(field << 3 | wireType));
}
void appendField(Bytes &target, std::uint8_t field, ByteView bytes) {
    appendKey(target, field, kLength);
    appendVarint(target, bytes.size());
    append(target, bytes.data(), bytes.size());
}

/** An Event message as far as its time. */
Bytes eventAt(double wallSeconds) {
    Bytes event;
    appendKey(event, 1, kFixed64);
    appendLittleEndian(event, wallSeconds);
    return event;
}

struct Point {
    std::int64_t time_ms;
    std::int64_t step;
    double value;
    std::uint32_t name;
};

/** The points of a log in their order, without those that a resume took back. */
class PointCollector final {
public:
    void apply(const Event &event) {
        const auto change = curveChange(event);
        if (!change)
            return;
        if (change->takesBack)
            std::erase_if(m_points, [&change](const Point &point) { return point.step > change->step; });
        add(event.time_ms, change->step, change->points);
    }
    void clear() { m_points.clear(); }
    [[nodiscard]] const std::vector<Point> &points() const { return m_points; }
    [[nodiscard]] const std::string &name(const Point &point) const { return m_names[point.name]; }

private:
    void add(std::int64_t time_ms, std::int64_t step, const MetricValues &values) {
        for (const auto &[name, value] : values) {
            const auto [found, isNew] = m_numbers.try_emplace(name, static_cast<std::uint32_t>(m_names.size()));
            if (isNew)
                m_names.push_back(name);
            m_points.push_back({time_ms, step, value, found->second});
        }
    }
    std::vector<Point> m_points;
    std::vector<std::string> m_names;
    std::map<std::string, std::uint32_t, std::less<>> m_numbers;
};

} // namespace

std::uint32_t crc32c(ByteView bytes) {
    std::uint32_t value = 0xFFFFFFFFU;
    for (const std::uint8_t byte : bytes)
        value = kCrcTable[(value ^ byte) & 0xFF] ^ (value >> 8);
    return ~value;
}

std::uint32_t maskedCrc32c(ByteView bytes) {
    const std::uint32_t value = crc32c(bytes);
    return ((value >> 15) | (value << 17)) + 0xA282EAD8U;
}

void appendTfRecord(Bytes &target, ByteView data) {
    Bytes length;
    appendLittleEndian(length, static_cast<std::uint64_t>(data.size()));
    append(target, length.data(), length.size());
    appendLittleEndian(target, maskedCrc32c(length));
    append(target, data.data(), data.size());
    appendLittleEndian(target, maskedCrc32c(data));
}

Bytes tensorBoardFileVersion(double wallSeconds) {
    Bytes event = eventAt(wallSeconds);
    appendField(event, 3, asBytes(std::string_view("brain.Event:2")));
    return event;
}

Bytes tensorBoardScalar(double wallSeconds, std::int64_t step, std::string_view tag, float value) {
    Bytes entry;
    appendField(entry, 1, asBytes(tag));
    appendKey(entry, 2, kFixed32);
    appendLittleEndian(entry, value);
    Bytes summary;
    appendField(summary, 1, entry);
    Bytes event = eventAt(wallSeconds);
    appendKey(event, 2, kVarint);
    appendVarint(event, static_cast<std::uint64_t>(step));
    appendField(event, 5, summary);
    return event;
}

Result<Path> exportTensorBoard(const Path &eventsFile, const Path &folder, std::string_view runName) {
    PointCollector collector;
    RunFollower follower(eventsFile);
    std::int64_t begin_ms = nowMs();
    for (bool more = true; more;) {
        TRY(const EventBatch batch, follower.read());
        if (batch.restarted)
            collector.clear();
        if (!batch.events.empty())
            begin_ms = std::min(begin_ms, batch.events.front().time_ms);
        for (const Event &event : batch.events)
            collector.apply(event);
        more = batch.more;
    }
    Bytes content;
    appendTfRecord(content, tensorBoardFileVersion(static_cast<double>(begin_ms) / 1000));
    for (const Point &point : collector.points()) {
        appendTfRecord(content, tensorBoardScalar(static_cast<double>(point.time_ms) / 1000, point.step,
                                                  collector.name(point), static_cast<float>(point.value)));
    }
    TRY_DO(makeFolders(folder));
    // "tfevents" in the name is what TensorBoard looks for; a slash in the run's name would make a folder.
    std::string name(runName);
    std::replace(name.begin(), name.end(), '/', '_');
    const Path file = folder / ("events.out.tfevents." + std::to_string(begin_ms / 1000) + "." + name);
    TRY_DO(writeFileAtomically(file, ByteView(content)));
    return file;
}

} // namespace trainyard::runs

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/eventlog.h"

#include "core/base/files.h"
#include "core/runs/errors.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trainyard::runs {

namespace {

/** Bytes [begin, end) of the file; shorter when it ends before. */
std::string readRange(int descriptor, std::int64_t begin, std::int64_t end) {
    std::string text(static_cast<std::size_t>(end - begin), '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
        const ssize_t count = ::pread(descriptor, text.data() + filled, text.size() - filled,
                                      static_cast<off_t>(begin) + static_cast<off_t>(filled));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        filled += static_cast<std::size_t>(count);
    }
    text.resize(filled);
    return text;
}

/** The position after the last newline before `end`; 0 when there is none. */
std::int64_t afterNewlineBefore(int descriptor, std::int64_t end) {
    constexpr std::int64_t kWindow = 65536;
    while (end > 0) {
        const std::int64_t begin = std::max<std::int64_t>(0, end - kWindow);
        const std::string window = readRange(descriptor, begin, end);
        const std::size_t newline = window.rfind('\n');
        if (newline != std::string::npos)
            return begin + static_cast<std::int64_t>(newline) + 1;
        end = begin;
    }
    return 0;
}

/** The number of the last line that is an event; `end` follows a newline, or is 0. */
std::int64_t lastSequence(int descriptor, std::int64_t end) {
    EventParser parser;
    while (end > 0) {
        const std::int64_t begin = afterNewlineBefore(descriptor, end - 1);
        if (end - begin <= static_cast<std::int64_t>(kEventLineLimit)) {
            Event event;
            if (parser.parse(readRange(descriptor, begin, end - 1), event))
                return event.sequence;
        }
        end = begin;
    }
    return 0;
}

} // namespace

EventWriter::EventWriter(Path file, int descriptor, std::int64_t sequence, std::int64_t size)
    : m_file(std::move(file)), m_descriptor(descriptor), m_sequence(sequence), m_size(size) {}

EventWriter::~EventWriter() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

EventWriter::EventWriter(EventWriter &&other) noexcept
    : m_file(std::move(other.m_file))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_sequence(other.m_sequence)
    , m_size(other.m_size) {}

EventWriter &EventWriter::operator=(EventWriter &&other) noexcept {
    std::swap(m_file, other.m_file);
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_sequence, other.m_sequence);
    std::swap(m_size, other.m_size);
    return *this;
}

Result<EventWriter> EventWriter::open(const Path &file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return fail(writeError(file, errno));
    EventWriter writer(file, descriptor, 0, 0);
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return fail(writeError(file, errno));
    writer.m_size = afterNewlineBefore(descriptor, status.st_size);
    if (writer.m_size != status.st_size && ::ftruncate(descriptor, writer.m_size) != 0)
        return fail(writeError(file, errno));
    writer.m_sequence = lastSequence(descriptor, writer.m_size);
    return writer;
}

Result<> EventWriter::write(EventData data, std::int64_t time_ms) {
    std::string line = toLine(Event{m_sequence + 1, time_ms, std::move(data)});
    line += '\n';
    if (line.size() > kEventLineLimit)
        return fail(kEventTooLong,
                    {{"bytes", std::to_string(line.size())}, {"limit", std::to_string(kEventLineLimit)}});
    ssize_t count = -1;
    do {
        count = ::write(m_descriptor, line.data(), line.size());
    } while (count < 0 && errno == EINTR);
    if (count == static_cast<ssize_t>(line.size())) {
        ++m_sequence;
        m_size += count;
        return {};
    }
    const int problem = count < 0 ? errno : ENOSPC; // a write that stops half-way has met the end of the disk
    if (count > 0) {
        // A line never goes on after a half one: take it back, or every later line would be lost with it.
        if (::ftruncate(m_descriptor, m_size) != 0)
            return fail(writeError(m_file, errno));
    }
    return fail(writeError(m_file, problem));
}

Result<> EventWriter::sync() {
    if (::fdatasync(m_descriptor) != 0)
        return fail(writeError(m_file, errno));
    return {};
}

} // namespace trainyard::runs

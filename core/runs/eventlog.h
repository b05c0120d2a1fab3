// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/path.h"
#include "core/runs/event.h"

namespace trainyard::runs {

/**
 * Appends to events.jsonl. Numbers the events and stamps the time; every event is one write() of one line, so a reader
 * sees a line whole or not yet. After a crash, open() cuts a half-written line off and goes on counting.
 * One writer for a log at a time (RunDirectory::lockForEngine); not for two threads at once.
 */
class EventWriter final {
public:
    static Result<EventWriter> open(const Path &file);
    ~EventWriter();
    EventWriter(EventWriter &&other) noexcept;
    EventWriter &operator=(EventWriter &&other) noexcept;

    /**
     * kDiskFull, kFileNotWritable, kEventTooLong: then nothing of the event stays in the file and its number is not
     * used up; the writer can be tried again.
     */
    Result<> write(EventData data, std::int64_t time_ms = nowMs());
    /** Forces what was written to disk: before a checkpoint counts as made. */
    Result<> sync();

    /** Number of the newest event; 0 when there is none. */
    [[nodiscard]] std::int64_t sequence() const { return m_sequence; }

private:
    EventWriter(Path file, int descriptor, std::int64_t sequence, std::int64_t size);
    Path m_file;
    int m_descriptor = -1;
    std::int64_t m_sequence = 0;
    std::int64_t m_size = 0; ///< bytes of whole lines
};

} // namespace trainyard::runs

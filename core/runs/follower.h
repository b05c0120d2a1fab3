// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/runs/event.h"

#include <nlohmann/json_fwd.hpp>

namespace trainyard::runs {

/** How far a log has been read. Store it with what was made of the events, in one act, and a restart is exact. */
struct FollowPosition {
    std::uint64_t offset = 0; ///< bytes taken: the end of a line, or inside a line that is being skipped
    std::int64_t sequence = 0; ///< of the newest event taken
    std::string tail;          ///< hash of the last bytes before offset: tells a log that was replaced
    bool skipping = false;     ///< inside a line that is too long

    friend bool operator==(const FollowPosition &, const FollowPosition &) = default;
};
nlohmann::json toJson(const FollowPosition &position);
/** Empty: from the beginning. */
FollowPosition followPositionFromJson(const nlohmann::json &json);

struct EventBatch {
    /** The log is another one than was followed: forget what came before; the events begin at number 1 again. */
    bool restarted = false;
    std::vector<Event> events;
    std::vector<Finding> findings; ///< garbage lines, gaps, a replaced log; at most 100 a batch
    std::uint64_t garbageLines = 0; ///< all of them
    /** More is there already: read again without waiting. */
    bool more = false;

    [[nodiscard]] bool isEmpty() const { return !restarted && events.empty() && findings.empty(); }
};

/**
 * Reads a growing events.jsonl from where it stopped. Takes whole lines only, each exactly once, whatever restarts:
 * the reader (with its position) or the writer (which cuts a half line off). Lines that are no events become findings.
 * Opens the file anew at each read, so it holds nothing of a folder that is moved or unmounted.
 * Not for two threads at once.
 */
class RunFollower final {
public:
    explicit RunFollower(Path eventsFile, FollowPosition position = {});

    /** What has come since the last read, at most about `limitBytes` of it. No file yet is an empty batch. */
    Result<EventBatch> read(std::size_t limitBytes = std::size_t(4) << 20);
    [[nodiscard]] const FollowPosition &position() const { return m_position; }

private:
    static constexpr std::uint64_t kNoSuspect = ~std::uint64_t(0);
    /** False: the line is no event of this log. */
    bool take(std::string_view line, std::uint64_t at, EventBatch &batch);
    /** Takes the whole lines of `text`, which begins at `start` in the file; gives the bytes taken. */
    std::size_t takeLines(std::string_view text, std::uint64_t start, EventBatch &batch);
    Path m_file;
    FollowPosition m_position;
    EventParser m_parser;
    std::string m_buffer;
    std::uint64_t m_suspect = kNoSuspect; ///< offset of a last line that was no event when it was first seen
};

} // namespace trainyard::runs

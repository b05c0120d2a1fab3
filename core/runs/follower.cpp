// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/follower.h"

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/runs/errors.h"
#include "core/runs/jsonfields.h"

#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace trainyard::runs {

namespace {

constexpr std::size_t kTailBytes = 256;
constexpr std::size_t kMostFindings = 100;
/** A line that claims to be this much further on is no event of this log. */
constexpr std::int64_t kLargestJump = 1'000'000;

class Input final {
public:
    explicit Input(const Path &path) : m_descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~Input() {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Input(const Input &) = delete;
    Input &operator=(const Input &) = delete;
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    [[nodiscard]] int get() const { return m_descriptor; }

    /** Fills `target` from `offset` on and cuts it to what there was; -1 with errno when reading failed. */
    [[nodiscard]] ssize_t readAt(std::uint64_t offset, std::string &target) const {
        std::size_t filled = 0;
        while (filled < target.size()) {
            const ssize_t count = ::pread(m_descriptor, target.data() + filled, target.size() - filled,
                                          static_cast<off_t>(offset + filled));
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                return -1;
            if (count == 0)
                break;
            filled += static_cast<std::size_t>(count);
        }
        target.resize(filled);
        return static_cast<ssize_t>(filled);
    }

private:
    int m_descriptor;
};

std::string tailHash(std::string_view before) {
    const std::size_t length = std::min(before.size(), kTailBytes);
    return length == 0 ? std::string() : contentHash(asBytes(before.substr(before.size() - length))).hex();
}

void addFinding(EventBatch &batch, ErrorCode code, ErrorArguments arguments) {
    if (batch.findings.size() >= kMostFindings)
        return;
    Finding finding;
    finding.what = Error(code, std::move(arguments));
    finding.time_ms = nowMs();
    batch.findings.push_back(std::move(finding));
}

} // namespace

nlohmann::json toJson(const FollowPosition &position) {
    return {{"offset", position.offset},
            {"sequence", position.sequence},
            {"tail", position.tail},
            {"skipping", position.skipping}};
}

FollowPosition followPositionFromJson(const nlohmann::json &json) {
    FollowPosition position;
    std::int64_t offset = 0;
    FieldReader fields(json);
    fields.read("offset", offset).read("sequence", position.sequence).read("tail", position.tail);
    if (const auto *skipping = fields.find("skipping"); skipping && skipping->is_boolean())
        position.skipping = skipping->get<bool>();
    if (!fields.bad().empty() || offset < 0 || position.sequence < 0)
        return {};
    position.offset = static_cast<std::uint64_t>(offset);
    return position;
}

RunFollower::RunFollower(Path eventsFile, FollowPosition position)
    : m_file(std::move(eventsFile)), m_position(std::move(position)) {}

bool RunFollower::take(std::string_view line, std::uint64_t at, EventBatch &batch) {
    Event event;
    if (!m_parser.parse(line, event) || event.sequence - m_position.sequence > kLargestJump)
        return false;
    if (event.sequence != m_position.sequence + 1) {
        addFinding(batch, kSequenceGap, {{"file", displayPath(m_file)},
                                         {"offset", std::to_string(at)},
                                         {"expected", std::to_string(m_position.sequence + 1)},
                                         {"found", std::to_string(event.sequence)}});
    }
    // A number that was there before is the same event again.
    if (event.sequence > m_position.sequence) {
        m_position.sequence = event.sequence;
        batch.events.push_back(std::move(event));
    }
    return true;
}

Result<EventBatch> RunFollower::read(std::size_t limitBytes) {
    EventBatch batch;
    const Input input(m_file);
    if (!input.isOpen()) {
        if (errno == ENOENT && m_position.offset == 0)
            return batch;
        return fail(readError(m_file, errno));
    }
    struct stat status {};
    if (::fstat(input.get(), &status) != 0)
        return fail(readError(m_file, errno));
    if (!S_ISREG(status.st_mode))
        return fail(readError(m_file, S_ISDIR(status.st_mode) ? EISDIR : EINVAL));

    // One read covers the bytes that must still stand before our position and what is new after it.
    std::size_t before = static_cast<std::size_t>(std::min<std::uint64_t>(m_position.offset, kTailBytes));
    std::size_t wanted = std::max<std::size_t>(limitBytes, 1);
    for (;;) {
        const std::uint64_t begin = m_position.offset - before;
        const auto size = static_cast<std::uint64_t>(status.st_size);
        const std::uint64_t there = size > begin ? size - begin : 0;
        m_buffer.resize(static_cast<std::size_t>(std::min<std::uint64_t>(before + wanted, there)));
        if (input.readAt(begin, m_buffer) < 0)
            return fail(readError(m_file, errno));
        if (m_buffer.size() < before || tailHash(std::string_view(m_buffer).substr(0, before)) != m_position.tail) {
            addFinding(batch, kLogReplaced, {{"file", displayPath(m_file)}});
            batch.restarted = true;
            m_position = {};
            m_suspect = kNoSuspect;
            before = 0;
            continue;
        }
        const bool full = m_buffer.size() == before + wanted;
        if (!full || m_position.skipping || wanted > kEventLineLimit ||
            m_buffer.find('\n', before) != std::string::npos)
            break;
        wanted = std::min(wanted * 2, kEventLineLimit + 1); // a line longer than the limit of one read
    }
    const std::uint64_t start = m_position.offset;
    const std::size_t taken = takeLines(std::string_view(m_buffer).substr(before), start, batch);
    m_position.offset = start + taken;
    m_position.tail = tailHash(std::string_view(m_buffer).substr(0, before + taken));
    // What is left over without a newline is not "there already"; a full read with a line taken has more behind it.
    batch.more = taken > 0 && m_position.offset < static_cast<std::uint64_t>(status.st_size) &&
                 m_buffer.size() - before == wanted;
    return batch;
}

std::size_t RunFollower::takeLines(std::string_view text, std::uint64_t start, EventBatch &batch) {
    std::size_t taken = 0;
    while (taken < text.size()) {
        const std::string_view rest = text.substr(taken);
        const std::uint64_t at = start + taken;
        const std::size_t newline = rest.find('\n');
        if (m_position.skipping) {
            m_position.skipping = newline == std::string_view::npos;
            taken += m_position.skipping ? rest.size() : newline + 1;
            continue;
        }
        const std::size_t length = newline == std::string_view::npos ? rest.size() : newline + 1;
        if (length > kEventLineLimit) {
            addFinding(batch, kLineTooLong, {{"file", displayPath(m_file)},
                                             {"offset", std::to_string(at)},
                                             {"limit", std::to_string(kEventLineLimit)}});
            ++batch.garbageLines;
            m_position.skipping = newline == std::string_view::npos;
            taken += length;
            continue;
        }
        if (newline == std::string_view::npos)
            break;
        if (!take(rest.substr(0, newline), at, batch)) {
            // A writer that takes a half line back and writes another may be seen half-way, at the end of the file
            // only; so the last line is judged when it looks the same a second time.
            if (taken + length == text.size() && m_suspect != at) {
                m_suspect = at;
                break;
            }
            ++batch.garbageLines;
            addFinding(batch, kGarbageLine, {{"file", displayPath(m_file)}, {"offset", std::to_string(at)}});
        }
        taken += length;
    }
    return taken;
}

} // namespace trainyard::runs

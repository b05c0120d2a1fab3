// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/jsonwindows.h"

#include "core/base/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace trainyard::formats {

namespace {

constexpr std::size_t kWindow = std::size_t(4) << 20;
constexpr int kEnd = -1;
constexpr int kDepth = 1000; // of brackets inside one value; parsers of elements have stricter limits of their own

/** Bytes of a file or a text, one window at a time; what is being captured survives a change of window. */
class Reader final {
public:
    explicit Reader(std::string_view text) : m_text(text), m_buffer(kWindowOf(text.size()) + JsonWindows::kPadding) {}
    Reader(Path path, int descriptor)
        : m_path(std::move(path)), m_descriptor(descriptor), m_buffer(kWindow + JsonWindows::kPadding) {}
    ~Reader() {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    int peek() {
        if (m_at == m_size && !refill())
            return kEnd;
        return m_buffer[m_at];
    }
    int get() {
        const int c = peek();
        m_at += c == kEnd ? 0 : 1;
        return c;
    }
    [[nodiscard]] std::uint64_t offset() const { return m_base + m_at; }

    void startCapture() {
        m_capturing = true;
        m_mark = m_at;
        m_spill.clear();
    }
    /** The bytes since startCapture, padded; valid until the next get. */
    std::string_view endCapture() {
        m_capturing = false;
        const char *begin = reinterpret_cast<const char *>(m_buffer.data()) + m_mark;
        if (m_spill.empty())
            return {begin, m_at - m_mark};
        m_spill.append(begin, m_at - m_mark);
        const std::size_t size = m_spill.size();
        m_spill.append(JsonWindows::kPadding, '\0');
        return {m_spill.data(), size};
    }
    [[nodiscard]] std::size_t captured() const { return m_spill.size() + m_at - m_mark; }
    [[nodiscard]] int systemError() const { return m_systemError; }

private:
    static std::size_t kWindowOf(std::size_t size) { return std::clamp<std::size_t>(size, 1, kWindow); }

    bool refill() {
        if (m_capturing) {
            m_spill.append(reinterpret_cast<const char *>(m_buffer.data()) + m_mark, m_at - m_mark);
            m_mark = 0;
        }
        m_base += m_size;
        m_at = m_size = 0;
        const std::size_t room = m_buffer.size() - JsonWindows::kPadding;
        if (m_descriptor < 0) {
            m_size = std::min(room, m_text.size());
            if (m_size > 0)
                std::memcpy(m_buffer.data(), m_text.data(), m_size);
            m_text.remove_prefix(m_size);
            return m_size > 0;
        }
        while (true) {
            const ssize_t got = ::read(m_descriptor, m_buffer.data(), room);
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                m_systemError = errno;
            m_size = got > 0 ? static_cast<std::size_t>(got) : 0;
            return m_size > 0;
        }
    }

    Path m_path;
    int m_descriptor = -1;
    std::string_view m_text;
    std::vector<std::uint8_t> m_buffer;
    std::size_t m_at = 0, m_size = 0, m_mark = 0;
    std::uint64_t m_base = 0;
    bool m_capturing = false;
    std::string m_spill;
    int m_systemError = 0;
};

using End = JsonWindows::End;

bool isBlank(int c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

int nextVisible(Reader &reader) {
    int c = reader.peek();
    while (isBlank(c)) {
        reader.get();
        c = reader.peek();
    }
    return c;
}

/** Behind the opening quote, to behind the closing one. */
End passString(Reader &reader, bool limited) {
    while (true) {
        const int c = reader.get();
        if (c == kEnd)
            return End::CutOff;
        if (c == '"')
            return End::Complete;
        if (c == '\\' && reader.get() == kEnd)
            return End::CutOff;
        if (limited && reader.captured() > JsonWindows::kElementLimit)
            return End::TooLarge;
    }
}

/** One value of any kind; `limited`: it is being captured. */
End passValue(Reader &reader, bool limited) {
    const int first = nextVisible(reader);
    if (first == kEnd)
        return End::CutOff;
    if (first == '"') {
        reader.get();
        return passString(reader, limited);
    }
    if (first != '{' && first != '[') {
        std::size_t length = 0;
        for (int c = first; c != kEnd && c != ',' && c != '}' && c != ']' && !isBlank(c); c = reader.peek()) {
            reader.get();
            if (++length > 100)
                return End::Broken; // no number or word is that long
        }
        return length == 0 ? End::Broken : reader.peek() == kEnd ? End::CutOff : End::Complete;
    }
    int depth = 0;
    while (true) {
        const int c = reader.get();
        if (c == kEnd)
            return End::CutOff;
        if (c == '"') {
            if (const End end = passString(reader, limited); end != End::Complete)
                return end;
        } else if (c == '{' || c == '[') {
            if (++depth > kDepth)
                return End::Broken;
        } else if (c == '}' || c == ']') {
            if (--depth == 0)
                return End::Complete;
        }
        if (limited && reader.captured() > JsonWindows::kElementLimit)
            return End::TooLarge;
    }
}

struct Walker {
    Reader &reader;
    const JsonWindows::Wanted &wanted;
    const JsonWindows::Visitor &visitor;
    bool skipping = false;

    Result<End> one(std::string_view member, bool inArray) {
        static_cast<void>(nextVisible(reader));
        const std::uint64_t at = reader.offset();
        if (skipping)
            return passValue(reader, false);
        reader.startCapture();
        const End end = passValue(reader, true);
        const std::string_view text = reader.endCapture();
        if (end != End::Complete)
            return end;
        TRY(const JsonWindows::Visit visit, visitor({member, text, at, inArray}));
        if (visit == JsonWindows::Visit::Stop)
            return End::Stopped;
        skipping = visit == JsonWindows::Visit::SkipMember;
        return End::Complete;
    }

    Result<End> array(std::string_view member) {
        reader.get();
        if (nextVisible(reader) == ']') {
            reader.get();
            return End::Complete;
        }
        while (true) {
            TRY(const End end, one(member, true));
            if (end != End::Complete)
                return end;
            const int c = nextVisible(reader);
            if (c == kEnd)
                return End::CutOff;
            if (c != ',' && c != ']')
                return End::Broken;
            reader.get();
            if (c == ']')
                return End::Complete;
        }
    }

    Result<End> document() {
        for (const int byte : {0xEF, 0xBB, 0xBF}) { // a byte order mark
            if (reader.peek() != byte)
                break;
            reader.get();
        }
        const int first = nextVisible(reader);
        if (first == '[')
            return End::IsArray;
        if (first != '{')
            return first == kEnd ? End::CutOff : End::Broken;
        reader.get();
        if (nextVisible(reader) == '}')
            return End::Complete;
        while (true) {
            if (const int c = nextVisible(reader); c != '"')
                return c == kEnd ? End::CutOff : End::Broken;
            reader.get();
            reader.startCapture();
            const End named = passString(reader, true);
            std::string member(reader.endCapture());
            if (named != End::Complete)
                return named;
            member.pop_back(); // the closing quote
            if (const int c = nextVisible(reader); c != ':')
                return c == kEnd ? End::CutOff : End::Broken;
            reader.get();
            const int value = nextVisible(reader);
            skipping = !wanted(member);
            End end = End::Complete;
            if (skipping) {
                end = passValue(reader, false);
            } else {
                TRY(end, value == '[' ? array(member) : one(member, false));
            }
            if (end != End::Complete)
                return end;
            const int c = nextVisible(reader);
            if (c == kEnd)
                return End::CutOff;
            if (c != ',' && c != '}')
                return End::Broken;
            reader.get();
            if (c == '}')
                return End::Complete;
        }
    }
};

Result<JsonWindows::Outcome> run(Reader &reader, const JsonWindows::Wanted &wanted,
                                 const JsonWindows::Visitor &visitor) {
    Walker walker{reader, wanted, visitor};
    TRY(const End end, walker.document());
    return JsonWindows::Outcome{end, reader.offset()};
}

} // namespace

Result<JsonWindows::Outcome> JsonWindows::walk(const Path &file, const Wanted &wanted, const Visitor &visitor) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return fail(readError(file, errno));
    Reader reader(file, descriptor);
    TRY(const Outcome outcome, run(reader, wanted, visitor));
    if (reader.systemError() != 0)
        return fail(readError(file, reader.systemError()));
    return outcome;
}

Result<JsonWindows::Outcome> JsonWindows::walkText(std::string_view text, const Wanted &wanted, const Visitor &visitor) {
    Reader reader(text);
    return run(reader, wanted, visitor);
}

} // namespace trainyard::formats

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"

#include <bit>
#include <optional>

namespace trainyard::models {

/** Writes protobuf's wire format (protobuf.dev, "Encoding"): tags, varints, length-delimited fields. */
class WireWriter final {
public:
    void number(int field, std::int64_t value) {
        varint(tag(field, 0));
        varint(static_cast<std::uint64_t>(value));
    }
    void real(int field, float value) {
        varint(tag(field, 5));
        append(std::bit_cast<std::uint32_t>(value));
    }
    void bytes(int field, ByteView value) {
        varint(tag(field, 2));
        varint(value.size());
        m_out.insert(m_out.end(), value.begin(), value.end());
    }
    void text(int field, std::string_view value) { bytes(field, asBytes(value)); }
    void message(int field, const WireWriter &inner) { bytes(field, inner.m_out); }
    /** A packed list of numbers. */
    void numbers(int field, std::span<const std::int64_t> values) {
        WireWriter inner;
        for (const std::int64_t value : values)
            inner.varint(static_cast<std::uint64_t>(value));
        message(field, inner);
    }
    void reals(int field, std::span<const float> values) {
        WireWriter inner;
        for (const float value : values)
            inner.append(std::bit_cast<std::uint32_t>(value));
        message(field, inner);
    }
    [[nodiscard]] const Bytes &out() const { return m_out; }
    Bytes take() { return std::move(m_out); }

private:
    static std::uint64_t tag(int field, unsigned type) { return (static_cast<std::uint64_t>(field) << 3) | type; }
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7)
            m_out.push_back(static_cast<std::uint8_t>(value | 0x80));
        m_out.push_back(static_cast<std::uint8_t>(value));
    }
    void append(std::uint32_t value) {
        for (int i = 0; i < 4; ++i)
            m_out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    Bytes m_out;
};

/** One field of a message being read. */
struct WireField {
    int field = 0;
    int type = 0;             ///< 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes
    std::uint64_t number = 0; ///< of types 0, 1 and 5
    ByteView bytes;           ///< of type 2
    [[nodiscard]] std::string_view text() const { return asText(bytes); }
};

/** Walks the fields of one message; nothing is copied. */
class WireReader final {
public:
    explicit WireReader(ByteView bytes)
        : m_bytes(bytes) {}

    /** The next field; none at the end or when the message is damaged, see isBroken(). */
    std::optional<WireField> next() {
        if (m_at == m_bytes.size())
            return std::nullopt;
        WireField field;
        std::uint64_t tag = 0;
        if (!varint(tag) || (tag >> 3) == 0 || (tag >> 3) > 0x1FFFFFFF)
            return broken();
        field.field = static_cast<int>(tag >> 3);
        field.type = static_cast<int>(tag & 7);
        switch (field.type) {
        case 0:
            return varint(field.number) ? std::optional(field) : broken();
        case 1:
        case 5: {
            const std::size_t size = field.type == 1 ? 8 : 4;
            if (m_bytes.size() - m_at < size)
                return broken();
            for (std::size_t i = 0; i < size; ++i)
                field.number |= std::uint64_t(m_bytes[m_at + i]) << (8 * i);
            m_at += size;
            return field;
        }
        case 2: {
            std::uint64_t size = 0;
            if (!varint(size) || size > m_bytes.size() - m_at)
                return broken();
            field.bytes = m_bytes.subspan(m_at, static_cast<std::size_t>(size));
            m_at += static_cast<std::size_t>(size);
            return field;
        }
        default:
            return broken();
        }
    }
    /** Reads a bare varint, as packed lists hold them. */
    bool varint(std::uint64_t &value) {
        value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (m_at == m_bytes.size())
                return false;
            const std::uint8_t byte = m_bytes[m_at++];
            value |= std::uint64_t(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0)
                return true;
        }
        return false;
    }
    [[nodiscard]] bool isAtEnd() const { return m_at == m_bytes.size(); }
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    std::optional<WireField> broken() {
        m_broken = true;
        return std::nullopt;
    }
    ByteView m_bytes;
    std::size_t m_at = 0;
    bool m_broken = false;
};

} // namespace trainyard::models

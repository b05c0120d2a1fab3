// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView asBytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}
inline std::string_view asText(ByteView bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/** Reads a little-endian number at `at`; the caller has checked that it lies inside. */
template <typename T>
T readLittleEndian(ByteView bytes, std::size_t at) {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof(T)); // every platform we build for is little-endian
    return value;
}

/** Text for people from bytes that need not be UTF-8: what is not valid becomes U+FFFD. */
std::string displayText(std::string_view bytes);
bool isValidUtf8(std::string_view bytes);

std::string toHex(ByteView bytes);
/** The bytes of a text of hexadecimal digits; empty when it is none. */
Bytes fromHex(std::string_view text);

} // namespace trainyard

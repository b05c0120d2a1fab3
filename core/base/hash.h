// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/base/path.h"
#include "core/base/result.h"

#include <array>
#include <memory>

namespace trainyard {

/** 128-bit content hash (XXH3): tells equal content from different, not meant against forgery. */
struct ContentHash {
    std::array<std::uint8_t, 16> bytes{};
    [[nodiscard]] std::string hex() const { return toHex(bytes); }
    static ContentHash fromHexText(std::string_view text);
    friend auto operator<=>(const ContentHash &, const ContentHash &) = default;
};

/** Hashes a stream; the result depends on the bytes only, not on how they were cut. */
class ContentHasher final {
public:
    ContentHasher();
    ~ContentHasher();
    void add(ByteView bytes);
    void add(std::string_view text) { add(asBytes(text)); }
    [[nodiscard]] ContentHash result() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

ContentHash contentHash(ByteView bytes);
Result<ContentHash> fileContentHash(const Path &path);

/** 64 lower-case hexadecimal digits. */
std::string sha256Hex(ByteView bytes);
Result<std::string> fileSha256Hex(const Path &path);

} // namespace trainyard

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/exif.h"

namespace trainyard::media {

namespace {

/** Numbers of a TIFF block in its own byte order; reads outside give 0. */
class TiffBlock final {
public:
    TiffBlock(ByteView bytes, bool bigEndian) : m_bytes(bytes), m_bigEndian(bigEndian) {}

    [[nodiscard]] bool contains(std::uint64_t at, std::uint64_t count) const {
        return at <= m_bytes.size() && count <= m_bytes.size() - at;
    }
    [[nodiscard]] std::uint32_t number(std::uint64_t at, int bytes) const {
        if (!contains(at, static_cast<std::uint64_t>(bytes)))
            return 0;
        std::uint32_t value = 0;
        for (int i = 0; i < bytes; ++i) {
            const int from = m_bigEndian ? i : bytes - 1 - i;
            value = (value << 8) | m_bytes[static_cast<std::size_t>(at) + static_cast<std::size_t>(from)];
        }
        return value;
    }

private:
    ByteView m_bytes;
    bool m_bigEndian;
};

} // namespace

int exifOrientation(ByteView block) {
    using namespace std::string_view_literals;
    constexpr auto prefix = "Exif\0\0"sv;
    constexpr std::uint32_t orientationTag = 0x0112;
    if (block.size() >= prefix.size() && asText(block.first(4)) == prefix.substr(0, 4))
        block = block.subspan(prefix.size());
    if (block.size() < 8)
        return 1;
    const auto order = asText(block.first(2));
    if (order != "II" && order != "MM")
        return 1;
    const TiffBlock tiff(block, order == "MM");
    if (tiff.number(2, 2) != 42)
        return 1;
    const std::uint64_t directory = tiff.number(4, 4);
    const std::uint32_t entries = tiff.number(directory, 2);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::uint64_t entry = directory + 2 + std::uint64_t(12) * i;
        if (!tiff.contains(entry, 12))
            return 1;
        if (tiff.number(entry, 2) != orientationTag)
            continue;
        const std::uint32_t type = tiff.number(entry + 2, 2);
        const int bytes = type == 1 ? 1 : type == 3 ? 2 : type == 4 ? 4 : 0; // BYTE, SHORT, LONG
        if (bytes == 0 || tiff.number(entry + 4, 4) == 0)
            return 1;
        const std::uint32_t value = tiff.number(entry + 8, bytes);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

} // namespace trainyard::media

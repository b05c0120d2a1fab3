// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/zipindex.h"

#include "core/models/errors.h"

#include <optional>
#include <set>

namespace trainyard::models {

namespace {

// Signatures and layouts: APPNOTE.TXT, "ZIP File Format Specification", sections 4.3.7 to 4.3.16.
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50;
constexpr std::uint32_t kEnd64Locator = 0x07064b50;
constexpr std::size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22, kEnd64Size = 56, kLocatorSize = 20;
constexpr std::uint64_t kMaximumEntries = 1'000'000;
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;

bool isInside(ByteView bytes, std::uint64_t at, std::uint64_t size) {
    return at <= bytes.size() && size <= bytes.size() - at;
}

struct Directory {
    std::uint64_t offset = 0, size = 0, entries = 0;
};

struct Sizes {
    std::uint64_t unpacked = 0, packed = 0, localHeader = 0;
};

/** Replaces what is marked "in the zip64 field" by the values of that extra field; false when they are not there. */
bool applyZip64(ByteView extra, Sizes &sizes) {
    if (sizes.unpacked != kIn64 && sizes.packed != kIn64 && sizes.localHeader != kIn64)
        return true;
    std::size_t at = 0;
    while (extra.size() - at >= 4) {
        const auto id = readLittleEndian<std::uint16_t>(extra, at);
        const auto size = readLittleEndian<std::uint16_t>(extra, at + 2);
        at += 4;
        if (size > extra.size() - at)
            return false;
        if (id == 1) {
            std::size_t used = 0;
            for (std::uint64_t *value : {&sizes.unpacked, &sizes.packed, &sizes.localHeader}) {
                if (*value != kIn64)
                    continue;
                if (used + 8 > size)
                    return false;
                *value = readLittleEndian<std::uint64_t>(extra, at + used);
                used += 8;
            }
            return true;
        }
        at += size;
    }
    return false;
}

std::optional<Directory> findDirectory(ByteView bytes) {
    if (bytes.size() < kEndSize)
        return std::nullopt;
    // The end record is followed by a comment of at most 65535 bytes.
    const std::size_t lowest = bytes.size() > kEndSize + 65535 ? bytes.size() - kEndSize - 65535 : 0;
    for (std::size_t at = bytes.size() - kEndSize + 1; at-- > lowest;) {
        if (readLittleEndian<std::uint32_t>(bytes, at) != kEnd)
            continue;
        Directory directory;
        directory.entries = readLittleEndian<std::uint16_t>(bytes, at + 10);
        directory.size = readLittleEndian<std::uint32_t>(bytes, at + 12);
        directory.offset = readLittleEndian<std::uint32_t>(bytes, at + 16);
        if (at >= kLocatorSize && readLittleEndian<std::uint32_t>(bytes, at - kLocatorSize) == kEnd64Locator) {
            const auto end64 = readLittleEndian<std::uint64_t>(bytes, at - kLocatorSize + 8);
            if (!isInside(bytes, end64, kEnd64Size) ||
                readLittleEndian<std::uint32_t>(bytes, static_cast<std::size_t>(end64)) != kEnd64)
                return std::nullopt;
            const auto start = static_cast<std::size_t>(end64);
            directory.entries = readLittleEndian<std::uint64_t>(bytes, start + 32);
            directory.size = readLittleEndian<std::uint64_t>(bytes, start + 40);
            directory.offset = readLittleEndian<std::uint64_t>(bytes, start + 48);
        }
        return directory;
    }
    return std::nullopt;
}

} // namespace

bool looksLikeZip(ByteView bytes) {
    return bytes.size() >= 4 && readLittleEndian<std::uint32_t>(bytes, 0) == kLocalHeader;
}

Result<std::vector<ZipEntry>> readZipIndex(ByteView bytes, std::string_view file) {
    const auto broken = [&](const char *reason) {
        return fail(kTorchBroken, {{"file", displayText(file)}, {"reason", reason}});
    };
    const auto directory = findDirectory(bytes);
    if (!directory)
        return broken("the archive has no directory: truncated");
    if (directory->entries > kMaximumEntries)
        return broken("too many entries");
    if (!isInside(bytes, directory->offset, directory->size))
        return broken("the archive's directory lies outside the file");

    std::vector<ZipEntry> entries;
    std::set<std::string_view> names;
    const ByteView central =
        bytes.subspan(static_cast<std::size_t>(directory->offset), static_cast<std::size_t>(directory->size));
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < directory->entries; ++i) {
        if (!isInside(central, at, kCentralSize) || readLittleEndian<std::uint32_t>(central, at) != kCentralHeader)
            return broken("the archive's directory is damaged");
        const auto flags = readLittleEndian<std::uint16_t>(central, at + 8);
        const auto method = readLittleEndian<std::uint16_t>(central, at + 10);
        const auto nameSize = readLittleEndian<std::uint16_t>(central, at + 28);
        const auto extraSize = readLittleEndian<std::uint16_t>(central, at + 30);
        const auto commentSize = readLittleEndian<std::uint16_t>(central, at + 32);
        Sizes sizes{readLittleEndian<std::uint32_t>(central, at + 24),
                    readLittleEndian<std::uint32_t>(central, at + 20),
                    readLittleEndian<std::uint32_t>(central, at + 42)};
        at += kCentralSize;
        if (!isInside(central, at, std::uint64_t(nameSize) + extraSize + commentSize))
            return broken("the archive's directory is damaged");
        const std::string_view name = asText(central.subspan(at, nameSize));
        if (!applyZip64(central.subspan(at + nameSize, extraSize), sizes))
            return broken("the archive's directory is damaged");
        at += std::size_t(nameSize) + extraSize + commentSize;
        if (method != 0 || sizes.packed != sizes.unpacked)
            return broken("the archive is compressed, which torch.save never does");
        if ((flags & 1) != 0)
            return broken("the archive is encrypted");
        if (!names.insert(name).second)
            return broken("an entry of the archive stands there twice");
        if (!isInside(bytes, sizes.localHeader, kLocalSize))
            return broken("an entry lies outside the archive");
        const auto local = static_cast<std::size_t>(sizes.localHeader);
        if (readLittleEndian<std::uint32_t>(bytes, local) != kLocalHeader)
            return broken("an entry of the archive is damaged");
        const std::uint64_t data = local + kLocalSize + readLittleEndian<std::uint16_t>(bytes, local + 26) +
                                   readLittleEndian<std::uint16_t>(bytes, local + 28);
        if (!isInside(bytes, data, sizes.packed))
            return broken("an entry lies outside the archive");
        entries.push_back(
            {name, bytes.subspan(static_cast<std::size_t>(data), static_cast<std::size_t>(sizes.packed))});
    }
    return entries;
}

} // namespace trainyard::models

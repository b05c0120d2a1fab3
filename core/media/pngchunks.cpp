// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/pngchunks.h"

#include "core/media/exif.h"

#include <zlib.h>

#include <algorithm>

namespace trainyard::media {

namespace {

constexpr std::size_t kLongestProfile = std::size_t(256) << 10; // EXIF has at most 64 KiB: twice that in digits

std::uint32_t bigEndian32(ByteView bytes, std::size_t at) {
    return (std::uint32_t(bytes[at]) << 24) | (std::uint32_t(bytes[at + 1]) << 16) |
           (std::uint32_t(bytes[at + 2]) << 8) | bytes[at + 3];
}

/** At most kLongestProfile bytes of a zlib stream; what is damaged ends early. */
Bytes inflated(ByteView packed) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return {};
    Bytes out(kLongestProfile);
    stream.next_in = const_cast<Bytef *>(packed.data());
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), kLongestProfile));
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    inflate(&stream, Z_SYNC_FLUSH);
    out.erase(out.end() - static_cast<std::ptrdiff_t>(stream.avail_out), out.end());
    inflateEnd(&stream);
    return out;
}

/** ImageMagick's form: "\nexif\n    1234\n" and then hexadecimal digits, broken into lines. */
int orientationOfHexProfile(std::string_view text) {
    std::size_t lines = 0;
    std::size_t at = 0;
    while (at < text.size() && lines < 3)
        lines += text[at++] == '\n' ? 1 : 0;
    std::string digits;
    for (; at < text.size(); ++at)
        if (text[at] != '\n' && text[at] != '\r' && text[at] != ' ')
            digits += text[at];
    return exifOrientation(fromHex(digits));
}

int orientationOfText(ByteView chunk, bool packed) {
    const std::string_view text = asText(chunk);
    const std::size_t end = text.find('\0');
    if (end == std::string_view::npos)
        return 1;
    const std::string_view keyword = text.substr(0, end);
    if (keyword != "Raw profile type exif" && keyword != "Raw profile type APP1")
        return 1;
    const std::size_t bodyAt = end + (packed ? 2 : 1); // a packed text has the method's byte before it
    if (bodyAt >= chunk.size())
        return 1;
    const ByteView body = chunk.subspan(bodyAt);
    if (!packed)
        return orientationOfHexProfile(asText(body.first(std::min(body.size(), kLongestProfile))));
    const Bytes plain = inflated(body);
    return orientationOfHexProfile(asText(plain));
}

} // namespace

PngChunks readPngChunks(ByteView file) {
    PngChunks found;
    bool hasExif = false;
    std::size_t at = 8;
    while (file.size() >= 12 && at <= file.size() - 12) {
        const std::size_t length = bigEndian32(file, at);
        const std::string_view type = asText(file.subspan(at + 4, 4));
        if (length > file.size() - at - 12 || type == "IEND")
            break;
        const ByteView data = file.subspan(at + 8, length);
        if (type == "acTL" && length >= 8) {
            found.frames = static_cast<int>(std::clamp<std::uint32_t>(bigEndian32(data, 0), 1, 1U << 20));
        } else if (type == "eXIf") {
            found.orientation = exifOrientation(data);
            hasExif = true;
        } else if (!hasExif && (type == "zTXt" || type == "tEXt")) {
            if (const int orientation = orientationOfText(data, type == "zTXt"); orientation != 1)
                found.orientation = orientation;
        }
        at += length + 12;
    }
    return found;
}

} // namespace trainyard::media

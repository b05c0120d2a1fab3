// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace trainyard::media {

namespace {

using Colour = std::array<std::uint8_t, 4>;

/** BITMAPINFOHEADER and its younger and older forms, all sizes checked. Layout: wingdi.h's BITMAPV5HEADER. */
struct BmpHeader {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool topDown = false;
    int bits = 0;
    std::uint32_t compression = 0; ///< 0 none, 1 RLE8, 2 RLE4, 3 and 6 bit fields
    std::array<std::uint32_t, 4> masks{};
    std::array<Colour, 256> palette{};
    std::size_t pixelsAt = 0;

    [[nodiscard]] bool isRunLength() const { return compression == 1 || compression == 2; }
    [[nodiscard]] std::uint64_t rowBytes() const {
        return (std::uint64_t(width) * static_cast<unsigned>(bits) + 31) / 32 * 4;
    }
};

class Reader final {
public:
    explicit Reader(ByteView bytes) : m_bytes(bytes) {}
    template <typename T>
    T at(std::size_t position) {
        if (position > m_bytes.size() || sizeof(T) > m_bytes.size() - position) {
            m_ended = true;
            return {};
        }
        return readLittleEndian<T>(m_bytes, position);
    }
    [[nodiscard]] bool ended() const { return m_ended; }

private:
    ByteView m_bytes;
    bool m_ended = false;
};

Result<> readMasks(const Source &source, Reader &reader, std::uint32_t headerSize, BmpHeader &header) {
    const bool bitFields = header.compression == 3 || header.compression == 6;
    if (bitFields) {
        const std::size_t at = 14 + 40; // in the younger headers the masks stand where they follow the oldest
        const bool hasAlpha = headerSize >= 56 || header.compression == 6;
        for (std::size_t i = 0; i < (hasAlpha ? 4U : 3U); ++i)
            header.masks[i] = reader.at<std::uint32_t>(at + 4 * i);
        for (const std::uint32_t mask : header.masks) {
            const std::uint32_t low = mask == 0 ? 0 : mask >> std::countr_zero(mask);
            if ((low & (low + 1)) != 0)
                return source.fail(kDamaged, "a colour mask with gaps");
        }
    } else if (header.bits == 16) {
        header.masks = {0x7C00, 0x03E0, 0x001F, 0};
    } else if (header.bits == 32) {
        header.masks = {0x00FF0000, 0x0000FF00, 0x000000FF, 0};
    }
    return {};
}

Result<BmpHeader> readHeader(const Source &source) {
    Reader reader(source.bytes);
    BmpHeader header;
    const auto headerSize = reader.at<std::uint32_t>(14);
    header.pixelsAt = reader.at<std::uint32_t>(10);
    std::uint32_t colours = 0;
    const bool old = headerSize == 12;
    if (old) {
        header.width = reader.at<std::uint16_t>(18);
        header.height = reader.at<std::uint16_t>(20);
        header.bits = reader.at<std::uint16_t>(24);
    } else if (headerSize >= 16) {
        const auto width = reader.at<std::int32_t>(18);
        const auto height = reader.at<std::int32_t>(22);
        if (width < 0 || height == INT32_MIN)
            return source.fail(kDamaged, "a negative width");
        header.width = static_cast<std::uint32_t>(width);
        header.topDown = height < 0;
        header.height = static_cast<std::uint32_t>(height < 0 ? -height : height);
        header.bits = reader.at<std::uint16_t>(28);
        header.compression = headerSize >= 20 ? reader.at<std::uint32_t>(30) : 0;
        colours = headerSize >= 36 ? reader.at<std::uint32_t>(46) : 0;
    } else {
        return source.fail(kUnsupportedVariant, "a header of " + std::to_string(headerSize) + " bytes");
    }
    if (reader.ended())
        return source.fail(kTruncated, "the header is cut off");
    static constexpr std::array depths{1, 4, 8, 16, 24, 32};
    if (std::ranges::find(depths, header.bits) == depths.end())
        return source.fail(kUnsupportedVariant, std::to_string(header.bits) + " bits a pixel");
    const bool fits =
        header.compression == 0 || (header.compression == 1 && header.bits == 8) ||
        (header.compression == 2 && header.bits == 4) ||
        ((header.compression == 3 || header.compression == 6) && (header.bits == 16 || header.bits == 32));
    if (!fits)
        return source.fail(kUnsupportedVariant, "compression " + std::to_string(header.compression) + " with " +
                                                    std::to_string(header.bits) + " bits");
    if (header.isRunLength() && header.topDown)
        return source.fail(kDamaged, "run lengths from the top");
    TRY_DO(source.checkSize(header.width, header.height));
    TRY_DO(readMasks(source, reader, headerSize, header));

    std::size_t at = 14 + std::size_t(headerSize);
    if (headerSize == 40 && header.compression == 3)
        at += 12;
    else if (headerSize == 40 && header.compression == 6)
        at += 16;
    if (header.bits <= 8) {
        const std::uint32_t most = 1U << header.bits;
        const std::uint32_t count = colours == 0 ? most : std::min(colours, most);
        const std::size_t entry = old ? 3 : 4;
        // A palette longer than the space before the pixels is cut there, as other readers do.
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::size_t from = at + i * entry;
            if (header.pixelsAt >= at && from + 3 > header.pixelsAt)
                break;
            header.palette[i] = {reader.at<std::uint8_t>(from + 2), reader.at<std::uint8_t>(from + 1),
                                 reader.at<std::uint8_t>(from), 255};
        }
        at += count * entry;
    }
    if (header.pixelsAt < 14 + std::size_t(headerSize))
        header.pixelsAt = at;
    if (reader.ended())
        return source.fail(kTruncated, "the header is cut off");
    return header;
}

/** One channel of a 16 or 32-bit pixel, spread to 0..255. */
class Field final {
public:
    explicit Field(std::uint32_t mask) : m_mask(mask), m_shift(mask == 0 ? 0 : std::countr_zero(mask)) {
        m_most = mask >> m_shift;
    }
    [[nodiscard]] std::uint8_t of(std::uint32_t pixel) const {
        if (m_most == 0)
            return 0;
        const std::uint64_t value = (pixel & m_mask) >> m_shift;
        return static_cast<std::uint8_t>(m_most == 255 ? value : value * 255 / m_most);
    }

private:
    std::uint32_t m_mask;
    int m_shift;
    std::uint32_t m_most = 0;
};

void unpackIndexedRow(const BmpHeader &header, const std::uint8_t *in, std::uint8_t *out) {
    const auto bits = static_cast<unsigned>(header.bits);
    const unsigned mask = (1U << bits) - 1;
    for (std::uint32_t x = 0; x < header.width; ++x, out += 3) {
        const std::uint64_t bitAt = std::uint64_t(x) * bits;
        const unsigned index = (in[bitAt / 8] >> (8 - bits - bitAt % 8)) & mask;
        std::copy_n(header.palette[index].begin(), 3, out);
    }
}

template <typename Pixel>
void unpackFieldRow(const BmpHeader &header, const std::array<Field, 4> &fields, const std::uint8_t *in, int channels,
                    std::uint8_t *out) {
    for (std::uint32_t x = 0; x < header.width; ++x, in += sizeof(Pixel)) {
        Pixel pixel;
        std::memcpy(&pixel, in, sizeof(Pixel));
        for (int c = 0; c < channels; ++c)
            *out++ = fields[static_cast<std::size_t>(c)].of(pixel);
    }
}

Result<> readPlain(const Source &source, const BmpHeader &header, Image &image) {
    const std::uint64_t rowBytes = header.rowBytes();
    const std::uint64_t lastRow = (std::uint64_t(header.width) * static_cast<unsigned>(header.bits) + 7) / 8;
    const std::uint64_t needed = rowBytes * (header.height - 1) + lastRow; // the last row's padding may be missing
    if (header.pixelsAt > source.bytes.size() || needed > source.bytes.size() - header.pixelsAt)
        return source.fail(kTruncated, "the pixels are cut off");
    const std::array<Field, 4> fields{Field(header.masks[0]), Field(header.masks[1]), Field(header.masks[2]),
                                      Field(header.masks[3])};
    const std::uint8_t *in = source.bytes.data() + header.pixelsAt;
    for (int i = 0; i < image.height; ++i, in += rowBytes) {
        std::uint8_t *out = image.row(header.topDown ? i : image.height - 1 - i);
        if (header.bits <= 8) {
            unpackIndexedRow(header, in, out);
        } else if (header.bits == 16) {
            unpackFieldRow<std::uint16_t>(header, fields, in, image.channels, out);
        } else if (header.bits == 32) {
            unpackFieldRow<std::uint32_t>(header, fields, in, image.channels, out);
        } else {
            for (std::size_t x = 0; x < header.width; ++x)
                for (std::size_t c = 0; c < 3; ++c)
                    out[3 * x + c] = in[3 * x + 2 - c];
        }
    }
    return {};
}

/** RLE4 and RLE8. Runs over a row's end are cut, as every viewer does; data that stop before the end are an error. */
class RunLengthReader final {
public:
    RunLengthReader(const BmpHeader &header, ByteView data, Image &image)
        : m_header(header), m_data(data), m_image(image), m_four(header.compression == 2) {}

    bool read() {
        std::uint8_t count = 0;
        std::uint8_t value = 0;
        while (m_y < m_header.height) {
            if (!take(count) || !take(value))
                return m_y + 1 >= m_header.height && m_x >= m_header.width; // only the end mark is missing
            if (count != 0) {
                for (unsigned i = 0; i < count; ++i)
                    put(m_four ? ((i % 2 == 0) ? value >> 4 : value & 15) : value);
            } else if (value == 0) {
                m_x = 0;
                ++m_y;
            } else if (value == 1) {
                return true;
            } else if (value == 2) {
                std::uint8_t right = 0;
                std::uint8_t up = 0;
                if (!take(right) || !take(up))
                    return false;
                m_x += right;
                m_y += up;
            } else if (!readLiteral(value)) {
                return false;
            }
        }
        return true;
    }

private:
    bool take(std::uint8_t &value) {
        if (m_at >= m_data.size())
            return false;
        value = m_data[m_at++];
        return true;
    }
    void put(int index) {
        if (m_x < m_header.width && m_y < m_header.height) {
            std::uint8_t *out = m_image.row(m_image.height - 1 - static_cast<int>(m_y)) + std::size_t(3) * m_x;
            std::copy_n(m_header.palette[static_cast<std::size_t>(index)].begin(), 3, out);
        }
        ++m_x;
    }
    bool readLiteral(unsigned count) {
        std::uint8_t value = 0;
        for (unsigned i = 0; i < count; ++i) {
            if (!m_four || i % 2 == 0)
                if (!take(value))
                    return false;
            put(m_four ? ((i % 2 == 0) ? value >> 4 : value & 15) : value);
        }
        const unsigned bytes = m_four ? (count + 1) / 2 : count;
        if (bytes % 2 != 0)
            ++m_at; // padded to 16 bits
        return true;
    }

    const BmpHeader &m_header;
    ByteView m_data;
    Image &m_image;
    bool m_four;
    std::size_t m_at = 0;
    std::uint64_t m_x = 0;
    std::uint64_t m_y = 0; // from the bottom
};

} // namespace

Result<ImageInfo> probeBmp(const Source &source) {
    TRY(const BmpHeader header, readHeader(source));
    ImageInfo info;
    info.rawWidth = static_cast<int>(header.width);
    info.rawHeight = static_cast<int>(header.height);
    info.channels = header.masks[3] != 0 ? 4 : 3;
    return info;
}

Result<RawImage> decodeBmp(const Source &source, const DecodeOptions &options) {
    TRY(const BmpHeader header, readHeader(source));
    RawImage raw;
    Image &image = raw.image;
    image.width = static_cast<int>(header.width);
    image.height = static_cast<int>(header.height);
    image.channels = header.masks[3] != 0 ? 4 : 3;
    TRY_DO(source.checkDecodeMemory(options, header.width, header.height, image.channels, 8, 1, 0));
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(image.height));
    if (header.isRunLength()) {
        // What the runs leave out has the first colour.
        for (std::size_t i = 0; i < image.pixels.size(); i += 3)
            std::copy_n(header.palette[0].begin(), 3, image.pixels.begin() + static_cast<std::ptrdiff_t>(i));
        if (header.pixelsAt > source.bytes.size() ||
            !RunLengthReader(header, source.bytes.subspan(header.pixelsAt), image).read())
            return source.fail(kTruncated, "the pixels are cut off");
    } else {
        TRY_DO(readPlain(source, header, image));
    }
    return raw;
}

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/codec.h"
#include "core/media/colour.h"
#include "core/media/tifffile.h"

#include <algorithm>
#include <utility>

namespace trainyard::media {

namespace {

/** What the tags of the first page say about its pixels. */
struct TiffLayout {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    int bits = 1;
    int samples = 1;
    int photometric = PHOTOMETRIC_MINISBLACK;
    int planar = PLANARCONFIG_CONTIG;
    int sampleFormat = SAMPLEFORMAT_UINT;
    int compression = COMPRESSION_NONE;
    int orientation = 1;
    int alpha = 0; ///< EXTRASAMPLE_...: of the first sample beyond the colours; 0 is none
    int colours = 1;

    /** Read sample by sample here; everything else goes through libtiff's own conversion to 8-bit RGBA. */
    [[nodiscard]] bool isDirect() const {
        return (bits == 8 || bits == 16) &&
               (photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE ||
                photometric == PHOTOMETRIC_RGB || (photometric == PHOTOMETRIC_SEPARATED && colours == 4));
    }
    [[nodiscard]] bool isGrey() const {
        return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    }
    [[nodiscard]] bool isCmyk() const { return photometric == PHOTOMETRIC_SEPARATED; }
};

int shortTag(TIFF *tiff, std::uint32_t tag, int otherwise) {
    std::uint16_t value = 0;
    return TIFFGetFieldDefaulted(tiff, tag, &value) != 0 ? value : otherwise;
}

Result<TiffLayout> readLayout(const Source &source, TIFF *tiff) {
    TiffLayout layout;
    if (TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout.width) == 0 ||
        TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout.height) == 0)
        return source.fail(kDamaged, "the size is missing");
    TRY_DO(source.checkSize(layout.width, layout.height));
    layout.bits = shortTag(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    layout.samples = shortTag(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    layout.planar = shortTag(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    layout.sampleFormat = shortTag(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    layout.compression = shortTag(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    layout.photometric =
        shortTag(tiff, TIFFTAG_PHOTOMETRIC, layout.samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
    if (std::uint16_t value = 0; TIFFGetField(tiff, TIFFTAG_ORIENTATION, &value) != 0 && value >= 1 && value <= 8)
        layout.orientation = value;
    if (layout.samples < 1 || layout.samples > 32)
        return source.fail(kUnsupportedVariant, std::to_string(layout.samples) + " samples a pixel");
    if (layout.bits > 16 || (layout.sampleFormat != SAMPLEFORMAT_UINT && layout.sampleFormat != SAMPLEFORMAT_VOID))
        return source.fail(kUnsupportedVariant,
                           std::to_string(layout.bits) + "-bit samples that are not whole positive numbers of 16 bits");
    if (TIFFIsCODECConfigured(static_cast<std::uint16_t>(layout.compression)) == 0)
        return source.fail(kUnsupportedVariant, "compression " + std::to_string(layout.compression));
    // JPEG inside stores YCbCr; libtiff's JPEG codec gives RGB when asked.
    if (layout.compression == COMPRESSION_JPEG && layout.photometric == PHOTOMETRIC_YCBCR &&
        layout.planar == PLANARCONFIG_CONTIG) {
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        layout.photometric = PHOTOMETRIC_RGB;
    }
    layout.colours = layout.isGrey() || layout.photometric == PHOTOMETRIC_PALETTE ? 1
                     : layout.isCmyk() ? std::min(layout.samples, 4)
                                       : 3;
    if (layout.samples < layout.colours)
        return source.fail(kDamaged, "fewer samples than colours");
    std::uint16_t extras = 0;
    const std::uint16_t *kinds = nullptr;
    if (layout.samples > layout.colours && TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &extras, &kinds) != 0 &&
        extras > 0 && (kinds[0] == EXTRASAMPLE_ASSOCALPHA || kinds[0] == EXTRASAMPLE_UNASSALPHA))
        layout.alpha = kinds[0];
    return layout;
}

template <typename Sample>
Sample sampleAt(const std::uint8_t *at) {
    Sample value;
    std::memcpy(&value, at, sizeof(Sample));
    return value;
}

template <typename Sample>
void putSample(std::uint8_t *at, Sample value) {
    std::memcpy(at, &value, sizeof(Sample));
}

/** Turns premultiplied colours back; `pixel` is RGBA. */
template <typename Sample>
void unmultiply(std::uint8_t *pixel) {
    constexpr std::uint32_t most = sizeof(Sample) == 1 ? 0xFF : 0xFFFF;
    const std::uint32_t alpha = sampleAt<Sample>(pixel + 3 * sizeof(Sample));
    if (alpha == 0 || alpha == most)
        return;
    for (std::size_t c = 0; c < 3; ++c) {
        const std::uint32_t value = sampleAt<Sample>(pixel + c * sizeof(Sample));
        putSample<Sample>(pixel + c * sizeof(Sample),
                          static_cast<Sample>(std::min<std::uint64_t>(std::uint64_t(value) * most / alpha, most)));
    }
}

/** Copies `count` pixels of a strip or tile, all samples together, to the image. */
template <typename Sample>
void placeRow(const TiffLayout &layout, const std::uint8_t *in, std::size_t count, const Image &image,
              std::uint8_t *out) {
    constexpr auto most = static_cast<Sample>(~Sample(0));
    const std::size_t step = static_cast<std::size_t>(layout.samples) * sizeof(Sample);
    const std::size_t outStep = static_cast<std::size_t>(image.channels) * sizeof(Sample);
    for (std::size_t x = 0; x < count; ++x, in += step, out += outStep) {
        if (layout.isCmyk()) {
            std::uint8_t ink[4];
            for (std::size_t c = 0; c < 4; ++c)
                ink[c] = sizeof(Sample) == 1 ? in[c] : to8Bits(sampleAt<std::uint16_t>(in + 2 * c));
            std::uint8_t rgb[3];
            cmykToRgb(ink, rgb);
            for (std::size_t c = 0; c < 3; ++c)
                putSample<Sample>(out + c * sizeof(Sample),
                                  static_cast<Sample>(sizeof(Sample) == 1 ? rgb[c] : rgb[c] * 257));
            continue;
        }
        for (std::size_t c = 0; c < static_cast<std::size_t>(image.channels); ++c) {
            // Grey with alpha has three equal colours here.
            const std::size_t from = layout.isGrey() ? (c < 3 ? 0 : 1) : c;
            auto value = sampleAt<Sample>(in + from * sizeof(Sample));
            if (layout.photometric == PHOTOMETRIC_MINISWHITE && c < 3)
                value = static_cast<Sample>(most - value);
            putSample<Sample>(out + c * sizeof(Sample), value);
        }
        if (image.channels == 4 && layout.alpha == EXTRASAMPLE_ASSOCALPHA)
            unmultiply<Sample>(out);
    }
}

class DirectReader final {
public:
    DirectReader(const Source &source, TiffFile &file, const TiffLayout &layout, Image &image)
        : m_source(source), m_file(file), m_layout(layout), m_image(image) {}

    /** Bytes of one strip or tile with all its samples, or 0 when libtiff finds its size impossible. */
    [[nodiscard]] std::uint64_t blockBytes() const {
        TIFF *tiff = m_file.get();
        const auto bytes =
            static_cast<std::uint64_t>(TIFFIsTiled(tiff) != 0 ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff));
        return m_layout.planar == PLANARCONFIG_SEPARATE ? bytes * static_cast<std::uint64_t>(m_layout.samples) : bytes;
    }

    Result<> read() {
        TIFF *tiff = m_file.get();
        const std::uint64_t bytes = blockBytes();
        if (bytes == 0)
            return m_source.fail(kDamaged, "the size of a strip");
        TRY_DO(m_source.checkMemory(bytes + m_image.rowBytes() * static_cast<std::uint64_t>(m_image.height)));
        m_block.resize(bytes);
        std::uint32_t blockWidth = m_layout.width;
        std::uint32_t blockHeight = m_layout.height;
        if (TIFFIsTiled(tiff) != 0) {
            TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &blockWidth);
            TIFFGetField(tiff, TIFFTAG_TILELENGTH, &blockHeight);
        } else {
            TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &blockHeight);
            blockHeight = std::min(blockHeight, m_layout.height);
        }
        const std::uint64_t sampleBytes = static_cast<unsigned>(m_layout.bits) / 8U;
        const std::uint64_t needed =
            std::uint64_t(blockWidth) * blockHeight * static_cast<unsigned>(m_layout.samples) * sampleBytes;
        if (blockWidth == 0 || blockHeight == 0 || needed > bytes)
            return m_source.fail(kDamaged, "the size of a strip");
        for (std::uint32_t y = 0; y < m_layout.height; y += std::min(blockHeight, m_layout.height - y))
            for (std::uint32_t x = 0; x < m_layout.width; x += std::min(blockWidth, m_layout.width - x))
                TRY_DO(readBlock(x, y, blockWidth, std::min(blockHeight, m_layout.height - y)));
        return {};
    }

private:
    Result<> readBlock(std::uint32_t x, std::uint32_t y, std::uint32_t blockWidth, std::uint32_t rows) {
        TIFF *tiff = m_file.get();
        const bool separate = m_layout.planar == PLANARCONFIG_SEPARATE;
        const int planes = separate ? m_layout.samples : 1;
        const std::size_t planeBytes = m_block.size() / static_cast<std::size_t>(planes);
        for (int plane = 0; plane < planes; ++plane) {
            std::uint8_t *target = m_block.data() + static_cast<std::size_t>(plane) * planeBytes;
            const auto sample = static_cast<std::uint16_t>(plane);
            const auto size = static_cast<tmsize_t>(planeBytes);
            const tmsize_t got = TIFFIsTiled(tiff) != 0
                                     ? TIFFReadEncodedTile(tiff, TIFFComputeTile(tiff, x, y, 0, sample), target, size)
                                     : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, y, sample), target, size);
            const std::uint64_t perPixel = (separate ? 1U : static_cast<unsigned>(m_layout.samples)) *
                                           static_cast<std::uint64_t>(m_layout.bits) / 8;
            if (got < 0 || static_cast<std::uint64_t>(got) < perPixel * blockWidth * rows || m_file.hasProblem())
                return m_file.problem("a strip or tile cannot be unpacked");
        }
        const ByteView block = separate ? interleaved(planeBytes, std::size_t(blockWidth) * rows) : ByteView(m_block);
        const std::size_t sampleBytes = static_cast<std::size_t>(m_layout.bits) / 8;
        const std::size_t rowBytes = std::size_t(blockWidth) * static_cast<std::size_t>(m_layout.samples) * sampleBytes;
        const std::size_t count = std::min(blockWidth, m_layout.width - x);
        for (std::uint32_t i = 0; i < rows; ++i) {
            std::uint8_t *out = m_image.row(static_cast<int>(y + i)) +
                                std::size_t(x) * static_cast<std::size_t>(m_image.channels) * sampleBytes;
            if (m_layout.bits == 8)
                placeRow<std::uint8_t>(m_layout, block.data() + i * rowBytes, count, m_image, out);
            else
                placeRow<std::uint16_t>(m_layout, block.data() + i * rowBytes, count, m_image, out);
        }
        return {};
    }

    ByteView interleaved(std::size_t planeBytes, std::size_t pixels) {
        const auto samples = static_cast<std::size_t>(m_layout.samples);
        const std::size_t bytes = static_cast<std::size_t>(m_layout.bits) / 8;
        m_interleaved.resize(pixels * samples * bytes);
        for (std::size_t s = 0; s < samples; ++s)
            for (std::size_t i = 0; i < pixels; ++i)
                std::memcpy(m_interleaved.data() + (i * samples + s) * bytes,
                            m_block.data() + s * planeBytes + i * bytes, bytes);
        return m_interleaved;
    }

    const Source &m_source;
    TiffFile &m_file;
    const TiffLayout &m_layout;
    Image &m_image;
    Bytes m_block;
    Bytes m_interleaved;
};

/** Palettes, few bits, YCbCr, CIE L*a*b*, fax: libtiff converts to 8-bit RGBA itself. */
Result<> readConverted(const Source &source, TiffFile &file, const TiffLayout &layout, Image &image) {
    char text[1024] = {};
    TIFFRGBAImage reader;
    if (TIFFRGBAImageOK(file.get(), text) == 0 || TIFFRGBAImageBegin(&reader, file.get(), 1, text) == 0)
        return source.fail(kUnsupportedVariant, text);
    reader.req_orientation = reader.orientation; // rows and columns as stored; orientation is applied later
    const std::size_t pixels = static_cast<std::size_t>(layout.width) * layout.height;
    std::vector<std::uint32_t> raster(pixels);
    const int read = TIFFRGBAImageGet(&reader, raster.data(), layout.width, layout.height);
    TIFFRGBAImageEnd(&reader);
    if (read == 0 || file.hasProblem())
        return file.problem("the pixels cannot be unpacked");
    std::uint8_t *out = image.pixels.data();
    for (const std::uint32_t pixel : raster) {
        const std::uint8_t rgba[4] = {
            static_cast<std::uint8_t>(TIFFGetR(pixel)), static_cast<std::uint8_t>(TIFFGetG(pixel)),
            static_cast<std::uint8_t>(TIFFGetB(pixel)), static_cast<std::uint8_t>(TIFFGetA(pixel))};
        std::copy_n(rgba, image.channels, out);
        if (image.channels == 4)
            unmultiply<std::uint8_t>(out);
        out += image.channels;
    }
    return {};
}

} // namespace

Result<ImageInfo> probeTiff(const Source &source) {
    TRY(const auto file, TiffFile::open(source));
    TRY(const TiffLayout layout, readLayout(source, file->get()));
    ImageInfo info;
    info.rawWidth = static_cast<int>(layout.width);
    info.rawHeight = static_cast<int>(layout.height);
    info.orientation = layout.orientation;
    info.channels =
        layout.photometric == PHOTOMETRIC_PALETTE ? 3 : std::min(layout.colours + (layout.alpha != 0 ? 1 : 0), 4);
    info.bits = layout.bits > 8 ? 16 : 8;
    info.frames = file->pages();
    return info;
}

Result<RawImage> decodeTiff(const Source &source, const DecodeOptions &options) {
    TRY(const auto file, TiffFile::open(source));
    TRY(const TiffLayout layout, readLayout(source, file->get()));
    RawImage raw;
    raw.orientation = layout.orientation;
    Image &image = raw.image;
    image.width = static_cast<int>(layout.width);
    image.height = static_cast<int>(layout.height);
    image.bits = layout.isDirect() && layout.bits == 16 ? 16 : 8;
    image.channels = layout.alpha != 0 && !layout.isCmyk() ? 4 : layout.isGrey() ? 1 : 3;
    const std::uint64_t pixels = std::uint64_t(layout.width) * layout.height;
    DirectReader direct(source, *file, layout, image);
    const std::uint64_t scratch =
        layout.isDirect() ? direct.blockBytes() * (layout.planar == PLANARCONFIG_SEPARATE ? 2 : 1) : pixels * 4;
    TRY_DO(source.checkDecodeMemory(options, layout.width, layout.height, image.channels, image.bits, raw.orientation,
                                    scratch));
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(image.height));
    file->forgetProblems(); // what the tags had wrong did not matter; from here on it does
    TRY_DO(layout.isDirect() ? direct.read() : readConverted(source, *file, layout, image));
    return raw;
}

} // namespace trainyard::media

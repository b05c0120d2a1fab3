// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/codec.h"
#include "core/media/pngchunks.h"

#include <csetjmp>
#include <png.h>

#include <algorithm>
#include <array>
#include <vector>

namespace trainyard::media {

namespace {

/** One PNG file being read by libpng; as JpegReader, it keeps longjmp away from everything with a destructor. */
class PngReader final {
public:
    explicit PngReader(const Source &source) : m_source(source), m_rest(source.bytes) {
        m_png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, &PngReader::onError, [](png_structp, auto) {});
        m_info = m_png == nullptr ? nullptr : png_create_info_struct(m_png);
    }
    ~PngReader() { png_destroy_read_struct(&m_png, &m_info, nullptr); }
    PngReader(const PngReader &) = delete;
    PngReader &operator=(const PngReader &) = delete;

    Result<> readHeader() {
        if (m_info == nullptr)
            return fail(kNeedsTooMuchMemory, {{"file", std::string(m_source.name)}, {"bytes", "?"}, {"limit", "?"}});
        const bool read = guarded([this] {
            png_set_read_fn(m_png, this, &PngReader::onRead);
            png_set_user_limits(m_png, 0x7FFFFFFF, 0x7FFFFFFF); // Source::checkSize has the real limit
            png_set_chunk_malloc_max(m_png, png_alloc_size_t(8) << 20);
            png_set_chunk_cache_max(m_png, 128);
            // Profiles and texts are not used: what is not looked at cannot do harm.
            static constexpr png_byte unused[] =
                "iCCP\0iTXt\0tEXt\0zTXt\0sPLT\0hIST\0pCAL\0sCAL\0eXIf\0tIME\0cHRM\0gAMA\0sRGB\0pHYs\0oFFs\0bKGD";
            png_set_keep_unknown_chunks(m_png, PNG_HANDLE_CHUNK_NEVER, unused, 16);
            png_read_info(m_png, m_info);
        });
        if (!read)
            return error();
        return m_source.checkSize(width(), height());
    }

    [[nodiscard]] std::uint32_t width() const { return png_get_image_width(m_png, m_info); }
    [[nodiscard]] std::uint32_t height() const { return png_get_image_height(m_png, m_info); }
    [[nodiscard]] int channels() const { return png_get_channels(m_png, m_info); }
    [[nodiscard]] int bits() const { return png_get_bit_depth(m_png, m_info); }
    [[nodiscard]] bool isPalette() const { return png_get_color_type(m_png, m_info) == PNG_COLOR_TYPE_PALETTE; }

    /** Asks libpng for 8 or 16-bit grey, RGB or RGBA; afterwards channels() and bits() tell which. */
    Result<> setUpPixels() {
        const bool done = guarded([this] {
            const int type = png_get_color_type(m_png, m_info);
            const bool hasKey = png_get_valid(m_png, m_info, PNG_INFO_tRNS) != 0;
            png_set_expand(m_png); // palettes to RGB, few bits to 8, a transparent colour to alpha
            if (type == PNG_COLOR_TYPE_GRAY_ALPHA || (type == PNG_COLOR_TYPE_GRAY && hasKey))
                png_set_gray_to_rgb(m_png);
            if (png_get_bit_depth(m_png, m_info) == 16)
                png_set_swap(m_png); // the file is big-endian
            png_set_interlace_handling(m_png);
            png_read_update_info(m_png, m_info);
        });
        if (!done)
            return error();
        return {};
    }

    Result<> readPixels(Image &image) {
        std::vector<png_bytep> rows(static_cast<std::size_t>(image.height));
        for (int y = 0; y < image.height; ++y)
            rows[static_cast<std::size_t>(y)] = image.row(y);
        png_bytepp rowsAt = rows.data();
        const bool done = guarded([this, rowsAt] {
            png_read_image(m_png, rowsAt);
            png_read_end(m_png, nullptr); // checks the sums of the data and that the file has its end
        });
        if (!done)
            return error();
        return {};
    }

    [[nodiscard]] std::size_t rowBytes() const { return png_get_rowbytes(m_png, m_info); }

private:
    template <typename Work>
    bool guarded(Work &&work) {
        if (setjmp(m_jump) != 0)
            return false;
        work();
        return true;
    }

    static void onError(png_structp png, png_const_charp text) {
        auto *reader = static_cast<PngReader *>(png_get_error_ptr(png));
        const std::size_t length = std::min(std::string_view(text).size(), reader->m_text.size() - 1);
        std::copy_n(text, length, reader->m_text.begin());
        std::longjmp(reader->m_jump, 1);
    }
    static void onRead(png_structp png, png_bytep target, std::size_t count) {
        auto *reader = static_cast<PngReader *>(png_get_io_ptr(png));
        if (count > reader->m_rest.size()) {
            reader->m_ended = true;
            png_error(png, "the file ends early");
        }
        std::copy_n(reader->m_rest.data(), count, target);
        reader->m_rest = reader->m_rest.subspan(count);
    }
    [[nodiscard]] tl::unexpected<Error> error() const {
        return m_source.fail(m_ended ? kTruncated : kDamaged, m_text.data());
    }

    const Source &m_source;
    ByteView m_rest;
    png_structp m_png = nullptr;
    png_infop m_info = nullptr;
    std::jmp_buf m_jump{};
    std::array<char, 200> m_text{};
    bool m_ended = false;
};

} // namespace

Result<ImageInfo> probePng(const Source &source) {
    PngReader reader(source);
    TRY_DO(reader.readHeader());
    const PngChunks chunks = readPngChunks(source.bytes);
    ImageInfo info;
    info.rawWidth = static_cast<int>(reader.width());
    info.rawHeight = static_cast<int>(reader.height());
    info.channels = reader.isPalette() ? 3 : reader.channels();
    info.bits = reader.isPalette() ? 8 : reader.bits();
    info.orientation = chunks.orientation;
    info.frames = chunks.frames;
    return info;
}

Result<RawImage> decodePng(const Source &source, const DecodeOptions &options) {
    PngReader reader(source);
    TRY_DO(reader.readHeader());
    RawImage raw;
    raw.orientation = readPngChunks(source.bytes).orientation;
    TRY_DO(reader.setUpPixels());
    Image &image = raw.image;
    image.width = static_cast<int>(reader.width());
    image.height = static_cast<int>(reader.height());
    image.channels = reader.channels();
    image.bits = reader.bits();
    const std::uint64_t scratch = reader.rowBytes() * 4 + static_cast<std::uint64_t>(image.height) * sizeof(void *);
    TRY_DO(source.checkDecodeMemory(options, reader.width(), reader.height(), image.channels, image.bits,
                                    raw.orientation, scratch));
    if (reader.rowBytes() != image.rowBytes())
        return source.fail(kUnsupportedVariant, "an unexpected row length");
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(image.height));
    TRY_DO(reader.readPixels(image));
    return raw;
}

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/encode.h"

#include "core/media/colour.h"
#include "core/media/errors.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <jpeglib.h>
#include <png.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <new>
#include <string>

namespace trainyard::media {

namespace {

tl::unexpected<Error> encodeError(std::string_view format, std::string_view reason) {
    return fail(kEncodeFailed, {{"format", std::string(format)}, {"reason", std::string(reason)}});
}

bool isConsistent(const Image &image) {
    return image.width > 0 && image.height > 0 && (image.channels == 1 || image.channels == 3 || image.channels == 4) &&
           (image.bits == 8 || image.bits == 16) &&
           image.pixels.size() >= image.rowBytes() * static_cast<std::size_t>(image.height);
}

/** libjpeg leaves an error by longjmp: everything it touches lives here, outside the guarded call. */
struct JpegWriter {
    struct ErrorManager {
        jpeg_error_mgr base;
        std::jmp_buf jump;
    };
    jpeg_compress_struct jpeg{};
    ErrorManager errors{};
    unsigned char *buffer = nullptr;
    unsigned long bytes = 0;

    JpegWriter() {
        jpeg.err = jpeg_std_error(&errors.base);
        errors.base.error_exit = [](j_common_ptr info) {
            std::longjmp(reinterpret_cast<ErrorManager *>(info->err)->jump, 1);
        };
        errors.base.output_message = [](j_common_ptr) {};
    }
    ~JpegWriter() {
        jpeg_destroy_compress(&jpeg);
        std::free(buffer); // jpeg_mem_dest allocates with malloc
    }
    JpegWriter(const JpegWriter &) = delete;
    JpegWriter &operator=(const JpegWriter &) = delete;

    bool write(const Image *image, int quality) {
        if (setjmp(errors.jump) != 0)
            return false;
        jpeg_create_compress(&jpeg);
        jpeg_mem_dest(&jpeg, &buffer, &bytes);
        jpeg.image_width = static_cast<JDIMENSION>(image->width);
        jpeg.image_height = static_cast<JDIMENSION>(image->height);
        jpeg.input_components = image->channels;
        jpeg.in_color_space = image->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
        jpeg_set_defaults(&jpeg);
        jpeg_set_quality(&jpeg, quality, TRUE);
        jpeg_start_compress(&jpeg, TRUE);
        for (int y = 0; y < image->height; ++y) {
            auto *row = const_cast<JSAMPROW>(image->row(y));
            jpeg_write_scanlines(&jpeg, &row, 1);
        }
        jpeg_finish_compress(&jpeg);
        return true;
    }
};

struct PngWriter {
    png_structp png = nullptr;
    png_infop info = nullptr;
    Bytes out;
    bool outOfMemory = false;
    std::jmp_buf jump{};

    PngWriter() {
        png = png_create_write_struct(
            PNG_LIBPNG_VER_STRING, this,
            [](png_structp at, png_const_charp) {
                std::longjmp(static_cast<PngWriter *>(png_get_error_ptr(at))->jump, 1);
            },
            [](png_structp, png_const_charp) {});
        info = png == nullptr ? nullptr : png_create_info_struct(png);
    }
    ~PngWriter() { png_destroy_write_struct(&png, &info); }
    PngWriter(const PngWriter &) = delete;
    PngWriter &operator=(const PngWriter &) = delete;

    bool append(const png_byte *data, std::size_t count) noexcept {
        try {
            out.insert(out.end(), data, data + count);
            return true;
        } catch (const std::exception &) {
            return false;
        }
    }
    bool write(const Image *image) {
        if (info == nullptr || setjmp(jump) != 0)
            return false;
        png_set_write_fn(
            png, this,
            [](png_structp at, png_bytep data, std::size_t count) {
                if (!static_cast<PngWriter *>(png_get_io_ptr(at))->append(data, count))
                    png_error(at, "out of memory");
            },
            [](png_structp) {});
        const int type = image->channels == 1   ? PNG_COLOR_TYPE_GRAY
                         : image->channels == 3 ? PNG_COLOR_TYPE_RGB
                                                : PNG_COLOR_TYPE_RGB_ALPHA;
        png_set_IHDR(png, info, static_cast<png_uint_32>(image->width), static_cast<png_uint_32>(image->height),
                     image->bits, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        png_write_info(png, info);
        if (image->bits == 16)
            png_set_swap(png); // the file is big-endian
        for (int y = 0; y < image->height; ++y)
            png_write_row(png, image->row(y));
        png_write_end(png, info);
        return true;
    }
};

} // namespace

Result<Bytes> encodeJpeg(const Image &image, int quality) {
    try {
        if (!isConsistent(image))
            return encodeError("JPEG", "the image has no pixels");
        const Image *plain = &image;
        Image rgb;
        if (image.bits != 8 || image.channels == 4) {
            rgb = toRgb8(image);
            plain = &rgb;
        }
        JpegWriter writer;
        if (!writer.write(plain, std::clamp(quality, 1, 100))) {
            char text[JMSG_LENGTH_MAX] = {};
            writer.errors.base.format_message(reinterpret_cast<j_common_ptr>(&writer.jpeg), text);
            return encodeError("JPEG", text);
        }
        return Bytes(writer.buffer, writer.buffer + writer.bytes);
    } catch (const std::bad_alloc &) {
        return encodeError("JPEG", "out of memory");
    }
}

Result<Bytes> encodePng(const Image &image) {
    try {
        if (!isConsistent(image))
            return encodeError("PNG", "the image has no pixels");
        PngWriter writer;
        if (!writer.write(&image))
            return encodeError("PNG", "the size or the memory does not suffice");
        return std::move(writer.out);
    } catch (const std::bad_alloc &) {
        return encodeError("PNG", "out of memory");
    }
}

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/codec.h"

#include <csetjmp>
#include <cstdio>
#include <jpeglib.h>

namespace trainyard::media {

/**
 * One JPEG file being read by libjpeg-turbo, without exceptions: every step says whether it worked, and `error` tells
 * why it did not. libjpeg leaves an error by longjmp, so nothing with a destructor may live in the guarded calls.
 * After a step failed, only `error` may be called. Not movable: libjpeg holds pointers into it. One thread.
 */
class JpegReader final {
public:
    explicit JpegReader(const Source &source);
    ~JpegReader();
    JpegReader(const JpegReader &) = delete;
    JpegReader &operator=(const JpegReader &) = delete;

    /** The header up to the first scan; checks the size against the limits. */
    Result<> readHeader();
    [[nodiscard]] int width() const { return static_cast<int>(m_jpeg.image_width); }
    [[nodiscard]] int height() const { return static_cast<int>(m_jpeg.image_height); }
    [[nodiscard]] int components() const { return m_jpeg.num_components; }
    [[nodiscard]] bool isGrey() const { return m_jpeg.jpeg_color_space == JCS_GRAYSCALE; }
    [[nodiscard]] bool isCmyk() const {
        return m_jpeg.jpeg_color_space == JCS_CMYK || m_jpeg.jpeg_color_space == JCS_YCCK;
    }
    /** Adobe's programs store ink inverted: 255 is none. */
    [[nodiscard]] bool inkIsInverted() const { return m_jpeg.saw_Adobe_marker; }
    [[nodiscard]] int orientation() const { return m_orientation; }
    /** Bytes that libjpeg itself will hold; large for progressive files, which are decoded in whole. */
    [[nodiscard]] std::uint64_t scratchBytes() const;

    /** Begins decoding at eighths/8 of the size (1, 2, 4, 8) to grey, RGB or CMYK; needs readHeader. */
    Result<> start(int eighths, J_COLOR_SPACE colours);
    [[nodiscard]] int outputWidth() const { return static_cast<int>(m_jpeg.output_width); }
    [[nodiscard]] int outputHeight() const { return static_cast<int>(m_jpeg.output_height); }
    /** Restricts to columns from x on; x moves left to a block's edge and the width grows. After start. */
    Result<> cropColumns(int &x, int &columns);
    Result<> skipRows(int count);
    Result<> readRows(std::uint8_t *target, std::size_t rowBytes, int count);
    /** To be called after the last row of a whole picture: were scans missing? */
    Result<> checkComplete() const;

private:
    struct ErrorManager {
        jpeg_error_mgr base;
        std::jmp_buf jump;
        JpegReader *reader;
    };
    struct InputManager {
        jpeg_source_mgr base;
        bool endReached = false;
    };

    static void onError(j_common_ptr info);
    static void onMessage(j_common_ptr info, int level);
    static void onProgress(j_common_ptr info);
    static boolean onInputEnd(j_decompress_ptr info);
    static void onSkip(j_decompress_ptr info, long count);
    [[nodiscard]] tl::unexpected<Error> error() const;

    template <typename Work>
    bool guarded(Work &&work) {
        if (setjmp(m_errors.jump) != 0)
            return false;
        work();
        return true;
    }

    const Source &m_source;
    jpeg_decompress_struct m_jpeg{};
    ErrorManager m_errors{};
    InputManager m_input{};
    jpeg_progress_mgr m_progress{};
    int m_orientation = 1;
    bool m_multipleScans = false;
    bool m_tooManyScans = false;
};

/** The smallest of 1, 2, 4, 8 whose eighths of width x height keep `shortSideAtLeast`; 8 when that is 0. */
int eighthsFor(int width, int height, int shortSideAtLeast);

} // namespace trainyard::media

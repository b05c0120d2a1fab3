// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/jpegreader.h"

#include "core/media/exif.h"

#include <jerror.h>

#include <algorithm>
#include <array>
#include <climits>

namespace trainyard::media {

namespace {

/** More passes over a picture than any encoder makes: only files made to keep a program busy have them. */
constexpr int kMostScans = 100;

/** Warnings after which pixels are wrong or missing; the others are about form only. */
bool meansDamage(int code) {
    return code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_ARITH_BAD_CODE ||
           code == JWRN_MUST_RESYNC;
}

bool isUnsupported(int code) {
    return code == JERR_SOF_UNSUPPORTED || code == JERR_BAD_PRECISION || code == JERR_ARITH_NOTIMPL ||
           code == JERR_CONVERSION_NOTIMPL || code == JERR_FRACT_SAMPLE_NOTIMPL || code == JERR_CCIR601_NOTIMPL ||
           code == JERR_NOT_COMPILED || code == JERR_COMPONENT_COUNT;
}

} // namespace

JpegReader::JpegReader(const Source &source) : m_source(source) {
    m_jpeg.err = jpeg_std_error(&m_errors.base);
    m_errors.base.error_exit = &JpegReader::onError;
    m_errors.base.emit_message = &JpegReader::onMessage;
    m_errors.base.output_message = [](j_common_ptr) {};
    m_errors.reader = this;
}

JpegReader::~JpegReader() { jpeg_destroy_decompress(&m_jpeg); }

void JpegReader::onError(j_common_ptr info) {
    std::longjmp(reinterpret_cast<ErrorManager *>(info->err)->jump, 1);
}

void JpegReader::onMessage(j_common_ptr info, int level) {
    if (level < 0 && meansDamage(info->err->msg_code))
        onError(info);
}

void JpegReader::onProgress(j_common_ptr info) {
    auto *reader = reinterpret_cast<ErrorManager *>(info->err)->reader;
    if (reader->m_jpeg.input_scan_number > kMostScans) {
        reader->m_tooManyScans = true;
        onError(info);
    }
}

boolean JpegReader::onInputEnd(j_decompress_ptr info) {
    // The bit reader looks ahead, so a file that lacks only its end marker also comes here: hand out one and
    // remember. When bits are really missing, JWRN_HIT_MARKER follows.
    static constexpr std::array<JOCTET, 2> endMarker{0xFF, JPEG_EOI};
    auto *input = reinterpret_cast<InputManager *>(info->src);
    input->endReached = true;
    input->base.next_input_byte = endMarker.data();
    input->base.bytes_in_buffer = endMarker.size();
    return TRUE;
}

void JpegReader::onSkip(j_decompress_ptr info, long count) {
    if (count <= 0)
        return;
    jpeg_source_mgr *input = info->src;
    if (static_cast<std::size_t>(count) > input->bytes_in_buffer) {
        onInputEnd(info);
        return;
    }
    input->next_input_byte += count;
    input->bytes_in_buffer -= static_cast<std::size_t>(count);
}

tl::unexpected<Error> JpegReader::error() const {
    if (m_tooManyScans)
        return m_source.fail(kDamaged, "more than " + std::to_string(kMostScans) + " scans");
    const int code = m_errors.base.msg_code;
    char text[JMSG_LENGTH_MAX] = {};
    m_errors.base.format_message(reinterpret_cast<j_common_ptr>(const_cast<jpeg_decompress_struct *>(&m_jpeg)), text);
    if (code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE)
        return ::trainyard::fail(kNeedsTooMuchMemory, {{"file", std::string(m_source.name)},
                                                       {"bytes", std::to_string(scratchBytes())},
                                                       {"limit", std::to_string(m_source.limits.memoryBytes)}});
    if (isUnsupported(code))
        return m_source.fail(kUnsupportedVariant, text);
    return m_source.fail(m_input.endReached ? kTruncated : kDamaged, text);
}

Result<> JpegReader::readHeader() {
    const bool read = guarded([this] {
        jpeg_create_decompress(&m_jpeg);
        m_jpeg.mem->max_memory_to_use =
            static_cast<long>(std::min<std::uint64_t>(m_source.limits.memoryBytes, LONG_MAX));
        m_input.base.next_input_byte = m_source.bytes.data();
        m_input.base.bytes_in_buffer = m_source.bytes.size();
        m_input.base.init_source = [](j_decompress_ptr) {};
        m_input.base.fill_input_buffer = &JpegReader::onInputEnd;
        m_input.base.skip_input_data = &JpegReader::onSkip;
        m_input.base.resync_to_restart = jpeg_resync_to_restart;
        m_input.base.term_source = [](j_decompress_ptr) {};
        m_jpeg.src = &m_input.base;
        m_progress.progress_monitor = &JpegReader::onProgress;
        m_jpeg.progress = &m_progress;
        jpeg_save_markers(&m_jpeg, JPEG_APP0 + 1, 0xFFFF);
        jpeg_read_header(&m_jpeg, TRUE);
        m_multipleScans = jpeg_has_multiple_scans(&m_jpeg);
    });
    if (!read)
        return error();
    TRY_DO(m_source.checkSize(m_jpeg.image_width, m_jpeg.image_height));
    if (m_jpeg.jpeg_color_space == JCS_UNKNOWN)
        return m_source.fail(kUnsupportedVariant, std::to_string(m_jpeg.num_components) + " components");
    for (const jpeg_marker_struct *marker = m_jpeg.marker_list; marker != nullptr; marker = marker->next) {
        const ByteView block(marker->data, marker->data_length);
        if (marker->marker == JPEG_APP0 + 1 && block.size() > 6 && asText(block.first(4)) == "Exif") {
            m_orientation = exifOrientation(block);
            break;
        }
    }
    return {};
}

std::uint64_t JpegReader::scratchBytes() const {
    const std::uint64_t rows = std::uint64_t(m_jpeg.image_width) * static_cast<unsigned>(m_jpeg.num_components) * 64;
    if (!m_multipleScans)
        return rows;
    const std::uint64_t samples =
        std::uint64_t(m_jpeg.image_width) * m_jpeg.image_height * static_cast<unsigned>(m_jpeg.num_components);
    return rows + samples * sizeof(JCOEF); // subsampled planes are smaller; this is the upper bound
}

Result<> JpegReader::start(int eighths, J_COLOR_SPACE colours) {
    m_jpeg.scale_num = static_cast<unsigned>(eighths);
    m_jpeg.scale_denom = 8;
    m_jpeg.out_color_space = colours;
    if (!guarded([this] { jpeg_start_decompress(&m_jpeg); }))
        return error();
    return {};
}

Result<> JpegReader::cropColumns(int &x, int &columns) {
    auto offset = static_cast<JDIMENSION>(x);
    auto count = static_cast<JDIMENSION>(columns);
    JDIMENSION *const offsetAt = &offset;
    JDIMENSION *const countAt = &count;
    if (!guarded([this, offsetAt, countAt] { jpeg_crop_scanline(&m_jpeg, offsetAt, countAt); }))
        return error();
    x = static_cast<int>(offset);
    columns = static_cast<int>(count);
    return {};
}

Result<> JpegReader::skipRows(int count) {
    if (!guarded([this, count] { jpeg_skip_scanlines(&m_jpeg, static_cast<JDIMENSION>(count)); }))
        return error();
    return {};
}

Result<> JpegReader::readRows(std::uint8_t *target, std::size_t rowBytes, int count) {
    const bool read = guarded([this, target, rowBytes, count] {
        constexpr int most = 16;
        JSAMPROW rows[most];
        for (int done = 0; done < count;) {
            const int ask = std::min(most, count - done);
            for (int i = 0; i < ask; ++i)
                rows[i] = target + static_cast<std::size_t>(done + i) * rowBytes;
            const JDIMENSION got = jpeg_read_scanlines(&m_jpeg, rows, static_cast<JDIMENSION>(ask));
            if (got == 0)
                ERREXIT(&m_jpeg, JERR_INPUT_EOF);
            done += static_cast<int>(got);
        }
    });
    if (!read)
        return error();
    return {};
}

Result<> JpegReader::checkComplete() const {
    if (!m_input.endReached || !m_multipleScans)
        return {};
    // A progressive file may only lack its end marker: then every coefficient has come to full precision.
    bool whole = m_jpeg.coef_bits != nullptr;
    for (int component = 0; whole && component < m_jpeg.num_components; ++component)
        whole = std::ranges::all_of(m_jpeg.coef_bits[component], [](int bits) { return bits == 0; });
    if (!whole)
        return m_source.fail(kTruncated, "scans are missing at the end");
    return {};
}

int eighthsFor(int width, int height, int shortSideAtLeast) {
    if (shortSideAtLeast <= 0)
        return 8;
    const std::int64_t shortSide = std::min(width, height);
    for (const int eighths : {1, 2, 4})
        if ((shortSide * eighths + 7) / 8 >= shortSideAtLeast)
            return eighths;
    return 8;
}

} // namespace trainyard::media

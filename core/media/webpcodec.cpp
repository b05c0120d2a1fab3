// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/codec.h"
#include "core/media/exif.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <memory>

namespace trainyard::media {

namespace {

struct DemuxerDeleter {
    void operator()(WebPDemuxer *demuxer) const { WebPDemuxDelete(demuxer); }
};
using Demuxer = std::unique_ptr<WebPDemuxer, DemuxerDeleter>;

struct OpenFile {
    Demuxer demuxer;
    ImageInfo info;
    bool hasAlpha = false;
};

Result<OpenFile> open(const Source &source) {
    const WebPData data{source.bytes.data(), source.bytes.size()};
    WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
    OpenFile file{Demuxer(WebPDemuxPartial(&data, &state)), {}, false};
    if (file.demuxer == nullptr || state != WEBP_DEMUX_DONE) {
        const bool ended = state == WEBP_DEMUX_PARSING_HEADER || state == WEBP_DEMUX_PARSED_HEADER;
        return ended ? source.fail(kTruncated, "the file ends early")
                     : source.fail(kDamaged, "the container's chunks do not fit together");
    }
    WebPDemuxer *demuxer = file.demuxer.get();
    const std::uint32_t flags = WebPDemuxGetI(demuxer, WEBP_FF_FORMAT_FLAGS);
    const std::uint32_t width = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH);
    const std::uint32_t height = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT);
    TRY_DO(source.checkSize(width, height));
    file.info.rawWidth = static_cast<int>(width);
    file.info.rawHeight = static_cast<int>(height);
    file.info.frames =
        static_cast<int>(std::clamp<std::uint32_t>(WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT), 1, 1U << 20));
    file.hasAlpha = (flags & (ALPHA_FLAG | ANIMATION_FLAG)) != 0;
    file.info.channels = file.hasAlpha ? 4 : 3;
    WebPChunkIterator chunk;
    if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk) != 0) {
        file.info.orientation = exifOrientation({chunk.chunk.bytes, chunk.chunk.size});
        WebPDemuxReleaseChunkIterator(&chunk);
    }
    return file;
}

struct FrameIterator {
    WebPIterator at{};
    ~FrameIterator() { WebPDemuxReleaseIterator(&at); }
};

/** Decodes one frame's own rectangle to `target`. */
Result<> decodeFrame(const Source &source, const WebPIterator &frame, bool alpha, std::uint8_t *target,
                     std::size_t rowBytes, std::size_t targetBytes) {
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0)
        return source.fail(kUnsupportedVariant, "another version of libwebp");
    config.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = target;
    config.output.u.RGBA.stride = static_cast<int>(rowBytes);
    config.output.u.RGBA.size = targetBytes;
    const VP8StatusCode status = WebPDecode(frame.fragment.bytes, frame.fragment.size, &config);
    WebPFreeDecBuffer(&config.output);
    switch (status) {
    case VP8_STATUS_OK: return {};
    case VP8_STATUS_NOT_ENOUGH_DATA: return source.fail(kTruncated, "the picture's data end early");
    case VP8_STATUS_OUT_OF_MEMORY: return source.checkMemory(~std::uint64_t(0));
    case VP8_STATUS_UNSUPPORTED_FEATURE: return source.fail(kUnsupportedVariant, "an unknown feature");
    default: return source.fail(kDamaged, "the picture's data are not valid");
    }
}

} // namespace

Result<ImageInfo> probeWebP(const Source &source) {
    TRY(const OpenFile file, open(source));
    return file.info;
}

Result<RawImage> decodeWebP(const Source &source, const DecodeOptions &options) {
    TRY(const OpenFile file, open(source));
    RawImage raw;
    raw.orientation = file.info.orientation;
    Image &image = raw.image;
    image.width = file.info.rawWidth;
    image.height = file.info.rawHeight;
    image.channels = file.info.channels;
    // libwebp holds about four bytes a pixel itself when the file is lossless.
    const auto pixels = static_cast<std::uint64_t>(image.width) * static_cast<std::uint64_t>(image.height);
    TRY_DO(source.checkDecodeMemory(options, static_cast<std::uint64_t>(image.width),
                                    static_cast<std::uint64_t>(image.height), image.channels, 8, raw.orientation,
                                    pixels * 4));
    FrameIterator frame;
    if (WebPDemuxGetFrame(file.demuxer.get(), 1, &frame.at) == 0)
        return source.fail(kDamaged, "it holds no picture");
    const WebPIterator &at = frame.at;
    if (at.x_offset < 0 || at.y_offset < 0 || at.width <= 0 || at.height <= 0 || at.width > image.width - at.x_offset ||
        at.height > image.height - at.y_offset)
        return source.fail(kDamaged, "the first frame lies outside the canvas");
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(at.fragment.bytes, at.fragment.size, &features) != VP8_STATUS_OK ||
        features.width != at.width || features.height != at.height)
        return source.fail(kDamaged, "the picture's size contradicts the container's");
    // What the first frame of an animation does not cover stays transparent.
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(image.height));
    const std::size_t start = static_cast<std::size_t>(at.y_offset) * image.rowBytes() +
                              static_cast<std::size_t>(at.x_offset) * static_cast<std::size_t>(image.channels);
    TRY_DO(decodeFrame(source, at, image.channels == 4, image.pixels.data() + start, image.rowBytes(),
                       image.pixels.size() - start));
    return raw;
}

} // namespace trainyard::media

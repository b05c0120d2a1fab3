// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/decode.h"
#include "core/media/errors.h"
#include "core/media/format.h"

#include <string>

namespace trainyard::media {

/** Inside this library only: what every codec gets and must check. */
struct Source {
    ByteView bytes;
    std::string_view name; ///< for errors
    ImageFormat format = ImageFormat::Unknown;
    const DecodeLimits &limits;

    [[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, std::string_view reason) const {
        return ::trainyard::fail(code, {{"file", std::string(name)},
                                        {"format", std::string(formatName(format))},
                                        {"reason", std::string(reason)}});
    }
    /** Width and height against the limits; sizes of 0 are damage. */
    [[nodiscard]] Result<> checkSize(std::uint64_t width, std::uint64_t height) const;
    [[nodiscard]] Result<> checkMemory(std::uint64_t bytes) const;
    /**
     * What a decode needs at its peak: the codec's own `scratch` and its pixels, their conversion to RGB, and the
     * turned copy when the orientation swaps the sides.
     */
    [[nodiscard]] Result<> checkDecodeMemory(const DecodeOptions &options, std::uint64_t width, std::uint64_t height,
                                             int channels, int bits, int orientation, std::uint64_t scratch) const;
};

/** `info` with width and height after orientation. */
ImageInfo withOrientedSize(ImageInfo info);

/** Pixels as the file holds them (palette and CMYK made RGB already), before orientation. */
struct RawImage {
    Image image;
    int orientation = 1;
};

Result<ImageInfo> probeJpeg(const Source &source);
Result<ImageInfo> probePng(const Source &source);
Result<ImageInfo> probeTiff(const Source &source);
Result<ImageInfo> probeWebP(const Source &source);
Result<ImageInfo> probeBmp(const Source &source);
Result<ImageInfo> probeGif(const Source &source);

Result<RawImage> decodeJpeg(const Source &source, const DecodeOptions &options);
Result<RawImage> decodePng(const Source &source, const DecodeOptions &options);
Result<RawImage> decodeTiff(const Source &source, const DecodeOptions &options);
Result<RawImage> decodeWebP(const Source &source, const DecodeOptions &options);
Result<RawImage> decodeBmp(const Source &source, const DecodeOptions &options);
Result<RawImage> decodeGif(const Source &source, const DecodeOptions &options);

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/colour.h"
#include "core/media/jpegreader.h"

namespace trainyard::media {

Result<ImageInfo> probeJpeg(const Source &source) {
    JpegReader reader(source);
    TRY_DO(reader.readHeader());
    ImageInfo info;
    info.rawWidth = reader.width();
    info.rawHeight = reader.height();
    info.orientation = reader.orientation();
    info.channels = reader.components();
    return info;
}

Result<RawImage> decodeJpeg(const Source &source, const DecodeOptions &options) {
    JpegReader reader(source);
    TRY_DO(reader.readHeader());
    const int eighths = eighthsFor(reader.width(), reader.height(), options.shortSideAtLeast);
    const int channels = reader.isGrey() ? 1 : 3;
    const auto scaled = [eighths](int side) { return (static_cast<std::uint64_t>(side) * unsigned(eighths) + 7) / 8; };
    TRY_DO(source.checkDecodeMemory(options, scaled(reader.width()), scaled(reader.height()), channels, 8,
                                    reader.orientation(), reader.scratchBytes()));
    TRY_DO(reader.start(eighths, reader.isGrey() ? JCS_GRAYSCALE : reader.isCmyk() ? JCS_CMYK : JCS_RGB));

    RawImage raw;
    raw.orientation = reader.orientation();
    Image &image = raw.image;
    image.width = reader.outputWidth();
    image.height = reader.outputHeight();
    image.channels = channels;
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(image.height));
    if (reader.isCmyk()) {
        const std::uint8_t inversion = reader.inkIsInverted() ? 0xFF : 0;
        Bytes ink(static_cast<std::size_t>(image.width) * 4);
        for (int y = 0; y < image.height; ++y) {
            TRY_DO(reader.readRows(ink.data(), ink.size(), 1));
            for (std::uint8_t &value : ink)
                value ^= inversion;
            for (int x = 0; x < image.width; ++x)
                cmykToRgb(ink.data() + std::size_t(4) * static_cast<std::size_t>(x),
                          image.row(y) + std::size_t(3) * static_cast<std::size_t>(x));
        }
    } else {
        TRY_DO(reader.readRows(image.pixels.data(), image.rowBytes(), image.height));
    }
    TRY_DO(reader.checkComplete());
    return raw;
}

} // namespace trainyard::media

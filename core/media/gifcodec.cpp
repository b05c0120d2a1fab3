// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/codec.h"

#include <gif_lib.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace trainyard::media {

namespace {

/**
 * The blocks of a GIF, walked by ourselves: the header needs no allocation, and giflib then only unpacks the first
 * frame. Layout: GIF89a specification, sections 17 to 27.
 */
struct GifOutline {
    int screenWidth = 0;
    int screenHeight = 0;
    int frames = 0;
    int firstLeft = 0, firstTop = 0, firstWidth = 0, firstHeight = 0;
    int transparentIndex = -1; ///< of the first frame
    bool ended = false;        ///< the file stops inside a block
};

GifOutline outlineOf(ByteView file) {
    GifOutline outline;
    std::size_t at = 6;
    const auto has = [&](std::size_t count) { return at <= file.size() && count <= file.size() - at; };
    const auto number = [&](std::size_t from) { return readLittleEndian<std::uint16_t>(file, from); };
    const auto skipSubBlocks = [&] {
        while (has(1)) {
            const std::size_t length = file[at++];
            if (length == 0)
                return true;
            at += length;
        }
        return false;
    };
    const auto paletteBytes = [](std::uint8_t flags) {
        return (flags & 0x80) != 0 ? std::size_t(3) << ((flags & 7) + 1) : 0;
    };
    if (!has(7)) {
        outline.ended = true;
        return outline;
    }
    outline.screenWidth = number(at);
    outline.screenHeight = number(at + 2);
    at += 7 + paletteBytes(file[at + 4]);
    int transparent = -1;
    while (has(1) && outline.frames < 1 << 20) {
        const std::uint8_t kind = file[at++];
        if (kind == 0x3B) // trailer
            return outline;
        if (kind == 0x21) { // extension
            if (has(6) && file[at] == 0xF9 && file[at + 1] >= 4)
                transparent = (file[at + 2] & 1) != 0 ? file[at + 5] : -1;
            at += 1;
        } else if (kind == 0x2C) { // image
            if (!has(10))
                break;
            if (outline.frames == 0) {
                outline.firstLeft = number(at);
                outline.firstTop = number(at + 2);
                outline.firstWidth = number(at + 4);
                outline.firstHeight = number(at + 6);
                outline.transparentIndex = transparent;
            }
            at += 9 + paletteBytes(file[at + 8]) + 1; // and the code size
            transparent = -1;
            ++outline.frames;
        } else {
            return outline; // not a block: what follows the pictures that were found does not matter
        }
        if (!skipSubBlocks())
            break;
    }
    outline.ended = true;
    return outline;
}

Result<GifOutline> checkedOutline(const Source &source) {
    GifOutline outline = outlineOf(source.bytes);
    if (outline.frames == 0)
        return outline.ended ? source.fail(kTruncated, "the file ends before the first picture")
                             : source.fail(kDamaged, "it holds no picture");
    if (outline.screenWidth == 0 || outline.screenHeight == 0) {
        outline.screenWidth = outline.firstLeft + outline.firstWidth;
        outline.screenHeight = outline.firstTop + outline.firstHeight;
    }
    TRY_DO(source.checkSize(static_cast<std::uint64_t>(outline.screenWidth),
                            static_cast<std::uint64_t>(outline.screenHeight)));
    TRY_DO(source.checkSize(static_cast<std::uint64_t>(outline.firstWidth),
                            static_cast<std::uint64_t>(outline.firstHeight)));
    return outline;
}

struct GifInput {
    ByteView rest;
    bool ended = false;
};

int onRead(GifFileType *gif, GifByteType *target, int count) {
    auto *input = static_cast<GifInput *>(gif->UserData);
    const std::size_t got = std::min(input->rest.size(), static_cast<std::size_t>(std::max(count, 0)));
    input->ended = input->ended || got < static_cast<std::size_t>(count);
    std::copy_n(input->rest.data(), got, target);
    input->rest = input->rest.subspan(got);
    return static_cast<int>(got);
}

struct GifCloser {
    void operator()(GifFileType *gif) const { DGifCloseFile(gif, nullptr); }
};

/** Goes to the first image record. */
bool findFirstImage(GifFileType *gif) {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    while (DGifGetRecordType(gif, &type) == GIF_OK && type != TERMINATE_RECORD_TYPE) {
        if (type == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageDesc(gif) == GIF_OK;
        int code = 0;
        GifByteType *block = nullptr;
        if (type != EXTENSION_RECORD_TYPE || DGifGetExtension(gif, &code, &block) != GIF_OK)
            return false;
        while (block != nullptr)
            if (DGifGetExtensionNext(gif, &block) != GIF_OK)
                return false;
    }
    return false;
}

void paintRow(const ColorMapObject &colours, const GifOutline &outline, const Bytes &indices, int y, Image &image) {
    const int right = std::min(outline.firstLeft + outline.firstWidth, image.width);
    std::uint8_t *out =
        image.row(y) + static_cast<std::size_t>(outline.firstLeft) * static_cast<std::size_t>(image.channels);
    for (int x = outline.firstLeft; x < right; ++x, out += image.channels) {
        const int index = indices[static_cast<std::size_t>(x - outline.firstLeft)];
        if (index == outline.transparentIndex)
            continue;
        const GifColorType colour = index < colours.ColorCount ? colours.Colors[index] : GifColorType{0, 0, 0};
        out[0] = colour.Red;
        out[1] = colour.Green;
        out[2] = colour.Blue;
        if (image.channels == 4)
            out[3] = 255;
    }
}

} // namespace

Result<ImageInfo> probeGif(const Source &source) {
    TRY(const GifOutline outline, checkedOutline(source));
    ImageInfo info;
    info.rawWidth = outline.screenWidth;
    info.rawHeight = outline.screenHeight;
    info.channels = 3;
    info.frames = outline.frames;
    return info;
}

Result<RawImage> decodeGif(const Source &source, const DecodeOptions &options) {
    TRY(const GifOutline outline, checkedOutline(source));
    const bool covers = outline.firstLeft == 0 && outline.firstTop == 0 && outline.firstWidth >= outline.screenWidth &&
                        outline.firstHeight >= outline.screenHeight;
    RawImage raw;
    Image &image = raw.image;
    image.width = outline.screenWidth;
    image.height = outline.screenHeight;
    image.channels = covers && outline.transparentIndex < 0 ? 3 : 4;
    TRY_DO(source.checkDecodeMemory(options, static_cast<std::uint64_t>(image.width),
                                    static_cast<std::uint64_t>(image.height), image.channels, 8, 1, 0));

    GifInput input{source.bytes};
    int code = 0;
    const std::unique_ptr<GifFileType, GifCloser> gif(DGifOpen(&input, &onRead, &code));
    const auto problem = [&](int number) {
        const char *text = GifErrorString(number);
        return source.fail(input.ended ? kTruncated : kDamaged,
                           text == nullptr ? "the picture's data are not valid" : text);
    };
    if (gif == nullptr)
        return problem(code);
    if (!findFirstImage(gif.get()))
        return problem(gif->Error);
    const ColorMapObject *colours = gif->Image.ColorMap != nullptr ? gif->Image.ColorMap : gif->SColorMap;
    // Without any palette viewers take grey: index and brightness are the same.
    std::unique_ptr<ColorMapObject, decltype(&GifFreeMapObject)> grey(nullptr, &GifFreeMapObject);
    if (colours == nullptr) {
        grey.reset(GifMakeMapObject(256, nullptr));
        if (grey == nullptr)
            return source.checkMemory(~std::uint64_t(0)).map([] { return RawImage(); });
        for (int i = 0; i < 256; ++i)
            grey->Colors[i] = {static_cast<GifByteType>(i), static_cast<GifByteType>(i), static_cast<GifByteType>(i)};
        colours = grey.get();
    }
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(image.height));
    Bytes indices(static_cast<std::size_t>(outline.firstWidth));
    const auto readRow = [&](int row) {
        if (DGifGetLine(gif.get(), indices.data(), outline.firstWidth) != GIF_OK)
            return false;
        if (outline.firstTop + row < image.height && outline.firstLeft < image.width)
            paintRow(*colours, outline, indices, outline.firstTop + row, image);
        return true;
    };
    struct Pass {
        int first, step;
    };
    static constexpr Pass interlaced[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    static constexpr Pass plain[] = {{0, 1}};
    const std::span<const Pass> passes =
        gif->Image.Interlace ? std::span<const Pass>(interlaced) : std::span<const Pass>(plain);
    for (const Pass pass : passes)
        for (int row = pass.first; row < outline.firstHeight; row += pass.step)
            if (!readRow(row))
                return problem(gif->Error);
    return raw;
}

} // namespace trainyard::media

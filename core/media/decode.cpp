// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/decode.h"

#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/media/codec.h"
#include "core/media/colour.h"
#include "core/media/orient.h"

#include <algorithm>
#include <cstdio>
#include <new>
#include <stdexcept>

namespace trainyard::media {

namespace {

Result<Source> sourceOf(ByteView file, std::string_view name, const DecodeLimits &limits) {
    if (file.empty())
        return fail(kEmptyFile, {{"file", std::string(name)}});
    if (file.size() > limits.fileBytes)
        return fail(kFileTooLarge, {{"file", std::string(name)},
                                    {"bytes", std::to_string(file.size())},
                                    {"limit", std::to_string(limits.fileBytes)}});
    const ImageFormat format = formatOf(file);
    if (format == ImageFormat::Unknown) {
        const auto foreign = foreignFormatName(file);
        if (foreign.empty())
            return fail(kNotAnImage, {{"file", std::string(name)}});
        return fail(kUnsupportedFormat, {{"file", std::string(name)}, {"format", std::string(foreign)}});
    }
    return Source{file, name, format, limits};
}

Result<ImageInfo> probeSource(const Source &source) {
    switch (source.format) {
    case ImageFormat::Jpeg: return probeJpeg(source);
    case ImageFormat::Png: return probePng(source);
    case ImageFormat::Tiff: return probeTiff(source);
    case ImageFormat::WebP: return probeWebP(source);
    case ImageFormat::Bmp: return probeBmp(source);
    case ImageFormat::Gif: return probeGif(source);
    case ImageFormat::Unknown: break;
    }
    return fail(kNotAnImage, {{"file", std::string(source.name)}});
}

Result<RawImage> decodeSource(const Source &source, const DecodeOptions &options) {
    switch (source.format) {
    case ImageFormat::Jpeg: return decodeJpeg(source, options);
    case ImageFormat::Png: return decodePng(source, options);
    case ImageFormat::Tiff: return decodeTiff(source, options);
    case ImageFormat::WebP: return decodeWebP(source, options);
    case ImageFormat::Bmp: return decodeBmp(source, options);
    case ImageFormat::Gif: return decodeGif(source, options);
    case ImageFormat::Unknown: break;
    }
    return fail(kNotAnImage, {{"file", std::string(source.name)}});
}

/** The first bytes of a file: enough for most headers, so that a scan of a folder does not read whole files. */
Bytes readPrefix(const Path &path, std::size_t limit) {
    Bytes prefix;
    if (std::FILE *file = std::fopen(path.c_str(), "rb")) {
        prefix.resize(limit);
        prefix.resize(std::fread(prefix.data(), 1, limit, file));
        std::fclose(file);
    }
    return prefix;
}

/** Runs `work`; an allocation that fails becomes a value like every other error. */
template <typename Work>
auto withoutExceptions(std::string_view name, Work &&work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return fail(kOutOfMemory, {{"what", std::string(name)}});
    } catch (const std::length_error &) {
        return fail(kOutOfMemory, {{"what", std::string(name)}});
    }
}

} // namespace

Result<> Source::checkSize(std::uint64_t width, std::uint64_t height) const {
    if (width == 0 || height == 0)
        return fail(kDamaged, "width or height is 0");
    // Each side at most 2^31 - 1, so the product cannot overflow.
    if (width > 0x7FFFFFFF || height > 0x7FFFFFFF || width * height > limits.pixels)
        return ::trainyard::fail(kTooManyPixels, {{"file", std::string(name)},
                                                  {"width", std::to_string(width)},
                                                  {"height", std::to_string(height)},
                                                  {"limit", std::to_string(limits.pixels)}});
    return {};
}

Result<> Source::checkMemory(std::uint64_t needed) const {
    if (needed > limits.memoryBytes)
        return ::trainyard::fail(kNeedsTooMuchMemory, {{"file", std::string(name)},
                                                       {"bytes", std::to_string(needed)},
                                                       {"limit", std::to_string(limits.memoryBytes)}});
    return {};
}

Result<> Source::checkDecodeMemory(const DecodeOptions &options, std::uint64_t width, std::uint64_t height,
                                   int channels, int bits, int orientation, std::uint64_t scratch) const {
    TRY_DO(checkMemory(scratch)); // a damaged file can claim any number: nothing may be added to it
    const std::uint64_t pixels = width * height;
    const std::uint64_t native = pixels * static_cast<std::uint64_t>(channels) * static_cast<std::uint64_t>(bits / 8);
    const bool converts = options.colour == ColourMode::Rgb8 && (channels != 3 || bits != 8);
    const std::uint64_t result = converts ? pixels * 3 : native;
    std::uint64_t peak = native + scratch;
    if (converts)
        peak = std::max(peak, native + result);
    if (options.applyOrientation && swapsSides(orientation))
        peak = std::max(peak, result * 2);
    return checkMemory(peak);
}

ImageInfo withOrientedSize(ImageInfo info) {
    info.width = swapsSides(info.orientation) ? info.rawHeight : info.rawWidth;
    info.height = swapsSides(info.orientation) ? info.rawWidth : info.rawHeight;
    return info;
}

Result<ImageInfo> probe(ByteView file, std::string_view name, const DecodeLimits &limits) {
    return withoutExceptions(name, [&]() -> Result<ImageInfo> {
        TRY(const Source source, sourceOf(file, name, limits));
        TRY(ImageInfo info, probeSource(source));
        info.format = source.format;
        return withOrientedSize(info);
    });
}

Result<ImageInfo> probe(const Path &path, const DecodeLimits &limits) {
    const std::string name = displayPath(path);
    return withoutExceptions(name, [&]() -> Result<ImageInfo> {
        constexpr std::size_t prefixBytes = std::size_t(128) << 10;
        const Bytes prefix = readPrefix(path, prefixBytes);
        // Only these keep all that is asked for before the pixels; PNG, TIFF, WebP and GIF may not.
        const ImageFormat format = formatOf(prefix);
        if (format == ImageFormat::Jpeg || format == ImageFormat::Bmp)
            if (auto info = probe(prefix, name, limits))
                return info;
        TRY(const Bytes file, readFile(path, limits.fileBytes));
        return probe(file, name, limits);
    });
}

Result<Image> decode(ByteView file, std::string_view name, const DecodeOptions &options) {
    return withoutExceptions(name, [&]() -> Result<Image> {
        TRY(const Source source, sourceOf(file, name, options.limits));
        TRY(RawImage raw, decodeSource(source, options));
        Image image = std::move(raw.image);
        if (options.colour == ColourMode::Rgb8)
            image = toRgb8(std::move(image));
        return options.applyOrientation ? oriented(std::move(image), raw.orientation) : std::move(image);
    });
}

Result<Image> decode(const Path &path, const DecodeOptions &options) {
    const std::string name = displayPath(path);
    return withoutExceptions(name, [&]() -> Result<Image> {
        TRY(const Bytes file, readFile(path, options.limits.fileBytes));
        return decode(file, name, options);
    });
}

} // namespace trainyard::media

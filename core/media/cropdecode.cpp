// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/cropdecode.h"

#include "core/base/errors.h"
#include "core/media/jpegreader.h"
#include "core/media/orient.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <stdexcept>

namespace trainyard::media {

namespace {

constexpr std::size_t kKeptBytes = std::size_t(32) << 20;

CropBox clipped(const CropBox &box, double width, double height) {
    CropBox out{std::clamp(box.x0, 0.0, width), std::clamp(box.y0, 0.0, height), std::clamp(box.x1, 0.0, width),
                std::clamp(box.y1, 0.0, height)};
    // Less than a thousandth of a pixel, or nothing inside the image: its nearest sliver.
    constexpr double least = 1e-3;
    if (!(out.x1 - out.x0 >= least))
        out.x0 = std::max(0.0, std::min(out.x0, width - least)), out.x1 = out.x0 + least;
    if (!(out.y1 - out.y0 >= least))
        out.y0 = std::max(0.0, std::min(out.y0, height - least)), out.y1 = out.y0 + least;
    return out;
}

int eighthsForCrop(const CropBox &crop, int width, int height) {
    for (const int eighths : {1, 2, 4})
        if ((crop.x1 - crop.x0) * eighths / 8 >= width && (crop.y1 - crop.y0) * eighths / 8 >= height)
            return eighths;
    return 8;
}

/** First and one past the last pixel that a filter over [start, end) may touch, and two more for chroma's sake. */
std::pair<int, int> span(double start, double end, int outputs, int size) {
    const double reach = std::max(1.0, (end - start) / outputs) + 2;
    const int first = std::clamp(static_cast<int>(std::floor(start - reach)), 0, size - 1);
    const int last = std::clamp(static_cast<int>(std::ceil(end + reach)), first + 1, size);
    return {first, last};
}

Result<> cropJpeg(const Source &source, JpegReader &reader, const CropBox &askedCrop, int width, int height,
                  bool mirror, std::uint8_t *target) {
    const int orientation = reader.orientation();
    const bool swapped = swapsSides(orientation);
    const double fullWidth = swapped ? reader.height() : reader.width();
    const double fullHeight = swapped ? reader.width() : reader.height();
    const CropBox crop = clipped(askedCrop, fullWidth, fullHeight);
    const int eighths = eighthsForCrop(crop, width, height);
    TRY_DO(source.checkMemory(reader.scratchBytes()));
    TRY_DO(reader.start(eighths, reader.isGrey() ? JCS_GRAYSCALE : JCS_RGB));

    // The crop in the stored picture's scaled pixels.
    CropBox stored = storedBox(crop, orientation, fullWidth, fullHeight);
    const double scale = eighths / 8.0;
    stored = {stored.x0 * scale, stored.y0 * scale, stored.x1 * scale, stored.y1 * scale};
    const int rows = reader.outputHeight();
    int columns = reader.outputWidth();
    auto [left, right] = span(stored.x0, stored.x1, swapped ? height : width, columns);
    const auto [top, bottom] = span(stored.y0, stored.y1, swapped ? width : height, rows);
    if (right - left < columns) {
        columns = right - left;
        TRY_DO(reader.cropColumns(left, columns));
        columns = reader.outputWidth();
    } else {
        left = 0;
    }
    if (top > 0)
        TRY_DO(reader.skipRows(top));

    thread_local Image region;
    region.width = columns;
    region.height = bottom - top;
    region.channels = reader.isGrey() ? 1 : 3;
    region.bits = 8;
    const std::size_t bytes = region.rowBytes() * static_cast<std::size_t>(region.height);
    TRY_DO(source.checkMemory(reader.scratchBytes() + bytes * (orientation == 1 ? 1 : 2)));
    if (region.pixels.size() < bytes)
        region.pixels.resize(bytes);
    TRY_DO(reader.readRows(region.pixels.data(), region.rowBytes(), region.height));

    CropBox inRegion{stored.x0 - left, stored.y0 - top, stored.x1 - left, stored.y1 - top};
    const auto scaled = [&](const Image &image, const CropBox &box) {
        if (image.channels == 3) {
            resizeInto(image, box, width, height, mirror, target);
            return;
        }
        thread_local Bytes grey;
        const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
        grey.resize(count);
        resizeInto(image, box, width, height, mirror, grey.data());
        for (std::size_t i = 0; i < count; ++i)
            target[3 * i] = target[3 * i + 1] = target[3 * i + 2] = grey[i];
    };
    if (orientation == 1) {
        scaled(region, inRegion);
    } else {
        inRegion = orientedBox(inRegion, orientation, region.width, region.height);
        Image copy = region;
        copy.pixels.resize(bytes);
        scaled(oriented(std::move(copy), orientation), inRegion);
    }
    if (region.pixels.capacity() > kKeptBytes)
        region.pixels = {};
    return {};
}

Result<> cropAny(ByteView file, std::string_view name, const CropBox &crop, int width, int height, bool mirror,
                 std::uint8_t *target, const DecodeLimits &limits) {
    if (formatOf(file) == ImageFormat::Jpeg && file.size() <= limits.fileBytes) {
        const Source source{file, name, ImageFormat::Jpeg, limits};
        JpegReader reader(source);
        TRY_DO(reader.readHeader());
        if (!reader.isCmyk())
            return cropJpeg(source, reader, crop, width, height, mirror, target);
    }
    DecodeOptions options;
    options.limits = limits;
    TRY(const Image image, decode(file, name, options));
    resizeInto(image, clipped(crop, image.width, image.height), width, height, mirror, target);
    return {};
}

} // namespace

Result<> decodeCropInto(ByteView file, std::string_view name, const CropBox &crop, int width, int height, bool mirror,
                        std::uint8_t *target, const DecodeLimits &limits) {
    try {
        return cropAny(file, name, crop, width, height, mirror, target, limits);
    } catch (const std::bad_alloc &) {
        return fail(kOutOfMemory, {{"what", std::string(name)}});
    } catch (const std::length_error &) {
        return fail(kOutOfMemory, {{"what", std::string(name)}});
    }
}

} // namespace trainyard::media

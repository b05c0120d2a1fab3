// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/pipeline/pixelsource.h"

#include "core/engine/pipeline/augmentops.h"
#include "core/media/cropdecode.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace trainyard::engine {

namespace {

std::uint64_t cacheBytes(const std::vector<runs::ManifestRow> &rows, int shortSide) {
    std::uint64_t bytes = 0;
    for (const runs::ManifestRow &row : rows) {
        const double shorter = std::max(1, std::min(row.width, row.height));
        const double scale = std::min(1.0, shortSide / shorter);
        const double width = row.width > 0 ? row.width : shortSide * 1.5; // unknown sizes: a usual photo's shape
        const double height = row.height > 0 ? row.height : shortSide;
        bytes += static_cast<std::uint64_t>(3.0 * width * height * scale * scale) + 256;
    }
    return bytes;
}

} // namespace

CachePlan planCache(const std::vector<runs::ManifestRow> &rows, int imageSize, double cropScaleMin, CacheWish wish,
                    std::uint64_t budget) {
    if (wish == CacheWish::Off)
        return {};
    const std::uint64_t limit = wish == CacheWish::Ram ? budget * 2 : budget;
    // The smallest crop keeps its resolution at the first of these; at the second, crops of more than half the area.
    const double fine = std::min(2.0, 1.0 / std::sqrt(std::max(cropScaleMin, 0.01)));
    for (const double factor : {fine, 1.25}) {
        const int shortSide = static_cast<int>(std::ceil(imageSize * factor));
        const std::uint64_t bytes = cacheBytes(rows, shortSide);
        if (bytes <= limit)
            return {shortSide, bytes};
    }
    return {};
}

PixelSource::PixelSource(std::vector<runs::ManifestRow> rows, Path root, models::Preprocessing preprocessing,
                         AugmentSettings augment, CachePlan cache, std::uint64_t seed)
    : m_rows(std::move(rows))
    , m_root(std::move(root))
    , m_preprocessing(preprocessing)
    , m_augment(augment)
    , m_cache(cache)
    , m_seed(seed)
    , m_images(cache.shortSide > 0 ? m_rows.size() : 0)
    , m_evaluated(m_rows.size()) {}

std::size_t PixelSource::imageBytes() const {
    return std::size_t(3) * static_cast<std::size_t>(m_preprocessing.width) *
           static_cast<std::size_t>(m_preprocessing.height);
}

Path PixelSource::file(std::size_t row) const {
    const Path &path = m_rows[row].path;
    return path.is_absolute() ? path : m_root / path;
}

Result<std::shared_ptr<const media::Image>> PixelSource::cached(std::size_t row) {
    const std::scoped_lock lock(lockOf(row));
    if (m_images[row])
        return m_images[row];
    media::DecodeOptions options;
    options.colour = media::ColourMode::Rgb8;
    options.shortSideAtLeast = m_cache.shortSide;
    TRY(media::Image image, media::decode(file(row), options));
    const int shorter = std::min(image.width, image.height);
    if (shorter > m_cache.shortSide) {
        const double scale = static_cast<double>(m_cache.shortSide) / shorter;
        image = media::resize(image, std::max(1, static_cast<int>(std::lround(image.width * scale))),
                              std::max(1, static_cast<int>(std::lround(image.height * scale))));
    }
    m_images[row] = std::make_shared<const media::Image>(std::move(image));
    return m_images[row];
}

Result<> PixelSource::trainInto(std::size_t row, std::uint32_t epoch, std::uint8_t *target, Scratch &scratch) {
    CounterRandom random(m_seed, stream(epoch, Draw::Augment), static_cast<std::uint64_t>(m_rows[row].item));
    const int width = m_preprocessing.width;
    const int height = m_preprocessing.height;
    CropChoice crop;
    if (m_cache.shortSide > 0) {
        TRY(const std::shared_ptr<const media::Image> image, cached(row));
        crop = drawCrop(m_augment, image->width, image->height, random);
        media::resizeInto(*image, crop.box, width, height, crop.mirror, target);
    } else {
        const Path path = file(row);
        TRY(const Bytes bytes, readFile(path));
        int fullWidth = m_rows[row].width;
        int fullHeight = m_rows[row].height;
        if (fullWidth <= 0 || fullHeight <= 0) {
            TRY(const media::ImageInfo info, media::probe(bytes, displayPath(path)));
            fullWidth = info.width;
            fullHeight = info.height;
        }
        crop = drawCrop(m_augment, fullWidth, fullHeight, random);
        TRY_DO(media::decodeCropInto(bytes, displayPath(path), crop.box, width, height, crop.mirror, target));
    }
    turn({target, width, scratch.pixels}, crop.quarterTurns);
    augmentPixels(m_augment, width, target, random, scratch.pixels);
    return {};
}

Result<> PixelSource::evaluateInto(std::size_t row, std::uint8_t *target) {
    if (m_keepEvaluated) {
        const std::scoped_lock lock(lockOf(row));
        if (!m_evaluated[row].empty()) {
            std::memcpy(target, m_evaluated[row].data(), imageBytes());
            return {};
        }
    }
    TRY(const media::Image image, media::decode(file(row)));
    models::fitInto(image, m_preprocessing, target);
    if (m_keepEvaluated) {
        const std::scoped_lock lock(lockOf(row));
        m_evaluated[row].assign(target, target + imageBytes());
    }
    return {};
}

} // namespace trainyard::engine

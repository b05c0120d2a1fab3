// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/files.h"
#include "core/engine/pipeline/augment.h"
#include "core/models/preprocessing.h"
#include "core/runs/manifest.h"

#include <array>
#include <memory>
#include <mutex>

namespace trainyard::engine {

/** Short side of decoded images kept in memory for one training, or none. */
struct CachePlan {
    int shortSide = 0; ///< 0: every epoch decodes its files again
    std::uint64_t bytes = 0;
};
enum class CacheWish { Auto, Off, Ram };
/**
 * Keeps images a little larger than any crop needs, when all of them fit into `budget` bytes (Ram: twice that). The
 * choice changes the numbers of a training, a little, so a run that is resumed keeps the one it was begun with.
 */
CachePlan planCache(const std::vector<runs::ManifestRow> &rows, int imageSize, double cropScaleMin, CacheWish wish,
                    std::uint64_t budget);

/** Memory that one thread reuses from image to image. */
struct Scratch {
    std::vector<std::uint8_t> pixels;
};

/** Makes the inputs of a network from the files of a manifest's rows. Any thread, any row, any order. */
class PixelSource final {
public:
    PixelSource(std::vector<runs::ManifestRow> rows, Path root, models::Preprocessing preprocessing,
                AugmentSettings augment, CachePlan cache, std::uint64_t seed);

    [[nodiscard]] const std::vector<runs::ManifestRow> &rows() const { return m_rows; }
    [[nodiscard]] const models::Preprocessing &preprocessing() const { return m_preprocessing; }
    [[nodiscard]] std::size_t imageBytes() const;
    [[nodiscard]] Path file(std::size_t row) const;

    /** The row as it is shown in `epoch`, width x height RGB: depends on seed, epoch and item only. */
    Result<> trainInto(std::size_t row, std::uint32_t epoch, std::uint8_t *target, Scratch &scratch);
    /** The row as it is validated: models::fitInto of the decoded file, as every program of the product sees it. */
    Result<> evaluateInto(std::size_t row, std::uint8_t *target);
    /** Keeps what evaluateInto makes, to give it again in the next epoch. */
    void keepEvaluated(bool keep) { m_keepEvaluated = keep; }

private:
    Result<std::shared_ptr<const media::Image>> cached(std::size_t row);

    std::vector<runs::ManifestRow> m_rows;
    Path m_root;
    models::Preprocessing m_preprocessing;
    AugmentSettings m_augment;
    CachePlan m_cache;
    std::uint64_t m_seed;
    bool m_keepEvaluated = false;
    std::vector<std::shared_ptr<const media::Image>> m_images; ///< guarded by lockOf(row)
    std::vector<std::vector<std::uint8_t>> m_evaluated;        ///< guarded by lockOf(row)
    std::array<std::mutex, 64> m_locks;
    std::mutex &lockOf(std::size_t row) { return m_locks[row % m_locks.size()]; }
};

} // namespace trainyard::engine

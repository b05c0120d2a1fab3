// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace trainyard::engine {

/** A 3x3 convolution with padding 1 over images in NHWC order. Channels are multiples of ConvKernels::kChunk. */
struct ConvGeometry {
    std::int64_t images = 0;
    std::int64_t height = 0; ///< of the input
    std::int64_t width = 0;
    std::int64_t in = 0; ///< channels
    std::int64_t out = 0;
    std::int64_t stride = 1;

    [[nodiscard]] std::int64_t outHeight() const { return (height - 1) / stride + 1; }
    [[nodiscard]] std::int64_t outWidth() const { return (width - 1) / stride + 1; }
    /** Tiles of 4x4 outputs that cover all images. */
    [[nodiscard]] std::int64_t tiles() const { return images * ((height + 3) / 4) * ((width + 3) / 4); }
    /** The convolution that leads gradients back: from the outputs' channels to the inputs'. */
    [[nodiscard]] ConvGeometry mirrored() const { return {images, height, width, out, in, stride}; }
};

/** A kernel as a map from channels to channels; one of `fromStride` and `toStride` is 1. */
struct ConvWeights {
    const float *values = nullptr;
    std::int64_t tapStride = 0;
    std::int64_t fromStride = 0;
    std::int64_t toStride = 0;
    bool flipped = false; ///< the taps are taken in opposite order
};

/**
 * The parts of a 3x3 convolution and of its gradients for training in 32-bit floats on a CPU. Two ways:
 *
 * - Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast algorithms for convolutional neural networks",
 *   2015) for stride 1: 36 products for a tile of 16 outputs instead of 144. Its rounding error is some thirty times
 *   that of the plain sum, 1e-5 of the largest value, far below the noise of a batch; nothing but training uses it.
 * - Tap by tap, only where the tap meets the image: for small images, of which padding is a large share, and for
 *   stride 2.
 *
 * No function keeps state. Ranges may be given to different threads, and how they are cut changes no result: every
 * value is summed up in one order. "Chunked" is the order [channel / kChunk][row][kChunk]; the arrays of the 36 points
 * lie pointStride apart.
 */
struct ConvKernels {
    static constexpr std::int64_t kChunk = 16;
    static constexpr std::int64_t kPoints = 36; ///< of a transformed tile, 6x6
    static constexpr std::int64_t kTaps = 9;
    static constexpr std::int64_t kTileBlock = 24;     ///< tiles that are transformed and multiplied at once
    static constexpr std::int64_t kGradientBlock = 192; ///< the same for gradients of weights
    static constexpr std::int64_t kRowBlock = 512;      ///< outputs, for the way tap by tap
    static constexpr std::int64_t kMostChannels = 4096;
    /** Floats from one point to the next: a cache line more than needed, or all 36 would fall into the same sets. */
    static std::int64_t pointStride(std::int64_t floats) { return floats + kChunk; }
    static std::int64_t tileScratch(const ConvGeometry &geometry) {
        return kPoints * (pointStride(kTileBlock * geometry.in) + pointStride(kTileBlock * geometry.out)) + geometry.in;
    }
    /** Outputs that are worked on at once: those of whole images. */
    static std::int64_t rowsOfBlock(const ConvGeometry &geometry) {
        const std::int64_t pixels = geometry.outHeight() * geometry.outWidth();
        return pixels >= kRowBlock ? pixels : kRowBlock / pixels * pixels;
    }

    /** `to` as [tap][to / kChunk][from][kChunk], for chunks [begin, end) of `to`. */
    void (*packTaps)(const ConvWeights &weights, std::int64_t from, std::int64_t to, float *packed, std::int64_t begin,
                     std::int64_t end);
    /** The same of the transformed weights: [point][to / kChunk][from][kChunk]. */
    void (*packPoints)(const ConvWeights &weights, std::int64_t from, std::int64_t to, float *packed,
                       std::int64_t begin, std::int64_t end);

    /** Winograd, stride 1: tiles [begin, end) of y; scratch of tileScratch floats. */
    void (*forwardTiles)(const ConvGeometry &geometry, const float *x, const float *points, float *y, float *scratch,
                         std::int64_t begin, std::int64_t end);
    /**
     * Tap by tap: images [begin, end). Without `back` from x to y; with it from the gradient of y to that of x, for
     * weights packed from `out` to `in`. `joined` is scratch for 2 * rowsOfBlock.
     */
    void (*forwardTaps)(const ConvGeometry &geometry, bool back, const float *from, const float *taps, float *to,
                        std::int32_t *joined, std::int64_t begin, std::int64_t end);

    /**
     * Gradient of the weights by Winograd, in three steps for each block of at most kGradientBlock tiles from
     * `first`: both sides of tiles [begin, end) of the block, chunked for each point; then points [begin, end) of
     * [point][out][in], added to when `add`; after the last block the weights [out][tap][in] of outputs [begin, end).
     */
    void (*gradientTiles)(const ConvGeometry &geometry, const float *x, const float *dy, float *tilesOfX,
                          float *tilesOfY, std::int64_t first, std::int64_t begin, std::int64_t end);
    void (*gradientPoints)(const ConvGeometry &geometry, const float *tilesOfX, const float *tilesOfY, float *points,
                           std::int64_t tiles, bool add, std::int64_t begin, std::int64_t end);
    void (*gradientWeights)(const ConvGeometry &geometry, const float *points, float *weights, std::int64_t begin,
                            std::int64_t end);
    /**
     * Gradient of the weights tap by tap: items [begin, end) of tap * (out / kChunk) + chunk. Scratch of
     * rowsOfBlock * (in + kChunk) floats, and `joined` as above.
     */
    void (*gradientTaps)(const ConvGeometry &geometry, const float *x, const float *dy, float *weights, float *scratch,
                         std::int32_t *joined, std::int64_t begin, std::int64_t end);
};

/** Null where this machine cannot run them. */
const ConvKernels *convKernels();
/** Whether they are quicker on this machine than LibTorch's convolutions. */
bool convKernelsAreQuicker();

const ConvKernels *convKernelsAvx2();

} // namespace trainyard::engine

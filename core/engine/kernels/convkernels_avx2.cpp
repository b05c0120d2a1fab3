// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Compiled for AVX2. Nothing from the standard library with a body: a linker might keep the copy that was compiled for
// instructions which the machine lacks.
#include "core/engine/kernels/convkernels.h"

#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#endif

namespace trainyard::engine {

#if defined(__AVX2__) && defined(__FMA__)

namespace {

using Vector = float __attribute__((vector_size(32)));
using Unaligned = float __attribute__((vector_size(32), aligned(4)));
constexpr std::int64_t kLanes = 8;
constexpr std::int64_t kChunk = ConvKernels::kChunk;
constexpr std::int64_t kPoints = ConvKernels::kPoints;
constexpr std::int64_t kTaps = ConvKernels::kTaps;
constexpr std::int64_t kRows = 6; // of a product: 6 x 16 sums fill twelve of the sixteen registers
static_assert(ConvKernels::kTileBlock % kRows == 0);

inline Vector load(const float *p) {
    return *reinterpret_cast<const Unaligned *>(p);
}
inline void store(float *p, Vector value) {
    *reinterpret_cast<Unaligned *>(p) = value;
}
inline std::int64_t least(std::int64_t a, std::int64_t b) {
    return a < b ? a : b;
}
inline void clear(float *p, std::int64_t count) {
    __builtin_memset(p, 0, static_cast<std::size_t>(count) * sizeof(float));
}

// ---- products

/**
 * to[r][0..15] = or += the sum over c of from[r][c] * panel[c][0..15]. Every 16 values of a row lie together, the next
 * 16 are `chunkStride` floats on.
 */
template <bool Add>
inline void multiplyRows(const float *const *from, std::int64_t chunkStride, const float *panel, std::int64_t depth,
                         float *const *to) {
    Vector sum[kRows][2] = {};
    const float *r0 = from[0];
    const float *r1 = from[1];
    const float *r2 = from[2];
    const float *r3 = from[3];
    const float *r4 = from[4];
    const float *r5 = from[5];
    for (std::int64_t chunk = 0; chunk < depth; chunk += kChunk) {
#pragma GCC unroll 4
        for (std::int64_t c = 0; c < kChunk; ++c) {
            const Vector b0 = load(panel);
            const Vector b1 = load(panel + kLanes);
            panel += kChunk;
            sum[0][0] += r0[c] * b0;
            sum[0][1] += r0[c] * b1;
            sum[1][0] += r1[c] * b0;
            sum[1][1] += r1[c] * b1;
            sum[2][0] += r2[c] * b0;
            sum[2][1] += r2[c] * b1;
            sum[3][0] += r3[c] * b0;
            sum[3][1] += r3[c] * b1;
            sum[4][0] += r4[c] * b0;
            sum[4][1] += r4[c] * b1;
            sum[5][0] += r5[c] * b0;
            sum[5][1] += r5[c] * b1;
        }
        r0 += chunkStride;
        r1 += chunkStride;
        r2 += chunkStride;
        r3 += chunkStride;
        r4 += chunkStride;
        r5 += chunkStride;
    }
#pragma GCC unroll 6
    for (std::int64_t r = 0; r < kRows; ++r) {
        if constexpr (Add) {
            store(to[r], load(to[r]) + sum[r][0]);
            store(to[r] + kLanes, load(to[r] + kLanes) + sum[r][1]);
        } else {
            store(to[r], sum[r][0]);
            store(to[r] + kLanes, sum[r][1]);
        }
    }
}

/** sums[k][0..15] = or += the sum over rows of dy[row][k] * x[row][0..15], k < K; both sides in rows of 16 floats. */
template <int K>
inline void multiplyColumns(const float *dy, const float *x, std::int64_t rows, float *sums, std::int64_t stride,
                            bool add) {
    Vector sum[K][2] = {};
    for (std::int64_t row = 0; row < rows; ++row) {
        const Vector x0 = load(x);
        const Vector x1 = load(x + kLanes);
#pragma GCC unroll 6
        for (int k = 0; k < K; ++k) {
            sum[k][0] += dy[k] * x0;
            sum[k][1] += dy[k] * x1;
        }
        x += kChunk;
        dy += kChunk;
    }
#pragma GCC unroll 6
    for (int k = 0; k < K; ++k) {
        float *p = sums + k * stride;
        if (add) {
            sum[k][0] += load(p);
            sum[k][1] += load(p + kLanes);
        }
        store(p, sum[k][0]);
        store(p + kLanes, sum[k][1]);
    }
}

/** The same for all 16 columns of dy. */
inline void multiplyChunk(const float *dy, const float *x, std::int64_t rows, float *sums, std::int64_t stride,
                          bool add) {
    multiplyColumns<6>(dy, x, rows, sums, stride, add);
    multiplyColumns<6>(dy + 6, x, rows, sums + 6 * stride, stride, add);
    multiplyColumns<4>(dy + 12, x, rows, sums + 12 * stride, stride, add);
}

// ---- Winograd's transforms, one dimension at a time

inline void inputTransform(const Vector *d, std::int64_t step, Vector *t, std::int64_t to) {
    const Vector even = d[4 * step] - 4.0F * d[2 * step];
    const Vector odd = d[3 * step] - 4.0F * d[step];
    const Vector evenFar = d[4 * step] - d[2 * step];
    const Vector oddFar = 2.0F * (d[3 * step] - d[step]);
    t[0] = 4.0F * d[0] - 5.0F * d[2 * step] + d[4 * step];
    t[to] = even + odd;
    t[2 * to] = even - odd;
    t[3 * to] = evenFar + oddFar;
    t[4 * to] = evenFar - oddFar;
    t[5 * to] = 4.0F * d[step] - 5.0F * d[3 * step] + d[5 * step];
}

inline void outputTransform(const Vector *m, std::int64_t step, Vector *y, std::int64_t to) {
    const Vector near = m[step] + m[2 * step];
    const Vector nearOdd = m[step] - m[2 * step];
    const Vector far = m[3 * step] + m[4 * step];
    const Vector farOdd = m[3 * step] - m[4 * step];
    y[0] = m[0] + near + far;
    y[to] = nearOdd + 2.0F * farOdd;
    y[2 * to] = near + 4.0F * far;
    y[3 * to] = nearOdd + 8.0F * farOdd + m[5 * step];
}

/** The transpose of outputTransform. */
inline void gradientTransform(const Vector *g, std::int64_t step, Vector *r, std::int64_t to) {
    const Vector even = g[0] + g[2 * step];
    const Vector odd = g[step] + g[3 * step];
    const Vector evenFar = g[0] + 4.0F * g[2 * step];
    const Vector oddFar = 2.0F * g[step] + 8.0F * g[3 * step];
    r[0] = g[0];
    r[to] = even + odd;
    r[2 * to] = even - odd;
    r[3 * to] = evenFar + oddFar;
    r[4 * to] = evenFar - oddFar;
    r[5 * to] = g[3 * step];
}

inline void weightTransform(const Vector *w, std::int64_t step, Vector *u, std::int64_t to) {
    const Vector even = (w[0] + w[2 * step]) * (-1.0F / 6.0F);
    const Vector odd = w[step] * (-1.0F / 6.0F);
    const Vector evenFar = w[0] * (1.0F / 24.0F) + w[2 * step] * (1.0F / 6.0F);
    const Vector oddFar = w[step] * (1.0F / 12.0F);
    u[0] = w[0] * 0.25F;
    u[to] = even + odd;
    u[2 * to] = even - odd;
    u[3 * to] = evenFar + oddFar;
    u[4 * to] = evenFar - oddFar;
    u[5 * to] = w[2 * step];
}

/** The transpose of weightTransform. */
inline void weightGradientTransform(const Vector *u, std::int64_t step, Vector *w, std::int64_t to) {
    const Vector near = (u[step] + u[2 * step]) * (-1.0F / 6.0F);
    const Vector nearOdd = (u[2 * step] - u[step]) * (1.0F / 6.0F);
    const Vector far = u[3 * step] + u[4 * step];
    const Vector farOdd = u[3 * step] - u[4 * step];
    w[0] = u[0] * 0.25F + near + far * (1.0F / 24.0F);
    w[to] = nearOdd + farOdd * (1.0F / 12.0F);
    w[2 * to] = near + far * (1.0F / 6.0F) + u[5 * step];
}

/** The second dimension of a transform to 6x6 points, of which `half` holds 6 lines of `length`; each to its own place. */
template <auto transform, std::int64_t length>
inline void storePoints(const Vector *half, float *to, std::int64_t pointStride) {
    for (std::int64_t i = 0; i < 6; ++i) {
        Vector line[6];
        transform(half + i * length, 1, line, 1);
#pragma GCC unroll 6
        for (std::int64_t j = 0; j < 6; ++j)
            store(to + (i * 6 + j) * pointStride, line[j]);
    }
}

/** Where a tile of 4x4 outputs lies: its image and the place of its first output. */
struct Tile {
    std::int64_t image;
    std::int64_t y;
    std::int64_t x;
};
inline Tile tileAt(const ConvGeometry &geometry, std::int64_t index) {
    const std::int64_t across = (geometry.width + 3) / 4;
    const std::int64_t inImage = across * ((geometry.height + 3) / 4);
    const std::int64_t rest = index % inImage;
    return {index / inImage, rest / across * 4, rest % across * 4};
}

/** The 6x6 inputs of a tile, transformed, to row `row` of each point's chunked rows. */
void transformInputs(const ConvGeometry &geometry, const float *x, const float *zeros, const Tile &tile, float *points,
                     std::int64_t rows, std::int64_t row) {
    const float *pixels[kPoints];
    for (std::int64_t i = 0; i < 6; ++i)
        for (std::int64_t j = 0; j < 6; ++j) {
            const std::int64_t y0 = tile.y + i - 1;
            const std::int64_t x0 = tile.x + j - 1;
            const bool inside = y0 >= 0 && y0 < geometry.height && x0 >= 0 && x0 < geometry.width;
            pixels[i * 6 + j] =
                inside ? x + ((tile.image * geometry.height + y0) * geometry.width + x0) * geometry.in : zeros;
        }
    const std::int64_t pointStride = ConvKernels::pointStride(rows * geometry.in);
    for (std::int64_t c = 0; c < geometry.in; c += kLanes) {
        Vector half[kPoints];
        for (std::int64_t j = 0; j < 6; ++j) {
            Vector column[6];
#pragma GCC unroll 6
            for (std::int64_t i = 0; i < 6; ++i)
                column[i] = load(pixels[i * 6 + j] + c);
            inputTransform(column, 1, half + j, 6);
        }
        float *to = points + (c / kChunk * rows + row) * kChunk + c % kChunk;
        storePoints<inputTransform, 6>(half, to, pointStride);
    }
}

/** The 4x4 gradients of a tile's outputs, transformed, to row `row` of each point's chunked rows. */
void transformGradients(const ConvGeometry &geometry, const float *dy, const Tile &tile, float *points,
                        std::int64_t rows, std::int64_t row) {
    const std::int64_t pointStride = ConvKernels::pointStride(rows * geometry.out);
    const std::int64_t height = least(4, geometry.height - tile.y);
    const std::int64_t width = least(4, geometry.width - tile.x);
    const float *first = dy + ((tile.image * geometry.height + tile.y) * geometry.width + tile.x) * geometry.out;
    for (std::int64_t c = 0; c < geometry.out; c += kLanes) {
        Vector half[24];
        for (std::int64_t j = 0; j < 4; ++j) {
            Vector column[4] = {};
            if (j < width)
                for (std::int64_t i = 0; i < height; ++i)
                    column[i] = load(first + (i * geometry.width + j) * geometry.out + c);
            gradientTransform(column, 1, half + j, 4);
        }
        float *to = points + (c / kChunk * rows + row) * kChunk + c % kChunk;
        storePoints<gradientTransform, 4>(half, to, pointStride);
    }
}

/** The 4x4 outputs of a tile from row `row` of each point's chunked rows. */
void transformOutputs(const ConvGeometry &geometry, const float *points, std::int64_t rows, std::int64_t row,
                      const Tile &tile, float *y) {
    const std::int64_t pointStride = ConvKernels::pointStride(rows * geometry.out);
    const std::int64_t height = least(4, geometry.height - tile.y);
    const std::int64_t width = least(4, geometry.width - tile.x);
    float *first = y + ((tile.image * geometry.height + tile.y) * geometry.width + tile.x) * geometry.out;
    for (std::int64_t c = 0; c < geometry.out; c += kLanes) {
        const float *from = points + (c / kChunk * rows + row) * kChunk + c % kChunk;
        Vector half[24];
        for (std::int64_t j = 0; j < 6; ++j) {
            Vector column[6];
#pragma GCC unroll 6
            for (std::int64_t i = 0; i < 6; ++i)
                column[i] = load(from + (i * 6 + j) * pointStride);
            outputTransform(column, 1, half + j, 6);
        }
        for (std::int64_t i = 0; i < height; ++i) {
            Vector line[4];
            outputTransform(half + i * 6, 1, line, 1);
            for (std::int64_t j = 0; j < width; ++j)
                store(first + (i * geometry.width + j) * geometry.out + c, line[j]);
        }
    }
}

void forwardTiles(const ConvGeometry &geometry, const float *x, const float *points, float *y, float *scratch,
                  std::int64_t begin, std::int64_t end) {
    constexpr std::int64_t rows = ConvKernels::kTileBlock;
    const std::int64_t inStride = ConvKernels::pointStride(rows * geometry.in);
    const std::int64_t outStride = ConvKernels::pointStride(rows * geometry.out);
    const std::int64_t weightStride = ConvKernels::pointStride(geometry.in * geometry.out);
    float *inputs = scratch;
    float *outputs = inputs + kPoints * inStride;
    float *zeros = outputs + kPoints * outStride;
    clear(zeros, geometry.in);
    for (std::int64_t first = begin; first < end; first += rows) {
        const std::int64_t count = least(rows, end - first);
        const std::int64_t padded = (count + kRows - 1) / kRows * kRows;
        for (std::int64_t row = 0; row < padded; ++row) // past the end the last tile again, and nobody reads it
            transformInputs(geometry, x, zeros, tileAt(geometry, first + least(row, count - 1)), inputs, rows, row);
        for (std::int64_t point = 0; point < kPoints; ++point) {
            const float *from = inputs + point * inStride;
            for (std::int64_t out = 0; out < geometry.out; out += kChunk) {
                const float *panel = points + point * weightStride + out * geometry.in;
                float *to = outputs + point * outStride + out * rows;
                for (std::int64_t row = 0; row < padded; row += kRows) {
                    const float *sources[kRows];
                    float *targets[kRows];
                    for (std::int64_t r = 0; r < kRows; ++r) {
                        sources[r] = from + (row + r) * kChunk;
                        targets[r] = to + (row + r) * kChunk;
                    }
                    multiplyRows<false>(sources, rows * kChunk, panel, geometry.in, targets);
                }
            }
        }
        for (std::int64_t row = 0; row < count; ++row)
            transformOutputs(geometry, outputs, rows, row, tileAt(geometry, first + row), y);
    }
}

void gradientTiles(const ConvGeometry &geometry, const float *x, const float *dy, float *tilesOfX, float *tilesOfY,
                   std::int64_t first, std::int64_t begin, std::int64_t end) {
    alignas(32) float zeros[ConvKernels::kMostChannels] = {};
    for (std::int64_t row = begin; row < end; ++row) {
        const Tile tile = tileAt(geometry, first + row);
        transformInputs(geometry, x, zeros, tile, tilesOfX, ConvKernels::kGradientBlock, row);
        transformGradients(geometry, dy, tile, tilesOfY, ConvKernels::kGradientBlock, row);
    }
}

void gradientPoints(const ConvGeometry &geometry, const float *tilesOfX, const float *tilesOfY, float *points,
                    std::int64_t tiles, bool add, std::int64_t begin, std::int64_t end) {
    constexpr std::int64_t rows = ConvKernels::kGradientBlock;
    for (std::int64_t point = begin; point < end; ++point) {
        const float *ofX = tilesOfX + point * ConvKernels::pointStride(rows * geometry.in);
        const float *ofY = tilesOfY + point * ConvKernels::pointStride(rows * geometry.out);
        float *to = points + point * ConvKernels::pointStride(geometry.in * geometry.out);
        for (std::int64_t out = 0; out < geometry.out; out += kChunk)
            for (std::int64_t in = 0; in < geometry.in; in += kChunk)
                multiplyChunk(ofY + out * rows, ofX + in * rows, tiles, to + out * geometry.in + in, geometry.in, add);
    }
}

void gradientWeights(const ConvGeometry &geometry, const float *points, float *weights, std::int64_t begin,
                     std::int64_t end) {
    const std::int64_t pointStride = ConvKernels::pointStride(geometry.out * geometry.in);
    for (std::int64_t out = begin; out < end; ++out)
        for (std::int64_t in = 0; in < geometry.in; in += kLanes) {
            const float *from = points + out * geometry.in + in;
            Vector half[18];
            for (std::int64_t j = 0; j < 6; ++j) {
                Vector column[6];
                for (std::int64_t i = 0; i < 6; ++i)
                    column[i] = load(from + (i * 6 + j) * pointStride);
                weightGradientTransform(column, 1, half + j, 6);
            }
            float *to = weights + out * kTaps * geometry.in + in;
            for (std::int64_t i = 0; i < 3; ++i) {
                Vector line[3];
                weightGradientTransform(half + i * 6, 1, line, 1);
                for (std::int64_t j = 0; j < 3; ++j)
                    store(to + (i * 3 + j) * geometry.in, line[j]);
            }
        }
}

// ---- weights

/** values[j] = the weights of `tap` from channel from + j to channels to .. to + 7. */
inline void loadBlock(const ConvWeights &weights, std::int64_t tap, std::int64_t from, std::int64_t to,
                      Vector *values) {
    const float *first = weights.values + (weights.flipped ? kTaps - 1 - tap : tap) * weights.tapStride +
                         from * weights.fromStride + to * weights.toStride;
    if (weights.toStride == 1) {
#pragma GCC unroll 8
        for (std::int64_t j = 0; j < kLanes; ++j)
            values[j] = load(first + j * weights.fromStride);
        return;
    }
    __m256 pairs[8];
#pragma GCC unroll 4
    for (std::int64_t j = 0; j < kLanes; j += 2) {
        const Vector a = load(first + j * weights.toStride);
        const Vector b = load(first + (j + 1) * weights.toStride);
        pairs[j] = _mm256_unpacklo_ps(a, b);
        pairs[j + 1] = _mm256_unpackhi_ps(a, b);
    }
    __m256 fours[8];
#pragma GCC unroll 2
    for (std::int64_t j = 0; j < kLanes; j += 4) {
        fours[j] = _mm256_shuffle_ps(pairs[j], pairs[j + 2], 0x44);
        fours[j + 1] = _mm256_shuffle_ps(pairs[j], pairs[j + 2], 0xEE);
        fours[j + 2] = _mm256_shuffle_ps(pairs[j + 1], pairs[j + 3], 0x44);
        fours[j + 3] = _mm256_shuffle_ps(pairs[j + 1], pairs[j + 3], 0xEE);
    }
#pragma GCC unroll 4
    for (std::int64_t j = 0; j < 4; ++j) {
        values[j] = _mm256_permute2f128_ps(fours[j], fours[j + 4], 0x20);
        values[j + 4] = _mm256_permute2f128_ps(fours[j], fours[j + 4], 0x31);
    }
}

void packTaps(const ConvWeights &weights, std::int64_t from, std::int64_t to, float *packed, std::int64_t begin,
              std::int64_t end) {
    for (std::int64_t tap = 0; tap < kTaps; ++tap)
        for (std::int64_t chunk = begin; chunk < end; ++chunk)
            for (std::int64_t c = 0; c < from; c += kLanes)
                for (std::int64_t lane = 0; lane < kChunk; lane += kLanes) {
                    Vector block[kLanes];
                    loadBlock(weights, tap, c, chunk * kChunk + lane, block);
                    float *target = packed + ((tap * to + chunk * kChunk) * from) + c * kChunk + lane;
#pragma GCC unroll 8
                    for (std::int64_t j = 0; j < kLanes; ++j)
                        store(target + j * kChunk, block[j]);
                }
}

void packPoints(const ConvWeights &weights, std::int64_t from, std::int64_t to, float *packed, std::int64_t begin,
                std::int64_t end) {
    const std::int64_t pointStride = ConvKernels::pointStride(from * to);
    for (std::int64_t chunk = begin; chunk < end; ++chunk)
        for (std::int64_t c = 0; c < from; c += kLanes)
            for (std::int64_t lane = 0; lane < kChunk; lane += kLanes) {
                Vector taps[kTaps][kLanes];
                for (std::int64_t tap = 0; tap < kTaps; ++tap)
                    loadBlock(weights, tap, c, chunk * kChunk + lane, taps[tap]);
                for (std::int64_t k = 0; k < kLanes; ++k) {
                    Vector half[18];
#pragma GCC unroll 3
                    for (std::int64_t j = 0; j < 3; ++j) {
                        const Vector column[3] = {taps[j][k], taps[3 + j][k], taps[6 + j][k]};
                        weightTransform(column, 1, half + j, 3);
                    }
                    float *target = packed + (chunk * from + c + k) * kChunk + lane;
                    storePoints<weightTransform, 3>(half, target, pointStride);
                }
            }
}

// ---- tap by tap

/** The pixels that a tap joins: x and y hold their numbers, from the first of `image`. Returns how many. */
std::int64_t joinedPixels(const ConvGeometry &geometry, std::int64_t tap, std::int64_t image, std::int64_t images,
                          std::int32_t *ofX, std::int32_t *ofY) {
    const std::int64_t height = geometry.outHeight();
    const std::int64_t width = geometry.outWidth();
    std::int64_t count = 0;
    for (std::int64_t n = image; n < image + images; ++n)
        for (std::int64_t y = 0; y < height; ++y) {
            const std::int64_t y0 = y * geometry.stride + tap / 3 - 1;
            if (y0 < 0 || y0 >= geometry.height)
                continue;
            for (std::int64_t x = 0; x < width; ++x) {
                const std::int64_t x0 = x * geometry.stride + tap % 3 - 1;
                if (x0 < 0 || x0 >= geometry.width)
                    continue;
                ofX[count] = static_cast<std::int32_t>((n * geometry.height + y0) * geometry.width + x0);
                ofY[count] = static_cast<std::int32_t>((n * height + y) * width + x);
                ++count;
            }
        }
    return count;
}

/** Images that are worked on at once: as many as have kRowBlock outputs, and at least one. */
inline std::int64_t imagesOfBlock(const ConvGeometry &geometry) {
    return ConvKernels::rowsOfBlock(geometry) / (geometry.outHeight() * geometry.outWidth());
}

void forwardTaps(const ConvGeometry &geometry, bool back, const float *from, const float *taps, float *to,
                 std::int32_t *joined, std::int64_t begin, std::int64_t end) {
    std::int32_t *ofX = joined;
    std::int32_t *ofY = joined + ConvKernels::rowsOfBlock(geometry);
    const std::int32_t *sources = back ? ofY : ofX;
    const std::int32_t *targets = back ? ofX : ofY;
    const std::int64_t depth = back ? geometry.out : geometry.in;
    const std::int64_t channels = back ? geometry.in : geometry.out;
    const std::int64_t pixels = back ? geometry.height * geometry.width : geometry.outHeight() * geometry.outWidth();
    alignas(32) float nobody[kChunk]; // takes the rows past the end
    clear(nobody, kChunk);
    clear(to + begin * pixels * channels, (end - begin) * pixels * channels);
    const std::int64_t step = imagesOfBlock(geometry);
    for (std::int64_t image = begin; image < end; image += step)
        for (std::int64_t tap = 0; tap < kTaps; ++tap) {
            const std::int64_t count = joinedPixels(geometry, tap, image, least(step, end - image), ofX, ofY);
            for (std::int64_t channel = 0; channel < channels; channel += kChunk) {
                const float *panel = taps + (tap * channels + channel) * depth;
                for (std::int64_t first = 0; first < count; first += kRows) {
                    const float *rows[kRows];
                    float *sums[kRows];
                    for (std::int64_t r = 0; r < kRows; ++r) {
                        const bool exists = first + r < count;
                        rows[r] = from + sources[exists ? first + r : first] * depth;
                        sums[r] = exists ? to + targets[first + r] * channels + channel : nobody;
                    }
                    multiplyRows<true>(rows, kChunk, panel, depth, sums);
                }
            }
        }
}

/** Chunks [begin, end) of the rows that `pixels` names, chunk after chunk. */
inline void gather(const float *from, std::int64_t channels, const std::int32_t *pixels, std::int64_t count,
                   std::int64_t begin, std::int64_t end, float *to) {
    for (std::int64_t row = 0; row < count; ++row) {
        const float *source = from + pixels[row] * channels;
        for (std::int64_t chunk = begin; chunk < end; ++chunk) {
            float *target = to + ((chunk - begin) * count + row) * kChunk;
            store(target, load(source + chunk * kChunk));
            store(target + kLanes, load(source + chunk * kChunk + kLanes));
        }
    }
}

void gradientTaps(const ConvGeometry &geometry, const float *x, const float *dy, float *weights, float *scratch,
                  std::int32_t *joined, std::int64_t begin, std::int64_t end) {
    const std::int64_t chunks = geometry.out / kChunk;
    const std::int64_t rows = ConvKernels::rowsOfBlock(geometry);
    std::int32_t *ofX = joined;
    std::int32_t *ofY = joined + rows;
    float *rowsOfX = scratch;
    float *rowsOfY = scratch + rows * geometry.in;
    const std::int64_t step = imagesOfBlock(geometry);
    for (std::int64_t image = 0; image < geometry.images; image += step) {
        std::int64_t gathered = -1; // the tap whose rows of x lie in the scratch
        std::int64_t count = 0;
        for (std::int64_t item = begin; item < end; ++item) {
            const std::int64_t tap = item / chunks;
            const std::int64_t chunk = item % chunks;
            if (tap != gathered) {
                count = joinedPixels(geometry, tap, image, least(step, geometry.images - image), ofX, ofY);
                gather(x, geometry.in, ofX, count, 0, geometry.in / kChunk, rowsOfX);
                gathered = tap;
            }
            gather(dy, geometry.out, ofY, count, chunk, chunk + 1, rowsOfY);
            for (std::int64_t in = 0; in < geometry.in; in += kChunk)
                multiplyChunk(rowsOfY, rowsOfX + in * count, count,
                              weights + (chunk * kChunk * kTaps + tap) * geometry.in + in, kTaps * geometry.in,
                              image > 0);
        }
    }
}

constexpr ConvKernels kKernels{packTaps,       packPoints,      forwardTiles, forwardTaps, gradientTiles,
                               gradientPoints, gradientWeights, gradientTaps};

} // namespace

const ConvKernels *convKernelsAvx2() {
    return &kKernels;
}

#else

const ConvKernels *convKernelsAvx2() {
    return nullptr;
}

#endif

} // namespace trainyard::engine

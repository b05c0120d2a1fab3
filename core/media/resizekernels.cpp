// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/resizekernels.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#define TRAINYARD_HAS_AVX2_KERNELS 1
#include <immintrin.h>
#endif

namespace trainyard::media {

namespace {

std::atomic<bool> g_portable{false};

std::uint8_t rounded(std::int32_t sum, int shift) {
    return static_cast<std::uint8_t>(std::clamp((sum + (1 << (shift - 1))) >> shift, 0, 255));
}

template <int Channels>
void filterRowPortable(const FilterAxis &axis, const std::uint8_t *row, std::uint8_t *out) {
    for (int x = 0; x < axis.size; ++x, out += Channels) {
        const std::uint8_t *in = row + static_cast<std::ptrdiff_t>(axis.first[static_cast<std::size_t>(x)]) * Channels;
        const std::int16_t *weights = axis.weights.data() + static_cast<std::ptrdiff_t>(x) * axis.taps;
        std::int32_t sums[Channels] = {};
        const int count = axis.counts[static_cast<std::size_t>(x)];
        for (int t = 0; t < count; ++t)
            for (int c = 0; c < Channels; ++c)
                sums[c] += in[t * Channels + c] * weights[t];
        for (int c = 0; c < Channels; ++c)
            out[c] = rounded(sums[c], axis.shift);
    }
}

void filterColumnPortable(const FilterAxis &axis, const std::int16_t *weights, int count, const std::uint8_t *rows,
                          std::size_t stride, std::size_t from, std::size_t bytes, std::uint8_t *out) {
    for (std::size_t i = from; i < bytes; ++i) {
        std::int32_t sum = 0;
        for (int t = 0; t < count; ++t)
            sum += rows[static_cast<std::size_t>(t) * stride + i] * weights[t];
        out[i] = rounded(sum, axis.shift);
    }
}

#ifdef TRAINYARD_HAS_AVX2_KERNELS

bool canUseAvx2() {
    static const bool can = __builtin_cpu_supports("avx2") != 0;
    return can && !g_portable.load(std::memory_order_relaxed);
}

/** RGB, four pixels a step: their samples become pairs of 16 bits that one multiply-add sums with two weights. */
__attribute__((target("avx2"))) void filterRgbRowAvx2(const FilterAxis &axis, const std::uint8_t *row,
                                                      std::uint8_t *out) {
    const __m256i pairs = _mm256_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1, //
                                           6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1);
    const __m256i spread = _mm256_setr_epi8(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, -1, -1, -1, -1, //
                                            4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, -1, -1, -1, -1);
    const __m128i half = _mm_set1_epi32(1 << (axis.shift - 1));
    const __m128i shift = _mm_cvtsi32_si128(axis.shift);
    const std::int16_t *weights = axis.weights.data();
    const int taps = axis.taps;
    for (int x = 0; x < axis.size; ++x, out += 3) {
        const std::uint8_t *in = row + static_cast<std::ptrdiff_t>(axis.first[static_cast<std::size_t>(x)]) * 3;
        const int count = axis.counts[static_cast<std::size_t>(x)];
        __m256i sums = _mm256_setzero_si256();
        for (int t = 0; t < count; t += 4) {
            const __m256i pixels = _mm256_broadcastsi128_si256(
                _mm_loadu_si128(reinterpret_cast<const __m128i *>(in + std::ptrdiff_t(t) * 3)));
            const __m256i factors =
                _mm256_broadcastsi128_si256(_mm_loadl_epi64(reinterpret_cast<const __m128i *>(weights + t)));
            sums = _mm256_add_epi32(sums, _mm256_madd_epi16(_mm256_shuffle_epi8(pixels, pairs),
                                                            _mm256_shuffle_epi8(factors, spread)));
        }
        weights += taps;
        __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
        sum = _mm_sra_epi32(_mm_add_epi32(sum, half), shift);
        sum = _mm_packs_epi32(sum, sum);
        sum = _mm_packus_epi16(sum, sum);
        const int pixel = _mm_cvtsi128_si32(sum);
        std::memcpy(out, &pixel, 4);
    }
}

__attribute__((target("avx2"))) std::size_t filterColumnAvx2(const FilterAxis &axis, const std::int16_t *weights,
                                                             int count, const std::uint8_t *rows, std::size_t stride,
                                                             std::size_t bytes, std::uint8_t *out) {
    const __m256i half = _mm256_set1_epi32(1 << (axis.shift - 1));
    const __m128i shift = _mm_cvtsi32_si128(axis.shift);
    std::size_t i = 0;
    for (; i + 16 <= bytes; i += 16) {
        __m256i low = half;
        __m256i high = half;
        for (int t = 0; t < count; t += 2) {
            // An odd count ends with a weight of 0 (taps are a multiple of 4), but its row may not exist.
            const int next = t + 1 < count ? t + 1 : t;
            const auto load = [&](int tap) __attribute__((target("avx2"), always_inline)) {
                return _mm256_cvtepu8_epi16(_mm_loadu_si128(
                    reinterpret_cast<const __m128i *>(rows + static_cast<std::size_t>(tap) * stride + i)));
            };
            const __m256i a = load(t);
            const __m256i b = load(next);
            std::int32_t pair = 0;
            std::memcpy(&pair, weights + t, sizeof pair);
            const __m256i factors = _mm256_set1_epi32(pair);
            low = _mm256_add_epi32(low, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), factors));
            high = _mm256_add_epi32(high, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), factors));
        }
        const __m256i words = _mm256_packs_epi32(_mm256_sra_epi32(low, shift), _mm256_sra_epi32(high, shift));
        const __m128i packed = _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
        _mm_storeu_si128(reinterpret_cast<__m128i *>(out + i), packed);
    }
    return i;
}

#endif

} // namespace

void usePortableKernels(bool portable) { g_portable = portable; }

void FilterAxis::set(int sourceSize, double start, double end, int outputs, bool mirror) {
    const double scale = (end - start) / outputs;
    const double radius = std::max(scale, 1.0);
    size = outputs;
    first.assign(static_cast<std::size_t>(outputs), 0);
    counts.assign(static_cast<std::size_t>(outputs), 0);
    const auto longest = static_cast<std::size_t>(std::min<double>(std::ceil(radius) * 2 + 1, sourceSize)) + 1;
    thread_local std::vector<double> exact;
    exact.assign(longest * static_cast<std::size_t>(outputs), 0.0);

    double largest = 0;
    int mostTaps = 1;
    from = sourceSize;
    to = 0;
    for (int i = 0; i < outputs; ++i) {
        const double centre = start + (i + 0.5) * scale;
        int begin = static_cast<int>(std::max(centre - radius + 0.5, 0.0));
        int stop = static_cast<int>(std::min(centre + radius + 0.5, static_cast<double>(sourceSize)));
        begin = std::clamp(begin, 0, sourceSize - 1);
        stop = std::clamp(stop, begin + 1, std::min(sourceSize, begin + static_cast<int>(longest)));
        const auto slot = static_cast<std::size_t>(mirror ? outputs - 1 - i : i);
        double *weight = exact.data() + slot * longest;
        double total = 0;
        for (int s = begin; s < stop; ++s)
            total += weight[s - begin] = std::max(0.0, 1.0 - std::abs(s + 0.5 - centre) / radius);
        if (!(total > 0)) { // a centre outside the line: its edge
            weight[0] = total = 1;
            stop = begin + 1;
        }
        for (int t = 0; t < stop - begin; ++t) {
            weight[t] /= total;
            largest = std::max(largest, weight[t]);
        }
        first[slot] = begin;
        counts[slot] = stop - begin;
        mostTaps = std::max(mostTaps, stop - begin);
        from = std::min(from, begin);
        to = std::max(to, stop);
    }

    // As many bits as the largest weight leaves in 16 bits: many small weights would be too coarse otherwise.
    shift = 22; // 255 << 22 still fits in 31 bits
    while (shift > 1 && largest * (1 << shift) > 32766)
        --shift;
    taps = (mostTaps + 3) / 4 * 4;
    weights.assign(static_cast<std::size_t>(taps) * static_cast<std::size_t>(outputs), 0);
    for (std::size_t slot = 0; slot < static_cast<std::size_t>(outputs); ++slot) {
        std::int32_t rest = 1 << shift;
        std::int16_t *out = weights.data() + slot * static_cast<std::size_t>(taps);
        int heaviest = 0;
        for (int t = 0; t < counts[slot]; ++t) {
            out[t] = static_cast<std::int16_t>(
                std::lround(exact[slot * longest + static_cast<std::size_t>(t)] * (1 << shift)));
            rest -= out[t];
            if (out[t] > out[heaviest])
                heaviest = t;
        }
        out[heaviest] = static_cast<std::int16_t>(std::clamp(out[heaviest] + rest, -32768, 32767));
    }
}

void filterRow(const FilterAxis &axis, const std::uint8_t *row, int channels, std::uint8_t *out) {
    if (channels == 1) {
        filterRowPortable<1>(axis, row, out);
    } else if (channels == 4) {
        filterRowPortable<4>(axis, row, out);
    } else {
#ifdef TRAINYARD_HAS_AVX2_KERNELS
        if (canUseAvx2()) {
            filterRgbRowAvx2(axis, row, out);
            return;
        }
#endif
        filterRowPortable<3>(axis, row, out);
    }
}

void filterColumn(const FilterAxis &axis, int index, const std::uint8_t *rows, std::size_t stride, std::size_t bytes,
                  std::uint8_t *out) {
    const auto slot = static_cast<std::size_t>(index);
    const std::int16_t *weights = axis.weights.data() + slot * static_cast<std::size_t>(axis.taps);
    const std::uint8_t *begin = rows + static_cast<std::size_t>(axis.first[slot] - axis.from) * stride;
    std::size_t done = 0;
#ifdef TRAINYARD_HAS_AVX2_KERNELS
    if (canUseAvx2())
        done = filterColumnAvx2(axis, weights, axis.counts[slot], begin, stride, bytes, out);
#endif
    filterColumnPortable(axis, weights, axis.counts[slot], begin, stride, done, bytes, out);
}

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/cuda/normalise.h"

#include <cuda_bf16.h>

namespace trainyard::engine::cuda {

namespace {

__device__ void store(float *target, float value) { *target = value; }
__device__ void store(__nv_bfloat16 *target, float value) { *target = __float2bfloat16(value); }

template <typename T>
__global__ void normaliseKernel(const std::uint8_t *pixels, T *target, std::int64_t count, Channels channels) {
    const std::int64_t stride = std::int64_t(blockDim.x) * gridDim.x;
    for (std::int64_t i = std::int64_t(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += stride) {
        const int channel = static_cast<int>(i % 3);
        store(target + i, static_cast<float>(pixels[i]) * channels.scale[channel] + channels.offset[channel]);
    }
}

} // namespace

void launchNormalise(const std::uint8_t *pixels, void *target, std::int64_t count, const Channels &channels, bool bf16,
                     cudaStream_t stream) {
    if (count == 0)
        return;
    constexpr int kThreads = 256;
    constexpr std::int64_t kMostBlocks = 4096; // enough to fill any card; the loop takes what is left
    const std::int64_t wanted = (count + kThreads - 1) / kThreads;
    const auto blocks = static_cast<unsigned>(wanted < kMostBlocks ? wanted : kMostBlocks);
    if (bf16)
        normaliseKernel<<<blocks, kThreads, 0, stream>>>(pixels, static_cast<__nv_bfloat16 *>(target), count, channels);
    else
        normaliseKernel<<<blocks, kThreads, 0, stream>>>(pixels, static_cast<float *>(target), count, channels);
}

} // namespace trainyard::engine::cuda

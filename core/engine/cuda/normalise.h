// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cuda_runtime.h>

namespace trainyard::engine::cuda {

struct Channels {
    float scale[3];  ///< 1 / (255 * deviation)
    float offset[3]; ///< -mean / deviation
};

/** `count` values, channels innermost; `target` is float or __nv_bfloat16. */
void launchNormalise(const std::uint8_t *pixels, void *target, std::int64_t count, const Channels &channels, bool bf16,
                     cudaStream_t stream);

} // namespace trainyard::engine::cuda

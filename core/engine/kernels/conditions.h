// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/torch.h"

namespace trainyard::engine {

/** NHWC in memory also where one of the sizes is 1 and several orders are the same. */
inline bool liesNhwc(const at::Tensor &tensor) {
    return tensor.is_contiguous(at::MemoryFormat::ChannelsLast);
}

/** Convolutions take bf16 here, whatever they are given. */
inline bool convolvesInBf16() {
    return at::autocast::is_autocast_enabled(at::kCPU) && at::autocast::get_autocast_dtype(at::kCPU) == at::kBFloat16;
}

} // namespace trainyard::engine

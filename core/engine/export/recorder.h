// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/torch.h"

#include <ATen/core/ivalue.h>
#include <functional>

namespace trainyard::engine {

/** One operator that a computation called, with what it took and gave; the values are kept alive. */
struct RecordedOperator {
    std::string name; ///< "aten::conv2d"
    std::vector<c10::IValue> inputs;
    std::vector<c10::IValue> outputs;
};

/**
 * The operators that `computation` calls itself, in order, on the calling thread; what they call inside is left out.
 * Uses at::RecordFunction, LibTorch's public hook for profilers. Throws what the computation throws.
 */
std::vector<RecordedOperator> recordOperators(const std::function<void()> &computation);

} // namespace trainyard::engine

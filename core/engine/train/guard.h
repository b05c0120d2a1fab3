// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"
#include "core/engine/zoo/model.h"

#include <optional>

namespace trainyard::engine {

/** The first tensor of a list that holds NaN or an infinity, or none. */
std::optional<std::string> firstNotFinite(const NamedTensors &tensors);

/**
 * Says which tensor spoiled a step whose loss or gradient is not finite: the first of images, weights, statistics,
 * logits, gradients in the order in which they are made. kNotFinite.
 */
Error explainNotFinite(Model &model, const at::Tensor &images, const NamedTensors &trained, std::int64_t step,
                       double learningRate);

} // namespace trainyard::engine

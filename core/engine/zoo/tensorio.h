// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/zoo/model.h"
#include "core/models/safetensors.h"
#include "core/models/weights.h"

#include <deque>

namespace trainyard::engine {

/** Tensors on their way into a file: the views point into what this object owns. */
class TensorsToStore final {
public:
    void add(std::string name, const at::Tensor &tensor);
    void add(const std::string &prefix, const NamedTensors &tensors);
    [[nodiscard]] const std::vector<models::TensorView> &views() const { return m_views; }

private:
    std::deque<at::Tensor> m_owned;
    std::vector<models::TensorView> m_views;
};

/** A tensor of its own with the view's values. */
at::Tensor toTensor(const models::TensorView &view);
/** Copies values into a tensor of the same shape, whatever its memory order and type. False: another shape. */
bool copyInto(const models::TensorView &view, at::Tensor target);

/**
 * Loads a weights file of either format into a model; the head may differ. kWrongArchitecture of core/models, and the
 * errors of models::loadWeights.
 */
Result<models::WeightsReport> loadWeightsInto(Model &model, const Path &file);
/** A model with weights.safetensors of its folder: nothing may differ. */
Result<ModelPtr> loadModelFolder(const Path &folder, std::string_view architecture, std::int64_t classes);

} // namespace trainyard::engine

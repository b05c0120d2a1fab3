// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/zoo/model.h"
#include "core/models/modelcard.h"
#include "core/models/onnxwriter.h"

namespace trainyard::engine {

/**
 * The model as an ONNX graph: "images" (batch x 3 x H x W, normalised floats) to "logits" (batch x classes), with a
 * batch of any size, and the card's classes and preprocessing as metadata. The forward pass is recorded at two batch
 * sizes: what differs besides the tensors would be a size baked into the file (kBakedInSize). kUnmappedOperator.
 */
Result<models::OnnxModel> toOnnx(Model &model, const models::ModelCard &card);
Result<> exportOnnx(Model &model, const models::ModelCard &card, const Path &file);

} // namespace trainyard::engine

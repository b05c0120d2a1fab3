// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/zoo/model.h"
#include "core/models/modelcard.h"
#include "core/models/predictions.h"
#include "core/runs/rundirectory.h"

namespace trainyard::engine {

/** model/ of a run: written whole beside it, then renamed; a model that lay there is replaced. */
Result<> writeModelFolder(const runs::RunDirectory &run, const Model &model, const models::ModelCard &card,
                          const models::Predictions &predictions);

} // namespace trainyard::engine

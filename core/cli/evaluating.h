// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/verb.h"
#include "core/workflow/evaluation.h"

/** What `evaluate`, `predict`, `model` and `demo` share. */
namespace trainyard::cli {

nlohmann::json toJson(const workflow::Evaluation &evaluation);
void sayEvaluation(Call &call, const workflow::Evaluation &evaluation);
/** A model's folder, or PROJECT/MODEL. */
Result<Path> modelFolderOf(const Path &text);

} // namespace trainyard::cli

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/verb.h"
#include "core/workflow/models.h"

/** What `model` and `demo` share. */
namespace trainyard::cli {

struct Exported {
    Path file;
    models::Verification verification;
};
/** Writes the file with the engine and has it judged by the independent runtime at once. */
Result<Exported> exportAndVerify(dataset::Project &project, const ModelId &model, const workflow::ExportRequest &request);
/** Says the numbers; Done, or FoundMore when they lie outside the tolerance. */
int sayVerification(Call &call, const models::Verification &verification);

} // namespace trainyard::cli

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/verb.h"
#include "core/workflow/training.h"

/** What `train`, `runs` and `demo` share. */
namespace trainyard::cli {

/** --model M and --set key=value, each checked against the task's schema. */
Result<runs::Settings> settingsOf(const std::string &task, const std::string &model,
                                  const std::vector<std::string> &assignments);
/** Into the answer, and its warnings for a person. */
void sayPreflight(Call &call, const workflow::Preflight &checks);

} // namespace trainyard::cli

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"

namespace trainyard::workflow {

/** Copies a folder so that `to` appears whole or not at all; one that is there already stays. Any number at once. */
Result<> copyFolder(const Path &from, const Path &to);

} // namespace trainyard::workflow

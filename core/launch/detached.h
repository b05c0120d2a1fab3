// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace trainyard::launch {

/**
 * Starts a program that belongs to no one: in a session of its own, no child of this process, standard input empty,
 * standard output and error appended to `log`, nothing else inherited. Returns its pid once it runs; kStartFailed when
 * it does not. Any thread.
 */
Result<std::int64_t> startDetached(const Path &program, const std::vector<std::string> &arguments, const Path &folder,
                                   const Path &log);

} // namespace trainyard::launch

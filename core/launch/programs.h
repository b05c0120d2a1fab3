// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"

namespace trainyard::launch {

enum class Program { Engine, Serve };

/** "trainyard-engine", "trainyard-serve". */
std::string_view programName(Program program);

/**
 * Where a program of ours is: the file that TRAINYARD_ENGINE or TRAINYARD_SERVE names, else beside the running program,
 * in ../libexec/trainyard, ../libexec, then PATH. kProgramNotFound lists the folders; when the variable is set and
 * names no program that can be run, nothing else is tried.
 */
Result<Path> findProgram(Program program);

} // namespace trainyard::launch

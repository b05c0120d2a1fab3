// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"

#include <string_view>

namespace trainyard {

enum class LogLevel { Debug, Info, Warning, Error };

/** Sends the program's log to standard error, and to `file` too when it is not empty. Call once, from main. */
void setUpLog(std::string_view program, const Path &file = {});
/** For developers and support: English, never shown as the explanation of an error. Any thread. */
void log(LogLevel level, std::string_view text);

} // namespace trainyard

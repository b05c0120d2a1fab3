// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

#include <cstdint>

namespace trainyard {

enum class Severity { Info, Warning, Error };

/**
 * Something a person should know of and can jump to: a damaged file, a leaking split, a diverging run.
 * `subject` names the object ("item:17", "run:2026-11-24-defects", "file:..."); `fix` names the action that would
 * mend it, or is empty. Two findings with the same code and subject are the same finding.
 */
struct Finding {
    Severity severity = Severity::Warning;
    std::string subject;
    Error what;
    std::string fix;
    std::int64_t time_ms = 0; ///< milliseconds since 1970, UTC

    friend bool operator==(const Finding &, const Finding &) = default;
};

} // namespace trainyard

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace trainyard {

/** Milliseconds since 1970-01-01, UTC. */
std::int64_t nowMs();
/** "2026-11-24T08:53:00.123Z". */
std::string utcText(std::int64_t ms);
/** "20261124-085300", local time: part of names that sort by age. */
std::string compactLocalTime(std::int64_t ms);

} // namespace trainyard

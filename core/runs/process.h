// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace trainyard::runs {

/**
 * Names one process for good: a pid alone is used again. `startTicks` is field 22 of /proc/<pid>/stat, `boot` the
 * kernel's boot id; empty or 0 when the system gives none.
 */
struct ProcessId {
    std::int64_t pid = 0;
    std::string host;
    std::string boot;
    std::int64_t startTicks = 0;

    friend bool operator==(const ProcessId &, const ProcessId &) = default;
};

std::string hostName();
std::string bootId();
ProcessId currentProcess();
/** A process of this host by its pid; startTicks is 0 when it is gone. */
ProcessId localProcess(std::int64_t pid);

enum class ProcessPresence {
    Present,
    Gone,    ///< of this host, and certainly ended (zombies too) or its pid now belongs to another
    Unknown, ///< of another host
};
ProcessPresence presence(const ProcessId &process);

} // namespace trainyard::runs

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/process.h"

#include "core/base/files.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <optional>
#include <unistd.h>

namespace trainyard::runs {

namespace {

struct ProcessStat {
    char state = '\0';
    std::int64_t startTicks = 0;
};

/** Fields 3 and 22 of /proc/<pid>/stat (proc(5)); nothing when there is no such process or no /proc. */
std::optional<ProcessStat> readStat(std::int64_t pid) {
    const auto text = readTextFile("/proc/" + std::to_string(pid) + "/stat", 65536);
    if (!text)
        return std::nullopt;
    // Field 2 is the program's name in parentheses and may itself hold spaces and parentheses.
    const std::size_t close = text->rfind(')');
    if (close == std::string::npos || close + 2 >= text->size())
        return std::nullopt;
    std::string_view rest = std::string_view(*text).substr(close + 2);
    ProcessStat stat;
    stat.state = rest.front();
    for (int field = 3; field < 22; ++field) {
        const std::size_t space = rest.find(' ');
        if (space == std::string_view::npos)
            return std::nullopt;
        rest.remove_prefix(space + 1);
    }
    if (std::from_chars(rest.data(), rest.data() + rest.size(), stat.startTicks).ec != std::errc())
        return std::nullopt;
    return stat;
}

bool hasEnded(const ProcessStat &stat) { return stat.state == 'Z' || stat.state == 'X' || stat.state == 'x'; }

} // namespace

std::string hostName() {
    char buffer[256] = {};
    if (::gethostname(buffer, sizeof buffer - 1) != 0)
        return {};
    return buffer;
}

std::string bootId() {
    auto text = readTextFile("/proc/sys/kernel/random/boot_id", 4096);
    if (!text)
        return {};
    while (!text->empty() && text->back() == '\n')
        text->pop_back();
    return *text;
}

ProcessId localProcess(std::int64_t pid) {
    ProcessId process{pid, hostName(), bootId(), 0};
    if (const auto stat = readStat(pid); stat && !hasEnded(*stat))
        process.startTicks = stat->startTicks;
    return process;
}

ProcessId currentProcess() { return localProcess(::getpid()); }

ProcessPresence presence(const ProcessId &process) {
    if (process.pid <= 0 || process.host != hostName())
        return ProcessPresence::Unknown;
    // Another boot: every process of then has ended, whatever has its number now.
    if (!process.boot.empty()) {
        const std::string boot = bootId();
        if (!boot.empty() && boot != process.boot)
            return ProcessPresence::Gone;
    }
    if (const auto stat = readStat(process.pid)) {
        if (hasEnded(*stat))
            return ProcessPresence::Gone;
        if (process.startTicks != 0 && stat->startTicks != process.startTicks)
            return ProcessPresence::Gone;
        return ProcessPresence::Present;
    }
    // /proc may be hidden (hidepid) or absent; a signal of number 0 asks the kernel itself.
    if (::kill(static_cast<pid_t>(process.pid), 0) == 0 || errno == EPERM)
        return ProcessPresence::Present;
    return errno == ESRCH ? ProcessPresence::Gone : ProcessPresence::Unknown;
}

} // namespace trainyard::runs

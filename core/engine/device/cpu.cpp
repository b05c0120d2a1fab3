// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/cpu.h"

#include <algorithm>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

namespace trainyard::engine {

CpuFacts cpuFacts() {
    CpuFacts facts;
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        facts.usableCores = std::max(1, CPU_COUNT(&set));
    std::ifstream cpuInfo("/proc/cpuinfo");
    for (std::string line; std::getline(cpuInfo, line);) {
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos)
            continue;
        const std::string value = line.substr(std::min(line.size(), colon + 2));
        if (line.starts_with("model name"))
            facts.name = value;
        if (line.starts_with("flags")) {
            std::istringstream words(value);
            for (std::string word; words >> word;) {
                facts.avx2 = facts.avx2 || word == "avx2";
                facts.avx512 = facts.avx512 || word == "avx512f";
                facts.bf16 = facts.bf16 || word == "avx512_bf16" || word == "amx_bf16";
            }
            break;
        }
    }
    facts.memoryBytes = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES))) *
                        static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
    std::ifstream limit("/sys/fs/cgroup/memory.max");
    std::uint64_t bytes = 0;
    if (limit >> bytes && bytes > 0)
        facts.memoryBytes = std::min(facts.memoryBytes, bytes);
    return facts;
}

double LoadMeter::read() {
    std::ifstream stat("/proc/stat");
    std::string word;
    stat >> word;
    std::uint64_t total = 0;
    std::uint64_t idle = 0;
    std::uint64_t value = 0;
    for (int field = 0; field < 8 && stat >> value; ++field) {
        total += value;
        if (field == 3 || field == 4) // idle and waiting for a disk
            idle += value;
    }
    const std::uint64_t busy = total - idle;
    const std::uint64_t spanBusy = busy - m_busy;
    const std::uint64_t span = total - m_total;
    const bool first = m_total == 0;
    m_busy = busy;
    m_total = total;
    return first || span == 0 ? 0.0 : std::clamp(static_cast<double>(spanBusy) / static_cast<double>(span), 0.0, 1.0);
}

std::int64_t residentBytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t size = 0;
    std::int64_t resident = 0;
    file >> size >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

std::int64_t peakResidentBytes() {
    rusage usage{};
    (void)getrusage(RUSAGE_SELF, &usage);
    return std::int64_t(usage.ru_maxrss) * 1024;
}

} // namespace trainyard::engine

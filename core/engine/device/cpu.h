// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace trainyard::engine {

struct CpuFacts {
    std::string name;
    int usableCores = 1; ///< that this process may run on
    bool avx2 = false;
    bool avx512 = false;
    bool bf16 = false;             ///< AVX-512 BF16 or AMX: bf16 is faster than fp32 here
    std::uint64_t memoryBytes = 0; ///< of the machine, or of the container when that is less
};
CpuFacts cpuFacts();

/** Share of all cores in use since the last call, 0..1. One meter for each place that asks. */
class LoadMeter final {
public:
    double read();

private:
    std::uint64_t m_busy = 0;
    std::uint64_t m_total = 0;
};

std::int64_t residentBytes();
std::int64_t peakResidentBytes();

} // namespace trainyard::engine

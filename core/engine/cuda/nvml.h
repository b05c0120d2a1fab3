// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/cuda/cudamodule.h"

namespace trainyard::engine::cuda {

/**
 * The driver's monitor, loaded at run time since the toolkit does not carry it. Declared from NVIDIA's public API
 * reference of NVML: only what is used here.
 */
class Nvml final {
public:
    Nvml();
    ~Nvml();
    Nvml(const Nvml &) = delete;
    Nvml &operator=(const Nvml &) = delete;

    [[nodiscard]] bool isThere() const { return m_library != nullptr; }
    /** For one card by its PCI bus id; zeros when the monitor does not know it. */
    [[nodiscard]] GpuLoad load(const std::string &busId) const;

private:
    using Device = void *;
    struct Utilisation {
        unsigned gpu, memory; // per cent
    };
    struct Memory {
        unsigned long long total, free, used;
    };
    void *m_library = nullptr;
    int (*m_shutdown)() = nullptr;
    int (*m_byBusId)(const char *, Device *) = nullptr;
    int (*m_utilisation)(Device, Utilisation *) = nullptr;
    int (*m_memory)(Device, Memory *) = nullptr;
};

} // namespace trainyard::engine::cuda

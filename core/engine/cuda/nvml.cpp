// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/cuda/nvml.h"

#include <dlfcn.h>

namespace trainyard::engine::cuda {

Nvml::Nvml() {
    void *library = ::dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return;
    const auto find = [&](auto &function, const char *name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
        return function != nullptr;
    };
    int (*initialise)() = nullptr;
    if (find(initialise, "nvmlInit_v2") && find(m_shutdown, "nvmlShutdown")
        && find(m_byBusId, "nvmlDeviceGetHandleByPciBusId_v2")
        && find(m_utilisation, "nvmlDeviceGetUtilizationRates") && find(m_memory, "nvmlDeviceGetMemoryInfo")
        && initialise() == 0) {
        m_library = library;
        return;
    }
    ::dlclose(library);
}

Nvml::~Nvml() {
    if (!m_library)
        return;
    m_shutdown();
    ::dlclose(m_library);
}

GpuLoad Nvml::load(const std::string &busId) const {
    GpuLoad result;
    Device device = nullptr;
    if (!m_library || m_byBusId(busId.c_str(), &device) != 0)
        return result;
    Utilisation utilisation{};
    if (m_utilisation(device, &utilisation) == 0)
        result.load = utilisation.gpu / 100.0;
    Memory memory{};
    if (m_memory(device, &memory) == 0)
        result.memoryBytes = memory.used;
    return result;
}

} // namespace trainyard::engine::cuda

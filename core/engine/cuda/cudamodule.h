// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace at {
class Tensor;
}

namespace trainyard::engine {

struct GpuFacts {
    int index = 0;
    std::string name;
    std::string busId; ///< PCI, "00000000:01:00.0": what the driver's monitor knows a card by
    int major = 0, minor = 0; ///< compute capability
    std::uint64_t memoryBytes = 0;
    std::uint64_t freeBytes = 0;
};

struct GpuLoad {
    double load = 0; ///< 0..1
    std::uint64_t memoryBytes = 0;
};

/** A recorded training step, played back without the cost of launching its kernels one by one. */
class GpuGraph {
public:
    virtual ~GpuGraph() = default;
    /** Between the two, work on the current stream is recorded instead of done. */
    virtual void begin() = 0;
    virtual void end() = 0;
    virtual void replay() = 0;
};

/**
 * All that needs CUDA headers, in a module of its own (libengine_cuda.so) that is loaded when a GPU is there; so one
 * program starts on machines with and without one. Called from the training thread; `load` from any one other thread.
 */
class CudaModule {
public:
    virtual ~CudaModule() = default;
    virtual std::vector<GpuFacts> devices() = 0;
    /** By the driver's monitor (NVML); empty when it is not installed. */
    virtual std::vector<GpuLoad> load() = 0;
    /** uint8 [n, h, w, 3] on the GPU to (value / 255 - mean) / deviation, [n, 3, h, w] in channels-last memory. */
    virtual at::Tensor normalise(const at::Tensor &pixels, const float (&mean)[3], const float (&deviation)[3],
                                 bool bf16) = 0;
    /** A host tensor in pinned memory to the GPU, on a stream beside the one that computes, which waits for it. */
    virtual at::Tensor copyAhead(const at::Tensor &pinned, int device) = 0;
    virtual std::unique_ptr<GpuGraph> makeGraph() = 0;
};

/** Grows with every change of the classes above; a module of another number is not used. */
inline constexpr int kCudaModuleVersion = 1;
inline constexpr const char *kCudaModuleFile = "libengine_cuda.so";
inline constexpr const char *kCudaModuleEntry = "trainyardCudaModule";
/** Null when `version` is not the module's own. The caller owns the result. */
using CudaModuleEntry = CudaModule *(*)(int version);

} // namespace trainyard::engine

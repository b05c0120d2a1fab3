// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/cuda/cudamodule.h"

#include "core/engine/cuda/normalise.h"
#include "core/engine/cuda/nvml.h"

#include <ATen/ATen.h>
#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

namespace trainyard::engine {

namespace {

class Graph final : public GpuGraph {
public:
    // Recording is not allowed on the default stream.
    Graph() : m_stream(c10::cuda::getStreamFromPool()) {}
    void begin() override {
        m_guard.emplace(m_stream);
        m_graph.capture_begin();
    }
    void end() override {
        m_graph.capture_end();
        m_guard.reset();
    }
    void replay() override { m_graph.replay(); }

private:
    at::cuda::CUDAGraph m_graph;
    c10::cuda::CUDAStream m_stream;
    std::optional<c10::cuda::CUDAStreamGuard> m_guard;
};

class Module final : public CudaModule {
public:
    std::vector<GpuFacts> devices() override {
        std::vector<GpuFacts> facts;
        for (int index = 0; index < c10::cuda::device_count(); ++index) {
            cudaDeviceProp properties{};
            if (cudaGetDeviceProperties(&properties, index) != cudaSuccess)
                continue;
            GpuFacts gpu;
            gpu.index = index;
            gpu.name = properties.name;
            gpu.major = properties.major;
            gpu.minor = properties.minor;
            char bus[32] = {};
            if (cudaDeviceGetPCIBusId(bus, sizeof bus, index) == cudaSuccess)
                gpu.busId = bus;
            const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(index));
            std::size_t free = 0;
            std::size_t total = 0;
            if (cudaMemGetInfo(&free, &total) == cudaSuccess) {
                gpu.freeBytes = free;
                gpu.memoryBytes = total;
            }
            facts.push_back(std::move(gpu));
        }
        m_busIds.clear();
        for (const GpuFacts &gpu : facts)
            m_busIds.push_back(gpu.busId);
        return facts;
    }

    std::vector<GpuLoad> load() override {
        std::vector<GpuLoad> loads;
        if (!m_nvml.isThere())
            return loads;
        for (const std::string &bus : m_busIds)
            loads.push_back(m_nvml.load(bus));
        return loads;
    }

    at::Tensor normalise(const at::Tensor &pixels, const float (&mean)[3], const float (&deviation)[3],
                         bool bf16) override {
        TORCH_CHECK(pixels.is_cuda() && pixels.scalar_type() == at::kByte && pixels.dim() == 4 && pixels.size(3) == 3,
                    "normalise wants uint8 [n, h, w, 3] on a GPU");
        const at::Tensor rows = pixels.contiguous();
        const c10::cuda::CUDAGuard guard(rows.device());
        at::Tensor result = at::empty({rows.size(0), 3, rows.size(1), rows.size(2)},
                                      rows.options().dtype(bf16 ? at::kBFloat16 : at::kFloat),
                                      at::MemoryFormat::ChannelsLast);
        cuda::Channels channels{};
        for (int c = 0; c < 3; ++c) {
            channels.scale[c] = 1.0F / (255.0F * deviation[c]);
            channels.offset[c] = -mean[c] / deviation[c];
        }
        cuda::launchNormalise(rows.const_data_ptr<std::uint8_t>(), result.data_ptr(), rows.numel(), channels, bf16,
                              c10::cuda::getCurrentCUDAStream());
        const cudaError_t launched = cudaGetLastError();
        TORCH_CHECK(launched == cudaSuccess, cudaGetErrorString(launched));
        return result;
    }

    at::Tensor copyAhead(const at::Tensor &pinned, int device) override {
        const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(device));
        const c10::cuda::CUDAStream compute = c10::cuda::getCurrentCUDAStream();
        if (!m_copyStream || m_copyStream->device_index() != device)
            m_copyStream = c10::cuda::getStreamFromPool(false, static_cast<c10::DeviceIndex>(device));
        at::Tensor result;
        at::cuda::CUDAEvent copied;
        {
            const c10::cuda::CUDAStreamGuard onCopyStream(*m_copyStream);
            result = pinned.to(at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(device)), /*non_blocking=*/true);
            copied.record(*m_copyStream);
        }
        copied.block(compute);
        // The allocator must not give the memory away while the computing stream still reads it.
        result.record_stream(compute);
        return result;
    }

    std::unique_ptr<GpuGraph> makeGraph() override { return std::make_unique<Graph>(); }

private:
    cuda::Nvml m_nvml;
    std::vector<std::string> m_busIds;
    std::optional<c10::cuda::CUDAStream> m_copyStream;
};

} // namespace

} // namespace trainyard::engine

extern "C" __attribute__((visibility("default"))) trainyard::engine::CudaModule *trainyardCudaModule(int version) {
    return version == trainyard::engine::kCudaModuleVersion ? new trainyard::engine::Module : nullptr;
}

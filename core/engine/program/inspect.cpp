// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// devices and probe: what is here, and what a run would cost on it.
#include "core/engine/device/cpu.h"
#include "core/engine/program/answer.h"
#include "core/engine/program/commands.h"
#include "core/engine/train/trainer.h"

#include <ATen/Version.h>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <torch/version.h>

namespace trainyard::engine {

namespace {
constexpr int kLeastSteps = 3;
constexpr int kMostSteps = 20;
constexpr double kEnoughSeconds = 3; // someone is waiting for the answer
} // namespace

int devicesCommand(const Arguments &arguments) {
    const CpuFacts cpu = cpuFacts();
    const nlohmann::json facts = {{"engine", "0.1.0"},
                                  {"torch", TORCH_VERSION},
                                  {"devices",
                                   {{{"id", "cpu"},
                                     {"name", cpu.name},
                                     {"cores", cpu.usableCores},
                                     {"instructions", at::get_cpu_capability()},
                                     {"bf16", cpu.bf16},
                                     {"memory_bytes", cpu.memoryBytes}}}}};
    if (arguments.has("--json"))
        return answer(facts);
    std::printf("cpu: %s, %d cores, %s%s, %.1f GB\n", cpu.name.c_str(), cpu.usableCores,
                at::get_cpu_capability().c_str(), cpu.bf16 ? " with bf16" : "",
                static_cast<double>(cpu.memoryBytes) / 1e9);
    return 0;
}

int probeCommand(const Arguments &arguments) {
    const runs::RunDirectory run{Path(arguments.rest().front())};
    const auto spec = run.readSpec();
    if (!spec)
        return answerError(spec.error()), 2;
    const auto options = trainOptions(*spec);
    if (!options)
        return answerError(options.error()), 2;
    const auto data = openDataSets(run, *spec, *options, std::nullopt);
    if (!data)
        return answerError(data.error());
    auto created = createModel(options->model, static_cast<std::int64_t>(spec->classes.size()));
    if (!created)
        return answerError(created.error());
    Model &model = **created;
    at::set_num_threads(options->threads);
    toChannelsLast(model);
    setTrainingMode(model, *options);
    Optimizer optimizer(model, *options);
    const std::int64_t size = options->preprocessing.width;
    const std::int64_t batch = data->batchSize;
    const at::Tensor images = at::rand({batch, 3, size, size}).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor labels = at::zeros({batch}, at::kLong);
    // The first step prepares kernels and memory; of the others the fastest is what an undisturbed training does.
    double seconds = 0;
    double total = 0;
    for (int i = 0; i < kLeastSteps || (i < kMostSteps && total < kEnoughSeconds); ++i) {
        const auto start = std::chrono::steady_clock::now();
        optimizer.forgetGradients();
        const Autocast autocast(options->precision);
        const at::Tensor loss = at::cross_entropy_loss(model.forward(images).to(at::kFloat), labels);
        loss.backward();
        optimizer.step(1e-9);
        const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        seconds = i == 0 || took < seconds ? took : seconds;
        total += took;
    }
    std::int64_t parameters = 0;
    for (const auto &[name, parameter] : namedParameters(model))
        parameters += parameter.numel();
    const double steps = static_cast<double>(data->batchesPerEpoch * options->epochs);
    // Validation is forward only: about a third of a step.
    const double validation = static_cast<double>(data->validation->rows().size()) / static_cast<double>(batch) *
                              seconds / 3.0 * static_cast<double>(options->epochs);
    const nlohmann::json facts = {{"device", "cpu"},
                                  {"threads", options->threads},
                                  {"precision", options->precision == Precision::Bf16 ? "bf16" : "fp32"},
                                  {"model", options->model},
                                  {"parameters", parameters},
                                  {"batch_size", batch},
                                  {"step_seconds", seconds},
                                  {"images_per_second", static_cast<double>(batch) / seconds},
                                  {"steps", data->batchesPerEpoch * options->epochs},
                                  {"estimated_seconds", steps * seconds + validation},
                                  {"memory_bytes", peakResidentBytes() + static_cast<std::int64_t>(data->cache.bytes)},
                                  {"cache_bytes", data->cache.bytes},
                                  {"items",
                                   {{"train", data->train->rows().size()},
                                    {"val", data->validation->rows().size()},
                                    {"test", data->test->rows().size()}}}};
    return answer(facts);
}

} // namespace trainyard::engine

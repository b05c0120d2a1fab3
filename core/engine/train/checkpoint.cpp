// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/checkpoint.h"

#include "core/base/json.h"
#include "core/engine/errors.h"
#include "core/engine/zoo/tensorio.h"

#include <ATen/CPUGeneratorImpl.h>
#include <nlohmann/json.hpp>

namespace trainyard::engine {

namespace {

constexpr const char *kHeaderKey = "trainyard.checkpoint";

/** Makes room for a newer file: last -> last-1 -> last-2; a copy by hard link, so that `last` never disappears. */
void keepOlder(const Path &file, std::int64_t keep) {
    std::error_code ignored;
    auto older = [&](std::int64_t i) {
        return file.parent_path() / (file.stem().native() + "-" + std::to_string(i) + file.extension().native());
    };
    for (std::int64_t i = keep - 1; i > 1; --i)
        std::filesystem::rename(older(i - 1), older(i), ignored);
    std::filesystem::remove(older(1), ignored);
    std::filesystem::create_hard_link(file, older(1), ignored);
}

at::Tensor generatorState() {
    const at::Generator generator = at::globalContext().defaultGenerator(at::kCPU);
    return generator.get_state();
}

Result<models::SafetensorsFile> openCheckpoint(const Path &file) {
    auto opened = models::SafetensorsFile::open(file);
    if (!opened)
        return fail(kCheckpointDamaged, {{"file", displayPath(file)}, {"reason", opened.error().debugText()}});
    return opened;
}

Result<Restored> headerOf(const models::SafetensorsFile &file, const Path &path) {
    const auto header = file.metadata().find(kHeaderKey);
    Restored restored;
    if (header != file.metadata().end())
        if (const auto json = parseJson(header->second, path.native()))
            if (fromJson(*json, restored.progress, restored.fingerprint))
                return restored;
    return fail(kCheckpointDamaged, {{"file", displayPath(path)}, {"reason", "header"}});
}

Result<> copyAll(const models::SafetensorsFile &file, const Path &path, const std::string &prefix,
                 const NamedTensors &targets) {
    for (const auto &[name, tensor] : targets) {
        const models::TensorView *view = file.find(prefix + name);
        if (view == nullptr || !copyInto(*view, tensor))
            return fail(kCheckpointDamaged, {{"file", displayPath(path)}, {"reason", prefix + name}});
    }
    return {};
}

} // namespace

Path lastFile(const runs::RunDirectory &run) {
    return run.checkpointsFolder() / "last.safetensors";
}
Path bestFile(const runs::RunDirectory &run) {
    return run.checkpointsFolder() / "best.safetensors";
}

Result<> saveLast(const runs::RunDirectory &run, const TrainTensors &tensors, const Progress &progress,
                  const Fingerprint &fingerprint, std::int64_t keepLast) {
    TRY_DO(makeFolders(run.checkpointsFolder()));
    TensorsToStore store;
    store.add("model.", namedParameters(tensors.model));
    store.add("model.", namedBuffers(tensors.model));
    store.add("optimizer.", tensors.optimizer.state());
    if (tensors.ema != nullptr)
        store.add("ema.", tensors.ema->state());
    store.add("random.cpu", generatorState());
    const nlohmann::json header = toJson(progress, fingerprint);
    if (keepLast > 1)
        keepOlder(lastFile(run), keepLast);
    TRY_DO(models::writeSafetensors(lastFile(run), store.views(), {{kHeaderKey, header.dump()}}));
    return writeJsonFile(run.checkpointsFolder() / "last.json", header);
}

Result<> saveBest(const runs::RunDirectory &run, const Model &model, const Progress &progress,
                  const Fingerprint &fingerprint) {
    TRY_DO(makeFolders(run.checkpointsFolder()));
    TensorsToStore store;
    store.add("", namedParameters(model));
    store.add("", namedBuffers(model));
    const nlohmann::json header = toJson(progress, fingerprint);
    TRY_DO(models::writeSafetensors(bestFile(run), store.views(), {{kHeaderKey, header.dump()}}));
    return writeJsonFile(run.checkpointsFolder() / "best.json", header);
}

Result<std::optional<Restored>> peekLast(const runs::RunDirectory &run) {
    const Path path = lastFile(run);
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return std::optional<Restored>();
    TRY(const models::SafetensorsFile file, openCheckpoint(path));
    TRY(Restored restored, headerOf(file, path));
    return std::optional<Restored>(std::move(restored));
}

Result<> restoreLast(const runs::RunDirectory &run, const TrainTensors &tensors) {
    const Path path = lastFile(run);
    TRY(const models::SafetensorsFile file, openCheckpoint(path));
    TRY(const Restored restored, headerOf(file, path));
    TRY_DO(copyAll(file, path, "model.", namedParameters(tensors.model)));
    TRY_DO(copyAll(file, path, "model.", namedBuffers(tensors.model)));
    TRY_DO(copyAll(file, path, "optimizer.", tensors.optimizer.state()));
    if (restored.progress.step > 0)
        tensors.optimizer.markRestored();
    if (tensors.ema != nullptr) {
        TRY_DO(copyAll(file, path, "ema.", tensors.ema->state()));
        tensors.ema->setUpdates(restored.progress.emaUpdates);
    }
    const models::TensorView *random = file.find("random.cpu");
    if (random == nullptr)
        return fail(kCheckpointDamaged, {{"file", displayPath(path)}, {"reason", "random.cpu"}});
    at::Generator generator = at::globalContext().defaultGenerator(at::kCPU);
    generator.set_state(toTensor(*random));
    return {};
}

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/zoo/model.h"

#include "core/engine/errors.h"

#include <algorithm>
#include <charconv>
#include <functional>

namespace trainyard::engine {

namespace {

struct Entry {
    std::string name;
    std::function<ModelPtr(std::int64_t)> make;
    bool gainsFromBf16; ///< on a CPU that has it; measured on Sapphire Rapids
};

const std::vector<Entry> &entries() {
    static const std::vector<Entry> all = {
        {"resnet18", makeResNet18, true},
        {"mobilenet_v2", makeMobileNetV2, true},
        {"mobilenet_v3_small", makeMobileNetV3Small, false}};
    return all;
}

} // namespace

const std::vector<std::string> &architectures() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> result;
        for (const Entry &entry : entries())
            result.push_back(entry.name);
        return result;
    }();
    return names;
}

bool gainsFromBf16(std::string_view architecture) {
    return std::any_of(entries().begin(), entries().end(), [&](const Entry &entry) {
        return entry.name == architecture && entry.gainsFromBf16;
    });
}

Result<ModelPtr> createModel(std::string_view architecture, std::int64_t classes) {
    std::string known;
    for (const Entry &entry : entries()) {
        if (entry.name == architecture) {
            const at::NoGradGuard noGrad;
            return entry.make(classes);
        }
        known += (known.empty() ? "" : ", ") + entry.name;
    }
    return fail(kUnknownArchitecture, {{"name", std::string(architecture)}, {"known", known}});
}

int stageInChain(std::string_view name, const std::array<int, 4> &firsts) {
    constexpr std::string_view kChain = "features.";
    if (!name.starts_with(kChain))
        return 4;
    name.remove_prefix(kChain.size());
    int block = 0;
    std::from_chars(name.data(), name.data() + name.size(), block);
    return static_cast<int>(std::upper_bound(firsts.begin(), firsts.end(), block) - firsts.begin());
}

NamedTensors namedParameters(const Model &model) {
    NamedTensors result;
    for (const auto &item : model.named_parameters())
        result.emplace_back(item.key(), item.value());
    return result;
}

NamedTensors namedBuffers(const Model &model) {
    NamedTensors result;
    for (const auto &item : model.named_buffers())
        result.emplace_back(item.key(), item.value());
    return result;
}

std::vector<std::pair<std::string, BatchNorm2d *>> batchNorms(Model &model) {
    std::vector<std::pair<std::string, BatchNorm2d *>> result;
    for (const auto &item : model.named_modules("", false))
        if (auto *norm = item.value()->as<BatchNorm2d>())
            result.emplace_back(item.key(), norm);
    return result;
}

void toChannelsLast(Model &model) {
    const at::NoGradGuard noGrad;
    for (at::Tensor &parameter : model.parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
}

} // namespace trainyard::engine

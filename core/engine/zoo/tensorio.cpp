// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/zoo/tensorio.h"

#include "core/models/errors.h"
#include "core/models/modelcard.h"

#include <algorithm>
#include <cstring>

namespace trainyard::engine {

namespace {

models::TensorType typeOf(const at::Tensor &tensor) {
    switch (tensor.scalar_type()) {
    case at::kDouble:
        return models::TensorType::F64;
    case at::kHalf:
        return models::TensorType::F16;
    case at::kBFloat16:
        return models::TensorType::BF16;
    case at::kLong:
        return models::TensorType::I64;
    case at::kInt:
        return models::TensorType::I32;
    case at::kShort:
        return models::TensorType::I16;
    case at::kChar:
        return models::TensorType::I8;
    case at::kByte:
        return models::TensorType::U8;
    case at::kBool:
        return models::TensorType::Bool;
    default:
        return models::TensorType::F32;
    }
}

at::ScalarType scalarOf(models::TensorType type) {
    switch (type) {
    case models::TensorType::F32:
        return at::kFloat;
    case models::TensorType::F16:
        return at::kHalf;
    case models::TensorType::BF16:
        return at::kBFloat16;
    case models::TensorType::F64:
        return at::kDouble;
    case models::TensorType::I64:
        return at::kLong;
    case models::TensorType::I32:
        return at::kInt;
    case models::TensorType::I16:
        return at::kShort;
    case models::TensorType::I8:
        return at::kChar;
    case models::TensorType::U8:
        return at::kByte;
    case models::TensorType::Bool:
        return at::kBool;
    }
    return at::kFloat;
}

} // namespace

void TensorsToStore::add(std::string name, const at::Tensor &tensor) {
    const at::NoGradGuard noGrad;
    m_owned.push_back(tensor.detach().to(at::kCPU).contiguous());
    const at::Tensor &owned = m_owned.back();
    models::TensorView view;
    view.name = std::move(name);
    view.type = typeOf(owned);
    view.shape = owned.sizes().vec();
    view.data = ByteView(static_cast<const std::uint8_t *>(owned.const_data_ptr()), owned.nbytes());
    m_views.push_back(std::move(view));
}

void TensorsToStore::add(const std::string &prefix, const NamedTensors &tensors) {
    for (const auto &[name, tensor] : tensors)
        add(prefix + name, tensor);
}

at::Tensor toTensor(const models::TensorView &view) {
    at::Tensor tensor = at::empty(view.shape, at::TensorOptions(scalarOf(view.type)));
    if (!view.data.empty())
        std::memcpy(tensor.mutable_data_ptr(), view.data.data(), std::min(view.data.size(), tensor.nbytes()));
    return tensor;
}

bool copyInto(const models::TensorView &view, at::Tensor target) {
    if (target.sizes() != at::IntArrayRef(view.shape))
        return false;
    const at::NoGradGuard noGrad;
    target.copy_(toTensor(view));
    return true;
}

Result<models::WeightsReport> loadWeightsInto(Model &model, const Path &file) {
    TRY(const models::WeightsFile weights, models::loadWeights(file));
    NamedTensors targets = namedParameters(model);
    for (auto &buffer : namedBuffers(model))
        targets.push_back(buffer);
    std::vector<models::WantedTensor> wanted;
    for (const auto &[name, tensor] : targets)
        wanted.push_back({name, tensor.sizes().vec()});
    models::WeightsReport report = models::matchWeights(wanted, weights, {std::string(model.headPrefix())});
    TRY_DO(models::requireUsable(report, wanted, weights));
    for (const models::WeightsMatch &match : report.matched)
        if (!copyInto(weights.tensors[match.tensor], targets[match.wanted].second))
            return fail(models::kTensorInvalid, {{"name", targets[match.wanted].first}, {"reason", "shape"}});
    return report;
}

Result<ModelPtr> loadModelFolder(const Path &folder, std::string_view architecture, std::int64_t classes) {
    TRY(ModelPtr model, createModel(architecture, classes));
    TRY(const models::WeightsReport report, loadWeightsInto(*model, folder / models::kWeightsFile));
    if (!report.freshHead.empty())
        return fail(models::kWrongArchitecture,
                    {{"file", displayPath(folder / models::kWeightsFile)},
                     {"matched", std::to_string(report.matched.size())},
                     {"wanted", std::to_string(report.matched.size() + report.freshHead.size())},
                     {"missing", std::to_string(report.freshHead.size())},
                     {"differing", "0"},
                     {"unexpected", std::to_string(report.unexpected.size())},
                     {"first", report.freshHead.front()}});
    toChannelsLast(*model);
    model->eval();
    return model;
}

} // namespace trainyard::engine

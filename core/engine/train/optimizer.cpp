// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/optimizer.h"

#include <algorithm>

namespace trainyard::engine {

namespace {
constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEps = 1e-8;

/** All values in the order in which they lie in memory, sharing it. */
at::Tensor flat(const at::Tensor &dense) {
    return dense.as_strided({dense.numel()}, {1}, dense.storage_offset());
}
std::vector<at::Tensor> flat(const std::vector<at::Tensor> &dense) {
    std::vector<at::Tensor> result;
    result.reserve(dense.size());
    for (const at::Tensor &tensor : dense)
        result.push_back(flat(tensor));
    return result;
}

/** The gradient in its parameter's memory order, nearly always as it is. */
at::Tensor besideParameter(const at::Tensor &parameter) {
    at::Tensor gradient = parameter.grad();
    for (std::int64_t i = 0; i < parameter.dim(); ++i)
        if (parameter.size(i) > 1 && parameter.stride(i) != gradient.stride(i))
            return at::empty_like(parameter).copy_(gradient);
    return gradient;
}
} // namespace

bool isFrozen(const Model &model, const TrainOptions &options, std::string_view name) {
    return !name.starts_with(model.headPrefix()) &&
           (options.backboneFactor == 0.0 || model.stageOf(name) < options.frozenStages);
}

void setTrainingMode(Model &model, const TrainOptions &options) {
    model.train();
    for (auto &[name, norm] : batchNorms(model))
        if (isFrozen(model, options, name))
            norm->eval();
}

Optimizer::Optimizer(const Model &model, const TrainOptions &options)
    : m_kind(options.optimizer)
    , m_momentum(options.momentum) {
    m_groups.resize(4);
    for (auto &[name, parameter] : namedParameters(model)) {
        const bool head = name.starts_with(model.headPrefix());
        if (isFrozen(model, options, name)) {
            parameter.set_requires_grad(false); // so that nothing before the first trained layer is differentiated
            continue;
        }
        Group &group = m_groups[(head ? 2U : 0U) + (parameter.dim() > 1 ? 1U : 0U)];
        group.factor = head ? 1.0 : options.backboneFactor;
        group.decay = parameter.dim() > 1 ? options.weightDecay : 0.0;
        group.names.push_back(name);
        group.parameters.push_back(parameter);
        // Of the parameter's own memory order: the fused kernels walk all of them side by side.
        group.first.push_back(at::zeros_like(parameter));
        if (m_kind == OptimizerKind::AdamW) {
            group.second.push_back(at::zeros_like(parameter));
            group.steps.push_back(at::zeros({}, at::kFloat));
        }
        m_trained.emplace_back(name, parameter);
    }
    std::erase_if(m_groups, [](const Group &group) { return group.parameters.empty(); });
    for (Group &group : m_groups)
        for (at::Tensor &tensor : group.first)
            tensor.set_requires_grad(false);
}

void Optimizer::step(double rate) {
    const at::NoGradGuard noGrad;
    for (Group &group : m_groups) {
        // As they lie in memory: the fused operators copy what is not contiguous in the order of its dimensions, and
        // the weights of a convolution in NHWC are not.
        std::vector<at::Tensor> gradients;
        gradients.reserve(group.parameters.size());
        for (const at::Tensor &parameter : group.parameters)
            gradients.push_back(flat(besideParameter(parameter)));
        std::vector<at::Tensor> parameters = flat(group.parameters);
        std::vector<at::Tensor> first = flat(group.first);
        std::vector<at::Tensor> second = flat(group.second);
        const double groupRate = rate * group.factor;
        if (m_kind == OptimizerKind::AdamW) {
            at::_foreach_add_(group.steps, 1);
            at::_fused_adamw_(parameters, gradients, first, second, group.maximum, group.steps,
                              groupRate, kBeta1, kBeta2, group.decay, kEps, false, false);
        } else {
            at::_fused_sgd_(parameters, gradients, first, group.decay, m_momentum, groupRate, 0.0,
                            m_momentum > 0, false, m_first);
        }
    }
    m_first = false;
}

void Optimizer::forgetGradients() {
    for (auto &[name, parameter] : m_trained)
        parameter.mutable_grad().reset();
}

NamedTensors Optimizer::state() const {
    NamedTensors result;
    for (const Group &group : m_groups)
        for (std::size_t i = 0; i < group.names.size(); ++i) {
            if (m_kind == OptimizerKind::AdamW) {
                result.emplace_back("exp_avg." + group.names[i], group.first[i]);
                result.emplace_back("exp_avg_sq." + group.names[i], group.second[i]);
                result.emplace_back("step." + group.names[i], group.steps[i]);
            } else {
                result.emplace_back("momentum." + group.names[i], group.first[i]);
            }
        }
    return result;
}

double clipGradients(const NamedTensors &trained, double limit) {
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> gradients;
    gradients.reserve(trained.size());
    for (const auto &[name, parameter] : trained)
        gradients.push_back(parameter.grad());
    const double norm = at::linalg_vector_norm(at::stack(at::_foreach_norm(gradients, 2))).item<double>();
    if (limit > 0 && norm > limit)
        at::_foreach_mul_(gradients, limit / (norm + 1e-6));
    return norm;
}

Ema::Ema(const Model &model, double decay)
    : m_decay(decay) {
    const at::NoGradGuard noGrad;
    auto add = [&](const NamedTensors &tensors) {
        for (const auto &[name, tensor] : tensors)
            if (tensor.is_floating_point()) {
                m_names.push_back(name);
                m_live.push_back(tensor);
                m_average.push_back(tensor.detach().clone());
            }
    };
    add(namedParameters(model));
    add(namedBuffers(model));
}

void Ema::update() {
    const at::NoGradGuard noGrad;
    ++m_updates;
    // The warm-up lets a short training forget its first weights.
    const double t = static_cast<double>(m_updates);
    const double decay = std::min(m_decay, (1.0 + t) / (10.0 + t));
    at::_foreach_lerp_(m_average, m_live, 1.0 - decay);
}

void Ema::swap() {
    const at::NoGradGuard noGrad;
    for (std::size_t i = 0; i < m_live.size(); ++i) {
        const at::Tensor live = m_live[i].detach();
        m_live[i].set_data(m_average[i]);
        m_average[i] = live;
    }
}

NamedTensors Ema::state() const {
    NamedTensors result;
    for (std::size_t i = 0; i < m_names.size(); ++i)
        result.emplace_back(m_names[i], m_average[i]);
    return result;
}

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/train/options.h"
#include "core/engine/zoo/model.h"

namespace trainyard::engine {

/** Whether a parameter or module keeps what the weights file gave it. */
bool isFrozen(const Model &model, const TrainOptions &options, std::string_view name);
/** Training mode; the batch norms of what is frozen keep their statistics too. */
void setTrainingMode(Model &model, const TrainOptions &options);

/**
 * AdamW and SGD with Nesterov momentum through LibTorch's fused kernels: one call for a whole group of parameters.
 * Groups: head and backbone, with and without weight decay (norms and biases have none).
 */
class Optimizer final {
public:
    Optimizer(const Model &model, const TrainOptions &options);

    /** Takes the step with the gradients that lie on the parameters. `rate`: the schedule's, before group factors. */
    void step(double rate);
    void forgetGradients();

    /** Everything that must be stored to go on: "exp_avg.<parameter>", "step.<parameter>", "momentum.<parameter>". */
    [[nodiscard]] NamedTensors state() const;
    /** Called before a stored state is copied into state(): a restored momentum is not a first step. */
    void markRestored() { m_first = false; }

    [[nodiscard]] const std::vector<std::pair<std::string, at::Tensor>> &trained() const { return m_trained; }

private:
    struct Group {
        std::vector<std::string> names;
        std::vector<at::Tensor> parameters;
        std::vector<at::Tensor> first;   ///< exp_avg, or momentum
        std::vector<at::Tensor> second;  ///< exp_avg_sq
        std::vector<at::Tensor> maximum; ///< not used: AMSGrad
        std::vector<at::Tensor> steps;
        double factor = 1;
        double decay = 0;
    };
    OptimizerKind m_kind;
    double m_momentum;
    bool m_first = true;
    std::vector<Group> m_groups;
    NamedTensors m_trained;
};

/** The 2-norm of all gradients; scales them so that it is at most `limit` when limit > 0. */
double clipGradients(const NamedTensors &trained, double limit);

/** A moving average of a model's parameters and float buffers. */
class Ema final {
public:
    Ema(const Model &model, double decay);
    void update();
    /** Exchanges the model's tensors with the averaged ones; a second call changes back. */
    void swap();
    [[nodiscard]] NamedTensors state() const;
    [[nodiscard]] std::int64_t updates() const { return m_updates; }
    void setUpdates(std::int64_t updates) { m_updates = updates; }

private:
    double m_decay;
    std::int64_t m_updates = 0;
    std::vector<std::string> m_names;
    std::vector<at::Tensor> m_live;
    std::vector<at::Tensor> m_average;
};

} // namespace trainyard::engine

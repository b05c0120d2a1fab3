// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/kernels/fusednorm.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace trainyard::engine {

/** A part of a network with one input and one output. */
class Layer : public torch::nn::Module {
public:
    virtual at::Tensor forward(at::Tensor input) = 0;
};
using LayerPtr = std::shared_ptr<Layer>;

struct ConvShape {
    std::int64_t in = 0;
    std::int64_t out = 0;
    std::int64_t kernel = 1;
    std::int64_t stride = 1;
    std::int64_t padding = 0;
    std::int64_t groups = 1;
    bool bias = false;
};

class Conv2d final : public Layer {
public:
    explicit Conv2d(const ConvShape &shape);
    at::Tensor forward(at::Tensor input) override;
    at::Tensor weight;
    at::Tensor bias;

private:
    ConvShape m_shape;
};

/**
 * Batch normalisation with PyTorch's buffers. `collect` makes it measure the mean and variance of its input while it
 * computes with what it has: for weights whose statistics were folded away (see unfoldBatchNorm).
 */
class BatchNorm2d final : public Layer {
public:
    BatchNorm2d(std::int64_t channels, double eps, double momentum);
    at::Tensor forward(at::Tensor input) override { return forward(std::move(input), Activation::None); }
    /** activation(norm(input) + residual), in one go where the fused kernels can. */
    at::Tensor forward(at::Tensor input, Activation activation, const at::Tensor &residual = {});
    /** True when the statistics are those of a file whose batch norm was folded: mean 0, variance 1 - eps, weight 1. */
    [[nodiscard]] bool looksFolded() const;
    void startCollecting();
    /** The share of a batch in the running statistics. */
    [[nodiscard]] double momentum() const { return m_momentum; }
    void setMomentum(double momentum) { m_momentum = momentum; }
    /** Takes the measured statistics over, and changes weight and bias so that the layer computes what it did. */
    void unfold();

    at::Tensor weight;
    at::Tensor bias;
    at::Tensor runningMean;
    at::Tensor runningVariance;
    at::Tensor batchesTracked;

private:
    double m_eps;
    double m_momentum;
    bool m_collecting = false;
    at::Tensor m_sum; ///< double
    at::Tensor m_squares;
    std::int64_t m_count = 0;
};

class Linear final : public Layer {
public:
    Linear(std::int64_t in, std::int64_t out);
    at::Tensor forward(at::Tensor input) override;
    at::Tensor weight;
    at::Tensor bias;
};

/** May work in place: for the output of a batch norm or an addition. */
at::Tensor activate(at::Tensor input, Activation activation);

/** Children named "0", "1", ... as in torch.nn.Sequential; indices that hold no parameters may be left out. */
class Chain final : public Layer {
public:
    void add(std::size_t index, LayerPtr layer);
    void add(LayerPtr layer) { add(m_layers.size(), std::move(layer)); }
    at::Tensor forward(at::Tensor input) override;
    /** The last `count` layers left out. */
    at::Tensor forwardBut(std::size_t count, at::Tensor input);
    [[nodiscard]] std::size_t size() const { return m_layers.size(); }

private:
    std::vector<LayerPtr> m_layers;
};

/** Convolution, batch norm and activation: children "0" and "1". */
class ConvNorm final : public Layer {
public:
    ConvNorm(const ConvShape &shape, double eps, double momentum, Activation activation);
    at::Tensor forward(at::Tensor input) override { return forward(std::move(input), {}); }
    /** The residual is added before the activation. */
    at::Tensor forward(at::Tensor input, const at::Tensor &residual);

private:
    std::shared_ptr<Conv2d> m_conv;
    std::shared_ptr<BatchNorm2d> m_norm;
    Activation m_activation;
};

/** At least 0.9 of `value`, a multiple of `divisor`: how the MobileNet papers round channel numbers. */
std::int64_t makeDivisible(double value, std::int64_t divisor);

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/random.h"
#include "core/models/onnxwriter.h"

#include <algorithm>
#include <vector>

namespace testing {

/** Conv 3x3 stride 2, ReLU, global average, linear: weights from a seed, computed here in plain loops. */
struct SmallNet {
    static constexpr int kChannels = 4;
    int size = 32; ///< width and height of the input
    int classes = 3;
    std::vector<float> kernel; ///< [4][3][3][3]
    std::vector<float> bias;
    std::vector<float> weight; ///< [classes][4]
    std::vector<float> offset;

    SmallNet(int inputSize, int classCount, std::uint64_t seed)
        : size(inputSize)
        , classes(classCount) {
        trainyard::CounterRandom random(seed, 7, 0);
        const auto fill = [&](std::vector<float> &values, int count) {
            values.resize(static_cast<std::size_t>(count));
            for (float &value : values)
                value = random.uniform(-1, 1);
        };
        fill(kernel, kChannels * 27);
        fill(bias, kChannels);
        fill(weight, classes * kChannels);
        fill(offset, classes);
    }

    /** Logits of one image (CHW). */
    [[nodiscard]] std::vector<float> run(const float *image) const {
        const int out = (size + 1) / 2;
        std::vector<double> pooled(kChannels, 0.0);
        for (int k = 0; k < kChannels; ++k) {
            for (int y = 0; y < out; ++y) {
                for (int x = 0; x < out; ++x)
                    pooled[static_cast<std::size_t>(k)] += std::max(0.0, convolve(image, k, y * 2 - 1, x * 2 - 1));
            }
            pooled[static_cast<std::size_t>(k)] /= out * out;
        }
        std::vector<float> logits;
        for (int c = 0; c < classes; ++c) {
            double sum = offset[static_cast<std::size_t>(c)];
            for (int k = 0; k < kChannels; ++k)
                sum += static_cast<double>(weight[static_cast<std::size_t>(c * kChannels + k)]) *
                       pooled[static_cast<std::size_t>(k)];
            logits.push_back(static_cast<float>(sum));
        }
        return logits;
    }

    [[nodiscard]] trainyard::models::OnnxModel onnx() const {
        using namespace trainyard::models;
        OnnxModel model;
        model.graph = "small";
        model.producerVersion = "0.1.0";
        model.inputs = {{"image", OnnxType::Float, {{0, "batch"}, {3, ""}, {size, ""}, {size, ""}}}};
        model.outputs = {{"logits", OnnxType::Float, {{0, "batch"}, {classes, ""}}}};
        model.initialisers = {OnnxTensor::floats("conv.weight", {kChannels, 3, 3, 3}, kernel),
                              OnnxTensor::floats("conv.bias", {kChannels}, bias),
                              OnnxTensor::floats("fc.weight", {classes, kChannels}, weight),
                              OnnxTensor::floats("fc.bias", {classes}, offset)};
        using Ints = std::vector<std::int64_t>;
        model.nodes = {
            {"Conv",
             {"image", "conv.weight", "conv.bias"},
             {"a"},
             {{"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}, {"kernel_shape", Ints{3, 3}}},
             "conv"},
            {"Relu", {"a"}, {"b"}, {}, ""},
            {"GlobalAveragePool", {"b"}, {"c"}, {}, ""},
            {"Flatten", {"c"}, {"d"}, {{"axis", std::int64_t(1)}}, ""},
            {"Gemm", {"d", "fc.weight", "fc.bias"}, {"logits"}, {{"alpha", 1.0F}, {"transB", std::int64_t(1)}}, "fc"},
        };
        return model;
    }

private:
    [[nodiscard]] double convolve(const float *image, int k, int top, int left) const {
        double sum = bias[static_cast<std::size_t>(k)];
        for (int c = 0; c < 3; ++c) {
            for (int y = 0; y < 3; ++y) {
                for (int x = 0; x < 3; ++x) {
                    const int row = top + y;
                    const int column = left + x;
                    if (row < 0 || column < 0 || row >= size || column >= size)
                        continue;
                    sum += static_cast<double>(kernel[static_cast<std::size_t>(((k * 3 + c) * 3 + y) * 3 + x)]) *
                           static_cast<double>(image[(c * size + row) * size + column]);
                }
            }
        }
        return sum;
    }
};

} // namespace testing

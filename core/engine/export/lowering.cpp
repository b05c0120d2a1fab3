// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/export/lowering.h"

#include "core/engine/errors.h"
#include "core/engine/zoo/tensorio.h"

#include <algorithm>
#include <set>

namespace trainyard::engine {

namespace {

models::OnnxAttribute ints(std::string name, std::vector<std::int64_t> values) {
    return {std::move(name), std::move(values)};
}
models::OnnxAttribute integer(std::string name, std::int64_t value) {
    return {std::move(name), value};
}
models::OnnxAttribute real(std::string name, double value) {
    return {std::move(name), static_cast<float>(value)};
}

/** LibTorch lets one number stand for both directions; ONNX does not. */
std::vector<std::int64_t> twice(std::vector<std::int64_t> values) {
    if (values.size() == 1)
        values.push_back(values.front());
    return values;
}

/** ONNX wants the padding of both ends. */
std::vector<std::int64_t> bothEnds(std::vector<std::int64_t> padding) {
    padding = twice(std::move(padding));
    return {padding[0], padding[1], padding[0], padding[1]};
}

} // namespace

Lowering::Lowering(const Model &model, const at::Tensor &input, std::string inputName) {
    for (const auto &[name, tensor] : namedParameters(model))
        m_parameters[tensor.unsafeGetTensorImpl()] = name;
    for (const auto &[name, tensor] : namedBuffers(model))
        m_parameters[tensor.unsafeGetTensorImpl()] = name;
    m_names[input.unsafeGetTensorImpl()] = std::move(inputName);
}

const std::map<std::string, Lowering::Handler, std::less<>> &Lowering::handlers() {
    static const std::map<std::string, Handler, std::less<>> all = {
        {"aten::conv2d", &Lowering::convolution},  {"aten::batch_norm", &Lowering::batchNorm},
        {"aten::relu", &Lowering::relu},           {"aten::relu_", &Lowering::relu},
        {"aten::hardtanh", &Lowering::clip},       {"aten::hardtanh_", &Lowering::clip},
        {"aten::hardswish", &Lowering::hardSwish}, {"aten::hardsigmoid", &Lowering::hardSigmoid},
        {"aten::max_pool2d", &Lowering::maxPool},  {"aten::adaptive_avg_pool2d", &Lowering::averagePool},
        {"aten::flatten", &Lowering::flatten},     {"aten::linear", &Lowering::linear},
        {"aten::add", &Lowering::addTensors},      {"aten::add_", &Lowering::addTensors},
        {"aten::mul", &Lowering::multiply},
    };
    return all;
}

tl::unexpected<Error> Lowering::unmapped(const RecordedOperator &recorded, const std::string &why) {
    return fail(kUnmappedOperator, {{"operator", recorded.name}, {"where", why}});
}

Result<> Lowering::add(const RecordedOperator &recorded) {
    const auto handler = handlers().find(recorded.name);
    if (handler == handlers().end())
        return unmapped(recorded, "node " + std::to_string(m_nodes.size()));
    if (recorded.outputs.size() != 1 || !recorded.outputs[0].isTensor())
        return unmapped(recorded, "outputs");
    return (this->*handler->second)(recorded);
}

std::string Lowering::initialiser(const std::string &wish, const at::Tensor &tensor) {
    m_initialisers[wish] = tensor.detach().contiguous();
    return wish;
}

std::string Lowering::nameOf(const at::Tensor &tensor) {
    const c10::TensorImpl *key = tensor.unsafeGetTensorImpl();
    if (const auto made = m_names.find(key); made != m_names.end())
        return made->second;
    if (const auto parameter = m_parameters.find(key); parameter != m_parameters.end())
        return initialiser(parameter->second, tensor);
    return initialiser("constant_" + std::to_string(m_next++), tensor);
}

void Lowering::emit(const std::string &op, std::vector<std::string> inputs, const at::Tensor &output,
                    Attributes attributes) {
    std::string name = op + "_" + std::to_string(m_next++);
    m_nodes.push_back({op, std::move(inputs), {name}, std::move(attributes), name});
    // An operator that works in place gives the tensor it took: from here on it goes by its new name.
    m_names[output.unsafeGetTensorImpl()] = std::move(name);
}

Result<> Lowering::convolution(const RecordedOperator &recorded) {
    const auto &in = recorded.inputs;
    if (in.size() != 7 || !in[4].isIntList())
        return unmapped(recorded, "padding");
    const at::Tensor weight = in[1].toTensor();
    std::vector<std::string> inputs{nameOf(in[0].toTensor()), nameOf(weight)};
    if (in[2].isTensor() && in[2].toTensor().defined())
        inputs.push_back(nameOf(in[2].toTensor()));
    emit("Conv", std::move(inputs), recorded.outputs[0].toTensor(),
         {ints("kernel_shape", {weight.size(2), weight.size(3)}), ints("strides", twice(in[3].toIntVector())),
          ints("pads", bothEnds(in[4].toIntVector())), ints("dilations", twice(in[5].toIntVector())),
          integer("group", in[6].toInt())});
    return {};
}

Result<> Lowering::batchNorm(const RecordedOperator &recorded) {
    const auto &in = recorded.inputs;
    if (in[5].toBool())
        return unmapped(recorded, "training");
    const std::string input = nameOf(in[0].toTensor());
    const double eps = in[7].toDouble();
    // The convolution need not be the last operator: in a residual block the shortcut is computed between the two.
    // Its output must be this norm's alone; that nothing used it before is checked, and the zoo never does after.
    const auto made = std::find_if(m_nodes.rbegin(), m_nodes.rend(),
                                   [&](const models::OnnxNode &node) { return node.outputs.front() == input; });
    const bool usedElsewhere = std::any_of(m_nodes.begin(), m_nodes.end(), [&](const models::OnnxNode &node) {
        return std::find(node.inputs.begin(), node.inputs.end(), input) != node.inputs.end();
    });
    if (made == m_nodes.rend() || made->op != "Conv" || usedElsewhere) {
        emit("BatchNormalization",
             {input, nameOf(in[1].toTensor()), nameOf(in[2].toTensor()), nameOf(in[3].toTensor()),
              nameOf(in[4].toTensor())},
             recorded.outputs[0].toTensor(), {real("epsilon", eps)});
        return {};
    }
    // Folded in double precision: the exported net then differs from the trained one by rounding alone.
    models::OnnxNode &conv = *made;
    const at::Tensor scale = in[1].toTensor().to(at::kDouble) / (in[4].toTensor().to(at::kDouble) + eps).sqrt();
    const at::Tensor weight = m_initialisers[conv.inputs[1]].to(at::kDouble);
    const at::Tensor before =
        conv.inputs.size() > 2 ? m_initialisers[conv.inputs[2]].to(at::kDouble) : at::zeros_like(scale);
    const at::Tensor bias = (before - in[3].toTensor().to(at::kDouble)) * scale + in[2].toTensor().to(at::kDouble);
    m_initialisers[conv.inputs[1]] = (weight * scale.view({-1, 1, 1, 1})).to(at::kFloat).contiguous();
    if (conv.inputs.size() == 2)
        conv.inputs.push_back(conv.inputs[1] + ".folded_bias");
    m_initialisers[conv.inputs[2]] = bias.to(at::kFloat).contiguous();
    m_names[recorded.outputs[0].toTensor().unsafeGetTensorImpl()] = conv.outputs.front();
    return {};
}

Result<> Lowering::relu(const RecordedOperator &recorded) {
    emit("Relu", {nameOf(recorded.inputs[0].toTensor())}, recorded.outputs[0].toTensor());
    return {};
}

Result<> Lowering::clip(const RecordedOperator &recorded) {
    const std::string input = nameOf(recorded.inputs[0].toTensor());
    auto limit = [&](const char *name, const c10::IValue &value) {
        const double number = value.toScalar().toDouble();
        return initialiser(std::string(name) + "_" + std::to_string(number), at::scalar_tensor(number, at::kFloat));
    };
    const std::string low = limit("clip_low", recorded.inputs[1]);
    const std::string high = limit("clip_high", recorded.inputs[2]);
    emit("Clip", {input, low, high}, recorded.outputs[0].toTensor());
    return {};
}

Result<> Lowering::hardSwish(const RecordedOperator &recorded) {
    emit("HardSwish", {nameOf(recorded.inputs[0].toTensor())}, recorded.outputs[0].toTensor());
    return {};
}

Result<> Lowering::hardSigmoid(const RecordedOperator &recorded) {
    emit("HardSigmoid", {nameOf(recorded.inputs[0].toTensor())}, recorded.outputs[0].toTensor(),
         {real("alpha", 1.0 / 6.0), real("beta", 0.5)});
    return {};
}

Result<> Lowering::maxPool(const RecordedOperator &recorded) {
    const auto &in = recorded.inputs;
    std::vector<std::int64_t> stride = in[2].toIntVector();
    if (stride.empty())
        stride = in[1].toIntVector();
    emit("MaxPool", {nameOf(in[0].toTensor())}, recorded.outputs[0].toTensor(),
         {ints("kernel_shape", twice(in[1].toIntVector())), ints("strides", twice(stride)),
          ints("pads", bothEnds(in[3].toIntVector())), ints("dilations", twice(in[4].toIntVector())),
          integer("ceil_mode", in[5].toBool() ? 1 : 0)});
    return {};
}

Result<> Lowering::averagePool(const RecordedOperator &recorded) {
    const std::vector<std::int64_t> size = recorded.inputs[1].toIntVector();
    if (size != std::vector<std::int64_t>{1, 1})
        return unmapped(recorded, "size other than 1");
    emit("GlobalAveragePool", {nameOf(recorded.inputs[0].toTensor())}, recorded.outputs[0].toTensor());
    return {};
}

Result<> Lowering::flatten(const RecordedOperator &recorded) {
    if (recorded.inputs[1].toInt() != 1 || recorded.inputs[2].toInt() != -1)
        return unmapped(recorded, "dimensions");
    emit("Flatten", {nameOf(recorded.inputs[0].toTensor())}, recorded.outputs[0].toTensor(), {integer("axis", 1)});
    return {};
}

Result<> Lowering::linear(const RecordedOperator &recorded) {
    const auto &in = recorded.inputs;
    std::vector<std::string> inputs{nameOf(in[0].toTensor()), nameOf(in[1].toTensor())};
    if (in[2].isTensor() && in[2].toTensor().defined())
        inputs.push_back(nameOf(in[2].toTensor()));
    emit("Gemm", std::move(inputs), recorded.outputs[0].toTensor(), {integer("transB", 1)});
    return {};
}

Result<> Lowering::addTensors(const RecordedOperator &recorded) {
    const auto &in = recorded.inputs;
    if (!in[1].isTensor() || in[2].toScalar().toDouble() != 1.0)
        return unmapped(recorded, "alpha");
    const std::string left = nameOf(in[0].toTensor());
    emit("Add", {left, nameOf(in[1].toTensor())}, recorded.outputs[0].toTensor());
    return {};
}

Result<> Lowering::multiply(const RecordedOperator &recorded) {
    const auto &in = recorded.inputs;
    if (!in[1].isTensor())
        return unmapped(recorded, "scalar");
    const std::string left = nameOf(in[0].toTensor());
    emit("Mul", {left, nameOf(in[1].toTensor())}, recorded.outputs[0].toTensor());
    return {};
}

Result<models::OnnxModel> Lowering::finish(const at::Tensor &output, const std::string &outputName) {
    const auto made = m_names.find(output.unsafeGetTensorImpl());
    if (made == m_names.end())
        return fail(kUnmappedOperator, {{"operator", "output"}, {"where", outputName}});
    const std::string old = made->second;
    models::OnnxModel model;
    std::set<std::string> used;
    for (models::OnnxNode &node : m_nodes) {
        for (std::string &name : node.inputs) {
            name = name == old ? outputName : name;
            used.insert(name);
        }
        for (std::string &name : node.outputs)
            name = name == old ? outputName : name;
        model.nodes.push_back(std::move(node));
    }
    for (const auto &[name, tensor] : m_initialisers) {
        if (!used.contains(name))
            continue;
        const bool whole = tensor.scalar_type() == at::kLong;
        const at::Tensor values = whole ? tensor : tensor.to(at::kFloat).contiguous();
        models::OnnxTensor stored;
        stored.name = name;
        stored.type = whole ? models::OnnxType::Int64 : models::OnnxType::Float;
        stored.dims = values.sizes().vec();
        const auto *bytes = static_cast<const std::uint8_t *>(values.const_data_ptr());
        stored.data.assign(bytes, bytes + values.nbytes());
        model.initialisers.push_back(std::move(stored));
    }
    return model;
}

} // namespace trainyard::engine

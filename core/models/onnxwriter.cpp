// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/onnxwriter.h"

#include "core/base/files.h"
#include "core/models/errors.h"
#include "core/models/protobufwire.h"
#include "core/models/tensorview.h"

#include <set>

namespace trainyard::models {

namespace {

constexpr std::uint64_t kProtobufLimit = (std::uint64_t(1) << 31) - 1;

// AttributeProto.AttributeType
enum AttributeType { Float = 1, Int = 2, String = 3, Tensor = 4, Floats = 6, Ints = 7 };

template <typename T> Bytes bytesOf(std::span<const T> values) {
    const auto *begin = reinterpret_cast<const std::uint8_t *>(values.data());
    return {begin, begin + values.size_bytes()};
}

WireWriter tensorProto(const OnnxTensor &tensor) {
    WireWriter writer;
    for (const std::int64_t size : tensor.dims)
        writer.number(1, size);
    writer.number(2, static_cast<int>(tensor.type));
    writer.text(8, tensor.name);
    writer.bytes(9, tensor.data);
    return writer;
}

WireWriter attributeProto(const OnnxAttribute &attribute) {
    WireWriter writer;
    writer.text(1, attribute.name);
    if (const auto *number = std::get_if<std::int64_t>(&attribute.value)) {
        writer.number(3, *number);
        writer.number(20, Int);
    } else if (const auto *real = std::get_if<float>(&attribute.value)) {
        writer.real(2, *real);
        writer.number(20, Float);
    } else if (const auto *text = std::get_if<std::string>(&attribute.value)) {
        writer.text(4, *text);
        writer.number(20, String);
    } else if (const auto *numbers = std::get_if<std::vector<std::int64_t>>(&attribute.value)) {
        for (const std::int64_t value : *numbers) // not packed: onnx.proto is proto2
            writer.number(8, value);
        writer.number(20, Ints);
    } else if (const auto *reals = std::get_if<std::vector<float>>(&attribute.value)) {
        for (const float value : *reals)
            writer.real(7, value);
        writer.number(20, Floats);
    } else if (const auto *tensor = std::get_if<OnnxTensor>(&attribute.value)) {
        writer.message(5, tensorProto(*tensor));
        writer.number(20, Tensor);
    }
    return writer;
}

WireWriter nodeProto(const OnnxNode &node) {
    WireWriter writer;
    for (const std::string &input : node.inputs)
        writer.text(1, input);
    for (const std::string &output : node.outputs)
        writer.text(2, output);
    writer.text(3, node.name);
    writer.text(4, node.op);
    for (const OnnxAttribute &attribute : node.attributes)
        writer.message(5, attributeProto(attribute));
    return writer;
}

WireWriter valueProto(const OnnxValue &value) {
    WireWriter shape;
    for (const OnnxDim &dim : value.dims) {
        WireWriter inner;
        if (dim.symbol.empty())
            inner.number(1, dim.size);
        else
            inner.text(2, dim.symbol);
        shape.message(1, inner);
    }
    WireWriter tensorType;
    tensorType.number(1, static_cast<int>(value.type));
    tensorType.message(2, shape);
    WireWriter type;
    type.message(1, tensorType);
    WireWriter writer;
    writer.text(1, value.name);
    writer.message(2, type);
    return writer;
}

Error invalidGraph(const std::string &name, std::string reason) {
    return Error(kOnnxInvalidGraph, {{"name", displayText(name)}, {"reason", std::move(reason)}});
}

Result<> checkTensor(const OnnxTensor &tensor) {
    if (shapeProduct(tensor.dims, elementSize(tensor.type)) != tensor.data.size())
        return fail(invalidGraph(tensor.name, "data of another size than its shape"));
    return {};
}

/** Single assignment, order and reachability: what onnx's checker asks of names. */
Result<> checkGraph(const OnnxModel &model) {
    std::set<std::string_view> made;
    const auto make = [&](const std::string &name) -> Result<> {
        if (name.empty())
            return fail(invalidGraph(name, "a value without a name"));
        if (!made.insert(name).second)
            return fail(invalidGraph(name, "made twice"));
        return {};
    };
    for (const OnnxValue &input : model.inputs)
        TRY_DO(make(input.name));
    for (const OnnxTensor &tensor : model.initialisers) {
        TRY_DO(make(tensor.name));
        TRY_DO(checkTensor(tensor));
    }
    for (const OnnxNode &node : model.nodes) {
        if (node.op.empty() || node.outputs.empty())
            return fail(invalidGraph(node.name, "a node without type or output"));
        for (const std::string &input : node.inputs) {
            if (!input.empty() && !made.contains(input))
                return fail(invalidGraph(input, "used before it is made"));
        }
        for (const std::string &output : node.outputs) {
            if (!output.empty())
                TRY_DO(make(output));
        }
        for (const OnnxAttribute &attribute : node.attributes) {
            if (const auto *tensor = std::get_if<OnnxTensor>(&attribute.value))
                TRY_DO(checkTensor(*tensor));
        }
    }
    if (model.outputs.empty())
        return fail(invalidGraph(model.graph, "no outputs"));
    for (const OnnxValue &output : model.outputs) {
        if (!made.contains(output.name))
            return fail(invalidGraph(output.name, "never made"));
    }
    return {};
}

} // namespace

std::size_t elementSize(OnnxType type) {
    switch (type) {
    case OnnxType::Double:
    case OnnxType::Int64:
        return 8;
    case OnnxType::Float:
    case OnnxType::Int32:
        return 4;
    case OnnxType::Float16:
    case OnnxType::BFloat16:
    case OnnxType::Int16:
        return 2;
    case OnnxType::Uint8:
    case OnnxType::Int8:
    case OnnxType::Bool:
        return 1;
    }
    return 1;
}

OnnxTensor OnnxTensor::floats(std::string name, std::vector<std::int64_t> dims, std::span<const float> values) {
    return {std::move(name), OnnxType::Float, std::move(dims), bytesOf(values)};
}

OnnxTensor OnnxTensor::int64s(std::string name, std::vector<std::int64_t> dims, std::span<const std::int64_t> values) {
    return {std::move(name), OnnxType::Int64, std::move(dims), bytesOf(values)};
}

Result<Bytes> serialiseOnnx(const OnnxModel &model) {
    TRY_DO(checkGraph(model));
    // Weights are nearly all of the file; looking at them first avoids building what cannot be kept.
    std::uint64_t size = 0;
    for (const OnnxTensor &tensor : model.initialisers)
        size += tensor.data.size();
    const auto tooLarge = [](std::uint64_t bytes) {
        return fail(kOnnxTooLarge, {{"bytes", std::to_string(bytes)}, {"limit", std::to_string(kProtobufLimit)}});
    };
    if (size > kProtobufLimit)
        return tooLarge(size);

    WireWriter graph;
    for (const OnnxNode &node : model.nodes)
        graph.message(1, nodeProto(node));
    graph.text(2, model.graph);
    for (const OnnxTensor &tensor : model.initialisers)
        graph.message(5, tensorProto(tensor));
    for (const OnnxValue &input : model.inputs)
        graph.message(11, valueProto(input));
    for (const OnnxValue &output : model.outputs)
        graph.message(12, valueProto(output));

    WireWriter writer;
    writer.number(1, model.irVersion);
    writer.text(2, model.producer);
    writer.text(3, model.producerVersion);
    writer.message(7, graph);
    WireWriter opset;
    opset.text(1, "");
    opset.number(2, model.opset);
    writer.message(8, opset);
    for (const auto &[key, value] : model.metadata) {
        WireWriter entry;
        entry.text(1, key);
        entry.text(2, value);
        writer.message(14, entry);
    }
    if (writer.out().size() > kProtobufLimit)
        return tooLarge(writer.out().size());
    return writer.take();
}

Result<> writeOnnx(const Path &path, const OnnxModel &model) {
    TRY(const Bytes bytes, serialiseOnnx(model));
    return writeFileAtomically(path, bytes);
}

} // namespace trainyard::models

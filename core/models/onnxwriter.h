// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/base/path.h"
#include "core/base/result.h"

#include <map>
#include <variant>

namespace trainyard::models {

/** Numbers of TensorProto.DataType in onnx.proto. */
enum class OnnxType {
    Float = 1,
    Uint8 = 2,
    Int8 = 3,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    BFloat16 = 16,
};

/** Bytes of one element. */
std::size_t elementSize(OnnxType type);

struct OnnxTensor {
    std::string name;
    OnnxType type = OnnxType::Float;
    std::vector<std::int64_t> dims; ///< empty: a scalar
    Bytes data;                     ///< C order, little-endian

    static OnnxTensor floats(std::string name, std::vector<std::int64_t> dims, std::span<const float> values);
    static OnnxTensor int64s(std::string name, std::vector<std::int64_t> dims, std::span<const std::int64_t> values);
};

struct OnnxAttribute {
    using Value =
        std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>, std::vector<float>, OnnxTensor>;
    std::string name;
    Value value;
};

struct OnnxNode {
    std::string op;                  ///< of the standard domain: "Conv", "Gemm"
    std::vector<std::string> inputs; ///< an empty text is an optional input that is not given
    std::vector<std::string> outputs;
    std::vector<OnnxAttribute> attributes;
    std::string name; ///< for people; may be empty
};

/** A size, or the name of one that may vary: {.symbol = "batch"}. */
struct OnnxDim {
    std::int64_t size = 0;
    std::string symbol;
    friend bool operator==(const OnnxDim &, const OnnxDim &) = default;
};

struct OnnxValue {
    std::string name;
    OnnxType type = OnnxType::Float;
    std::vector<OnnxDim> dims;
    friend bool operator==(const OnnxValue &, const OnnxValue &) = default;
};

/** What a ModelProto holds, as far as the product writes it. */
struct OnnxModel {
    std::string graph = "main";
    std::vector<OnnxNode> nodes; ///< in an order in which every input is made before it is used
    std::vector<OnnxValue> inputs;
    std::vector<OnnxValue> outputs;
    std::vector<OnnxTensor> initialisers;
    std::map<std::string, std::string> metadata; ///< metadata_props; see onnxmetadata.h
    int opset = 17;
    int irVersion = 8;
    std::string producer = "trainyard";
    std::string producerVersion;
};

/**
 * The model in protobuf's wire format (field numbers: onnx.proto). kOnnxInvalidGraph when a name is made twice, used
 * before it is made, never made, or a tensor's data does not fit its shape; kOnnxTooLarge from 2 GB on, which protobuf
 * cannot hold.
 */
Result<Bytes> serialiseOnnx(const OnnxModel &model);
/** Serialises and writes as one act. */
Result<> writeOnnx(const Path &path, const OnnxModel &model);

} // namespace trainyard::models

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/tensorview.h"

#include <array>
#include <bit>

namespace trainyard::models {

namespace {

struct TypeRow {
    TensorType type;
    std::string_view name;
    std::size_t bytes;
};

constexpr std::array kTypes{
    TypeRow{TensorType::F32, "F32", 4},   TypeRow{TensorType::F16, "F16", 2}, TypeRow{TensorType::BF16, "BF16", 2},
    TypeRow{TensorType::F64, "F64", 8},   TypeRow{TensorType::I64, "I64", 8}, TypeRow{TensorType::I32, "I32", 4},
    TypeRow{TensorType::I16, "I16", 2},   TypeRow{TensorType::I8, "I8", 1},   TypeRow{TensorType::U8, "U8", 1},
    TypeRow{TensorType::Bool, "BOOL", 1},
};

/** IEEE 754 binary16 to binary32; every value is representable. */
float halfToFloat(std::uint16_t half) {
    const std::uint32_t sign = (half & 0x8000U) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1FU;
    const std::uint32_t fraction = half & 0x3FFU;
    if (exponent == 0x1F)
        return std::bit_cast<float>(sign | 0x7F800000U | (fraction << 13));
    if (exponent == 0) // subnormal: fraction times 2^-24
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1.0p-24F));
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
}

} // namespace

std::size_t elementSize(TensorType type) {
    return kTypes[static_cast<std::size_t>(type)].bytes;
}

std::string_view typeName(TensorType type) {
    return kTypes[static_cast<std::size_t>(type)].name;
}

std::optional<TensorType> typeFromName(std::string_view name) {
    for (const TypeRow &row : kTypes) {
        if (row.name == name)
            return row.type;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> shapeProduct(std::span<const std::int64_t> shape, std::uint64_t factor) {
    constexpr std::uint64_t limit = std::uint64_t(1) << 62;
    bool empty = false;
    for (const std::int64_t size : shape) {
        if (size < 0)
            return std::nullopt;
        empty = empty || size == 0;
    }
    if (empty)
        return 0;
    std::uint64_t product = factor;
    for (const std::int64_t size : shape) {
        if (product > limit / static_cast<std::uint64_t>(size))
            return std::nullopt;
        product *= static_cast<std::uint64_t>(size);
    }
    return product;
}

std::string shapeText(std::span<const std::int64_t> shape) {
    if (shape.empty())
        return "scalar";
    std::string text;
    for (const std::int64_t size : shape) {
        if (!text.empty())
            text += 'x';
        text += std::to_string(size);
    }
    return text;
}

std::vector<float> toFloats(const TensorView &tensor) {
    const std::size_t count = tensor.data.size() / elementSize(tensor.type);
    std::vector<float> values;
    switch (tensor.type) {
    case TensorType::F32:
        values.resize(count);
        if (count > 0)
            std::memcpy(values.data(), tensor.data.data(), count * sizeof(float));
        break;
    case TensorType::F64:
        values.resize(count);
        for (std::size_t i = 0; i < count; ++i)
            values[i] = static_cast<float>(readLittleEndian<double>(tensor.data, i * 8));
        break;
    case TensorType::F16:
        values.resize(count);
        for (std::size_t i = 0; i < count; ++i)
            values[i] = halfToFloat(readLittleEndian<std::uint16_t>(tensor.data, i * 2));
        break;
    case TensorType::BF16:
        values.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t bits = readLittleEndian<std::uint16_t>(tensor.data, i * 2);
            values[i] = std::bit_cast<float>(bits << 16);
        }
        break;
    default:
        break;
    }
    return values;
}

} // namespace trainyard::models

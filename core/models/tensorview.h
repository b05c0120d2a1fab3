// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"

#include <optional>

namespace trainyard::models {

enum class TensorType { F32, F16, BF16, F64, I64, I32, I16, I8, U8, Bool };

/** Bytes of one element. */
std::size_t elementSize(TensorType type);
/** The name that safetensors gives it: "F32", "BF16", "BOOL". */
std::string_view typeName(TensorType type);
std::optional<TensorType> typeFromName(std::string_view name);
/** The product of a shape times `factor`; none when a size is negative or the product does not fit 63 bits. */
std::optional<std::uint64_t> shapeProduct(std::span<const std::int64_t> shape, std::uint64_t factor = 1);
/** "64x3x7x7"; a scalar is "scalar". */
std::string shapeText(std::span<const std::int64_t> shape);

/** A named, contiguous tensor in C order, little-endian; the bytes belong to whoever made the view. */
struct TensorView {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    ByteView data; ///< exactly the product of the shape times elementSize(type) bytes; not aligned in foreign files
};

/** The values of an F32, F16, BF16 or F64 tensor as float; empty for the other types. */
std::vector<float> toFloats(const TensorView &tensor);

} // namespace trainyard::models

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/models/tensorview.h"

#include <optional>

namespace trainyard::models {

/**
 * What a pickle made of torch.save's kind describes. Objects live in one arena and refer to each other by index, so
 * that cycles, which a pickle can make, neither leak nor recurse when destroyed. Texts are views into the pickle.
 */
struct Unpickled {
    using Handle = std::uint32_t;
    enum class Kind : std::uint8_t { None, Bool, Int, Float, Text, Tuple, List, Dict, Global, Storage, Tensor, Opaque };

    struct Object {
        Kind kind = Kind::None;
        std::int64_t number = 0;   ///< Bool, Int; Storage and Tensor: index below; Global: see pickle.cpp
        std::string_view text;     ///< Text
        std::vector<Handle> items; ///< Tuple, List; Dict: key, value, key, value...
    };
    struct Storage {
        std::string_view key;
        std::optional<TensorType> type; ///< none: a type that is not supported (quantised, complex)
        std::size_t elementBytes = 0;
        std::uint64_t elements = 0;
    };
    struct Tensor {
        std::size_t storage = 0;
        std::int64_t offset = 0; ///< in elements, as are the strides
        std::vector<std::int64_t> shape;
        std::vector<std::int64_t> strides;
    };

    std::vector<Object> objects;
    std::vector<Storage> storages;
    std::vector<Tensor> tensors;
    Handle root = 0;
    std::size_t size = 0; ///< bytes of the pickle: another may follow

    [[nodiscard]] const Object &at(Handle handle) const { return objects[handle]; }
};

/** kTorchBroken, kPickleImport; `file` names the file in them. Nothing in a pickle is ever executed. */
Result<Unpickled> unpickle(ByteView bytes, std::string_view file);

} // namespace trainyard::models

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/pickleglobals.h"

#include <array>
#include <utility>

namespace trainyard::models {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array kHarmless{
    Pair{"argparse", "Namespace"},
    Pair{"collections", "defaultdict"},
    Pair{"collections", "Counter"},
    Pair{"numpy", "dtype"},
    Pair{"numpy", "ndarray"},
    Pair{"numpy.core.multiarray", "scalar"},
    Pair{"numpy.core.multiarray", "_reconstruct"},
    Pair{"numpy._core.multiarray", "scalar"},
    Pair{"numpy._core.multiarray", "_reconstruct"},
    Pair{"_codecs", "encode"}, // how numpy's bytes are written at protocol 2
    Pair{"pathlib", "PosixPath"},
    Pair{"pathlib", "PurePosixPath"},
    Pair{"pathlib", "WindowsPath"},
    Pair{"datetime", "datetime"},
    Pair{"datetime", "timedelta"},
    Pair{"torch", "device"},
    Pair{"torch", "Size"},
};

constexpr std::array<std::string_view, 8> kBuiltins{"set", "frozenset", "list",    "dict",
                                                    "int", "float",     "complex", "slice"};

struct StorageRow {
    std::string_view name;
    std::optional<TensorType> type;
    std::size_t elementBytes;
};

constexpr std::array kStorages{
    StorageRow{"FloatStorage", TensorType::F32, 4},     StorageRow{"HalfStorage", TensorType::F16, 2},
    StorageRow{"BFloat16Storage", TensorType::BF16, 2}, StorageRow{"DoubleStorage", TensorType::F64, 8},
    StorageRow{"LongStorage", TensorType::I64, 8},      StorageRow{"IntStorage", TensorType::I32, 4},
    StorageRow{"ShortStorage", TensorType::I16, 2},     StorageRow{"CharStorage", TensorType::I8, 1},
    StorageRow{"ByteStorage", TensorType::U8, 1},       StorageRow{"BoolStorage", TensorType::Bool, 1},
    StorageRow{"ComplexFloatStorage", std::nullopt, 8}, StorageRow{"ComplexDoubleStorage", std::nullopt, 16},
    StorageRow{"QInt8Storage", std::nullopt, 1},        StorageRow{"QUInt8Storage", std::nullopt, 1},
    StorageRow{"QInt32Storage", std::nullopt, 4},
};

constexpr std::array<std::string_view, 15> kTypes{"float32", "float",  "float16", "half", "bfloat16",
                                                  "float64", "double", "int64",   "long", "int32",
                                                  "int16",   "int8",   "uint8",   "bool", "complex64"};

template <typename List, typename Value> bool contains(const List &list, const Value &value) {
    for (const auto &entry : list) {
        if (entry == value)
            return true;
    }
    return false;
}

} // namespace

std::optional<PickleName> pickleName(std::string_view module, std::string_view name) {
    if (module == "collections" && name == "OrderedDict")
        return PickleName{PickleGlobal::OrderedDict, std::nullopt, 0};
    if (module == "torch._utils") {
        if (name == "_rebuild_tensor_v2" || name == "_rebuild_tensor")
            return PickleName{PickleGlobal::RebuildTensor, std::nullopt, 0};
        if (name == "_rebuild_parameter" || name == "_rebuild_parameter_with_state")
            return PickleName{PickleGlobal::RebuildParameter, std::nullopt, 0};
    }
    if (module == "torch.nn.parameter" && name == "Parameter")
        return PickleName{PickleGlobal::RebuildParameter, std::nullopt, 0};
    if (module == "torch" || module == "torch.cuda") {
        for (const StorageRow &row : kStorages) {
            if (row.name == name)
                return PickleName{PickleGlobal::StorageType, row.type, row.elementBytes};
        }
    }
    if (module == "torch" && contains(kTypes, name))
        return PickleName{};
    if ((module == "builtins" || module == "__builtin__") && contains(kBuiltins, name))
        return PickleName{};
    if (contains(kHarmless, Pair{module, name}))
        return PickleName{};
    return std::nullopt;
}

} // namespace trainyard::models

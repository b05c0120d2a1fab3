// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_models
#include "core/models/safetensors.h"

#include <cstdlib>

// Whatever is accepted must be views inside the file, of their shapes' sizes, one after the other.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard;
    const ByteView bytes(data, size);
    const auto file = models::SafetensorsFile::parse(bytes, "fuzz");
    if (!file)
        return 0;
    std::size_t sum = 0;
    for (const models::TensorView &tensor : file->tensors()) {
        if (models::shapeProduct(tensor.shape, models::elementSize(tensor.type)) != tensor.data.size())
            std::abort();
        if (!tensor.data.empty() &&
            (tensor.data.data() < data || tensor.data.data() + tensor.data.size() > data + size))
            std::abort();
        sum += tensor.data.size();
        const std::size_t count = models::toFloats(tensor).size();
        if (count != 0 && count != tensor.data.size() / models::elementSize(tensor.type))
            std::abort();
    }
    if (sum > size)
        std::abort();
    return 0;
}

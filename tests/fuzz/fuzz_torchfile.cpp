// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_models
#include "core/models/pickle.h"
#include "core/models/torchfile.h"

#include <cstdlib>

// The whole file, and the same bytes as a bare pickle so that the machine is reached without a sound archive around it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard;
    const ByteView bytes(data, size);
    if (const auto file = models::TorchFile::parse(bytes, "fuzz")) {
        for (const models::TensorView &tensor : file->tensors()) {
            if (models::shapeProduct(tensor.shape, models::elementSize(tensor.type)) != tensor.data.size())
                std::abort();
            std::uint8_t all = 0; // reads every byte: a view outside of the file shows under the address sanitizer
            for (const std::uint8_t byte : tensor.data)
                all = static_cast<std::uint8_t>(all | byte);
            [[maybe_unused]] volatile std::uint8_t keep = all;
        }
    }
    const auto pickle = models::unpickle(bytes, "fuzz");
    if (pickle && pickle->root >= pickle->objects.size())
        std::abort();
    return 0;
}

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_models
#include "core/models/onnxreader.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard;
    const auto facts = models::readOnnxFacts(ByteView(data, size), "fuzz");
    if (facts && (facts->parameters < 0 || facts->inputs.size() > size))
        std::abort();
    return 0;
}

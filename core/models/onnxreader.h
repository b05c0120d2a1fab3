// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/models/onnxwriter.h"

namespace trainyard::models {

/** What an ONNX file says of itself, without its weights. */
struct OnnxFacts {
    std::int64_t irVersion = 0;
    std::int64_t opset = 0; ///< of the standard domain
    std::string producer;
    std::string producerVersion;
    std::vector<OnnxValue> inputs; ///< without those that are initialisers
    std::vector<OnnxValue> outputs;
    std::map<std::string, std::string> metadata;
    std::map<std::string, std::int64_t> operators; ///< type ("domain:type" outside the standard domain) to count
    std::int64_t initialisers = 0;
    std::int64_t parameters = 0;  ///< elements of all initialisers
    bool hasExternalData = false; ///< some weights lie in other files, named by this one
};

/** Bounded: looks at the top graph only and copies no weights. kOnnxBroken and the errors of MappedFile. */
Result<OnnxFacts> readOnnxFacts(const Path &path);
Result<OnnxFacts> readOnnxFacts(ByteView bytes, std::string_view name);

} // namespace trainyard::models

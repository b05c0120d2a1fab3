// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/onnxmetadata.h"

#include "core/base/json.h"
#include "core/models/errors.h"

#include <nlohmann/json.hpp>

namespace trainyard::models {

std::map<std::string, std::string> onnxMetadata(const ModelCard &card) {
    return {
        {kOnnxClasses, jsonLine(nlohmann::json(card.classes))},
        {kOnnxPreprocessing, jsonLine(toJson(card.preprocessing))},
        {kOnnxTask, card.task},
        {kOnnxArchitecture, card.architecture},
        {kOnnxModel, card.id.value},
        {kOnnxDataVersion, card.dataVersion.value},
    };
}

Result<> checkOnnxMetadata(const OnnxFacts &facts, const ModelCard &card) {
    const auto differs = [](const char *field) { return fail(kOnnxMetadataDiffers, {{"field", field}}); };
    const auto value = [&](const char *key) {
        const auto found = facts.metadata.find(key);
        return found == facts.metadata.end() ? std::string() : found->second;
    };
    if (value(kOnnxTask) != card.task)
        return differs(kOnnxTask);
    const auto classes = parseJson(value(kOnnxClasses), kOnnxClasses);
    if (!classes || *classes != nlohmann::json(card.classes))
        return differs(kOnnxClasses);
    const auto json = parseJson(value(kOnnxPreprocessing), kOnnxPreprocessing);
    if (!json)
        return differs(kOnnxPreprocessing);
    const auto preprocessing = preprocessingFromJson(*json);
    if (!preprocessing || *preprocessing != card.preprocessing)
        return differs(kOnnxPreprocessing);
    return {};
}

} // namespace trainyard::models

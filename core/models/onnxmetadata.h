// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/models/modelcard.h"
#include "core/models/onnxreader.h"

namespace trainyard::models {

// Keys of metadata_props.
inline constexpr const char *kOnnxClasses = "trainyard.classes"; ///< JSON list of texts, in the order of the outputs
inline constexpr const char *kOnnxPreprocessing = "trainyard.preprocessing"; ///< JSON, toJson(Preprocessing)
inline constexpr const char *kOnnxTask = "trainyard.task";
inline constexpr const char *kOnnxArchitecture = "trainyard.architecture";
inline constexpr const char *kOnnxModel = "trainyard.model";
inline constexpr const char *kOnnxDataVersion = "trainyard.data_version";

/** What an exported file says of its model, so that it can be used without the folder it came from. */
std::map<std::string, std::string> onnxMetadata(const ModelCard &card);
/** kOnnxMetadataDiffers with the field when task, classes or preprocessing are absent or not the card's. */
Result<> checkOnnxMetadata(const OnnxFacts &facts, const ModelCard &card);

} // namespace trainyard::models

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::models {

// Weights files.
inline constexpr ErrorCode kSafetensorsBroken{"models.safetensors_broken"}; // file, reason
inline constexpr ErrorCode kTorchBroken{"models.torch_broken"};             // file, reason
inline constexpr ErrorCode kPickleImport{"models.pickle_import"};           // file, name
inline constexpr ErrorCode kNoTensors{"models.no_tensors"};                 // file
inline constexpr ErrorCode kUnknownWeights{"models.unknown_weights"};       // file
inline constexpr ErrorCode kWrongArchitecture{
    "models.wrong_architecture"}; // file, matched, wanted, missing, differing, unexpected, first
inline constexpr ErrorCode kTensorInvalid{"models.tensor_invalid"}; // name, reason

// The model's folder.
inline constexpr ErrorCode kCardInvalid{"models.card_invalid"};                   // file, field
inline constexpr ErrorCode kCardNewer{"models.card_newer"};                       // file, format
inline constexpr ErrorCode kPreprocessingInvalid{"models.preprocessing_invalid"}; // field
inline constexpr ErrorCode kPredictionsInvalid{"models.predictions_invalid"};     // file, reason

// ONNX.
inline constexpr ErrorCode kOnnxInvalidGraph{"models.onnx_invalid_graph"};       // name, reason
inline constexpr ErrorCode kOnnxTooLarge{"models.onnx_too_large"};               // bytes, limit
inline constexpr ErrorCode kOnnxBroken{"models.onnx_broken"};                    // file, reason
inline constexpr ErrorCode kOnnxMetadataDiffers{"models.onnx_metadata_differs"}; // field
inline constexpr ErrorCode kVerificationInvalid{"models.verification_invalid"};  // file, field

} // namespace trainyard::models

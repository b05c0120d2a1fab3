// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"
#include "core/models/tensorview.h"

#include <map>
#include <memory>

namespace trainyard::models {

/** The tensors of a weights file of either format; the views live as long as `owner`. */
struct WeightsFile {
    std::string name;   ///< for people: the path as it may be shown
    std::string format; ///< "safetensors" or "torch"
    std::vector<TensorView> tensors;
    std::map<std::string, std::string> metadata;
    std::shared_ptr<const void> owner;
};

/** Tells the format from the content. kUnknownWeights, and the errors of SafetensorsFile and TorchFile. */
Result<WeightsFile> loadWeights(const Path &path);

struct WantedTensor {
    std::string name; ///< torchvision's
    std::vector<std::int64_t> shape;
};

/** Equal shapes but for trailing ones (timm has 1x1 convolutions where torchvision has linear layers): same bytes. */
struct WeightsMatch {
    std::size_t wanted = 0; ///< index into the wanted tensors
    std::size_t tensor = 0; ///< index into WeightsFile::tensors
};

struct ShapeDifference {
    std::string name; ///< the wanted one
    std::vector<std::int64_t> wanted;
    std::vector<std::int64_t> found;
};

/** What of a weights file fits a network, name by name. */
struct WeightsReport {
    std::string renaming; ///< the table that made the names fit: "", "timm mobilenetv2"
    std::vector<WeightsMatch> matched;
    std::vector<std::string> missing;       ///< wanted, outside the head, not in the file
    std::vector<std::string> unexpected;    ///< in the file (its own names), fits nothing
    std::vector<ShapeDifference> differing; ///< same name outside the head, other shape
    std::vector<std::string> freshHead;     ///< of the head, absent or of another shape: starts untrained

    /** Only the head may differ: everything else matched. */
    [[nodiscard]] bool isUsable() const { return !matched.empty() && missing.empty() && differing.empty(); }
};

/**
 * Matches by name after stripping prefixes (withoutPrefixes) and, when that fits better, renaming timm's names to
 * torchvision's. `headPrefixes` name the layers that may differ: {"fc."}, {"classifier."}. A missing
 * "num_batches_tracked" is not reported: nothing but the momentum-free average of batch norm uses it.
 */
WeightsReport matchWeights(const std::vector<WantedTensor> &wanted, const WeightsFile &file,
                           const std::vector<std::string> &headPrefixes);

/** kWrongArchitecture with the counts and the first names when the report is not usable. */
Result<> requireUsable(const WeightsReport &report, const std::vector<WantedTensor> &wanted, const WeightsFile &file);

} // namespace trainyard::models

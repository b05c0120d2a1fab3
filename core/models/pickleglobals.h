// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/models/tensorview.h"

#include <optional>

namespace trainyard::models {

/** What the machine does with a name that a pickle imports. */
enum class PickleGlobal {
    OrderedDict,      ///< called: a dictionary
    RebuildTensor,    ///< called: a tensor over a storage
    RebuildParameter, ///< called: its first argument
    StorageType,      ///< first part of a storage's name
    Harmless,         ///< a container or number that training scripts leave beside weights: skipped over
};

struct PickleName {
    PickleGlobal kind = PickleGlobal::Harmless;
    std::optional<TensorType> type; ///< of a StorageType; none when not supported
    std::size_t elementBytes = 0;
};

/** None for every name that is not in the list: the file is refused. */
std::optional<PickleName> pickleName(std::string_view module, std::string_view name);

} // namespace trainyard::models

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// For the .cpp files of this library only.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

namespace trainyard::runs {

/** `invalid` when the document has no protocol number, kNewerProtocol when it has a newer one than ours. */
Result<> checkProtocol(const nlohmann::json &json, std::string_view file, ErrorCode invalid);

} // namespace trainyard::runs

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/store/store.h"

namespace trainyard::dataset {

/** Takes back, or does again, the pieces of a bulk act, each small transaction under its own lock. */
Result<ApplyResult> undoPieces(Store &store, std::int64_t head);
Result<ApplyResult> redoPieces(Store &store, std::int64_t head);
bool hasPieces(Store &store, std::int64_t head);

} // namespace trainyard::dataset

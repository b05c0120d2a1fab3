// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/versions.h"

namespace trainyard::dataset {

/**
 * A version file: "TYVERS1\n", the length of the canonical rows as 8 bytes little-endian, the canonical rows, then
 * what is not part of the version's name (ids, places, colours), then 16 bytes of hash over all before it.
 */
Bytes canonicalRows(const VersionData &data);
Bytes versionFile(const VersionData &data);
Result<VersionData> parseVersionFile(ByteView bytes, std::string_view file);
/** One object without the project around it; equal objects have equal bytes. */
Bytes canonicalObject(const VersionObject &object);

} // namespace trainyard::dataset

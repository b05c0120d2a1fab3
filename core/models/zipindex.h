// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace trainyard::models {

struct ZipEntry {
    std::string_view name; ///< inside the archive's bytes
    ByteView data;
};

bool looksLikeZip(ByteView bytes);

/**
 * The entries of a zip archive as views into its bytes, by its central directory (zip64 too). Only stored entries:
 * torch.save never compresses, and an archive that is not unpacked cannot be a bomb. kTorchBroken; `file` names it.
 */
Result<std::vector<ZipEntry>> readZipIndex(ByteView bytes, std::string_view file);

} // namespace trainyard::models

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_runs
// A manifest from anywhere is refused with a line and a field, or every row of it is sound.
#include "core/runs/errors.h"
#include "core/runs/manifest.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard::runs;
    ManifestLimits limits;
    limits.lineBytes = 4096;
    limits.headerBytes = 16384;
    const auto manifest = parseManifest({reinterpret_cast<const char *>(data), size}, "fuzz", limits);
    if (!manifest) {
        if (!manifest.error().is(kInvalidManifest) && !manifest.error().is(kNewerProtocol))
            std::abort();
        return 0;
    }
    for (const ManifestRow &row : manifest->rows) {
        if (row.label < 0 || static_cast<std::size_t>(row.label) >= manifest->classes.size() || row.path.empty() ||
            row.width < 0 || row.height < 0)
            std::abort();
    }
    return 0;
}

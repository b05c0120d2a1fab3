// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_dataset
#include "core/base/hash.h"
#include "core/dataset/versions/format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard;
    // The hash at the end is made right, or nothing behind it would ever be reached.
    Bytes file(data, data + size);
    const ContentHash hash = contentHash(file);
    file.insert(file.end(), hash.bytes.begin(), hash.bytes.end());
    if (const auto version = dataset::parseVersionFile(file, "fuzz"))
        (void)dataset::canonicalRows(*version);
    return 0;
}

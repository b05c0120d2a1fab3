// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_media
#include "core/media/decode.h"

#include <algorithm>

using namespace trainyard;
using namespace trainyard::media;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    Bytes file(data, data + size);
    if (size < 26)
        return 0;
    file[0] = 'B';
    file[1] = 'M';
    DecodeOptions options;
    options.limits.pixels = 1U << 20;
    options.limits.memoryBytes = std::uint64_t(64) << 20;
    options.colour = ColourMode::AsIs;
    (void)decode(file, "fuzz", options);
    return 0;
}

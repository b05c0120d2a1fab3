// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_media
#include "core/media/cropdecode.h"

#include <vector>

using namespace trainyard;
using namespace trainyard::media;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    // The rectangle stands after the picture, so that picture files themselves are seeds.
    if (size < 6)
        return 0;
    const ByteView file(data, size - 6);
    const std::uint8_t *tail = data + size - 6;
    DecodeLimits limits;
    limits.pixels = 1U << 20;
    limits.memoryBytes = std::uint64_t(64) << 20;
    const CropBox crop{double(tail[0]), double(tail[1]), double(tail[0]) + tail[2] * 2.0,
                       double(tail[1]) + tail[3] * 2.0};
    const int width = 1 + tail[4] % 80;
    const int height = 1 + tail[5] % 80;
    std::vector<std::uint8_t> target(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    (void)decodeCropInto(file, "fuzz", crop, width, height, tail[4] >= 128, target.data(), limits);
    return 0;
}

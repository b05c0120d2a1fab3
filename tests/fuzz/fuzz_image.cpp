// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_media
#include "core/media/decode.h"
#include "core/media/thumbnail.h"

#include <cstdlib>

using namespace trainyard;
using namespace trainyard::media;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const ByteView file(data, size);
    DecodeOptions options;
    options.limits.pixels = 1U << 20;
    options.limits.memoryBytes = std::uint64_t(64) << 20;
    options.colour = size % 2 == 0 ? ColourMode::Rgb8 : ColourMode::AsIs;
    options.shortSideAtLeast = size % 3 == 0 ? 32 : 0;
    const auto info = probe(file, "fuzz", options.limits);
    const auto image = decode(file, "fuzz", options);
    if (image) {
        // Who decodes must have been told the size before, and the pixels must be as many as the size says.
        if (!info || image->pixels.size() != image->rowBytes() * static_cast<std::size_t>(image->height))
            std::abort();
        if (options.shortSideAtLeast == 0 && (image->width != info->width || image->height != info->height))
            std::abort();
    }
    (void)thumbnail(file, "fuzz", 48, options.limits);
    return 0;
}

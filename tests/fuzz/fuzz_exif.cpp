// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_media
#include "core/media/exif.h"
#include "core/media/pngchunks.h"

#include <cstdlib>

using namespace trainyard;
using namespace trainyard::media;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const Bytes exact(data, data + size); // its end is watched
    const int orientation = exifOrientation(exact);
    const PngChunks chunks = readPngChunks(exact);
    if (orientation < 1 || orientation > 8 || chunks.orientation < 1 || chunks.orientation > 8 || chunks.frames < 1)
        std::abort();
    return 0;
}

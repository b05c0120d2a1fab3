// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"

namespace trainyard::media {

/** What stands in a PNG's chunks beside the pixels; libpng is not asked, because some of it may follow them. */
struct PngChunks {
    int orientation = 1;
    int frames = 1; ///< of an APNG, from its acTL chunk
};

/**
 * Walks the chunks of a PNG file (signature checked by the caller), reading nothing outside `file`. Orientation from
 * eXIf, or from the older "Raw profile type exif" texts.
 */
PngChunks readPngChunks(ByteView file);

} // namespace trainyard::media

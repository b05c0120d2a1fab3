// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"

namespace trainyard::media {

/**
 * The orientation (1 to 8) that an EXIF block tells, 1 when it tells none or nonsense. `block` begins with the TIFF
 * header, or with "Exif\0\0" before it. Reads only the first directory and nothing outside `block`.
 * Layout: EXIF 2.3, 4.6; TIFF 6.0, section 2.
 */
int exifOrientation(ByteView block);

} // namespace trainyard::media

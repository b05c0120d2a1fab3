// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/formats.h"

namespace trainyard::formats {

/** How coordinates of a file lie to the upright image. */
struct SizeCheck {
    int orientation = 1; ///< EXIF; not 1: the file's coordinates are those of the image as stored, and must be turned
    int rawWidth = 0, rawHeight = 0;
};

/**
 * Compares the declared size with the image's header. A declared size that is the stored size of an image that has to
 * be turned means that the coordinates have to be turned too; any other difference is noted and nothing is scaled.
 */
SizeCheck checkSize(const LabelItem &item, const ReadOptions &options, ImportReport &report);

/** A shape of the stored image in the space of the upright one. Orientation 1 to 8 as in EXIF. */
annotation::Shape toUpright(const annotation::Shape &shape, const SizeCheck &check);

} // namespace trainyard::formats

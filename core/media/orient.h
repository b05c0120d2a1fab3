// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/image.h"
#include "core/media/resize.h"

namespace trainyard::media {

/** EXIF orientations 5 to 8 swap width and height. */
inline bool swapsSides(int orientation) { return orientation >= 5; }

/** The image as it is to be seen; orientation 1 gives it back untouched, 2 to 4 work in place. */
Image oriented(Image image, int orientation);

/** A rectangle of the stored picture (width x height) as it lies in the oriented one. */
CropBox orientedBox(const CropBox &box, int orientation, double width, double height);
/** The way back: `width` and `height` are those of the oriented picture. */
CropBox storedBox(const CropBox &box, int orientation, double width, double height);

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/image.h"

namespace trainyard::media {

/** A rectangle in continuous pixel coordinates of the source. */
struct CropBox {
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

/**
 * Scales `crop` of an 8-bit image to width x height with a triangle filter whose support grows when scaling down
 * (what Pillow and torchvision call antialiased bilinear), into `target`: interleaved rows, image.channels a pixel.
 * `mirror` flips left and right on the way. Values equal Pillow's `resize(BILINEAR, box=...)` to one unit.
 */
void resizeInto(const Image &image, const CropBox &crop, int width, int height, bool mirror, std::uint8_t *target);

Image resize(const Image &image, int width, int height);
/** Fits into size x size, never larger than the image. */
Image fitInside(const Image &image, int size);

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/media/image.h"

namespace trainyard::media {

/** Baseline JPEG, 8 bits, grey or RGB (alpha is composed over white); quality 1 to 100. kEncodeFailed. */
Result<Bytes> encodeJpeg(const Image &image, int quality);

/** PNG of the image as it is: grey, RGB or RGBA, 8 or 16 bits. kEncodeFailed. */
Result<Bytes> encodePng(const Image &image);

} // namespace trainyard::media

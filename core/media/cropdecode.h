// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/decode.h"
#include "core/media/resize.h"

namespace trainyard::media {

/**
 * The training pipeline's way from a file in memory to a network's input: the rectangle `crop` (oriented full-size
 * coordinates; it is cut to the image) scaled to width x height RGB rows in `target`, mirrored left to right on
 * request. Of a JPEG only what is needed is unpacked: at the smallest DCT scale that still has more pixels than asked
 * for, only the columns of the crop, and no rows after it. So damage after the crop goes unseen; decode() finds it.
 * Any thread; each thread keeps a small workspace.
 */
Result<> decodeCropInto(ByteView file, std::string_view name, const CropBox &crop, int width, int height, bool mirror,
                        std::uint8_t *target, const DecodeLimits &limits = {});

} // namespace trainyard::media

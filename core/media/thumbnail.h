// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/decode.h"

namespace trainyard::media {

/**
 * The whole picture, oriented, as 8-bit RGB that fits into size x size (never enlarged). JPEGs are decoded at a
 * fraction of their size where that is enough. Errors as decode.
 */
Result<Image> thumbnail(const Path &path, int size, const DecodeLimits &limits = {});
Result<Image> thumbnail(ByteView file, std::string_view name, int size, const DecodeLimits &limits = {});

} // namespace trainyard::media

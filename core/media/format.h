// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/image.h"

#include <string_view>

namespace trainyard::media {

/** The format of a file by its first bytes. */
ImageFormat formatOf(ByteView file);

/** "JPEG", "PNG"...: a proper name, the same in every language. */
std::string_view formatName(ImageFormat format);

/** The name of a format that is not read here but is recognised ("AVIF", "FITS"...); empty when it is unknown. */
std::string_view foreignFormatName(ByteView file);

} // namespace trainyard::media

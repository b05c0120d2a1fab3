// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"
#include "core/media/image.h"

namespace trainyard::media {

/** Checked against the header before a pixel is decoded. */
struct DecodeLimits {
    std::uint64_t pixels = std::uint64_t(200) << 20; ///< width times height
    std::uint64_t fileBytes = std::uint64_t(2) << 30;
    std::uint64_t memoryBytes = std::uint64_t(900) << 20; ///< what one decode may allocate in all
};

enum class ColourMode {
    Rgb8, ///< 8-bit RGB as colour.h says: alpha is composed over white, grey repeated, 16 bits scaled, CMYK converted
    AsIs, ///< grey stays grey, alpha stays, 16 bits stay; palettes and CMYK become RGB(A)
};

struct DecodeOptions {
    ColourMode colour = ColourMode::Rgb8;
    /**
     * 0: full size. Else the result may be smaller than the file's size, but its shorter side is at least this
     * (JPEG by DCT scaling to M/8, M in 1, 2, 4, 8): for thumbnails and training, which scale down anyway.
     */
    int shortSideAtLeast = 0;
    bool applyOrientation = true;
    DecodeLimits limits;
};

/** Reads the header only. Errors: core/media/errors.h. The format is told from the content, never from the name. */
Result<ImageInfo> probe(const Path &path, const DecodeLimits &limits = {});
Result<ImageInfo> probe(ByteView file, std::string_view name, const DecodeLimits &limits = {});

/** Decodes the first frame. A damaged or truncated file is an error that says what is wrong, never half a picture. */
Result<Image> decode(const Path &path, const DecodeOptions &options = {});
Result<Image> decode(ByteView file, std::string_view name, const DecodeOptions &options = {});

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/thumbnail.h"

#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/media/resize.h"

#include <algorithm>
#include <new>

namespace trainyard::media {

Result<Image> thumbnail(ByteView file, std::string_view name, int size, const DecodeLimits &limits) {
    try {
        DecodeOptions options;
        options.limits = limits;
        TRY(const ImageInfo info, probe(file, name, limits));
        const std::int64_t longSide = std::max(info.width, info.height);
        const std::int64_t shortSide = std::min(info.width, info.height);
        // The short side that belongs to a long side of `size`, rounded up.
        options.shortSideAtLeast =
            static_cast<int>(std::max<std::int64_t>(1, (shortSide * size + longSide - 1) / longSide));
        TRY(const Image image, decode(file, name, options));
        return fitInside(image, size);
    } catch (const std::bad_alloc &) {
        return fail(kOutOfMemory, {{"what", std::string(name)}});
    }
}

Result<Image> thumbnail(const Path &path, int size, const DecodeLimits &limits) {
    TRY(const Bytes file, readFile(path, limits.fileBytes));
    return thumbnail(file, displayPath(path), size, limits);
}

} // namespace trainyard::media

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <stop_token>

namespace trainyard::sample {

struct SampleOptions {
    int images = 600; ///< spread evenly over the classes
    int size = 192;   ///< width and height of each picture in pixels, 64 to 1024
    std::uint64_t seed = 1;
};

struct SampleSummary {
    int images = 0;
    int objects = 0;
    int defects = 0; ///< objects with a scratch, a missing piece or rust
    Path imageFolder; ///< <dir>/images: one folder for each class
    Path annotations; ///< <dir>/annotations.json, COCO; written last
};

/** Called from the generator's threads, one call at a time. */
using SampleProgress = std::function<void(int done, int total)>;

/**
 * Writes <dir>/images/<class>/<class>_0001.jpg ... and <dir>/annotations.json. The same options give the same bytes.
 * kCancelled when stopped (what was written stays); kDiskFull and kFileNotWritable as the system says.
 */
Result<SampleSummary> generateSample(const Path &dir, const SampleOptions &options = {},
                                     const SampleProgress &progress = {}, std::stop_token stop = {});

} // namespace trainyard::sample

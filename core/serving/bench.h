// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/models/verification.h"

namespace trainyard::serving {

struct BenchOptions {
    Path model;
    int batch = 1;
    double seconds = 2; ///< for each precision
    int threads = 0;    ///< 0: as many as there are cores
};

struct BenchRow {
    std::string precision;
    models::Latency latency;
    double perSecond = 0; ///< images, from the median
};

/** Times an ONNX file with one input on a fixed pattern; sizes that may vary, but for the first, must be known. */
Result<std::vector<BenchRow>> bench(const BenchOptions &options);

} // namespace trainyard::serving

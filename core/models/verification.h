// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trainyard::models {

struct Latency {
    int batch = 1;
    double median_ms = 0; ///< of one call with the whole batch
    double p95_ms = 0;
    std::int64_t calls = 0;
};

/** What a runtime's answers are like, against the engine's for the same images. */
struct Agreement {
    std::string precision;  ///< that the runtime computed in: "f32", "bf16"
    bool finite = true;     ///< false: some answer is not a number, and the differences below mean nothing
    double maxAbsolute = 0; ///< largest |a - b| over all logits
    /** Largest over the images of max|a - b| / max|a|: a logit near 0 beside large ones is no reason for alarm. */
    double maxRelative = 0;
    double topOneAgreement = 0; ///< fraction of images with the same first class
    double accuracy = 0;        ///< of the runtime
    std::int64_t worstItem = 0; ///< with the largest relative difference
    std::vector<Latency> latency;
};

struct SkippedItem {
    std::int64_t item = 0;
    Error why;
};

/** What `trainyard-serve verify` found out about one exported file; kept beside it as JSON. */
struct Verification {
    bool passed = false;
    std::string file;   ///< name of the exported file
    std::string sha256; ///< of the exported file
    std::uint64_t bytes = 0;
    std::string model; ///< id of the model it was compared with
    std::string split;
    std::int64_t items = 0; ///< compared
    std::int64_t skippedCount = 0;
    std::vector<SkippedItem> skipped; ///< the first few whose image could not be read
    double tolerance = 0;             ///< for exact.maxRelative
    double engineAccuracy = 0;
    Agreement exact;     ///< the runtime held to 32 bits: what decides
    Agreement native;    ///< the runtime as it prefers to compute on this machine
    std::string runtime; ///< "OpenVINO 2026.4.1"
    std::string device;  ///< the processor's name
    std::int64_t created_ms = 0;
};

/** kVerificationInvalid with the field. */
Result<Verification> readVerification(const Path &path);
Result<> writeVerification(const Path &path, const Verification &verification);
/** The same document as one text, for standard output. */
std::string verificationText(const Verification &verification);

} // namespace trainyard::models

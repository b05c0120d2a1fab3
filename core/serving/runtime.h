// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace trainyard::serving {

/** How a runtime may compute. */
enum class Precision {
    Exact,  ///< 32-bit floats, nothing rewritten that changes results: for comparing
    Native, ///< what the processor does best, bf16 where it has it: for speed
};

/**
 * One exported file, ready to run on this machine's processor (OpenVINO). One thread at a time; the runtime itself
 * uses all cores.
 */
class Runtime final {
public:
    struct Options {
        Precision precision = Precision::Exact;
        int threads = 0; ///< 0: as many as there are cores
    };

    /** kModelUnreadable. The file should have been looked at with models::readOnnxFacts before. */
    static Result<std::unique_ptr<Runtime>> load(const Path &file, const Options &options);
    ~Runtime();

    /** One input of `batch` images, [batch, 3, height, width] floats; gives [batch, outputs]. kRuntimeFailed. */
    Result<std::vector<float>> run(std::span<const float> images, int batch, int height, int width);
    /** For measuring any model with one input: sets it to a fixed pattern of that shape, in its own type.
     * kRuntimeFailed. */
    Result<> prepare(const std::vector<std::int64_t> &shape);
    /** Runs what prepare() set up. */
    Result<> runPrepared();

    /** "f32", "bf16", "f16": what it really computes in. */
    [[nodiscard]] std::string precision() const;

    static std::string name();   ///< "OpenVINO 2026.4.1-..."
    static std::string device(); ///< the processor's name

private:
    struct State;
    explicit Runtime(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace trainyard::serving

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/serving/bench.h"

#include "core/models/onnxreader.h"
#include "core/models/tensorview.h"
#include "core/serving/errors.h"
#include "core/serving/measure.h"

namespace trainyard::serving {

namespace {

constexpr std::uint64_t kMaximumElements = std::uint64_t(1) << 30;

Result<std::vector<std::int64_t>> inputShape(const models::OnnxFacts &facts, const BenchOptions &options) {
    const auto differs = [&](const char *what, std::string found, std::string wanted) {
        return fail(kModelDiffers, {{"file", displayPath(options.model)},
                                    {"what", what},
                                    {"found", std::move(found)},
                                    {"wanted", std::move(wanted)}});
    };
    if (facts.hasExternalData)
        return differs("weights", "in other files", "inside the file");
    if (facts.inputs.size() != 1)
        return differs("inputs", std::to_string(facts.inputs.size()), "1");
    std::vector<std::int64_t> shape;
    for (const models::OnnxDim &dim : facts.inputs[0].dims) {
        const bool varies = !dim.symbol.empty() || dim.size < 1;
        if (shape.empty() && !varies && dim.size != options.batch)
            return differs("batch", std::to_string(dim.size), std::to_string(options.batch));
        if (!shape.empty() && varies)
            return differs("input size", dim.symbol, "a number");
        shape.push_back(shape.empty() ? options.batch : dim.size);
    }
    if (models::shapeProduct(shape).value_or(kMaximumElements) >= kMaximumElements)
        return differs("input size", models::shapeText(shape), "less");
    return shape;
}

} // namespace

Result<std::vector<BenchRow>> bench(const BenchOptions &options) {
    TRY(const models::OnnxFacts facts, models::readOnnxFacts(options.model));
    TRY(const std::vector<std::int64_t> shape, inputShape(facts, options));
    std::vector<BenchRow> rows;
    for (const Precision precision : {Precision::Exact, Precision::Native}) {
        TRY(const auto runtime, Runtime::load(options.model, {precision, options.threads}));
        TRY(const models::Latency latency,
            measureLatency(*runtime, shape,
                           std::chrono::milliseconds(static_cast<std::int64_t>(options.seconds * 1000))));
        rows.push_back({runtime->precision(), latency, options.batch * 1000.0 / latency.median_ms});
    }
    return rows;
}

} // namespace trainyard::serving

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/serving/verify.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/threadpool.h"
#include "core/media/decode.h"
#include "core/models/modelcard.h"
#include "core/models/onnxmetadata.h"
#include "core/models/predictions.h"
#include "core/models/safetensors.h"
#include "core/runs/manifest.h"
#include "core/serving/errors.h"
#include "core/serving/measure.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

namespace trainyard::serving {

namespace {

using models::Agreement;
using models::ModelCard;
using models::OnnxFacts;
using models::Predictions;

constexpr std::size_t kBatch = 16;
constexpr std::size_t kMaximumSkipped = 20;

/** One image of the comparison. */
struct Entry {
    std::int64_t item = 0;
    std::int64_t truth = 0;
    std::span<const float> engine; ///< its logits
    Path file;
};

/** Everything that the comparison needs besides the runtime. */
struct Reference {
    ModelCard card;
    Predictions predictions;
    std::vector<Entry> entries;
};

std::string dimsText(const std::vector<models::OnnxDim> &dims) {
    std::string text = "[";
    for (const models::OnnxDim &dim : dims) {
        if (text.size() > 1)
            text += ", ";
        text += dim.symbol.empty() ? std::to_string(dim.size) : dim.symbol;
    }
    return text + "]";
}

/** One image input and one row of classes as output, as the card says. */
Result<> checkShape(const OnnxFacts &facts, const ModelCard &card, const Path &file) {
    const auto differs = [&](const char *what, std::string found, std::string wanted) {
        return fail(
            kModelDiffers,
            {{"file", displayPath(file)}, {"what", what}, {"found", std::move(found)}, {"wanted", std::move(wanted)}});
    };
    if (facts.hasExternalData)
        return differs("weights", "in other files", "inside the file");
    if (facts.inputs.size() != 1)
        return differs("inputs", std::to_string(facts.inputs.size()), "1");
    if (facts.outputs.size() != 1)
        return differs("outputs", std::to_string(facts.outputs.size()), "1");
    const auto isSize = [](const models::OnnxDim &dim, std::int64_t size) {
        return dim.symbol.empty() && dim.size == size;
    };
    const auto &input = facts.inputs[0].dims;
    const std::string wantedInput = "[batch, 3, " + std::to_string(card.preprocessing.height) + ", " +
                                    std::to_string(card.preprocessing.width) + "]";
    if (facts.inputs[0].type != models::OnnxType::Float || input.size() != 4 || input[0].symbol.empty() ||
        !isSize(input[1], 3) || !isSize(input[2], card.preprocessing.height) ||
        !isSize(input[3], card.preprocessing.width))
        return differs("input", dimsText(input), wantedInput);
    const auto &output = facts.outputs[0].dims;
    const auto classes = static_cast<std::int64_t>(card.classes.size());
    if (facts.outputs[0].type != models::OnnxType::Float || output.size() != 2 || !isSize(output[1], classes))
        return differs("output", dimsText(output), "[batch, " + std::to_string(classes) + "]");
    return {};
}

Result<Reference> readReference(const VerifyOptions &options) {
    std::optional<std::uint8_t> split;
    if (options.split == "train" || options.split == "val" || options.split == "test")
        split = static_cast<std::uint8_t>(options.split == "train" ? 0 : options.split == "val" ? 1 : 2);
    else if (options.split != "all")
        return fail(kWrongOption,
                    {{"option", "--split"}, {"value", options.split}, {"wanted", "train, val, test, all"}});

    Reference reference;
    TRY(reference.card, models::readModelCard(options.reference));
    const Path predictionsFile = options.reference / models::kPredictionsFile;
    TRY(reference.predictions, models::readPredictions(predictionsFile));
    const Predictions &predictions = reference.predictions;
    const Path manifestFile = options.reference / models::kManifestFile;
    TRY(const runs::Manifest manifest, runs::readManifest(manifestFile));
    if (manifest.classes != reference.card.classes)
        return fail(kClassesDiffer, {{"file", displayPath(manifestFile)}});
    if (predictions.classes != static_cast<int>(reference.card.classes.size()))
        return fail(kClassesDiffer, {{"file", displayPath(predictionsFile)}});

    std::unordered_map<std::int64_t, const runs::ManifestRow *> rows;
    for (const runs::ManifestRow &row : manifest.rows)
        rows.emplace(row.item, &row);
    const auto classes = static_cast<std::size_t>(predictions.classes);
    for (std::size_t i = 0; i < predictions.count(); ++i) {
        if (split && predictions.split[i] != *split)
            continue;
        const auto row = rows.find(predictions.item[i]);
        if (row == rows.end())
            return fail(kItemNotInManifest,
                        {{"item", std::to_string(predictions.item[i])}, {"file", displayPath(manifestFile)}});
        reference.entries.push_back({predictions.item[i], predictions.truth[i],
                                     std::span(predictions.logits).subspan(i * classes, classes),
                                     manifest.file(*row->second)});
    }
    if (reference.entries.empty())
        return fail(kNothingToCompare, {{"split", options.split}, {"model", reference.card.id.value}});
    return reference;
}

std::size_t best(std::span<const float> row) {
    return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

/** Takes in one image after another. */
class Comparison final {
public:
    explicit Comparison(Runtime &runtime)
        : m_runtime(runtime) {
        m_result.precision = runtime.precision();
    }

    Result<> add(std::span<const float> images, const std::vector<const Entry *> &entries,
                 const models::Preprocessing &p) {
        TRY(const std::vector<float> out, m_runtime.run(images, static_cast<int>(entries.size()), p.height, p.width));
        const std::size_t classes = entries[0]->engine.size();
        if (out.size() != entries.size() * classes)
            return fail(kRuntimeFailed, {{"reason", "output of another size"}});
        for (std::size_t i = 0; i < entries.size(); ++i)
            addOne(std::span(out).subspan(i * classes, classes), *entries[i]);
        return {};
    }

    [[nodiscard]] Agreement result() const {
        Agreement result = m_result;
        result.topOneAgreement = m_agreeing / static_cast<double>(m_count);
        result.accuracy = m_right / static_cast<double>(m_count);
        return result;
    }

private:
    void addOne(std::span<const float> found, const Entry &entry) {
        double difference = 0;
        double largest = 0;
        for (std::size_t c = 0; c < found.size(); ++c) {
            if (!std::isfinite(found[c]) || !std::isfinite(entry.engine[c]))
                m_result.finite = false;
            difference = std::max(difference, std::abs(static_cast<double>(found[c]) - entry.engine[c]));
            largest = std::max(largest, std::abs(static_cast<double>(entry.engine[c])));
        }
        const double relative = difference / std::max(largest, 1e-12);
        m_result.maxAbsolute = std::max(m_result.maxAbsolute, difference);
        if (m_count == 0 || relative > m_result.maxRelative) {
            m_result.maxRelative = relative;
            m_result.worstItem = entry.item;
        }
        const std::size_t predicted = best(found);
        m_agreeing += predicted == best(entry.engine);
        m_right += static_cast<std::int64_t>(predicted) == entry.truth;
        ++m_count;
    }

    Runtime &m_runtime;
    Agreement m_result;
    std::int64_t m_count = 0;
    double m_agreeing = 0;
    double m_right = 0;
};

/** Keeps what was compared for a file, up to its limit. */
class TensorRecorder final {
public:
    void add(std::span<const float> images, const std::vector<const Entry *> &entries) {
        if ((m_images.size() + images.size()) * sizeof(float) > kMostTensorBytes)
            m_full = true;
        if (m_full)
            return;
        m_images.insert(m_images.end(), images.begin(), images.end());
        for (const Entry *entry : entries)
            m_logits.insert(m_logits.end(), entry->engine.begin(), entry->engine.end());
        m_count += static_cast<std::int64_t>(entries.size());
    }
    [[nodiscard]] Result<> write(const Path &file, const ModelCard &card) const {
        const auto tensor = [](std::string name, std::vector<std::int64_t> shape, const std::vector<float> &values) {
            return models::TensorView{std::move(name), models::TensorType::F32, std::move(shape),
                                      {reinterpret_cast<const std::uint8_t *>(values.data()), values.size() * sizeof(float)}};
        };
        return models::writeSafetensors(
            file, {tensor("images", {m_count, 3, card.preprocessing.height, card.preprocessing.width}, m_images),
                   tensor("logits", {m_count, static_cast<std::int64_t>(card.classes.size())}, m_logits)});
    }

private:
    std::vector<float> m_images;
    std::vector<float> m_logits;
    std::int64_t m_count = 0;
    bool m_full = false;
};

/** The input of one image, exactly as the engine makes it when it evaluates: full-size decode, fit, normalise. */
Result<> prepareImage(const Path &file, const models::Preprocessing &preprocessing, float *target) {
    TRY(const media::Image image, media::decode(file));
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(preprocessing.width) *
                                     static_cast<std::size_t>(preprocessing.height) * 3);
    models::fitInto(image, preprocessing, pixels.data());
    models::normalise(pixels.data(), preprocessing, target);
    return {};
}

/** Decodes and runs all entries, a batch at a time, through both comparisons. */
Result<> compareAll(const Reference &reference, std::vector<Comparison *> comparisons, TensorRecorder *recorder,
                    models::Verification &out) {
    const models::Preprocessing &preprocessing = reference.card.preprocessing;
    const std::size_t imageSize =
        3 * static_cast<std::size_t>(preprocessing.width) * static_cast<std::size_t>(preprocessing.height);
    ThreadPool pool;
    std::vector<float> images(kBatch * imageSize);
    double engineRight = 0;
    for (std::size_t start = 0; start < reference.entries.size(); start += kBatch) {
        const std::size_t count = std::min(kBatch, reference.entries.size() - start);
        std::vector<Error> errors(count);
        pool.forEach(count, [&](std::size_t i) {
            auto done = prepareImage(reference.entries[start + i].file, preprocessing, images.data() + i * imageSize);
            if (!done)
                errors[i] = std::move(done).error();
        });
        std::vector<const Entry *> usable;
        for (std::size_t i = 0; i < count; ++i) {
            const Entry &entry = reference.entries[start + i];
            if (!errors[i].code.empty()) {
                ++out.skippedCount;
                if (out.skipped.size() < kMaximumSkipped)
                    out.skipped.push_back({entry.item, std::move(errors[i])});
                continue;
            }
            // Closes the gaps that unreadable images leave; whole images apart, so source and target never overlap.
            if (usable.size() != i)
                std::copy_n(images.begin() + static_cast<std::ptrdiff_t>(i * imageSize), imageSize,
                            images.begin() + static_cast<std::ptrdiff_t>(usable.size() * imageSize));
            usable.push_back(&entry);
            engineRight += static_cast<std::int64_t>(best(entry.engine)) == entry.truth;
        }
        if (usable.empty())
            continue;
        for (Comparison *comparison : comparisons)
            TRY_DO(comparison->add(std::span(images).first(usable.size() * imageSize), usable, preprocessing));
        if (recorder != nullptr)
            recorder->add(std::span(images).first(usable.size() * imageSize), usable);
        out.items += static_cast<std::int64_t>(usable.size());
    }
    if (out.items == 0)
        return fail(out.skipped.front().why);
    out.engineAccuracy = engineRight / static_cast<double>(out.items);
    return {};
}

} // namespace

Result<models::Verification> verify(const VerifyOptions &options) {
    TRY(const Reference reference, readReference(options));
    TRY(const OnnxFacts facts, models::readOnnxFacts(options.model));
    TRY_DO(models::checkOnnxMetadata(facts, reference.card));
    TRY_DO(checkShape(facts, reference.card, options.model));

    models::Verification out;
    out.file = displayText(options.model.filename().native());
    TRY(out.sha256, fileSha256Hex(options.model));
    std::error_code ignored;
    out.bytes = std::filesystem::file_size(options.model, ignored);
    out.model = reference.card.id.value;
    out.split = options.split;
    out.tolerance = options.tolerance;
    out.runtime = Runtime::name();
    out.device = Runtime::device();

    TRY(const auto exact, Runtime::load(options.model, {Precision::Exact, options.threads}));
    TRY(const auto native, Runtime::load(options.model, {Precision::Native, options.threads}));
    Comparison exactComparison(*exact);
    Comparison nativeComparison(*native);
    TensorRecorder recorder;
    TRY_DO(compareAll(reference, {&exactComparison, &nativeComparison}, options.tensors.empty() ? nullptr : &recorder, out));
    if (!options.tensors.empty())
        TRY_DO(recorder.write(options.tensors, reference.card));
    out.exact = exactComparison.result();
    out.native = nativeComparison.result();
    const std::chrono::milliseconds time(static_cast<std::int64_t>(options.seconds * 1000));
    for (const std::int64_t batch : {1, 8}) {
        const std::vector<std::int64_t> shape{batch, 3, reference.card.preprocessing.height,
                                              reference.card.preprocessing.width};
        TRY(const models::Latency exactLatency, measureLatency(*exact, shape, time));
        TRY(const models::Latency nativeLatency, measureLatency(*native, shape, time));
        out.exact.latency.push_back(exactLatency);
        out.native.latency.push_back(nativeLatency);
    }
    out.passed = out.skippedCount == 0 && out.exact.finite && out.exact.maxRelative <= options.tolerance &&
                 out.exact.topOneAgreement == 1.0;
    out.created_ms = nowMs();
    return out;
}

} // namespace trainyard::serving

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/predictions.h"

#include "core/models/errors.h"
#include "core/models/safetensors.h"

#include <limits>

namespace trainyard::models {

namespace {

template <typename T>
bool readColumn(const SafetensorsFile &file, const char *name, TensorType type, std::vector<T> &out) {
    const TensorView *tensor = file.find(name);
    if (!tensor || tensor->type != type || tensor->shape.size() != 1)
        return false;
    out.resize(tensor->data.size() / sizeof(T));
    if (!out.empty())
        std::memcpy(out.data(), tensor->data.data(), tensor->data.size());
    return true;
}

template <typename T> ByteView bytesOf(const std::vector<T> &values) {
    return {reinterpret_cast<const std::uint8_t *>(values.data()), values.size() * sizeof(T)};
}

/** What is wrong with the columns, or an empty text. */
std::string problem(const Predictions &predictions) {
    const std::size_t count = predictions.count();
    if (predictions.split.size() != count || predictions.truth.size() != count)
        return "columns of different length";
    if (predictions.classes < 1 || predictions.logits.size() != count * static_cast<std::size_t>(predictions.classes))
        return "logits of another size";
    for (const std::int64_t label : predictions.truth) {
        if (label < 0 || label >= predictions.classes)
            return "truth outside the classes";
    }
    for (const std::uint8_t split : predictions.split) {
        if (split > 2)
            return "unknown split";
    }
    return {};
}

Error invalid(const Path &path, std::string reason) {
    return Error(kPredictionsInvalid, {{"file", displayPath(path)}, {"reason", std::move(reason)}});
}

} // namespace

Result<Predictions> readPredictions(const Path &path) {
    TRY(const SafetensorsFile file, SafetensorsFile::open(path));
    Predictions predictions;
    for (const char *name : {"item", "split", "truth"}) {
        const std::string_view column = name;
        const bool ok = column == "item"    ? readColumn(file, name, TensorType::I64, predictions.item)
                        : column == "split" ? readColumn(file, name, TensorType::U8, predictions.split)
                                            : readColumn(file, name, TensorType::I64, predictions.truth);
        if (!ok)
            return fail(invalid(path, "column " + std::string(column)));
    }
    const TensorView *logits = file.find("logits");
    if (!logits || logits->type != TensorType::F32 || logits->shape.size() != 2 || logits->shape[1] < 1 ||
        logits->shape[1] > std::numeric_limits<int>::max())
        return fail(invalid(path, "column logits"));
    predictions.classes = static_cast<int>(logits->shape[1]);
    predictions.logits = toFloats(*logits);
    if (auto reason = problem(predictions); !reason.empty())
        return fail(invalid(path, std::move(reason)));
    return predictions;
}

Result<> writePredictions(const Path &path, const Predictions &predictions) {
    if (auto reason = problem(predictions); !reason.empty())
        return fail(invalid(path, std::move(reason)));
    const auto count = static_cast<std::int64_t>(predictions.count());
    return writeSafetensors(path,
                            {{"item", TensorType::I64, {count}, bytesOf(predictions.item)},
                             {"truth", TensorType::I64, {count}, bytesOf(predictions.truth)},
                             {"logits", TensorType::F32, {count, predictions.classes}, bytesOf(predictions.logits)},
                             {"split", TensorType::U8, {count}, bytesOf(predictions.split)}});
}

} // namespace trainyard::models

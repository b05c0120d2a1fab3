// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// evaluate and predict: a finished model on images.
#include "core/engine/device/cpu.h"
#include "core/engine/pipeline/inputs.h"
#include "core/engine/program/answer.h"
#include "core/engine/program/commands.h"
#include "core/engine/train/evaluation.h"
#include "core/engine/zoo/tensorio.h"
#include "core/media/decode.h"
#include "core/metrics/classification.h"
#include "core/models/modelcard.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace trainyard::engine {

namespace {

struct Loaded {
    models::ModelCard card;
    ModelPtr model;
};

Result<Loaded> load(const Path &folder) {
    at::set_num_threads(cpuFacts().usableCores);
    Loaded loaded;
    TRY(loaded.card, models::readModelCard(folder));
    TRY(loaded.model,
        loadModelFolder(folder, loaded.card.architecture, static_cast<std::int64_t>(loaded.card.classes.size())));
    return loaded;
}

Result<nlohmann::json> evaluateFile(const Path &folder, const Path &manifestFile, const Path &out) {
    TRY(const Loaded loaded, load(folder));
    TRY(runs::Manifest manifest, runs::readManifest(manifestFile));
    PixelSource source(std::move(manifest.rows), manifest.root, loaded.card.preprocessing, {}, {}, 0);
    EvaluationOptions options;
    options.workers = static_cast<unsigned>(cpuFacts().usableCores);
    TRY(const Evaluation evaluation,
        evaluate(*loaded.model, source, static_cast<int>(loaded.card.classes.size()), options));
    TRY_DO(models::writePredictions(out, evaluation.predictions));
    nlohmann::json result = {{"items", evaluation.predictions.count()},
                             {"out", displayPath(out)},
                             {"unreadable", nlohmann::json::array()},
                             {"metrics", nlohmann::json::object()}};
    for (const auto &[row, reason] : evaluation.unreadable)
        result["unreadable"].push_back({{"item", source.rows()[row].item}, {"error", runs::errorToJson(reason)}});
    for (const auto &[name, value] : metricsOf(evaluation, "all"))
        result["metrics"][name.substr(4)] = std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
    return result;
}

Result<nlohmann::json> predictImage(const Loaded &loaded, const Normaliser &normaliser, const Path &path) {
    TRY(const media::Image image, media::decode(path));
    const models::Preprocessing &preprocessing = loaded.card.preprocessing;
    const at::Tensor pixels = at::empty({1, preprocessing.height, preprocessing.width, 3}, at::kByte);
    models::fitInto(image, preprocessing, pixels.data_ptr<std::uint8_t>());
    const at::NoGradGuard noGrad;
    const at::Tensor logits = loaded.model->forward(normaliser(pixels)).contiguous();
    const auto classes = static_cast<int>(loaded.card.classes.size());
    const std::span<const float> values(logits.const_data_ptr<float>(), loaded.card.classes.size());
    const std::vector<double> probabilities = metrics::softmax(values, classes);
    const auto best = static_cast<std::size_t>(metrics::argmax(probabilities));
    return nlohmann::json{{"path", displayPath(path)},
                          {"class", loaded.card.classes[best]},
                          {"index", best},
                          {"probability", probabilities[best]},
                          {"probabilities", probabilities},
                          {"logits", std::vector<float>(values.begin(), values.end())}};
}

} // namespace

int evaluateCommand(const Arguments &arguments) {
    if (!arguments.has("--manifest") || !arguments.has("--out")) {
        std::fputs("usage: trainyard-engine evaluate MODELDIR --manifest FILE --out FILE\n", stderr);
        return 2;
    }
    const auto result = evaluateFile(Path(arguments.rest().front()), Path(arguments.value("--manifest")),
                                     Path(arguments.value("--out")));
    if (!result)
        return answerError(result.error());
    return answer(*result);
}

int predictCommand(const Arguments &arguments) {
    const auto loaded = load(Path(arguments.rest().front()));
    if (!loaded)
        return answerError(loaded.error());
    const Normaliser normaliser(loaded->card.preprocessing);
    nlohmann::json items = nlohmann::json::array();
    bool all = true;
    for (std::size_t i = 1; i < arguments.rest().size(); ++i) {
        const Path path(arguments.rest()[i]);
        const auto item = predictImage(*loaded, normaliser, path);
        all = all && item.has_value();
        items.push_back(item ? *item
                             : nlohmann::json{{"path", displayPath(path)}, {"error", runs::errorToJson(item.error())}});
        if (!arguments.has("--json")) {
            if (item)
                std::printf("%s: %s (%.1f %%)\n", displayPath(path).c_str(),
                            (*item)["class"].get<std::string>().c_str(), 100.0 * (*item)["probability"].get<double>());
            else
                std::fprintf(stderr, "%s: %s\n", displayPath(path).c_str(), item.error().debugText().c_str());
        }
    }
    if (arguments.has("--json"))
        (void)answer({{"classes", loaded->card.classes}, {"items", items}});
    return all ? 0 : 3; // done, and some files could not be read: PROTOCOL.md
}

} // namespace trainyard::engine

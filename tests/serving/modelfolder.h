// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/files.h"
#include "core/media/encode.h"
#include "core/models/modelcard.h"
#include "core/models/onnxmetadata.h"
#include "core/models/predictions.h"
#include "core/runs/manifest.h"
#include "tests/models/smallnet.h"

namespace testing {

/** A model's folder as a run leaves it, with pictures, around a SmallNet: the engine's part is played by plain loops.
 */
class ModelFolder final {
public:
    trainyard::Path folder;
    trainyard::models::ModelCard card;
    trainyard::models::Predictions predictions;
    trainyard::runs::Manifest manifest;
    SmallNet net{24, 3, 5};

    explicit ModelFolder(trainyard::Path where)
        : folder(std::move(where)) {
        card.id.value = "small-1";
        card.task = "classification";
        card.architecture = "small";
        card.classes = {"a", "b", "c"};
        card.preprocessing.width = card.preprocessing.height = net.size;
        card.preprocessing.shortSide = 28;
        manifest.classes = card.classes;
        manifest.root = folder / "pictures";
        std::filesystem::create_directories(manifest.root);
        predictions.classes = net.classes;
        trainyard::CounterRandom random(9, 3, 0);
        for (int i = 0; i < 21; ++i)
            addPicture(i, random);
    }

    /** Everything to disk; the exported file is `model.onnx`. False when something could not be written. */
    [[nodiscard]] bool write() const {
        using namespace trainyard::models;
        OnnxModel model = net.onnx();
        model.metadata = onnxMetadata(card);
        return writeModelCard(folder, card) && writePredictions(folder / kPredictionsFile, predictions) &&
               trainyard::runs::writeManifest(folder / kManifestFile, manifest) && writeOnnx(onnx(), model);
    }
    [[nodiscard]] trainyard::Path onnx() const { return folder / "model.onnx"; }

private:
    void addPicture(int number, trainyard::CounterRandom &random) {
        const int width = 20 + static_cast<int>(random.below(60));
        const int height = 20 + static_cast<int>(random.below(60));
        std::vector<std::uint8_t> rgb(static_cast<std::size_t>(width * height * 3));
        for (std::uint8_t &value : rgb)
            value = static_cast<std::uint8_t>(random.below(256));
        const std::string name = "p" + std::to_string(number) + ".png";
        const trainyard::media::Image image{width, height, 3, 8, rgb};
        const auto file = trainyard::media::encodePng(image);
        if (!file || !trainyard::writeFileAtomically(manifest.root / name, *file))
            return;
        // The engine's side, from the pixels themselves rather than from the file.
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(net.size * net.size * 3));
        std::vector<float> values(pixels.size());
        trainyard::models::fitInto(image, card.preprocessing, pixels.data());
        trainyard::models::normalise(pixels.data(), card.preprocessing, values.data());
        const std::vector<float> logits = net.run(values.data());

        trainyard::runs::ManifestRow row;
        row.item = 100 + number;
        row.path = name;
        row.split = number < 2 ? trainyard::runs::Split::Train : trainyard::runs::Split::Test;
        row.label = number % 3;
        row.width = width;
        row.height = height;
        manifest.rows.push_back(row);
        predictions.item.push_back(row.item);
        predictions.split.push_back(number < 2 ? 0 : 2);
        predictions.truth.push_back(row.label);
        predictions.logits.insert(predictions.logits.end(), logits.begin(), logits.end());
    }
};

} // namespace testing

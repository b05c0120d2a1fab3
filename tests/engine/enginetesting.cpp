// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/enginetesting.h"

#include "core/base/json.h"
#include "core/base/random.h"
#include "core/media/encode.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

namespace trainyard::engine::testing {

runs::Manifest makePictures(const Path &folder, int classes, int perClass, int size) {
    runs::Manifest manifest;
    manifest.root = folder;
    std::filesystem::create_directories(folder);
    for (int c = 0; c < classes; ++c) {
        manifest.classes.push_back("class " + std::to_string(c));
        for (int i = 0; i < perClass; ++i) {
            const std::int64_t item = c * perClass + i + 1;
            CounterRandom random(7, 0, static_cast<std::uint64_t>(item));
            const float angle = 3.14159F * static_cast<float>(c) / static_cast<float>(classes);
            const float phase = random.uniform(0.0F, 6.28F);
            media::Image image;
            image.width = size;
            image.height = size;
            image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(size));
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x) {
                    const float along =
                        std::cos(angle) * static_cast<float>(x) + std::sin(angle) * static_cast<float>(y);
                    const float wave = 60.0F * std::sin(along * 0.7F + phase);
                    for (int k = 0; k < 3; ++k) {
                        const float base = k == c % 3 ? 160.0F : 80.0F;
                        const float value = base + wave + random.uniform(-20.0F, 20.0F);
                        image.row(y)[3 * x + k] = static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F));
                    }
                }
            const std::string name = std::to_string(c) + "-" + std::to_string(i) + ".png";
            const auto png = media::encodePng(image);
            if (!png || !writeFileAtomically(folder / name, ByteView(*png)))
                std::abort();
            runs::ManifestRow row;
            row.item = item;
            row.path = name;
            row.split = i * 5 >= perClass * 4   ? runs::Split::Validation
                        : i * 5 >= perClass * 3 ? runs::Split::Test
                                                : runs::Split::Train;
            row.label = c;
            row.width = size;
            row.height = size;
            manifest.rows.push_back(row);
        }
    }
    return manifest;
}

runs::RunDirectory makeRun(const Path &folder, const std::string &id, const runs::Manifest &manifest,
                           const runs::Settings &settings) {
    runs::RunSpec spec;
    spec.id = RunId{id};
    spec.name = id;
    spec.created_ms = 1;
    spec.classes = manifest.classes;
    spec.settings = settings;
    auto run = runs::RunDirectory::create(folder, spec, manifest);
    if (!run)
        qFatal("no run: %s", run.error().debugText().c_str());
    return *run;
}

QString enginePath() {
    return QStringLiteral(TRAINYARD_BIN_DIR "/trainyard-engine");
}

Finished runEngine(const QStringList &arguments, int timeout_ms) {
    QProcess process;
    process.start(enginePath(), arguments);
    Finished finished;
    if (!process.waitForFinished(timeout_ms)) {
        process.kill();
        process.waitForFinished();
        finished.crashed = true;
    }
    finished.crashed = finished.crashed || process.exitStatus() != QProcess::NormalExit;
    finished.code = process.exitCode();
    finished.output = process.readAllStandardOutput();
    finished.errors = process.readAllStandardError();
    return finished;
}

runs::Settings quickSettings() {
    return {{"model", std::string("mobilenet_v3_small")},
            {"image_size", std::int64_t(32)},
            {"epochs", std::int64_t(2)},
            {"batch_size", std::int64_t(8)},
            {"learning_rate", 2e-3},
            {"warmup_epochs", 0.0},
            // On a busy machine two threads that wait for each other a thousand times a step are slower than one.
            {"threads", std::int64_t(1)}};
}

std::string fileText(const Path &file) {
    const auto text = readTextFile(file);
    return text ? *text : std::string();
}

std::vector<std::string> eventTypes(const runs::RunDirectory &run) {
    std::vector<std::string> types;
    std::istringstream lines(fileText(run.eventsFile()));
    for (std::string line; std::getline(lines, line);)
        if (const auto json = parseJson(line, "events.jsonl"))
            types.push_back(json->value("type", ""));
    return types;
}

} // namespace trainyard::engine::testing

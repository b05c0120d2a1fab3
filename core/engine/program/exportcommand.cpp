// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"
#include "core/engine/errors.h"
#include "core/engine/export/onnxexport.h"
#include "core/engine/program/answer.h"
#include "core/engine/program/commands.h"
#include "core/engine/zoo/tensorio.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace trainyard::engine {

namespace {

Result<nlohmann::json> exportModel(const Path &folder, const std::string &format, const Path &out) {
    if (format != "onnx")
        return fail(kUnknownFormat, {{"format", format}, {"known", "onnx"}});
    TRY(const models::ModelCard card, models::readModelCard(folder));
    TRY(const ModelPtr model,
        loadModelFolder(folder, card.architecture, static_cast<std::int64_t>(card.classes.size())));
    TRY_DO(exportOnnx(*model, card, out));
    TRY(const std::string sha256, fileSha256Hex(out));
    std::error_code ignored;
    return nlohmann::json{{"format", format},
                          {"precision", "fp32"},
                          {"file", displayPath(out)},
                          {"bytes", std::filesystem::file_size(out, ignored)},
                          {"sha256", sha256}};
}

} // namespace

int exportCommand(const Arguments &arguments) {
    if (!arguments.has("--format") || !arguments.has("--out")) {
        std::fputs("usage: trainyard-engine export MODELDIR --format onnx --out FILE\n", stderr);
        return 2;
    }
    const auto exported =
        exportModel(Path(arguments.rest().front()), arguments.value("--format"), Path(arguments.value("--out")));
    return exported ? answer(*exported) : answerError(exported.error());
}

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/export/onnxexport.h"

#include "core/engine/errors.h"
#include "core/engine/export/lowering.h"
#include "core/engine/export/recorder.h"
#include "core/models/onnxmetadata.h"

#include <sstream>

namespace trainyard::engine {

namespace {

struct Recorded {
    at::Tensor input;
    at::Tensor output;
    std::vector<RecordedOperator> operators;
};

Recorded recordForward(Model &model, const models::Preprocessing &preprocessing, std::int64_t batch) {
    const at::NoGradGuard noGrad;
    Recorded recorded;
    recorded.input = at::zeros({batch, 3, preprocessing.height, preprocessing.width});
    recorded.operators = recordOperators([&] { recorded.output = model.forward(recorded.input); });
    return recorded;
}

/** Everything of a call but the tensors, which may have another batch size. */
std::string constantsOf(const RecordedOperator &recorded) {
    std::ostringstream text;
    text << recorded.name;
    for (const c10::IValue &value : recorded.inputs) {
        if (value.isTensor())
            text << " tensor" << (value.toTensor().defined() ? value.toTensor().dim() : -1);
        else
            text << " " << value;
    }
    return text.str();
}

} // namespace

Result<models::OnnxModel> toOnnx(Model &model, const models::ModelCard &card) {
    model.eval();
    const Recorded two = recordForward(model, card.preprocessing, 2);
    const Recorded three = recordForward(model, card.preprocessing, 3);
    for (std::size_t i = 0; i < std::max(two.operators.size(), three.operators.size()); ++i) {
        const bool both = i < two.operators.size() && i < three.operators.size();
        if (!both || constantsOf(two.operators[i]) != constantsOf(three.operators[i]))
            return fail(kBakedInSize,
                        {{"operator", i < two.operators.size() ? two.operators[i].name : three.operators[i].name}});
    }
    Lowering lowering(model, two.input, "images");
    {
        const at::NoGradGuard noGrad;
        for (const RecordedOperator &recorded : two.operators)
            TRY_DO(lowering.add(recorded));
    }
    TRY(models::OnnxModel graph, lowering.finish(two.output, "logits"));
    graph.graph = model.architecture();
    graph.producerVersion = "0.1.0";
    graph.inputs = {{"images",
                     models::OnnxType::Float,
                     {{0, "batch"}, {3, {}}, {card.preprocessing.height, {}}, {card.preprocessing.width, {}}}}};
    graph.outputs = {{"logits", models::OnnxType::Float, {{0, "batch"}, {model.classes(), {}}}}};
    graph.metadata = models::onnxMetadata(card);
    return graph;
}

Result<> exportOnnx(Model &model, const models::ModelCard &card, const Path &file) {
    TRY(const models::OnnxModel graph, toOnnx(model, card));
    return models::writeOnnx(file, graph);
}

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/engine/export/recorder.h"
#include "core/engine/zoo/model.h"
#include "core/models/onnxwriter.h"

#include <map>
#include <unordered_map>

namespace trainyard::engine {

/**
 * Turns recorded operators into ONNX nodes of opset 17, one after the other. Batch norm that follows a convolution is
 * folded into it. kUnmappedOperator for what has no counterpart here.
 */
class Lowering final {
public:
    /** The model's parameters and buffers become initialisers under their own names. */
    Lowering(const Model &model, const at::Tensor &input, std::string inputName);

    Result<> add(const RecordedOperator &recorded);
    /** Names the output, and gives the graph without its inputs and outputs declared. kUnmappedOperator: never made. */
    Result<models::OnnxModel> finish(const at::Tensor &output, const std::string &outputName);

private:
    using Attributes = std::vector<models::OnnxAttribute>;
    using Handler = Result<> (Lowering::*)(const RecordedOperator &);
    static const std::map<std::string, Handler, std::less<>> &handlers();

    Result<> convolution(const RecordedOperator &recorded);
    Result<> batchNorm(const RecordedOperator &recorded);
    Result<> relu(const RecordedOperator &recorded);
    Result<> clip(const RecordedOperator &recorded);
    Result<> hardSwish(const RecordedOperator &recorded);
    Result<> hardSigmoid(const RecordedOperator &recorded);
    Result<> maxPool(const RecordedOperator &recorded);
    Result<> averagePool(const RecordedOperator &recorded);
    Result<> flatten(const RecordedOperator &recorded);
    Result<> linear(const RecordedOperator &recorded);
    Result<> addTensors(const RecordedOperator &recorded);
    Result<> multiply(const RecordedOperator &recorded);

    /** The name of a tensor: made before, a parameter, or a constant that becomes an initialiser now. */
    std::string nameOf(const at::Tensor &tensor);
    std::string initialiser(const std::string &wish, const at::Tensor &tensor);
    void emit(const std::string &op, std::vector<std::string> inputs, const at::Tensor &output,
              Attributes attributes = {});
    static tl::unexpected<Error> unmapped(const RecordedOperator &recorded, const std::string &why);

    std::vector<models::OnnxNode> m_nodes;
    std::unordered_map<const c10::TensorImpl *, std::string> m_names;      ///< of what is computed
    std::unordered_map<const c10::TensorImpl *, std::string> m_parameters; ///< names in the model
    std::map<std::string, at::Tensor> m_initialisers;
    std::size_t m_next = 0;
};

} // namespace trainyard::engine

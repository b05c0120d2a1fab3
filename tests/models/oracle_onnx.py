# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""MODEL.onnx DATA.safetensors: onnx's checker, then ONNX Runtime on DATA's "image"; prints the largest difference to
DATA's "logits", the opset and the metadata as JSON."""
import json
import sys

import numpy
import onnx
import onnxruntime
from safetensors.numpy import load_file

model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
data = load_file(sys.argv[2])
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
(output,) = session.run(None, {session.get_inputs()[0].name: data["image"]})
difference = float(numpy.abs(output - data["logits"]).max())
print(json.dumps({
    "difference": difference,
    "shape": list(output.shape),
    "opset": model.opset_import[0].version,
    "input": session.get_inputs()[0].shape,
    "metadata": {entry.key: entry.value for entry in model.metadata_props},
}))

# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Compares ONNX Runtime's logits with the engine's on the inputs that the engine wrote out.

usage: onnx_runtime.py MODEL.onnx TENSORS.safetensors
"""
import sys

import numpy
import onnx
import onnxruntime
from safetensors.numpy import load_file

from common import result

path, tensors = sys.argv[1:3]
onnx.checker.check_model(path, full_check=True)
x, expected = (load_file(tensors)[name] for name in ("images", "logits"))
count = len(x)
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
got = numpy.concatenate([session.run(None, {name: x[i:i + 16]})[0] for i in range(0, count, 16)])
relative = numpy.abs(got - expected).max(1) / numpy.abs(expected).max(1)
result(relative=float(relative.max()), agreement=float((got.argmax(1) == expected.argmax(1)).mean()))

# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Compares ONNX Runtime's logits with the engine's on the inputs that the engine wrote out.

usage: onnx_runtime.py MODEL.onnx INPUTS.f32 LOGITS.f32 COUNT CHANNELS HEIGHT WIDTH CLASSES
"""
import sys

import numpy
import onnx
import onnxruntime

from common import result

path, inputs, logits = sys.argv[1:4]
count, channels, height, width, classes = map(int, sys.argv[4:9])
onnx.checker.check_model(path, full_check=True)
x = numpy.fromfile(inputs, numpy.float32).reshape(count, channels, height, width)
expected = numpy.fromfile(logits, numpy.float32).reshape(count, classes)
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
got = numpy.concatenate([session.run(None, {name: x[i:i + 16]})[0] for i in range(0, count, 16)])
relative = numpy.abs(got - expected).max(1) / numpy.abs(expected).max(1)
result(relative=float(relative.max()), agreement=float((got.argmax(1) == expected.argmax(1)).mean()))

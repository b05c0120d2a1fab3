# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Checks an exported file with ONNX's checker and compares ONNX Runtime's logits with the engine's.

usage: onnxruntime_torch_export.py FOLDER
FOLDER holds model.onnx and ours.safetensors (images1, logits1, images5, logits5).
"""
import json
import sys

import numpy
import onnx
import onnxruntime
from safetensors.numpy import load_file


def main() -> int:
    folder = sys.argv[1]
    model = onnx.load(f"{folder}/model.onnx")
    onnx.checker.check_model(model, full_check=True)
    metadata = {p.key: p.value for p in model.metadata_props}
    assert len(json.loads(metadata["trainyard.classes"])) == 7
    assert json.loads(metadata["trainyard.preprocessing"])["width"] == 96
    assert model.opset_import[0].version == 17
    ours = load_file(f"{folder}/ours.safetensors")
    session = onnxruntime.InferenceSession(f"{folder}/model.onnx", providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch in ("1", "5"):
        logits = session.run(None, {"images": ours["images" + batch]})[0]
        mine = ours["logits" + batch]
        assert logits.shape == mine.shape
        worst = max(worst, float(numpy.abs(logits - mine).max() / numpy.abs(mine).max()))
        assert (logits.argmax(1) == mine.argmax(1)).all()
    assert worst <= 1e-4, worst
    print(f"largest relative difference {worst:.2e}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

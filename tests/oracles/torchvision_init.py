# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Compares how a new network is initialised with torchvision's: order of parameters, means and deviations.

usage: torchvision_init.py ARCHITECTURE CLASSES FOLDER
"""
import sys

import torchvision_stub  # noqa: F401  lets torchvision load beside a CPU build of torch
import torch
import torchvision
from safetensors import safe_open


def main() -> int:
    name, classes, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    torch.manual_seed(1)
    model = getattr(torchvision.models, name)(num_classes=classes)
    with safe_open(f"{folder}/weights.safetensors", "pt") as file:
        for key, theirs in model.named_parameters():
            mine = file.get_tensor(key)
            assert mine.shape == theirs.shape, key
            if mine.numel() < 400:
                continue
            a, b = mine.double(), theirs.detach().double()
            error = 6 * b.std().item() / mine.numel() ** 0.5 + 1e-12
            assert abs(a.mean() - b.mean()) < 2 * error, f"{key}: mean {a.mean()} {b.mean()}"
            assert abs(a.std() - b.std()) < 2 * error, f"{key}: deviation {a.std()} {b.std()}"
            if b.std() > 0:
                assert abs(a.abs().max() / b.abs().max() - 1) < 0.5, f"{key}: shape of the distribution"
    return 0


if __name__ == "__main__":
    sys.exit(main())

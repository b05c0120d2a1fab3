# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Compares a network of the engine with torchvision's: names, outputs, gradients, statistics.

usage: torchvision_zoo.py ARCHITECTURE CLASSES FOLDER
FOLDER holds weights.safetensors (the state dict) and ours.safetensors (what the engine computed with it).
"""
import sys

import torchvision_stub  # noqa: F401  lets torchvision load beside a CPU build of torch
import torch
import torchvision
from safetensors.torch import load_file


def pooled_features(name, model, images):
    """What the head is given."""
    if name == "resnet18":
        model.fc = torch.nn.Identity()
        return model(images)
    return torch.flatten(torch.nn.functional.adaptive_avg_pool2d(model.features(images), (1, 1)), 1)


def run_exactly(name, classes, weights, images):
    """The gradients in double precision, by name."""
    model = getattr(torchvision.models, name)(num_classes=classes)
    model.load_state_dict(weights)
    model.double().train()
    pooled_features(name, model, images.double()).square().mean().backward()
    return {key: parameter.grad for key, parameter in model.named_parameters() if parameter.grad is not None}


def main() -> int:
    name, classes, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    weights = load_file(f"{folder}/weights.safetensors")
    ours = load_file(f"{folder}/ours.safetensors")
    model = getattr(torchvision.models, name)(num_classes=classes)
    theirs = model.state_dict()
    assert set(weights) == set(theirs), set(weights) ^ set(theirs)
    model.load_state_dict(weights)

    def close(what, mine, reference, tolerance):
        scale = reference.abs().max().clamp_min(1e-6)
        worst = ((mine - reference).abs().max() / scale).item()
        assert worst <= tolerance, f"{what}: {worst}"

    images = ours["images"]
    model.eval()
    with torch.no_grad():
        close("evaluation", ours["evaluation"], model(images), 1e-4)
    model.train()
    features = pooled_features(name, model, images)
    close("features", ours["features"], features.detach(), 1e-4)
    exact = run_exactly(name, classes, weights, images)
    compared = 0
    for key, parameter in model.named_parameters():
        if "gradient." + key not in ours:
            continue
        close("gradient of " + key, ours["gradient." + key], exact[key], 1e-6)
        compared += 1
    assert compared > 40, compared
    for key, buffer in model.named_buffers():
        close("buffer " + key, ours["after." + key].double(), buffer.double(), 1e-4)
    print(f"{name}: {len(weights)} tensors, {compared} gradients")
    return 0


if __name__ == "__main__":
    sys.exit(main())

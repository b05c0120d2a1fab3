# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""make FOLDER: torch.save files of every kind with what they hold as .safetensors, by PyTorch and safetensors.
check FILE: reads a file of ours with the safetensors package and prints name, dtype, shape and sum of each tensor."""
import argparse
import collections
import sys

import numpy
import safetensors.torch
import torch


def network():
    torch.manual_seed(3)
    return torch.nn.Sequential(
        collections.OrderedDict(
            conv=torch.nn.Conv2d(3, 8, 3), bn=torch.nn.BatchNorm2d(8), fc=torch.nn.Linear(8, 5)
        )
    )


def make(folder):
    state = network().state_dict()
    channels_last = network().to(memory_format=torch.channels_last).state_dict()
    base = torch.arange(240, dtype=torch.float32)
    views = {"a": base[10:20], "b": base.view(12, 20).t(), "c": base[::3], "d": base[5].expand(4, 2), "e": base[:0]}
    types = {
        str(t).split(".")[1]: (torch.arange(-3, 9) % 5).to(t)
        for t in (torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool)
    }
    optimizer = torch.optim.AdamW(network().parameters())
    training = {
        "epoch": 3,
        "best": numpy.float64(0.75),
        "history": numpy.arange(5),
        "args": argparse.Namespace(lr=0.1, path="x"),
        "optimizer": optimizer.state_dict(),
        "state_dict": {"module." + k: v for k, v in state.items()},
    }
    cases = {
        "plain": (state, state),
        "dict": (dict(state), state),
        "parameters": (dict(network().named_parameters()), dict(network().named_parameters())),
        "channels_last": (channels_last, channels_last),
        "views": (views, views),
        "types": (types, types),
        "training": (training, training["state_dict"]),
        "ema": ({"model_ema": state, "step": 7}, state),
    }
    for name, (saved, expected) in cases.items():
        torch.save(saved, f"{folder}/{name}.pt")
        torch.save(saved, f"{folder}/{name}_legacy.pt", _use_new_zipfile_serialization=False)
        flat = {k: v.detach().clone().contiguous() for k, v in expected.items()}
        for suffix in ("", "_legacy"):
            safetensors.torch.save_file(flat, f"{folder}/{name}{suffix}.safetensors", metadata={"format": "pt"})
    torch.save(network(), f"{folder}/module.refused")
    torch.save(network(), f"{folder}/module_legacy.refused", _use_new_zipfile_serialization=False)
    torch.jit.trace(network()[0], torch.rand(1, 3, 8, 8)).save(f"{folder}/script.refused")


def check(path):
    with safetensors.safe_open(path, framework="pt") as file:
        for name in sorted(file.keys()):
            tensor = file.get_tensor(name)
            print(name, tensor.dtype, tuple(tensor.shape), float(tensor.double().sum()))
        print(sorted((file.metadata() or {}).items()))


{"make": make, "check": check}[sys.argv[1]](sys.argv[2])

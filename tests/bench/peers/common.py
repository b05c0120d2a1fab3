# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""What the peers share: torchvision beside a CPU build of torch, and one JSON line as the result."""
import json
import os
import sys
import time

sys.path.insert(0, os.environ["TRAINYARD_PEER_TOOLS"])  # the folder of torchvision_stub.py
import torchvision_stub  # noqa: E402,F401  declares torchvision's operators, so that its models import
import torch  # noqa: E402


def result(**values):
    print(json.dumps(values), flush=True)


def two_threads():
    torch.set_num_threads(os.cpu_count() or 2)


def autocast(precision):
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16")


def fastest(step, seconds=15, most=30):
    """Seconds of the fastest call of step() after three that warm up; a slow one is called at least twice in all."""
    times = []
    end = time.perf_counter() + seconds
    while len(times) < 2 or (time.perf_counter() < end and len(times) < most + 3):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return min(times)

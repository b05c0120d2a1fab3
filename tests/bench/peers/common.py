# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""What the peers share: torchvision beside a CPU build of torch, and one JSON line as the result."""
import json
import os
import sys

sys.path.insert(0, os.environ["TRAINYARD_PEER_TOOLS"])  # the folder of torchvision_stub.py
import torchvision_stub  # noqa: E402,F401  declares torchvision's operators, so that its models import
import torch  # noqa: E402


def result(**values):
    print(json.dumps(values), flush=True)


def two_threads():
    torch.set_num_threads(os.cpu_count() or 2)

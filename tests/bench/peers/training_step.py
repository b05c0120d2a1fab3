# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Images a second of one training step: ResNet-18, batch 32, 128 px, channels-last, bf16 autocast, fused AdamW, eager."""
import time

from common import result, torch, two_threads
from torchvision.models import resnet18

two_threads()
torch.manual_seed(1)
model = resnet18(num_classes=10).to(memory_format=torch.channels_last).train()
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)
loss_function = torch.nn.CrossEntropyLoss()
images = torch.randn(32, 3, 128, 128).contiguous(memory_format=torch.channels_last)
labels = torch.randint(0, 10, (32,))


def step():
    optimiser.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = loss_function(model(images), labels)
    loss.backward()
    optimiser.step()
    return loss


for _ in range(5):
    step()
times = []
for _ in range(30):
    start = time.perf_counter()
    step()
    times.append(time.perf_counter() - start)
result(images_per_second=32 / min(times))  # the engine's probe gives its fastest step too

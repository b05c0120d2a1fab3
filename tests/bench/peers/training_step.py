# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Images a second of one training step: ResNet-18, batch 32, 128 px, channels-last, fused AdamW, eager.

In bf16, as asked, and in fp32: a CPU without bf16 instructions is many times slower in bf16, and the peer is the better.
"""
from common import autocast, fastest, result, torch, two_threads
from torchvision.models import resnet18

two_threads()
torch.manual_seed(1)
loss_function = torch.nn.CrossEntropyLoss()
images = torch.randn(32, 3, 128, 128).contiguous(memory_format=torch.channels_last)
labels = torch.randint(0, 10, (32,))


def rate(precision):
    model = resnet18(num_classes=10).to(memory_format=torch.channels_last).train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)

    def step():
        optimiser.zero_grad(set_to_none=True)
        with autocast(precision):
            loss = loss_function(model(images), labels)
        loss.backward()
        optimiser.step()

    return 32 / fastest(step)


rates = {precision: rate(precision) for precision in ("bf16", "fp32")}
best = max(rates, key=rates.get)
result(images_per_second=rates[best], precision=best, all=rates)  # the engine's probe gives its fastest step too

# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Images a second of a training epoch from JPEG files: ResNet-18 with DataLoader and PIL transforms.

The best of 0, 1 and 2 workers, in bf16 or fp32, whichever this CPU computes faster.

usage: training_epoch.py FOLDER SIZE BATCH EPOCHS
"""
import sys
import time

from common import autocast, fastest, result, torch, two_threads
from torchvision import transforms
from torchvision.datasets import ImageFolder
from torchvision.models import resnet18

folder, size, batch, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
two_threads()
loss_function = torch.nn.CrossEntropyLoss()


class Training:
    def __init__(self, classes, precision):
        self.model = resnet18(num_classes=classes).to(memory_format=torch.channels_last).train()
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=1e-3, fused=True)
        self.precision = precision

    def step(self, images, labels):
        self.optimiser.zero_grad(set_to_none=True)
        with autocast(self.precision):
            loss = loss_function(self.model(images.contiguous(memory_format=torch.channels_last)), labels)
        loss.backward()
        self.optimiser.step()


def step_seconds(precision):
    training = Training(10, precision)
    images, labels = torch.randn(8, 3, size, size), torch.randint(0, 10, (8,))
    return fastest(lambda: training.step(images, labels), seconds=5)


def run(workers, precision):
    torch.manual_seed(1)
    data = ImageFolder(folder, transforms.Compose([
        transforms.RandomResizedCrop(size), transforms.RandomHorizontalFlip(), transforms.ToTensor(),
        transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))]))
    loader = torch.utils.data.DataLoader(data, batch, shuffle=True, num_workers=workers, drop_last=True,
                                         persistent_workers=workers > 0)
    training = Training(len(data.classes), precision)
    seconds = []
    for _ in range(epochs):
        start = time.perf_counter()
        for images, labels in loader:
            training.step(images, labels)
        seconds.append(time.perf_counter() - start)
    return len(loader) * batch / min(seconds)


precision = min(("bf16", "fp32"), key=step_seconds)
rates = {workers: run(workers, precision) for workers in (0, 1, 2)}
best = max(rates, key=rates.get)
result(images_per_second=rates[best], workers=best, precision=precision, all={str(k): v for k, v in rates.items()})

# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Seconds of a training epoch from JPEG files: ResNet-18 with DataLoader and PIL transforms; the best worker count.

usage: training_epoch.py FOLDER SIZE BATCH EPOCHS
"""
import sys
import time

from common import result, torch, two_threads
from torchvision import transforms
from torchvision.datasets import ImageFolder
from torchvision.models import resnet18

folder, size, batch, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
two_threads()


def run(workers):
    torch.manual_seed(1)
    data = ImageFolder(folder, transforms.Compose([
        transforms.RandomResizedCrop(size), transforms.RandomHorizontalFlip(), transforms.ToTensor(),
        transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))]))
    loader = torch.utils.data.DataLoader(data, batch, shuffle=True, num_workers=workers, drop_last=True,
                                         persistent_workers=workers > 0)
    model = resnet18(num_classes=len(data.classes)).to(memory_format=torch.channels_last).train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)
    loss_function = torch.nn.CrossEntropyLoss()
    seconds = []
    for _ in range(epochs):
        start = time.perf_counter()
        for images, labels in loader:
            optimiser.zero_grad(set_to_none=True)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = loss_function(model(images.contiguous(memory_format=torch.channels_last)), labels)
            loss.backward()
            optimiser.step()
        seconds.append(time.perf_counter() - start)
    images_seen = len(loader) * batch
    return images_seen / min(seconds)


rates = {workers: run(workers) for workers in (0, 1, 2)}
best = max(rates, key=rates.get)
result(images_per_second=rates[best], workers=best, all={str(k): v for k, v in rates.items()})

# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""Images a second on one core: JPEG file to a normalised 224 px tensor by PIL and torchvision's standard transforms.

usage: input_pipeline.py FOLDER
"""
import pathlib
import sys
import time

from common import result, torch
from PIL import Image
from torchvision import transforms

torch.set_num_threads(1)
files = sorted(pathlib.Path(sys.argv[1]).rglob("*.jpg"))
transform = transforms.Compose([
    transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))])


def load_all():
    start = time.perf_counter()
    for file in files:
        with Image.open(file) as image:
            transform(image.convert("RGB"))
    return len(files) / (time.perf_counter() - start)


load_all()
rates = sorted(load_all() for _ in range(3))
result(images_per_second=rates[1], images=len(files))

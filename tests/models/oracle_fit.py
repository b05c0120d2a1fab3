# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""IN.rgb WIDTH HEIGHT PREPROCESSING.json-text OUT.rgb: the input as Resize and CenterCrop of torchvision make it, by
Pillow: the whole picture is resized (bilinear, antialiased), then its middle cut out."""
import json
import sys

from PIL import Image

source, width, height, text, target = sys.argv[1:]
width, height, wanted = int(width), int(height), json.loads(text)
with open(source, "rb") as file:
    image = Image.frombytes("RGB", (width, height), file.read())
size = (wanted["width"], wanted["height"])
if wanted["fit"] == "stretch":
    image = image.resize(size, Image.BILINEAR)
else:
    short = wanted["short_side"]
    longer = int(short * max(width, height) / min(width, height))
    resized = (short, longer) if width <= height else (longer, short)
    left, top = (int(round((r - s) / 2.0)) for r, s in zip(resized, size))
    image = image.resize(resized, Image.BILINEAR).crop((left, top, left + size[0], top + size[1]))
with open(target, "wb") as file:
    file.write(image.tobytes())

# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""COCO's own reader, for test_formats_oracle: what it sees in our files, and files that it would write.

oracle_coco.py read FOLDER       every annotation of FOLDER/annotations/*.json
oracle_coco.py write FILE SEED   writes run lengths and polygons to FILE, and says what is in them
"""
import contextlib
import glob
import io
import json
import sys

import numpy as np
from pycocotools import mask as rle
from pycocotools.coco import COCO


def text(pixels):
    return "".join("1" if p else "0" for p in np.asarray(pixels, dtype=bool).ravel())


def read(folder):
    rows = []
    for path in sorted(glob.glob(folder + "/annotations/*.json")):
        with contextlib.redirect_stdout(io.StringIO()):
            coco = COCO(path)
        for entry in coco.loadAnns(coco.getAnnIds()):
            image = coco.loadImgs(entry["image_id"])[0]
            row = {"image": image["file_name"], "class": coco.loadCats(entry["category_id"])[0]["name"],
                   "bbox": entry["bbox"], "area": entry["area"], "crowd": entry["iscrowd"]}
            if entry["segmentation"]:
                row["mask"] = text(coco.annToMask(entry))
                row["counts"] = coco.annToRLE(entry)["counts"]
                if isinstance(row["counts"], bytes):
                    row["counts"] = row["counts"].decode()
                row["polygon"] = isinstance(entry["segmentation"], list)
            rows.append(row)
    json.dump(rows, sys.stdout)


def write(path, seed):
    random = np.random.default_rng(seed)
    height, width = 37, 53
    annotations, said = [], []
    for number in range(60):
        if number % 3 == 2:
            points = (random.uniform(0, 1, (random.integers(3, 9), 2)) * (width, height)).round(2)
            segmentation = [points.ravel().tolist()]
            encoded = rle.merge(rle.frPyObjects(segmentation, height, width))
        else:
            pixels = np.zeros((height, width), dtype=np.uint8)
            y, x = random.integers(0, height - 4), random.integers(0, width - 4)
            part = random.random((random.integers(1, height - y), random.integers(1, width - x))) < 0.6
            part[0, 0] = True
            pixels[y:y + part.shape[0], x:x + part.shape[1]] = part
            encoded = rle.encode(np.asfortranarray(pixels))
            counts = encoded["counts"].decode()
            if number % 3 == 1:  # the long form: the lengths as numbers
                flat = pixels.ravel(order="F")
                edges = np.flatnonzero(np.diff(np.concatenate(([0], flat, [2]))))
                counts = np.diff(np.concatenate(([0], edges))).tolist()
            segmentation = {"size": [height, width], "counts": counts}
        annotations.append({"id": number + 1, "image_id": 1, "category_id": 1, "iscrowd": 0,
                            "segmentation": segmentation, "area": float(rle.area(encoded)),
                            "bbox": rle.toBbox(encoded).tolist()})
        said.append({"polygon": number % 3 == 2, "mask": text(rle.decode(encoded)), "area": int(rle.area(encoded)),
                     "bbox": rle.toBbox(encoded).tolist()})
    with open(path, "w") as file:
        json.dump({"images": [{"id": 1, "file_name": "a.png", "width": width, "height": height}],
                   "categories": [{"id": 1, "name": "thing"}], "annotations": annotations}, file)
    json.dump({"width": width, "height": height, "objects": said}, sys.stdout)


if sys.argv[1] == "read":
    read(sys.argv[2])
else:
    write(sys.argv[2], int(sys.argv[3]))

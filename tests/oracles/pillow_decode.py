# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""What Pillow makes of pictures: the reference that tests/media compares core/media with.

pillow_decode.py decode OUT FILE...           raw RGB of every file to OUT/<index>.rgb, one JSON line each
pillow_decode.py resize OUT FILE W H X0 Y0 X1 Y1 [...six numbers more]   raw RGB of resized boxes
pillow_decode.py make OUT                     a folder of pictures of many kinds, written by Pillow
pillow_decode.py time FILE REPEATS            images a second of processor time: decode + random resized crop to 224
"""

import json
import pathlib
import random
import sys
import time

from PIL import Image, ImageOps


def scaled_16_bits(image):
    """Grey of 16 bits to 8 by the bits in use, 8 at least; Pillow's own conversion cuts values off at 255."""
    most = (1 << max(8, image.getextrema()[1].bit_length())) - 1
    values = [int(v * 255 / most + 0.5) for v in image.getdata()]
    grey = Image.new("L", image.size)
    grey.putdata(values)
    return grey.convert("RGB")


def to_rgb(image):
    if image.mode.startswith("I"):
        return scaled_16_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def decode(out, files):
    for index, name in enumerate(files):
        try:
            with Image.open(name) as image:
                image.load()
                mode, kind = image.mode, image.format
                rgb = ImageOps.exif_transpose(to_rgb(image) if image.mode.startswith("I") else image)
                rgb = to_rgb(rgb)
            (out / f"{index}.rgb").write_bytes(rgb.tobytes())
            print(json.dumps({"index": index, "width": rgb.width, "height": rgb.height, "mode": mode, "format": kind}))
        except Exception as problem:  # whatever Pillow says is the answer
            print(json.dumps({"index": index, "error": f"{type(problem).__name__}: {problem}"}))


def resize(out, name, numbers):
    with Image.open(name) as image:
        rgb = image.convert("RGB")
    for index in range(len(numbers) // 6):
        w, h, x0, y0, x1, y1 = numbers[index * 6:index * 6 + 6]
        small = rgb.resize((int(w), int(h)), Image.Resampling.BILINEAR, box=(x0, y0, x1, y1))
        (out / f"{index}.rgb").write_bytes(small.tobytes())


def scene(mode, size=(61, 47)):
    """Gradients and a few shapes: no two corners are alike."""
    image = Image.new("RGB", size)
    image.putdata([(x * 255 // (size[0] - 1), y * 255 // (size[1] - 1), (x * y * 3) % 256 if x > 30 and y > 20 else 60)
                   for y in range(size[1]) for x in range(size[0])])
    if mode in ("LA", "RGBA"):
        alpha = Image.new("L", size)
        alpha.putdata([min(255, (x + y) * 3) for y in range(size[1]) for x in range(size[0])])
        image = image.convert(mode)
        image.putalpha(alpha)
        return image
    if mode == "P":
        return image.quantize(40)
    if mode == "I;16":
        grey = image.convert("L")
        return Image.frombytes("I;16", size, b"".join((v * 251).to_bytes(2, "little") for v in grey.getdata()))
    return image.convert(mode)


def make(out):
    def save(name, mode, **options):
        scene(mode).save(out / name, **options)

    def exif(orientation):
        block = Image.Exif()
        block[0x0112] = orientation
        return block

    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        save(f"png_{mode.replace(';', '')}.png", mode)
    scene("P").save(out / "png_P_transparent.png", transparency=3)
    scene("L").save(out / "png_L_transparent.png", transparency=60)
    scene("RGB").save(out / "png_RGB_transparent.png", transparency=(60, 60, 60))
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        save(f"bmp_{mode}.bmp", mode)
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16"):
        for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits"):
            if mode == "YCbCr" and compression is None:
                continue  # Pillow cannot read this one back itself
            save(f"tiff_{mode.replace(';', '')}_{compression}.tif", mode, compression=compression)
    save("tiff_fax.tif", "1", compression="group4")
    save("tiff_jpeg.tif", "RGB", compression="jpeg", quality=95)
    save("tiff_grey_jpeg.tif", "L", compression="jpeg", quality=95)
    scene("RGB").save(out / "tiff_pages.tif", save_all=True, append_images=[scene("L"), scene("RGB", (9, 9))])
    save("gif.gif", "P")
    save("gif_plain.gif", "P", interlace=0)
    scene("P").save(out / "gif_transparent.gif", transparency=5)
    scene("P").save(out / "gif_frames.gif", save_all=True, append_images=[scene("RGB").rotate(90).convert("P")])
    for mode in ("RGB", "RGBA"):
        save(f"webp_{mode}.webp", mode, lossless=True, exact=True)
        save(f"webp_lossy_{mode}.webp", mode, quality=80)
    turned = [scene("RGBA").rotate(90)]
    scene("RGBA").save(out / "webp_frames.webp", save_all=True, append_images=turned, lossless=True, exact=True)
    for mode in ("L", "RGB", "CMYK"):
        for progressive in (False, True):
            save(f"jpeg_{mode}_{progressive}.jpg", mode, quality=90, progressive=progressive)
    for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
        save(f"jpeg_{subsampling.replace(':', '')}.jpg", "RGB", quality=90, subsampling=subsampling)
    save("jpeg_restarts.jpg", "RGB", quality=90, restart_marker_blocks=2)
    for orientation in range(1, 9):
        save(f"turned_{orientation}.jpg", "RGB", quality=95, exif=exif(orientation))
        save(f"turned_{orientation}.png", "RGB", exif=exif(orientation))
        save(f"turned_{orientation}.webp", "RGB", lossless=True, exif=exif(orientation))
        save(f"turned_{orientation}.tif", "RGB", exif=exif(orientation))


def measure(name, repeats):
    random.seed(1)
    start = time.process_time()
    for _ in range(repeats):
        with Image.open(name) as image:
            image = image.convert("RGB")
        side = int(min(image.size) * random.uniform(0.4, 1.0))
        x, y = random.randint(0, image.width - side), random.randint(0, image.height - side)
        image.crop((x, y, x + side, y + side)).resize((224, 224), Image.Resampling.BILINEAR).tobytes()
    print(json.dumps({"images_per_second": repeats / (time.process_time() - start)}))


if __name__ == "__main__":
    verb, rest = sys.argv[1], sys.argv[2:]
    if verb == "decode":
        decode(pathlib.Path(rest[0]), rest[1:])
    elif verb == "resize":
        resize(pathlib.Path(rest[0]), rest[1], [float(n) for n in rest[2:]])
    elif verb == "make":
        make(pathlib.Path(rest[0]))
    else:
        measure(rest[0], int(rest[1]))

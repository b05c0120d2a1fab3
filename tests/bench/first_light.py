# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""The rows of the issue "first light"."""
import json
import os
import pathlib
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

from bench import Context, Measurement, NotMeasured, Row, in_turn

SIGN_DIGITS = ("classification-sign-digits", "Dataset")
MAGNETIC_TILE = ("manufacturing-magnetic-tile",)
HANDS = {"image_size": 96, "crop_scale_min": 0.7, "flip": "off", "colour_jitter": 0.1}  # left and right are not the same
MOBILENET_V2 = ("pretrained", "mobilenet_v2_100_imagenet_torchvision_dequant_fp16.safetensors")


def new_project(context: Context, data: pathlib.Path, fractions=(0.6, 0.2, 0.2)) -> pathlib.Path:
    """A project over a folder of class folders, split as the table says: stratified, seed 1."""
    project = context.folder("project") / "p"
    context.cli("project", "create", project)
    context.cli("import", project, data, "--format", "classfolders")
    context.cli("split", project, "--train", fractions[0], "--val", fractions[1], "--test", fractions[2],
                "--stratify", "--seed", 1)
    return project


def train(context: Context, project: pathlib.Path, model: str, **settings) -> tuple[str, float]:
    """The run's id and the seconds from its start to its end, start-up and test included."""
    arguments = [argument for key, value in settings.items() for argument in ("--set", f"{key}={value}")]
    start = time.perf_counter()
    run = context.cli("train", project, "--task", "classification", "--model", model, "--follow", *arguments)
    seconds = time.perf_counter() - start
    if run.get("status") != "finished":
        raise NotMeasured(f"the run ended as {run.get('status')}: {run.get('error')}")
    events = project / "runs" / run["run"] / "events.jsonl"
    if '"engine":"fake' in events.read_text():
        raise NotMeasured("this is the fake engine")
    return run["run"], seconds


def test_metrics(context: Context, project: pathlib.Path, run: str) -> dict:
    return context.cli("evaluate", project, run, "--split", "test")


def accuracy_row(context, data, model, metric, limit_s, **settings) -> Measurement:
    project = new_project(context, data)
    run, seconds = train(context, project, model, **settings)
    metrics = test_metrics(context, project, run)
    value = metrics[metric]
    interval = metrics[f"{metric}_interval_95"]
    return Measurement(value, passed=seconds <= limit_s,
                       note=f"{seconds:.0f} s of at most {limit_s}; interval {interval}; run {run}")


def demo(context: Context) -> Measurement:
    folder = context.folder("demo") / "demo"
    start = time.perf_counter()
    report = context.cli("demo", folder)
    seconds = time.perf_counter() - start
    return Measurement(seconds, passed=report["val_accuracy"] >= 0.95 and report["verified"],
                       note=f"validation accuracy {report['val_accuracy']:.4f}, verified {report['verified']}")


def sign_digits_scratch(context):
    return accuracy_row(context, context.require(*SIGN_DIGITS), "resnet18", "accuracy", 240, **HANDS, epochs=8)


def sign_digits_tuned(context):
    return accuracy_row(context, context.require(*SIGN_DIGITS), "mobilenet_v2", "accuracy", 180,
                        weights=context.require(*MOBILENET_V2), **HANDS, epochs=7)


def tile_folder(context: Context) -> pathlib.Path:
    """The six classes as class folders: the set keeps its photos in <class>/Imgs/*.jpg beside masks that are PNG."""
    source = context.require(*MAGNETIC_TILE)
    folder = context.folder("tile") / "tile"
    for photo in sorted(source.glob("*/Imgs/*.jpg")):
        target = folder / photo.parent.parent.name / photo.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(photo, target)
    return folder


def magnetic_tile(context):
    return accuracy_row(context, tile_folder(context), "mobilenet_v2", "balanced_accuracy", 180,
                        weights=context.require(*MOBILENET_V2), image_size=160, batch_size=16, epochs=24,
                        crop_scale_min=0.7, class_weights="balanced", backbone_lr_factor=1, frozen_stages=2)


def training_step(context):
    folder = photos(context, 64, 320, 240, 10)
    run = context.folder("probe") / "probe"
    run.mkdir(parents=True)
    classes = sorted(path.name for path in folder.iterdir())
    files = sorted(folder.glob("*/*.jpg"))
    (run / "run.json").write_text(json.dumps({
        "protocol": 1, "id": "probe", "name": "probe", "task": "classification", "created_ms": 0, "classes": classes,
        "settings": {"model": "resnet18", "image_size": 128, "batch_size": 32, "fit": "stretch"}}))
    rows = [{"item": number, "path": str(file), "split": "train", "label": classes.index(file.parent.name),
             "width": 320, "height": 240, "hash": ""} for number, file in enumerate(files, 1)]
    rows[-1]["split"] = "val"
    header = {"protocol": 1, "items": len(rows), "classes": classes, "root": str(folder)}
    (run / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in [header, *rows]))

    def ours():
        return max(json.loads(context.program("trainyard-engine", "probe", run))["images_per_second"] for _ in range(3))

    value, theirs = in_turn(3, ours, lambda: context.peer("training_step.py")["images_per_second"])
    return Measurement(value, theirs, "PyTorch eager, channels-last, fused AdamW, bf16 or fp32, whichever is faster here", runs=3)


def epoch_rate(context: Context, project: pathlib.Path, epochs: int, **settings) -> float:
    """Images a second of the best epoch, reading JPEG files: without the cache of decoded images."""
    run, _ = train(context, project, "resnet18", epochs=epochs, warmup_epochs=0, cache="off", **settings)
    rates = []
    for line in (project / "runs" / run / "events.jsonl").read_text().splitlines():
        event = json.loads(line)
        if event["type"] == "epoch":
            rates.append(event["values"]["train/images_per_second"])
    return max(rates)


def epoch_row(context, folder, size, epochs) -> Measurement:
    project = new_project(context, folder, (0.96, 0.04, 0.0))  # a training wants some images to validate on

    def rate():
        return epoch_rate(context, project, epochs, image_size=size, crop_scale_min=0.08, colour_jitter=0,
                          fit="centre_crop")

    # Before and after the peer, which has three worker counts to be quickest with.
    before = rate()
    theirs = context.peer("training_epoch.py", folder, size, 32, epochs)["images_per_second"]
    ours = max(before, rate())
    return Measurement(ours, theirs, "PyTorch script, DataLoader with the best worker count, PIL transforms")


def epoch_sign_digits(context):
    return epoch_row(context, context.require(*SIGN_DIGITS), 96, 2)


def photos(context: Context, count: int, width: int, height: int, classes: int) -> pathlib.Path:
    folder = context.folder("photos")
    context.program("trainyard-bench-media", "photos", folder, count, width, height, classes)
    return folder


def epoch_photos(context):
    return epoch_row(context, photos(context, 1000, 1600, 1200, 4), 128, 2)


def input_pipeline(context):
    folder = photos(context, 400, 500, 375, 1)
    ours, theirs = in_turn(
        3, lambda: json.loads(context.program("trainyard-bench-media", "pipeline", folder))["images_per_second"],
        lambda: context.peer("input_pipeline.py", folder)["images_per_second"])
    return Measurement(ours, theirs, "PIL and torchvision's standard transforms", runs=3)


def exactness(context):
    """Kills the engine at ten random moments, resumes each time, and compares the weights with an undisturbed run."""
    source = context.require(*SIGN_DIGITS)
    project = new_project(context, source)
    settings = {"image_size": 64, "epochs": 4, "model": "resnet18", "checkpoint_seconds": 2}
    whole, _ = train(context, project, **settings)
    first = project / "runs" / whole
    other = context.folder("resumed") / "run"
    other.mkdir(parents=True)
    for name in ("run.json", "manifest.jsonl"):
        shutil.copy(first / name, other / name)
    generator = random.Random(1)
    kills = 0
    for _ in range(200):
        with subprocess.Popen([context.bin / "trainyard-engine", "train", other], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=context.environment) as engine:
            try:
                engine.wait(generator.uniform(1.5, 7) if kills < 10 else 600)
            except subprocess.TimeoutExpired:
                engine.send_signal(signal.SIGKILL)
                kills += 1
                continue
            if engine.returncode != 0:
                raise NotMeasured(f"the resumed engine exited {engine.returncode}")
            break
    weights = [(folder / "model" / "weights.safetensors").read_bytes() for folder in (first, other)]
    return Measurement(1.0 if weights[0] == weights[1] else 0.0, passed=kills >= 10, note=f"{kills} kills")


def onnx(context):
    """The largest relative difference over the three networks, by OpenVINO; ONNX Runtime is held to the same."""
    project = new_project(context, context.require(*SIGN_DIGITS))
    worst, notes, agreed = 0.0, [], True
    for model in ("resnet18", "mobilenet_v2", "mobilenet_v3_small"):
        run, _ = train(context, project, model, image_size=64, epochs=3)
        out = context.folder("onnx") / f"{model}.onnx"
        report = context.cli("model", "export", project, run, "--format", "onnx", "--out", out, accept=(0, 3))
        verification = report["verification"]["exact"]
        tensors = out.with_suffix(".safetensors")
        context.program("trainyard-serve", "verify", "--model", out, "--reference", project / "models" / run,
                        "--split", "test", "--tensors", tensors, accept=(0, 3))
        runtime = context.peer("onnx_runtime.py", out, tensors)
        worst = max(worst, verification["max_relative"], runtime["relative"])
        agreed &= verification["top1_agreement"] == 1.0 and runtime["agreement"] == 1.0
        notes.append(f"{model}: OpenVINO {verification['max_relative']:.2e}, ONNX Runtime {runtime['relative']:.2e}")
    return Measurement(worst, passed=agreed, note="; ".join(notes))


def qt_test(context: Context, program: str, *arguments, timeout=3600, **environment) -> tuple[bool, str]:
    """Runs a test program: whether it passed, and all that it printed."""
    path = context.bin / program
    if not path.exists():
        raise NotMeasured(f"{program} is not built")
    run = subprocess.run([path, *arguments], env=context.environment | environment, capture_output=True, text=True,
                         timeout=timeout)
    return run.returncode == 0, run.stdout + run.stderr


def edit_safety(context):
    """The test ends at the first project that is damaged or lacks an act that was said to be done."""
    passed, output = qt_test(context, "test_project_processes", "killedProcesses", timeout=7200, TRAINYARD_KILLS="500")
    return Measurement(0 if passed else 1, note="500 kills" if passed else output[-300:])


WINDOW_ITEMS = 20000


def large_project(context: Context) -> pathlib.Path:
    """20,000 different files cut from the real photos, imported as anyone would."""
    folder = context.folder("many")
    window_figures(context, "photos", context.require(), folder, WINDOW_ITEMS, timeout=600)
    return new_project(context, folder)


def window_figures(context: Context, *arguments, **options) -> dict:
    """Lines "FIGURE name value" of the window's own bench."""
    output = context.program("bench_window", *arguments, **options)
    for line in output.splitlines():
        if line and not line.startswith("FIGURE"):
            print(line, file=sys.stderr)
    return {name: float(value) for name, value in re.findall(r"FIGURE (\S+) ([-+0-9.eE]+)", output)}


def start_once(context: Context, project: pathlib.Path) -> tuple[float, int]:
    """Milliseconds from the start of the program's process to its word that the first screen can be used."""
    program = context.bin / "trainyard"
    if not program.exists():
        raise NotMeasured("trainyard is not built")
    start = time.perf_counter()
    with subprocess.Popen([program, "--measure-start", project], env=context.environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as window:
        line = window.stdout.readline()
        elapsed = (time.perf_counter() - start) * 1000
        window.stdout.read()
        trouble = window.stderr.read()
    if not line:
        raise NotMeasured(f"the window did not come: {trouble[-300:]}")
    return elapsed, json.loads(line)["items"]


def window_start(context):
    """The first start makes the thumbnails; it is told in the note, and counts like the others."""
    project = context.once("large", large_project)
    shutil.rmtree(project / "cache" / "thumbnails", ignore_errors=True)
    starts = [start_once(context, project) for _ in range(3)]
    return Measurement(statistics.median(elapsed for elapsed, _ in starts), runs=3,
                       passed=all(items >= WINDOW_ITEMS for _, items in starts),
                       note=f"without thumbnails {starts[0][0]:.0f} ms; {starts[0][1]} images")


def window_scroll(context):
    project = context.once("large", large_project)
    shutil.rmtree(project / "cache" / "thumbnails", ignore_errors=True)
    figures = window_figures(context, "scroll", project)
    return Measurement(figures["scroll_p99_ms"], passed=figures["items"] >= WINDOW_ITEMS)


def signs_project(context: Context) -> pathlib.Path:
    return new_project(context, context.require(*SIGN_DIGITS))


def window_stall(context):
    passed, output = qt_test(context, "test_workflow")
    stall = re.search(r"longest stall of the GUI thread: (\d+) ms", output)
    if not passed or not stall:
        raise NotMeasured(f"the end-to-end test failed: {output[-300:]}")
    return Measurement(float(stall.group(1)))


def live_latency(context):
    """The real engine trains; its events carry the time at which they were written."""
    figures = window_figures(context, "live", context.once("signs", signs_project))
    return Measurement(figures["live_point_ms"], note="95th percentile")


def live_frame(context):
    figures = window_figures(context, "frame", context.once("signs", signs_project))
    return Measurement(figures["curve_frame_ms"], passed=figures["curve_points"] >= 1000000, note="99th percentile")


ROWS = [
    Row("demo", "the whole loop on the generated sample", "s", "lower", 240, demo),
    Row("sign-digits-scratch", "test accuracy, ResNet-18 from scratch, 96 px, 4 minutes", "", "higher", 0.99,
        sign_digits_scratch),
    Row("sign-digits-tuned", "test accuracy, MobileNetV2 fine-tuned, 3 minutes", "", "higher", 0.99, sign_digits_tuned),
    Row("magnetic-tile", "balanced accuracy of 6 classes, MobileNetV2 fine-tuned, 3 minutes", "", "higher", 0.93,
        magnetic_tile),
    Row("training-step", "ResNet-18, batch 32, 128 px", "images/s", "higher", 1.0, training_step, on_ratio=True),
    Row("epoch-sign-digits", "a training epoch from JPEG files", "images/s", "higher", 1.5, epoch_sign_digits,
        on_ratio=True),
    Row("epoch-photos", "the same on 1,000 photos of 1600x1200", "images/s", "higher", 2.5, epoch_photos, on_ratio=True),
    Row("input-pipeline", "JPEG 500x375 to a 224 px crop, one core", "images/s", "higher", 2.5, input_pipeline,
        on_ratio=True),
    Row("exactness", "weights after ten kills equal to an undisturbed run", "equal", "higher", 1, exactness),
    Row("onnx", "largest relative difference of the three networks", "", "lower", 1e-4, onnx),
    Row("edit-safety", "damaged projects in 500 kills", "", "lower", 0, edit_safety),
    Row("window-start", "start to the first usable screen, 20,000 images", "ms", "lower", 1000, window_start),
    Row("window-scroll", "scrolling 20,000 images, input to end of paint, p99", "ms", "lower", 16, window_scroll),
    Row("window-stall", "longest stall of the GUI thread in the end-to-end test", "ms", "lower", 50, window_stall),
    Row("live-latency", "from the engine's write to the point on screen", "ms", "lower", 250, live_latency),
    Row("live-frame", "a frame with a million points in view", "ms", "lower", 16, live_frame),
]

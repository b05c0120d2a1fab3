# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""What every row of a bench needs: where things are, running the product and its peers, the line that is printed."""
import dataclasses
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import tempfile
import traceback
import typing


class NotMeasured(Exception):
    """The row could not be measured; its words say why."""


@dataclasses.dataclass
class Measurement:
    value: float | None
    peer_value: float | None = None
    peer: str | None = None
    runs: int = 1
    note: str = ""
    passed: bool = True  # a condition beside the target, for example "export verified"


class Context:
    def __init__(self, root: pathlib.Path, data: pathlib.Path):
        self.root = root
        self.data = data
        self.bin = root / "build" / "release" / "bin"
        self.python = root / ".deps" / "oracles" / "bin" / "python"
        self.peers = root / "tests" / "bench" / "peers"
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="trainyard-bench-"))
        self.shared: dict[str, typing.Any] = {}
        screen = root / "tests" / "support" / "screen" / "offscreen-ratio1.json"  # as in the tests
        self.environment = dict(
            os.environ, XDG_DATA_HOME=str(self.scratch / "share"), XDG_CONFIG_HOME=str(self.scratch / "config"),
            XDG_CACHE_HOME=str(self.scratch / "cache"), QT_QPA_PLATFORM=f"offscreen:configfile={screen}", LANG="C.UTF-8",
            TRAINYARD_PEER_TOOLS=str(data.parent / "tools"))

    def once(self, name: str, make: typing.Callable):
        """What several rows share, made by the first that asks."""
        if name not in self.shared:
            self.shared[name] = make(self)
        return self.shared[name]

    def __del__(self):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def folder(self, name: str) -> pathlib.Path:
        """A fresh folder of this run."""
        return pathlib.Path(tempfile.mkdtemp(prefix=name + "-", dir=self.scratch))

    def require(self, *names: str) -> pathlib.Path:
        path = self.data.joinpath(*names)
        if not path.exists():
            raise NotMeasured(f"the data set {'/'.join(names)} is not in {self.data}")
        return path

    def program(self, name: str, *arguments, accept=(0,), timeout=3600) -> str:
        """Runs a program of the product; returns its standard output."""
        path = self.bin / name
        if not path.exists():
            raise NotMeasured(f"{name} is not built")
        run = subprocess.run([path, *map(str, arguments)], env=self.environment, capture_output=True, text=True,
                             timeout=timeout)
        if run.returncode not in accept:
            raise NotMeasured(f"{name} {arguments[0] if arguments else ''} exited {run.returncode}: "
                              f"{run.stderr.strip()[-400:]}")
        return run.stdout

    def cli(self, *arguments, **options):
        """trainyard-cli with --json: the document that it prints (the last one of a stream)."""
        lines = self.program("trainyard-cli", *arguments, "--json", **options).strip()
        try:
            return json.loads(lines)
        except json.JSONDecodeError:
            return json.loads(lines.splitlines()[-1])

    def peer(self, script: str, *arguments, timeout=3600) -> dict:
        run = subprocess.run([self.python, self.peers / script, *map(str, arguments)],
                             env=self.environment, capture_output=True, text=True, timeout=timeout)
        if run.returncode != 0:
            raise NotMeasured(f"the peer {script} failed: {run.stderr.strip()[-400:]}")
        return json.loads(run.stdout.strip().splitlines()[-1])


@dataclasses.dataclass
class Row:
    name: str
    what: str
    unit: str
    better: str  # "higher" or "lower"
    target: float
    measure: typing.Callable[[Context], Measurement]
    on_ratio: bool = False  # the target is for value / peer_value

    def target_text(self) -> str:
        sign = "≥" if self.better == "higher" else "≤"
        return f"{sign} {self.target:g} {'× peer' if self.on_ratio else self.unit}"

    def measure_line(self, context: Context) -> dict:
        try:
            got = self.measure(context)
        except NotMeasured as reason:
            got = Measurement(None, note=f"not measured: {reason}", passed=False)
        except Exception as problem:  # a defect of the bench itself must not hide the other rows
            traceback.print_exc()
            got = Measurement(None, note=f"not measured: {problem!r}", passed=False)
        ratio = got.value / got.peer_value if got.value is not None and got.peer_value else None
        figure = ratio if self.on_ratio else got.value
        reached = figure is not None and (figure >= self.target if self.better == "higher" else figure <= self.target)
        return {"name": self.name, "value": got.value, "unit": self.unit, "better": self.better, "peer": got.peer,
                "peer_value": got.peer_value, "ratio": ratio, "target": self.target, "pass": bool(reached and got.passed),
                "runs": got.runs, "note": got.note,
                "machine": f"{os.cpu_count()} cores, {platform.machine()}, {cpu_name()}"}


def cpu_name() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def in_turn(times: int, product, peer):
    """Medians of both, measured alternately, so that a machine that changes its speed changes both."""
    ours, theirs = [], []
    for _ in range(times):
        ours.append(product())
        theirs.append(peer())
    return statistics.median(ours), statistics.median(theirs)

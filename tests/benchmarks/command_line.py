"""`afterword ask`, from start to answer, beside a Python that does nothing."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from tests.benchmarks.measuring import Scale
from tests.benchmarks.rows import Result, Row, Table, Verdict, paragraphs

GOAL = 0.25
QUESTION = {
    "on": "2026-11-23",
    "facts": {"purpose": "social", "initiator": "therapist"},
}
NOTHING = [sys.executable, "-c", "pass"]
ASK = [str(Path(sys.executable).with_name("afterword")), "ask"]
MOST_RUNS = 15


def row() -> Row:
    """The row of the command line."""
    return Row("`afterword ask` on the command line", _measure)


def _measure(scale: Scale) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        return _in(Path(folder), min(scale.runs, MOST_RUNS))


def _in(folder: Path, runs: int) -> Result:
    kept = _environment(folder / "kept")
    _run(ASK, kept)  # writes the index
    (index,) = (folder / "kept" / "cache").glob("packs-*.json")
    written = index.stat().st_mtime_ns
    commands: dict[str, Callable[[int], tuple[list[str], Mapping[str, str]]]] = {
        "`python -c pass`": lambda _: (NOTHING, kept),
        "`afterword ask`": lambda _: (ASK, kept),
        "`afterword ask`, the first time after packs changed": lambda run: (
            ASK,
            _environment(folder / f"new{run}"),
        ),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, of_run in commands.items():
            taken = _run(*of_run(run))
            if run:  # the first lets everything settle
                times[name].append(taken)
    used = index.stat().st_mtime_ns == written
    wall = {name: median(w for w, _ in taken) for name, taken in times.items()}
    cpu = {name: median(c for _, c in taken) for name, taken in times.items()}
    nothing, ask, _first = commands
    loaded = _imported(kept)
    verdicts = (
        Verdict(
            f"≤ {GOAL:g} s from start to answer",
            f"{wall[ask]:.3f} s, {wall[ask] / wall[nothing]:.1f} × `python -c pass`",
            met=wall[ask] <= GOAL,
        ),
        Verdict(
            "no Django imported",
            "none" if "django" not in loaded else "Django is imported",
            met="django" not in loaded,
        ),
        Verdict(
            "packs come from the checked index, no YAML is read",
            f"index of {index.stat().st_size / 1e6:.1f} MB"
            if used and "yaml" not in loaded
            else "the index is not used",
            met=used and "yaml" not in loaded,
        ),
    )
    table = Table(
        title=f"Medians of {runs} runs in turns",
        head=("command", "s by the wall", "s of processor", "× nothing, by the wall"),
        rows=tuple(
            (
                name,
                f"{wall[name]:.3f}",
                f"{cpu[name]:.3f}",
                f"{wall[name] / wall[nothing]:.1f}",
            )
            for name in commands
        ),
    )
    return Result(verdicts, (table,), _NOTES)


_NOTES = paragraphs("""
A question as JSON on standard input, an answer with its reasons on standard output. The
index is keyed by a hash over every pack and over the code that reads them, and sealed
with it: a changed pack, changed code and a changed index are each noticed
(`tests/rules/test_loading.py`).
""")


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "AFTERWORD_HOME": str(home)}


def _run(command: list[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Run once; give seconds by the wall, and of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(
        command,
        input=json.dumps(QUESTION).encode(),
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used


def _imported(environment: Mapping[str, str]) -> set[str]:
    """Name the top packages that `afterword ask` imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *ASK],
        input=json.dumps(QUESTION).encode(),
        env=dict(environment),
        capture_output=True,
        check=True,
    )
    lines = done.stderr.decode().splitlines()
    names = (line.rpartition("|")[2].strip() for line in lines if "|" in line)
    return {name.partition(".")[0] for name in names}

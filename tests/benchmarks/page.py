"""Write docs/reference/benchmarks.md from what was measured, and only that."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.rows import Result, Row, Table

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
INTRO = """\
# Benchmarks: what was measured

Written by `make bench`; nothing here is typed by hand. Everything is measured side by
side in one run, in turns, after a first round that is not counted. A time is a median
over the runs; decisions are timed by the processor time of one process, so that other
work on the machine weighs less, though it still slows caches and memory. A run never
fails on a time, only on a disagreement.
"""


@dataclass(frozen=True)
class Taken:
    """When and where it was measured."""

    day: str
    commit: str
    load_before: str
    load_after: str


def load() -> str:
    """Say how much runs on this machine now."""
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


def page(measured: Sequence[tuple[Row, Result]], taken: Taken) -> str:
    """Give the page."""
    where = (
        f"Measured on {taken.day} at commit `{taken.commit}`, on {os.cpu_count()} "
        f"cores ({platform.machine()}), {platform.python_implementation()} "
        f"{platform.python_version()}, {platform.system()}. Load average over 1, 5 and "
        f"15 minutes before: {taken.load_before}; after: {taken.load_after}. On a "
        "quiet machine it is below 1 before."
    )
    parts = [
        INTRO,
        where + "\n",
        "## Goals\n",
        _lines(("path", "goal", "measured", "met"), _goals(measured)),
    ]
    for row, result in measured:
        parts.append(f"## {row.path[0].upper()}{row.path[1:]}\n")
        parts += [f"### {t.title}\n\n{_table(t)}" for t in result.tables]
        parts.append("\n".join(f"* {note}" for note in result.notes) + "\n")
    return "\n".join(parts)


def _goals(measured: Iterable[tuple[Row, Result]]) -> Iterable[tuple[str, ...]]:
    for row, result in measured:
        for verdict in result.verdicts:
            met = "yes" if verdict.met else "**no**"
            yield row.path, verdict.goal, verdict.measured, met


def _table(table: Table) -> str:
    return _lines(table.head, table.rows)


def _lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    ruled = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ruled) + "\n"

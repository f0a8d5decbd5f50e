"""What a row of the page is: a path, how it is measured, and what came out.

A new row is a ``Row`` in the list of ``__main__``; the page and its test need no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks.measuring import Scale


@dataclass(frozen=True)
class Table:
    """Figures under a title; the first column is words, the others are numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Verdict:
    """One goal, what was measured, and whether it is met."""

    goal: str
    measured: str
    met: bool


@dataclass(frozen=True)
class Result:
    """What one row gave."""

    verdicts: tuple[Verdict, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One path of the promises, and how it is measured."""

    path: str
    measure: Callable[[Scale], Result]


def at_least(goal: float, what: str, ratio: float) -> Verdict:
    """Ask for so many times as fast."""
    return Verdict(f"≥ {goal:g} × {what}", f"{ratio:.1f} ×", met=ratio >= goal)


def at_most(goal: float, what: str, ratio: float) -> Verdict:
    """Ask for so many times the time, and no more."""
    return Verdict(f"≤ {goal:g} × {what}", f"{ratio:.1f} ×", met=ratio <= goal)


def micro(seconds: float) -> str:
    """Write a time in microseconds."""
    return f"{seconds * 1e6:.1f}"


def rate(seconds: float) -> str:
    """Write how many fit into a second."""
    return f"{1 / seconds:,.0f}"


def paragraphs(text: str) -> tuple[str, ...]:
    """Give each paragraph of a text as one note."""
    return tuple(" ".join(part.split()) for part in text.strip().split("\n\n"))

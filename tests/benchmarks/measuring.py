"""Time several subjects side by side, in turns. Not: what they are, nor any goal.

The clock is the processor time of this process, so that other work on the machine
weighs less; every figure is a median over the runs.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Scale:
    """How long to measure: runs, and requests in each.

    ``before`` are requests before the first run; ``warming`` are those at the start of
    each turn, which are not counted: somebody else just had the processor's caches.
    """

    runs: int
    requests: int
    before: int
    warming: int

    @property
    def cases(self) -> int:
        """All requests that each subject answers."""
        return self.before + self.runs * (self.requests + self.warming)


FULL = Scale(runs=31, requests=64, before=1000, warming=48)


@dataclass(frozen=True)
class Subject:
    """Something that answers: what it is made ready from, and what is timed."""

    name: str
    form: str
    ready: Callable[[Any], Any]
    answer: Callable[[Any], Any]


@dataclass(frozen=True)
class Timing:
    """Seconds for one answer: the median of the runs, the quickest and the slowest."""

    median: float
    quickest: float
    slowest: float


class DisagreementError(AssertionError):
    """A peer gave another answer than the engine: nothing may be compared."""


def in_turns(
    subjects: Sequence[Subject],
    requests: Callable[[int], Sequence[Any]],
    scale: Scale,
    *,
    same: Callable[[Any, Any], bool] = lambda _request, _answer: True,
) -> list[Timing]:
    """Let all subjects answer the same new requests, run after run, in turns.

    Raises DisagreementError where an answer is not the same; a first run, which is
    not counted, lets everything settle.
    """
    found: list[list[float]] = [[] for _ in subjects]
    gc.collect()
    gc.freeze()
    try:
        for run in range(scale.runs + 1):
            warming = scale.warming if run else scale.before
            asked = requests(warming + scale.requests * bool(run))
            for number in _turn(len(subjects), run):
                seconds = _timed(subjects[number], asked, warming, same)
                if run:
                    found[number].append(seconds / scale.requests)
    finally:
        gc.unfreeze()
    return [Timing(median(times), min(times), max(times)) for times in found]


def _turn(count: int, run: int) -> Iterable[int]:
    """Begin each run with another one: nobody is always first."""
    return ((run + number) % count for number in range(count))


def _timed(
    subject: Subject,
    asked: Sequence[Any],
    warming: int,
    same: Callable[[Any, Any], bool],
) -> float:
    ready = [subject.ready(request) for request in asked]
    answer = subject.answer
    answers = [answer(one) for one in ready[:warming]]
    timed = ready[warming:]
    began = time.process_time()
    answers += [answer(one) for one in timed]
    seconds = time.process_time() - began
    for request, got in zip(asked, answers, strict=True):
        if not same(request, got):
            raise DisagreementError(f"{subject.name} ({subject.form}): {got}")
    return seconds

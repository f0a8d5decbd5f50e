"""Tell change from chance, as Jacobson and Truax (1991) do. It judges no person."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

from afterword.measures.errors import AnswersError
from afterword.measures.instruments import Direction, Evidence, Instrument, Reliability

CRITICAL = 1.96
"""A change must exceed what chance does in 95 of 100 cases."""


class Verdict(enum.StrEnum):
    """What can be said of two scores."""

    BETTER = "reliably_better"
    NONE = "no_reliable_change"
    WORSE = "reliably_worse"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Change:
    """The difference between two scores, and whether it is more than chance.

    ``smallest`` is the change that must be exceeded. Without a published value,
    ``verdict`` is ``not_known`` and ``note`` says so.
    """

    difference: float
    verdict: Verdict
    index: float | None
    smallest: float | None
    evidence: Evidence | None
    note: str


def reliable_change(instrument: Instrument, *, before: int, after: int) -> Change:
    """Compare two totals of one questionnaire, ``before`` with ``after``."""
    for value in (before, after):
        if type(value) is not int or value not in instrument.range:
            low, high = instrument.range.low, instrument.range.high
            raise AnswersError(
                f"a total of {instrument.name} is a whole number from {low} to {high}"
            )
    values = instrument.reliability
    if values is None:
        return Change(
            difference=after - before,
            verdict=Verdict.NOT_KNOWN,
            index=None,
            smallest=None,
            evidence=None,
            note=instrument.reliability_note,
        )
    index = change_index(before=before, after=after, values=values)
    return Change(
        difference=after - before,
        verdict=verdict(index, direction=instrument.direction),
        index=index,
        smallest=CRITICAL * spread(values),
        evidence=values.evidence,
        note="",
    )


def change_index(*, before: float, after: float, values: Reliability) -> float:
    """Give the difference in units of what measurement error alone does to it."""
    return (after - before) / spread(values)


def spread(values: Reliability) -> float:
    """Give the standard error of a difference between two scores."""
    if not (math.isfinite(values.sd) and values.sd > 0):
        raise ValueError("the standard deviation must be above 0")
    if not 0 <= values.reliability < 1:
        raise ValueError("the reliability must be from 0 to below 1")
    return values.sd * math.sqrt(1 - values.reliability) * math.sqrt(2)


def verdict(
    index: float, *, direction: Direction, critical: float = CRITICAL
) -> Verdict:
    """Say what an index means. At the critical value itself it is still chance."""
    if not math.isfinite(index):
        raise ValueError("the index must be a number")
    if abs(index) <= critical:
        return Verdict.NONE
    rose = index > 0
    better = rose == (direction is Direction.HIGHER_BETTER)
    return Verdict.BETTER if better else Verdict.WORSE

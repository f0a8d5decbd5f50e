"""Tell change from chance, as Jacobson and Truax (1991) do. It judges no person.

Where a source publishes a number instead ("a change of at least 6 counts"), that
number is used, with its source. Where neither was read, nothing is said.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

from afterword.measures.errors import AnswersError
from afterword.measures.parts import (
    TOTAL,
    Direction,
    Evidence,
    Number,
    Reliability,
    Threshold,
)
from afterword.measures.scoring import Score
from afterword.measures.shells import Shell

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

    ``smallest`` is the change that must be exceeded, where it is computed;
    ``at_least`` the one that must be reached, where a source publishes it. Without
    either, ``verdict`` is ``not_known`` and ``note`` says so.
    """

    difference: Number
    verdict: Verdict
    index: float | None
    smallest: float | None
    at_least: Number | None
    evidence: Evidence | None
    note: str
    left: tuple[str, ...] = ()
    """Cut-offs that were met before and are not now."""
    reached: tuple[str, ...] = ()
    """Cut-offs that were not met before and are now."""
    prorated: bool = False
    """One of the two scores is estimated; so is whatever is said of them."""
    chance: float | None = None
    """The largest difference that may still be chance, where that is known."""


def compare(instrument: Shell, *, before: Score, after: Score) -> Change | None:
    """Compare two scores of one questionnaire; ``None`` where one has no total.

    Scores of another questionnaire or in another numbering are refused.
    """
    for one in (before, after):
        if one.instrument != instrument.id:
            raise AnswersError("the two are scores of different questionnaires")
    if before.variant != after.variant or after.variant != instrument.variant:
        raise AnswersError(
            "the two are numbered differently, "
            f"{before.variant or 'plainly'} and {after.variant or 'plainly'}"
        )
    if before.total is None or after.total is None:
        return None
    if before.range != after.range:
        raise AnswersError("a question applies in one of the two and not in the other")
    return _change(
        instrument,
        before.total,
        after.total,
        prorated=TOTAL in (*before.estimated, *after.estimated),
    )


def differences(*, before: Score, after: Score) -> dict[str, Number | None]:
    """Give how far each scale moved; ``None`` where either has no score."""
    moved: dict[str, Number | None] = {}
    for scale, now in after.subscales.items():
        was = before.subscales[scale]
        moved[scale] = None if was is None or now is None else _plain(now - was)
    return moved


def reliable_change(instrument: Shell, *, before: Number, after: Number) -> Change:
    """Compare two totals of one questionnaire, ``before`` with ``after``."""
    for value in (before, after):
        check_total(instrument, value)
    return _change(instrument, before, after, prorated=False)


def check_total(instrument: Shell, value: object) -> None:
    """Refuse what cannot be a total of this questionnaire, in words."""
    low, high = instrument.range.low, instrument.range.high
    whole = has_whole_totals(instrument)
    kind = "a whole number" if whole else "a number"
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or (whole and not isinstance(value, int))
        or not math.isfinite(value)
        or value not in instrument.range
    ):
        raise AnswersError(
            f"a total of {instrument.name} is {kind} from {low:g} to {high:g}"
        )


def has_whole_totals(instrument: Shell) -> bool:
    """Say whether a total is always a whole number."""
    rule = instrument.missing
    return (
        instrument.adding not in ("mean", "none")
        and not instrument.conversion
        and all(question.whole for question in instrument.questions)
        and (rule is None or not rule.places)
    )


def _change(
    instrument: Shell, before: Number, after: Number, *, prorated: bool
) -> Change:
    values, number = instrument.reliability, instrument.threshold
    difference = _plain(after - before)
    index = smallest = chance = None
    said = Verdict.NOT_KNOWN
    if number is not None:
        chance = number.at_least - (1 if has_whole_totals(instrument) else 0.01)
        said = reached(difference, number, direction=instrument.direction)
    elif values is not None:
        index = change_index(before=before, after=after, values=values)
        chance = smallest = CRITICAL * spread(values)
        said = verdict(index, direction=instrument.direction)
    was, now = _met(instrument, before), _met(instrument, after)
    known = number or values
    return Change(
        difference=difference,
        verdict=said,
        index=index,
        smallest=smallest,
        at_least=number.at_least if number else None,
        evidence=known.evidence if known else None,
        note="" if known else instrument.reliability_note,
        left=tuple(c for c in was if c not in now),
        reached=tuple(c for c in now if c not in was),
        prorated=prorated,
        chance=chance,
    )


def _met(instrument: Shell, total: Number) -> list[str]:
    return [
        c.id
        for c in instrument.cutoffs
        if c.scale == TOTAL and c.variant == instrument.variant and c.met(total)
    ]


def change_index(*, before: float, after: float, values: Reliability) -> float:
    """Give the difference in units of what measurement error alone does to it."""
    return (after - before) / spread(values)


def spread(values: Reliability) -> float:
    """Give the standard error of a difference between two scores."""
    return error_of_a_score(values) * math.sqrt(2)


def error_of_a_score(values: Reliability) -> float:
    """Give the standard error of one score."""
    if not (math.isfinite(values.sd) and values.sd > 0):
        raise ValueError("the standard deviation must be above 0")
    if not 0 <= values.reliability < 1:
        raise ValueError("the reliability must be from 0 to below 1")
    return values.sd * math.sqrt(1 - values.reliability)


def verdict(
    index: float, *, direction: Direction, critical: float = CRITICAL
) -> Verdict:
    """Say what an index means. At the critical value itself it is still chance."""
    if not math.isfinite(index):
        raise ValueError("the index must be a number")
    if abs(index) <= critical:
        return Verdict.NONE
    return _way(index, direction)


def reached(difference: Number, number: Threshold, *, direction: Direction) -> Verdict:
    """Say what a difference means beside a published number: reaching it counts."""
    if abs(difference) < number.at_least:
        return Verdict.NONE
    return _way(difference, direction)


def _way(change: float, direction: Direction) -> Verdict:
    better = (change > 0) == (direction is Direction.HIGHER_BETTER)
    return Verdict.BETTER if better else Verdict.WORSE


def _plain(difference: Number) -> Number:
    """Two scores have two places at most; their difference has no more."""
    return difference if isinstance(difference, int) else round(difference, 2)


@dataclass(frozen=True)
class Population:
    """Mean and standard deviation of one population on one measure."""

    mean: float
    sd: float


def clinical_cutoffs(
    *, clinical: Population, functional: Population, direction: Direction
) -> tuple[float, float, float]:
    """Give the three cut-offs of Jacobson and Truax: a, b and c.

    a leaves the clinical population by two deviations, b comes within two of the
    functional one, c lies where one is as near as the other.
    """
    way = 1 if direction is Direction.HIGHER_BETTER else -1
    a = clinical.mean + way * 2 * clinical.sd
    b = functional.mean - way * 2 * functional.sd
    both = clinical.sd + functional.sd
    c = (clinical.sd * functional.mean + functional.sd * clinical.mean) / both
    return a, b, c

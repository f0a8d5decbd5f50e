"""Score one filled-in questionnaire. A gap is "not scorable", never a nought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from afterword.measures.errors import AnswersError
from afterword.measures.instruments import TOTAL, Instrument

__all__ = ["Score", "answered", "score"]


@dataclass(frozen=True)
class Score:
    """What the answers add up to.

    ``total`` and ``band`` are ``None`` when an answer is missing; so is each
    subscale that misses one. ``risk`` is ``None`` where the questionnaire does
    not ask, or the question was left out: that is not "no".
    """

    instrument: str
    version: str
    total: int | None
    subscales: Mapping[str, int | None]
    band: str | None
    cutoffs_met: tuple[str, ...]
    complete: bool
    scorable: bool
    prorated: bool
    answered: int
    of: int
    risk: bool | None


def score(
    instrument: Instrument, answers: Sequence[int | None] | Mapping[str, int]
) -> Score:
    """Score the answers, or say in words why they are not answers to this.

    A sequence follows the items, ``None`` for one that was left out. A mapping
    goes by item and leaves out what was left out.
    """
    given = answered(instrument, answers)
    total = _sum(given, instrument.item_ids)
    subscales = {s.id: _sum(given, s.items) for s in instrument.subscales}
    complete = len(given) == len(instrument.items)
    return Score(
        instrument=instrument.id,
        version=instrument.version,
        total=total,
        subscales=MappingProxyType(subscales),
        band=None if total is None else instrument.band_of(total),
        cutoffs_met=_cutoffs_met(instrument, {TOTAL: total, **subscales}),
        complete=complete,
        scorable=total is not None,
        prorated=False,
        answered=len(given),
        of=len(instrument.items),
        risk=_risk(instrument, given),
    )


def answered(
    instrument: Instrument, answers: Sequence[int | None] | Mapping[str, int]
) -> dict[str, int]:
    """Give the answers by item, checked; what was left out is left out."""
    if isinstance(answers, Mapping):
        given: dict[str, int | None] = dict(_by_item(instrument, answers))
    else:
        given = dict(_in_order(instrument, answers))
    allowed = [a.value for a in instrument.answers]
    for number, item in enumerate(instrument.item_ids, start=1):
        value = given.get(item)
        if value is None:
            continue
        if type(value) is not int:
            raise AnswersError(
                f"the answer to question {number} is not a whole number; "
                f"it must be one of {_listed(allowed)}"
            )
        if value not in allowed:
            raise AnswersError(
                f"the answer to question {number} must be one of {_listed(allowed)}"
            )
    return {item: value for item, value in given.items() if value is not None}


def _in_order(
    instrument: Instrument, answers: Sequence[int | None]
) -> zip[tuple[str, int | None]]:
    if isinstance(answers, str | bytes | bytearray) or not isinstance(
        answers, Sequence
    ):
        raise AnswersError("they are not a list of answers")
    if len(answers) != len(instrument.items):
        raise AnswersError(
            f"{instrument.name} has {len(instrument.items)} questions, "
            f"and {len(answers)} answers were given"
        )
    return zip(instrument.item_ids, answers, strict=True)


def _by_item(instrument: Instrument, answers: Mapping[str, int]) -> Mapping[str, int]:
    unknown = [key for key in answers if key not in instrument.item_ids]
    if unknown:
        raise AnswersError(
            f"{len(unknown)} of them are to questions that {instrument.name} does "
            f"not have; its questions are {', '.join(instrument.item_ids)}"
        )
    for number, item in enumerate(instrument.item_ids, start=1):
        if item in answers and answers[item] is None:
            raise AnswersError(
                f"the answer to question {number} is empty; "
                "leave out a question that was not answered"
            )
    return answers


def _sum(given: Mapping[str, int], items: tuple[str, ...]) -> int | None:
    if not all(item in given for item in items):
        return None
    return sum(given[item] for item in items)


def _cutoffs_met(
    instrument: Instrument, scores: Mapping[str, int | None]
) -> tuple[str, ...]:
    return tuple(
        c.scale
        for c in instrument.cutoffs
        if (value := scores[c.scale]) is not None and value >= c.at_least
    )


def _risk(instrument: Instrument, given: Mapping[str, int]) -> bool | None:
    """Read each risk item by itself, whatever the total, even in a form with gaps."""
    if not instrument.risk_items:
        return None
    lowest = min(a.value for a in instrument.answers)
    asked = [given[item] for item in instrument.risk_items if item in given]
    if any(value > lowest for value in asked):
        return True
    return False if len(asked) == len(instrument.risk_items) else None


def _listed(values: list[int]) -> str:
    *most, last = [str(value) for value in values]
    return f"{', '.join(most)} or {last}" if most else last

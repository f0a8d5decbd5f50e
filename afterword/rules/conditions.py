"""The lines under `when`: compiled once, answered yes, no, unknown or cannot be known.

An answer is a number, so that weighing many rules stays quick: ``NO`` below zero,
``YES`` zero, else the bits ``UNKNOWN`` (a fact is missing) and ``UNKNOWABLE``
(somebody said that it cannot be found out). Not: what a rule does with the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from afterword.rules.facts import CANNOT_BE_KNOWN, Members
from afterword.rules.periods import Span
from afterword.rules.places import Places

NO: Final = -1
YES: Final = 0
UNKNOWN: Final = 1
UNKNOWABLE: Final = 2

Answer = int
Values = Mapping[str, Any]
Test = Callable[[Values, date], Answer]


@dataclass(frozen=True)
class Condition:
    """One line of `when`, with the facts it needs."""

    facts: tuple[str, ...]
    test: Test
    plain: tuple[Any, ...]

    @property
    def rests_on_one_value(self) -> bool:
        """Whether the value of one fact answers it, whatever the day and the rest."""
        return self.plain[0].removeprefix("not_") in ("in", "on", "number")


def compile_condition(
    plain: Sequence[Any], places: Places, set_facts: frozenset[str]
) -> Condition:
    """Make a test from checked plain data such as ``["in", "channel", ["email"]]``."""
    word, fact, wanted = plain
    negated = word.startswith("not_")
    kind = word.removeprefix("not_")
    needs: tuple[str, ...] = (fact,)
    if kind == "in" and fact in set_facts:
        test = _has(fact, tuple(wanted), places if fact.endswith("_places") else None)
    elif kind == "in":
        test = _among(fact, frozenset(wanted))
    elif kind == "on":
        test = _among(fact, frozenset(map(date.fromisoformat, wanted)))
    elif kind == "number":
        test = _number(fact, wanted)
    else:
        day, also = _day(wanted)
        needs += also
        test = _compared(fact, day, also, before=kind == "before")
    return Condition(
        facts=needs, test=_not(test) if negated else test, plain=tuple(plain)
    )


def all_of(answers: Sequence[Answer]) -> Answer:
    """Join answers by *and*: one no is no, else every doubt stays."""
    joined = YES
    for answer in answers:
        if answer < 0:
            return NO
        joined |= answer
    return joined


def any_of(answers: Sequence[Answer]) -> Answer:
    """Join answers by *or*: one yes is yes, all no is no, else the doubts."""
    joined = YES
    for answer in answers:
        if answer == YES:
            return YES
        if answer > 0:
            joined |= answer
    return joined or NO


def _among(fact: str, wanted: frozenset[Any]) -> Test:
    if len(wanted) == 1:
        return _equal_to(fact, *wanted)

    def test(values: Values, _on: date) -> Answer:
        value = values.get(fact)
        if value in wanted:
            return YES
        return _unless_unknown(value)

    return test


def _equal_to(fact: str, wanted: Any) -> Test:
    def test(values: Values, _on: date) -> Answer:
        value = values.get(fact)
        if value == wanted:
            return YES
        if value is None:
            return UNKNOWN
        return UNKNOWABLE if value is CANNOT_BE_KNOWN else NO

    return test


def _unless_unknown(value: Any) -> Answer:
    if value is None:
        return UNKNOWN
    return UNKNOWABLE if value is CANNOT_BE_KNOWN else NO


def _has(fact: str, wanted: tuple[str, ...], places: Places | None) -> Test:
    def test(values: Values, _on: date) -> Answer:
        value = values.get(fact)
        if value is None:
            return UNKNOWN
        if value is CANNOT_BE_KNOWN:
            return UNKNOWABLE
        return holds(value, wanted, places)

    return test


def holds(value: Members, wanted: Sequence[str], places: Places | None) -> Answer:
    """Say whether a set has one of the wanted members, or lies in one of the places."""
    if places is None:
        if not value.members.isdisjoint(wanted):
            return YES
    else:
        if any(w in places.above(m) for m in value.members for w in wanted):
            return YES
        if any(places.too_coarse(value.members, w) for w in wanted):
            return UNKNOWN
    return NO if value.complete else UNKNOWN


def _number(fact: str, least: int) -> Test:
    def test(values: Values, _on: date) -> Answer:
        value = values.get(fact)
        if value is None:
            return UNKNOWN
        if value is CANNOT_BE_KNOWN:
            return UNKNOWABLE
        return YES if value >= least else NO

    return test


def _day(
    wanted: Mapping[str, str],
) -> tuple[Callable[[Values, date], date], tuple[str, ...]]:
    """Read the day to compare with: a date, today, or another fact, moved."""
    moved = Span.read(wanted.get("by", "P0D")) or Span()
    move = moved.before if wanted.get("sign") == "-" else moved.after
    if "date" in wanted:
        fixed = move(date.fromisoformat(wanted["date"]))
        return (lambda _values, _on: fixed), ()
    if wanted["fact"] == "today":
        return (lambda _values, on: move(on)), ()
    other = wanted["fact"]
    return (lambda values, _on: move(values[other])), (other,)


def _compared(
    fact: str,
    day: Callable[[Values, date], date],
    also: tuple[str, ...],
    *,
    before: bool,
) -> Test:
    needs = (fact, *also)

    def test(values: Values, on: date) -> Answer:
        doubts = YES
        for name in needs:
            value = values.get(name)
            if value is None:
                doubts |= UNKNOWN
            elif value is CANNOT_BE_KNOWN:
                doubts |= UNKNOWABLE
        if doubts:
            return doubts
        return YES if (values[fact] < day(values, on)) == before else NO

    return test


def _not(test: Test) -> Test:
    def turned(values: Values, on: date) -> Answer:
        answer = test(values, on)
        return answer if answer > 0 else -1 - answer

    return turned

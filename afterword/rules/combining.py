"""The combination of rules, written once over and, or, not, for a lawyer to check.

The engine runs it on truth values, the proof on a solver's terms, so the proof is
about the function that ships. Not: which rule fires (``deciding``), nor who may
lift whom (checked when packs load).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")
CLIENT_STOP = "client_stop"


class Outcome(StrEnum):
    """What the answer is."""

    REQUIRE = "require"
    PERMIT = "permit"
    CONSULT = "consult"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def releases(self) -> bool:
        """Whether a contact may be made under this outcome."""
        return self in (Outcome.REQUIRE, Outcome.PERMIT)


class Line(StrEnum):
    """Which line of the combination gave the outcome."""

    DUTY = "duty"
    SETTLED_COLLISION = "settled_collision"
    COLLISION = "collision"
    BAR = "bar"
    SILENCE = "silence"
    UNKNOWN = "unknown"
    CONSULT = "consult"
    CONSULT_UNKNOWN = "consult_unknown"
    TALKED_OVER = "talked_over"
    GROUND = "ground"
    SAFETY_DUTY = "safety_duty"
    SAFETY_GROUND = "safety_ground"
    SAFETY_JUDGEMENT = "safety_judgement"


IN_DANGER = frozenset({Line.SAFETY_DUTY, Line.SAFETY_GROUND, Line.SAFETY_JUDGEMENT})
"""Lines of the safety lane: what is missing is listed, and holds nothing."""
OUTCOME_OF: dict[Line, Outcome] = {
    Line.DUTY: Outcome.REQUIRE,
    Line.SETTLED_COLLISION: Outcome.REQUIRE,
    Line.COLLISION: Outcome.CONSULT,
    Line.BAR: Outcome.REFUSE,
    Line.SILENCE: Outcome.REFUSE,
    Line.UNKNOWN: Outcome.HOLD,
    Line.CONSULT: Outcome.CONSULT,
    Line.CONSULT_UNKNOWN: Outcome.HOLD,
    Line.TALKED_OVER: Outcome.CONSULT,
    Line.GROUND: Outcome.PERMIT,
    Line.SAFETY_DUTY: Outcome.REQUIRE,
    Line.SAFETY_GROUND: Outcome.PERMIT,
    Line.SAFETY_JUDGEMENT: Outcome.CONSULT,
}


@dataclass(frozen=True)
class Logic(Generic[T]):
    """And, or, not over whatever truth is made of."""

    any: Callable[[Iterable[T]], T]
    all: Callable[[Iterable[T]], T]
    no: Callable[[T], T]
    truth: Callable[[bool], T]


TRUTH: Logic[bool] = Logic(any=any, all=all, no=lambda term: not term, truth=bool)


class Bar(NamedTuple, Generic[T]):
    """A bar: stands, or is in doubt. Settled only as one side of a collision."""

    kind: str
    stands: T
    doubtful: T
    settled: T


class Duty(NamedTuple, Generic[T]):
    """A duty and the kinds of bar that it prevails over."""

    prevails_over: frozenset[str]
    fired: T
    doubtful: T
    settled: T


class Consult(NamedTuple, Generic[T]):
    """Something to talk over first; settled when a live settlement names it.

    ``ground``: it fires unless an exception lifts it, and that exception is then
    a ground itself. So there is a ground either way. What does not ``opens`` is none:
    an unread text and a caution may ask for a talk, and never make that talk enough.
    """

    fired: T
    doubtful: T
    settled: T
    ground: T
    opens: bool


class Permit(NamedTuple, Generic[T]):
    """A ground."""

    fired: T
    doubtful: T


Part = Bar[T] | Duty[T] | Consult[T] | Permit[T]


def settle(part: Part[T], settled: T) -> Part[T]:
    """Give the same part, settled or not; a permit needs no settlement."""
    if isinstance(part, Permit):
        return part
    return part._replace(settled=settled)  # noqa: SLF001 - a named tuple's own way


@dataclass(slots=True)
class Found(Generic[T]):
    """What the rules said, sorted by what they can do."""

    bars: list[Bar[T]]
    duties: list[Duty[T]]
    consults: list[Consult[T]]
    permits: list[Permit[T]]


def combine(
    found: Found[T],
    logic: Logic[T],
    *,
    safety: bool,
    answer_only: bool,
    never_permit: bool,
) -> Iterator[tuple[Line, T]]:
    """Give the lines in their order; the first that is true is the answer.

    Ignorance never helps: a missing fact can lead to HOLD, never to PERMIT.
    """
    any_, all_, no = logic.any, logic.all, logic.no
    bars, duties = found.bars, found.duties

    # 0. In the safety lane bars and consults are advice; nobody is told to wait.
    if safety:
        yield from _in_danger(found, logic)
        return

    # a. A duty fired, and prevails over every bar that stands or is in doubt.
    yield Line.DUTY, any_([_unopposed(duty, bars, logic) for duty in duties])

    # b. A duty fired and another bar is left: a collision, if not settled.
    yield Line.SETTLED_COLLISION, any_([_settled(duty, bars, logic) for duty in duties])
    yield Line.COLLISION, any_([duty.fired for duty in duties])

    # c. A bar stands, and no duty in doubt could prevail over it.
    final = [all_([bar.stands, no(_could_yield(bar, duties, logic))]) for bar in bars]
    yield Line.BAR, any_(final)

    # d to g. Is there a ground, and is anything left to ask or to talk over?
    yield from _with_grounds(
        found, logic, answer_only=answer_only, never_permit=never_permit
    )


def _in_danger(found: Found[T], logic: Logic[T]) -> Iterator[tuple[Line, T]]:
    yield Line.SAFETY_DUTY, logic.any([duty.fired for duty in found.duties])
    yield Line.SAFETY_GROUND, logic.any([permit.fired for permit in found.permits])
    yield Line.SAFETY_JUDGEMENT, logic.truth(True)  # noqa: FBT003 - the last line always holds


def _with_grounds(
    found: Found[T], logic: Logic[T], *, answer_only: bool, never_permit: bool
) -> Iterator[tuple[Line, T]]:
    any_, all_, no, truth = logic.any, logic.all, logic.no, logic.truth
    bars, duties, consults = found.bars, found.duties, found.consults
    opening = [c for c in consults if c.opens]

    # d. No ground fired and none is in doubt.
    certain = any_([*[p.fired for p in found.permits], *[c.ground for c in opening]])
    maybe = [*[p.doubtful for p in found.permits], *[c.doubtful for c in opening]]
    possible = any_([*maybe, *[duty.doubtful for duty in duties]])
    yield Line.SILENCE, no(any_([certain, possible]))

    # e. A bar in doubt or that a duty in doubt could remove, or no certain ground.
    open_bars = any_([any_([bar.stands, bar.doubtful]) for bar in bars])
    yield Line.UNKNOWN, any_([open_bars, no(certain)])

    # f. Something to talk over that nobody has settled; or that may be there.
    yield Line.CONSULT, any_([all_([c.fired, no(c.settled)]) for c in consults])
    unsettled = any_([all_([c.doubtful, no(c.settled)]) for c in consults])
    yield Line.CONSULT_UNKNOWN, unsettled

    # g. Else there is a ground. Answer-only lanes go no further than a talk.
    # One that may be there counts: not knowing an exception must not open more.
    used = [all_([any_([c.fired, c.doubtful]), c.settled]) for c in consults]
    if never_permit:
        yield Line.TALKED_OVER, truth(True)  # noqa: FBT003 - no permit in these lanes
        return
    if answer_only:
        yield Line.TALKED_OVER, any_(used)
    yield Line.GROUND, truth(True)  # noqa: FBT003 - the last line always holds


def first_true(lines: Iterator[tuple[Line, bool]]) -> Line:
    """Take the first line that holds."""
    for line, holds in lines:
        if holds:
            return line
    raise AssertionError("the last line of the combination always holds")


def _unopposed(duty: Duty[Any], bars: list[Bar[Any]], logic: Logic[Any]) -> Any:
    others = [bar for bar in bars if bar.kind not in duty.prevails_over]
    clear = [logic.no(logic.any([bar.stands, bar.doubtful])) for bar in others]
    return logic.all([duty.fired, *clear])


def _settled(duty: Duty[Any], bars: list[Bar[Any]], logic: Logic[Any]) -> Any:
    others = [bar for bar in bars if bar.kind not in duty.prevails_over]
    clear = []
    for bar in others:
        quiet = logic.no(logic.any([bar.stands, bar.doubtful]))
        never = bar.kind == CLIENT_STOP
        clear.append(quiet if never else logic.any([quiet, bar.settled]))
    return logic.all([duty.fired, duty.settled, *clear])


def _could_yield(bar: Bar[Any], duties: list[Duty[Any]], logic: Logic[Any]) -> Any:
    return logic.any(
        [duty.doubtful for duty in duties if bar.kind in duty.prevails_over]
    )

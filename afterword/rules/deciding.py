"""Decide one contact. Pure: no clock, no database, no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from afterword.rules.binding import Bound, Weighing, bound, weighing
from afterword.rules.combining import (
    OUTCOME_OF,
    TRUTH,
    Bar,
    Consult,
    Duty,
    Found,
    Line,
    Outcome,
    Part,
    combine,
    first_true,
    settle,
)
from afterword.rules.conditions import NO, UNKNOWABLE, UNKNOWN, YES, Answer
from afterword.rules.facts import CANNOT_BE_KNOWN, Facts
from afterword.rules.findings import Finding, running, with_exceptions
from afterword.rules.rulebook import CONSULT, FORBID, RuleBook
from afterword.rules.vocabulary import Lane

PERIODS_OVER = "waiting_periods_over"
_CODES = frozenset({"regulator", "association"})
_COMBINED = 4096


@dataclass(frozen=True)
class Settlement:
    """A consult, or a collision, that named people have talked over.

    ``facts_hash`` (see ``made_on``) binds it to the facts it was made on; a standing
    settlement covers a population and has none. ``editions`` maps pack to hash: a
    new edition ends it.
    """

    id: str
    rules: frozenset[str]
    purpose: str
    until: date
    by: str
    facts_hash: str = ""
    standing: bool = False
    editions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Decision:
    """The answer, with everything needed to explain it (see ``explaining``)."""

    outcome: Outcome
    line: Line
    purpose: str
    findings: tuple[Finding, ...]
    settled_by: tuple[Settlement, ...]
    facts: Facts
    worked_out: Mapping[str, Any] = field(repr=False)
    bound: Bound | None = field(repr=False)
    book: RuleBook = field(repr=False)
    on: date
    settlements: tuple[Settlement, ...] = field(repr=False, default=())

    def __init__(  # noqa: PLR0913, PLR0917 - its fields, set at once, which is quicker
        self,
        outcome: Outcome,
        line: Line,
        purpose: str,
        findings: tuple[Finding, ...],
        settled_by: tuple[Settlement, ...],
        facts: Facts,
        worked_out: Mapping[str, Any],
        bound: Bound | None,
        book: RuleBook,
        on: date,
        settlements: tuple[Settlement, ...] = (),
    ) -> None:
        self.__dict__.update(
            outcome=outcome, line=line, purpose=purpose, findings=findings,
            settled_by=settled_by, facts=facts, worked_out=worked_out, bound=bound,
            book=book, on=on, settlements=settlements,
        )  # fmt: skip

    @property
    def releases(self) -> bool:
        """Whether the contact may be made now."""
        return self.outcome.releases

    def value(self, name: str) -> Any:
        """Give one value that was known or worked out; nothing if it is unknown."""
        known = self.worked_out if name in self.worked_out else self.facts.values_known
        return known.get(name)

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Every value that was known or worked out; what is unknown is absent."""
        values = {**self.facts.values_known, **self.worked_out}
        return {name: value for name, value in values.items() if value is not None}


def made_on(facts: Facts) -> str:
    """Hash the facts a settlement is made on: all but the one it brings about."""
    return facts.but(settled_when_agreed=None).fingerprint()


def decide(
    facts: Facts,
    rules: RuleBook,
    *,
    on: date,
    settlements: Sequence[Settlement] = (),
) -> Decision:
    """Weigh the rules that bind against the facts, and give one outcome.

    ``on`` is the earlier of the two people's local dates. Missing, stale or
    unreadable facts never make the answer more permissive.
    """
    facts = facts.fresh(rules.vocabulary, on=on)
    values = facts.values_known
    purpose = values.get("purpose")
    if not isinstance(purpose, str):
        return Decision(
            Outcome.HOLD, Line.UNKNOWN, "", (), (), facts, {}, None, rules, on
        )
    lane = rules.vocabulary.lane_of(purpose)
    binding = bound(rules, values)
    worked_out = {"lane": lane.name, "covered": _value(binding.covered)}
    if lane.name == "intimate":
        worked_out[PERIODS_OVER] = _value(_periods_over(binding, values, on))
    to_weigh = weighing(rules, purpose, binding.standing)
    findings = _weigh(to_weigh, values, worked_out, rules, on)
    live = _live(settlements, facts, purpose, rules, on) if settlements else ()
    line, used = _combine(findings, live, lane)
    return Decision(
        OUTCOME_OF[line],
        line,
        purpose,
        findings=tuple(findings),
        settled_by=used,
        facts=facts,
        worked_out=worked_out,
        bound=binding,
        book=rules,
        on=on,
        settlements=tuple(settlements),
    )


def _value(answer: Answer) -> Any:
    """Give the value of a fact that is worked out; nothing if it is unknown."""
    if answer in (YES, NO):
        return answer == YES
    return CANNOT_BE_KNOWN if answer == UNKNOWABLE else None


def _weigh(
    to_weigh: Weighing,
    values: Mapping[str, Any],
    worked_out: Mapping[str, Any],
    book: RuleBook,
    on: date,
) -> list[Finding]:
    """Ask every rule that may speak; leave out those that say no; apply exceptions."""
    left, unknown, unknowable = book.sieve.sift(
        to_weigh.selected, values, worked_out, on
    )
    findings: list[Finding] = []
    for one in to_weigh.those_of(left):
        if one.since <= on <= one.until:
            doubts = YES
            if one.bit & unknown:
                doubts |= UNKNOWN
            if one.bit & unknowable:
                doubts |= UNKNOWABLE
            period = one.period
            stage = YES if period is None else running(period, values, on)
            said = one.said.get((doubts, stage))
            findings += one.say(doubts, stage) if said is None else said
    if to_weigh.liftable & left:
        return with_exceptions(findings, book.lifted_by)
    return findings


def _periods_over(binding: Bound, values: Mapping[str, Any], on: date) -> Answer:
    """Say whether every code that binds has a waiting period, and each has passed."""
    worst = YES
    some = False
    for authority, rules in binding.standing.waiting:
        pack = authority.pack
        periods = [rule.period for rule in rules if rule.holds_on(on)]
        if not periods and not (pack.rank in _CODES and pack.holds_on(on)):
            continue
        some = True
        passed = [running(period, values, on) for period in periods]
        here = NO if not passed or YES in passed else YES
        doubts = [stage for stage in passed if stage > 0]
        if here == NO:
            if not authority.restricts:
                return NO
            doubts = [authority.restricts]
        for doubt in doubts:
            worst |= doubt
    return worst if some else NO


def _live(
    settlements: Sequence[Settlement],
    facts: Facts,
    purpose: str,
    book: RuleBook,
    on: date,
) -> tuple[Settlement, ...]:
    """Keep the settlements that still hold: purpose, day, facts and editions."""
    fingerprint = made_on(facts)
    editions = {pack.id: pack.hash for pack in book.packs}
    return tuple(
        settled
        for settled in settlements
        if settled.purpose == purpose
        and on <= settled.until
        and (settled.standing or settled.facts_hash == fingerprint)
        and all(
            editions.get(pack) == edition for pack, edition in settled.editions.items()
        )
    )


def _combine(
    findings: list[Finding], live: tuple[Settlement, ...], lane: Lane
) -> tuple[Line, tuple[Settlement, ...]]:
    """Put together what was found, and name the settlements that were used."""
    parts = tuple([f.part for f in findings if f.part is not None])
    if not live:
        return _line(parts, *lane.how_it_ends), ()
    by_case = frozenset[str]().union(*(s.rules for s in live if not s.standing))
    by_either = by_case.union(*(s.rules for s in live))
    parts = tuple(
        [
            settle(
                f.part,
                f.rule.id
                in (by_either if f.role == CONSULT and f.grounded else by_case),
            )
            for f in findings
            if f.part is not None
        ]
    )
    line = _line(parts, *lane.how_it_ends)
    return line, _used(findings, live, line)


@lru_cache(maxsize=_COMBINED)
def _line(
    parts: tuple[Part[bool], ...],
    safety: bool,  # noqa: FBT001 - in the order of `how_it_ends`
    answer_only: bool,  # noqa: FBT001
    never_permit: bool,  # noqa: FBT001
) -> Line:
    """Run the combination; what looks the same to it is combined once."""
    found: Found[bool] = Found([], [], [], [])
    for part in parts:
        if isinstance(part, Bar):
            found.bars.append(part)
        elif isinstance(part, Duty):
            found.duties.append(part)
        elif isinstance(part, Consult):
            found.consults.append(part)
        else:
            found.permits.append(part)
    return first_true(
        combine(
            found,
            TRUTH,
            safety=safety,
            answer_only=answer_only,
            never_permit=never_permit,
        )
    )


def _used(
    findings: list[Finding], live: tuple[Settlement, ...], line: Line
) -> tuple[Settlement, ...]:
    if not live or line not in (Line.GROUND, Line.TALKED_OVER, Line.SETTLED_COLLISION):
        return ()
    active = {
        f.rule.id for f in findings if f.role in (CONSULT, FORBID) and not f.lifted
    }
    return tuple(settled for settled in live if settled.rules & active)

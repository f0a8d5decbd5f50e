"""Decide one contact. Pure: no clock, no database, no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from afterword.rules.binding import Bound, bound
from afterword.rules.combining import (
    OUTCOME_OF,
    TRUTH,
    Bar,
    Consult,
    Duty,
    Found,
    Line,
    Outcome,
    Permit,
    combine,
    first_true,
)
from afterword.rules.conditions import NO, UNKNOWABLE, UNKNOWN, YES, Answer
from afterword.rules.facts import CANNOT_BE_KNOWN, Facts
from afterword.rules.periods import has_passed
from afterword.rules.rulebook import (
    CONSULT,
    FORBID,
    OBLIGE,
    PERMIT,
    Period,
    Rule,
    RuleBook,
)
from afterword.rules.vocabulary import Lane

PERIODS_OVER = "waiting_periods_over"
_CODES = frozenset({"regulator", "association"})


class Finding(NamedTuple):
    """What one rule says: in which role it acts, and whether that is certain."""

    rule: Rule
    role: str
    """An effect; a bar whose time has passed acts as a consult."""
    fired: bool
    doubtful: bool
    grounded: bool = True
    """False when it fires only because a fact cannot be found out."""
    doubted: bool = False
    """True when it fires, but an exception in doubt could lift it."""
    lifted: tuple[str, ...] = ()
    """Exceptions that fired, and took this away."""


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
    values: Mapping[str, Any] = field(repr=False)
    bound: Bound | None = field(repr=False)
    book: RuleBook = field(repr=False)
    on: date
    settlements: tuple[Settlement, ...] = field(repr=False, default=())

    @property
    def releases(self) -> bool:
        """Whether the contact may be made now."""
        return self.outcome.releases


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
    values = dict(facts.values_known)
    purpose = values.get("purpose")
    if not isinstance(purpose, str):
        return Decision(
            Outcome.HOLD, Line.UNKNOWN, "", (), (), facts, values, None, rules, on
        )
    lane = rules.vocabulary.lane_of(purpose)
    binding = bound(rules, purpose, values)
    values["lane"] = lane.name
    _put(values, "covered", binding.covered)
    if lane.name == "intimate":
        _put(values, PERIODS_OVER, _periods_over(binding, values, on))
    findings = _weigh(binding, values, rules, on)
    live = _live(settlements, facts, purpose, rules, on) if settlements else ()
    line, used = _combine(findings, live, lane)
    return Decision(
        outcome=OUTCOME_OF[line],
        line=line,
        purpose=purpose,
        findings=tuple(findings),
        settled_by=used,
        facts=facts,
        values=values,
        bound=binding,
        book=rules,
        on=on,
        settlements=tuple(settlements),
    )


def _put(values: dict[str, Any], name: str, answer: Answer) -> None:
    """Set a computed fact; what is unknown stays absent."""
    values.pop(name, None)
    if answer in (YES, NO):
        values[name] = answer == YES
    elif answer == UNKNOWABLE:
        values[name] = CANNOT_BE_KNOWN


def _weigh(
    binding: Bound, values: Mapping[str, Any], book: RuleBook, on: date
) -> list[Finding]:
    """Ask every rule that binds; leave out those that say no; apply exceptions."""
    findings = []
    for rule, tests, restricts, grants in binding.rules:
        doubts = YES
        for test in tests:
            answer = test(values, on)
            if answer < 0:
                break
            doubts |= answer
        else:
            if rule.holds_on(on):
                ground = doubts | grants if grants >= 0 else NO
                findings += _finding(rule, doubts | restricts, ground, values, on)
    if any(finding.rule.id in book.lifted_by for finding in findings):
        return _with_exceptions(findings, book)
    return findings


def _finding(
    rule: Rule,
    limit: Answer,
    ground: Answer,
    values: Mapping[str, Any],
    on: date,
) -> list[Finding]:
    """Say what a rule does: what cannot be known lets bars act and grounds fail."""
    stage = YES
    if rule.period is not None:
        if rule.effect == FORBID and rule.period.lasts == "no_number":
            return [_restriction(rule, CONSULT, limit)]
        stage = _running(rule.period, values, on)
    if rule.effect == FORBID:
        return _bar(rule, limit, stage)
    later = (
        rule.period is not None and rule.period.afterwards == CONSULT and stage != YES
    )
    after = [_restriction(rule, CONSULT, limit | max(stage, 0))] if later else []
    if stage == NO:
        return after
    if rule.effect in (CONSULT, OBLIGE):
        return [_restriction(rule, rule.effect, limit | stage), *after]
    ground = ground | stage if ground >= 0 else NO
    if ground in (YES, UNKNOWN):
        found = Finding(rule, rule.effect, fired=ground == YES, doubtful=ground != YES)
        return [found, *after]
    return after


def _bar(rule: Rule, doubts: Answer, stage: Answer) -> list[Finding]:
    """Bar while the period runs, consult afterwards, doubt both if nobody knows."""
    if stage == NO:
        return [_restriction(rule, CONSULT, doubts)]
    bar = _restriction(rule, FORBID, doubts | stage)
    if stage & UNKNOWN:
        return [bar, Finding(rule, CONSULT, fired=False, doubtful=True, grounded=False)]
    return [bar]


def _restriction(rule: Rule, role: str, doubts: Answer) -> Finding:
    unknown = bool(doubts & UNKNOWN)
    return Finding(
        rule, role, fired=not unknown, doubtful=unknown, grounded=doubts == YES
    )


def _running(period: Period, values: Mapping[str, Any], on: date) -> Answer:
    """Say whether the period still runs: yes, no (it has passed), or which doubt."""
    if period.span is None:
        return YES
    doubts = YES
    for anchor in period.anchors:
        day = values.get(anchor)
        if day is None:
            doubts |= UNKNOWN
        elif day is CANNOT_BE_KNOWN:
            doubts |= UNKNOWABLE
        elif not has_passed(day, period.span, on=on):
            return YES
    return doubts or NO


def _with_exceptions(findings: list[Finding], book: RuleBook) -> list[Finding]:
    """Lift what a certain exception names; doubt what one in doubt names."""
    certain = {f.rule.id for f in findings if f.fired and f.grounded}
    possible = certain | {f.rule.id for f in findings if f.doubtful}
    result = []
    for found in findings:
        exceptions = book.lifted_by.get(found.rule.id, ())
        if found.role not in (FORBID, CONSULT) or not exceptions:
            result.append(found)
            continue
        by = tuple(rule.id for rule in exceptions if rule.id in certain)
        doubted = any(rule.id in possible for rule in exceptions)
        result.append(
            Finding(
                found.rule,
                found.role,
                fired=found.fired and not by and not doubted,
                doubtful=(found.doubtful or (found.fired and doubted)) and not by,
                grounded=found.grounded,
                doubted=found.fired and doubted and not by,
                lifted=by,
            )
        )
    return result


def _periods_over(binding: Bound, values: Mapping[str, Any], on: date) -> Answer:
    """Say whether every code that binds has a waiting period, and each has passed."""
    worst = YES
    some = False
    for authority in binding.authorities:
        periods = [
            rule.period
            for rule in authority.pack.rules
            if "intimate" in rule.purposes
            and rule.effect == FORBID
            and rule.period
            and rule.holds_on(on)
        ]
        code = authority.pack.rank in _CODES and authority.pack.holds_on(on)
        if not code and not periods:
            continue
        some = True
        passed = [_running(period, values, on) for period in periods]
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
    """Sort what was found, run the combination, and name the settlements it used."""
    by_case = frozenset[str]().union(*(s.rules for s in live if not s.standing))
    by_either = by_case.union(*(s.rules for s in live))
    found: Found[bool] = Found([], [], [], [])
    for f in findings:
        name = f.rule.id
        if f.role == FORBID:
            found.bars.append(Bar(f.rule.kind, f.fired, f.doubtful, name in by_case))
        elif f.role == CONSULT:
            settled = name in (by_either if f.grounded else by_case)
            found.consults.append(
                Consult(
                    f.fired,
                    f.doubtful,
                    settled,
                    ground=f.fired or f.doubted,
                    opens=f.rule.opens,
                )
            )
        elif f.role == PERMIT:
            found.permits.append(Permit(f.fired, f.doubtful))
        elif f.role != OBLIGE:
            duty = Duty(f.rule.prevails_over, f.fired, f.doubtful, name in by_case)
            found.duties.append(duty)
    line = first_true(
        combine(
            found,
            TRUTH,
            safety=lane.name == "safety",
            answer_only=lane.answer_only,
            never_permit=lane.never_permit,
        )
    )
    return line, _used(findings, live, line)


def _used(
    findings: list[Finding], live: tuple[Settlement, ...], line: Line
) -> tuple[Settlement, ...]:
    if not live or line not in (Line.GROUND, Line.TALKED_OVER, Line.SETTLED_COLLISION):
        return ()
    active = {
        f.rule.id for f in findings if f.role in (CONSULT, FORBID) and not f.lifted
    }
    return tuple(settled for settled in live if settled.rules & active)

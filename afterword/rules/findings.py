"""What one rule says once its lines are answered, and what exceptions take away.

Not: the outcome, which is worked out from all findings together (``combining``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from afterword.rules.combining import Bar, Consult, Duty, Part, Permit
from afterword.rules.conditions import NO, UNKNOWABLE, UNKNOWN, YES, Answer
from afterword.rules.facts import CANNOT_BE_KNOWN
from afterword.rules.periods import has_passed
from afterword.rules.rulebook import (
    CONSULT,
    FORBID,
    OBLIGE,
    PERMIT,
    REQUIRE,
    Period,
    Rule,
)


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
    part: Part[bool] | None = None
    """What goes into the combination, before any settlement; nothing for `oblige`."""


def findings_of(
    rule: Rule, doubts: Answer, stage: Answer, *, restricts: Answer, grants: Answer
) -> list[Finding]:
    """Say what a rule does that is not ruled out.

    ``doubts`` are those of its lines; ``stage`` says whether its period runs;
    ``restricts`` and ``grants`` say whether its source binds. What cannot be known
    lets bars act and grounds fail.
    """
    limit = doubts | restricts
    if rule.effect == FORBID:
        if rule.period is not None and rule.period.lasts == "no_number":
            return [_restriction(rule, CONSULT, limit)]
        return _bar(rule, limit, stage)
    later = (
        rule.period is not None and rule.period.afterwards == CONSULT and stage != YES
    )
    after = [_restriction(rule, CONSULT, limit | max(stage, 0))] if later else []
    if stage == NO:
        return after
    if rule.effect in (CONSULT, OBLIGE):
        return [_restriction(rule, rule.effect, limit | stage), *after]
    ground = doubts | grants | stage if grants >= 0 else NO
    if ground in (YES, UNKNOWN):
        found = _found(rule, rule.effect, fired=ground == YES, doubtful=ground != YES)
        return [found, *after]
    return after


def _found(  # noqa: PLR0913 - the fields of a finding
    rule: Rule,
    role: str,
    *,
    fired: bool,
    doubtful: bool,
    grounded: bool = True,
    doubted: bool = False,
    lifted: tuple[str, ...] = (),
) -> Finding:
    part: Part[bool] | None = None
    if role == FORBID:
        part = Bar(rule.kind, fired, doubtful, settled=False)
    elif role == CONSULT:
        ground = fired or doubted
        part = Consult(fired, doubtful, settled=False, ground=ground, opens=rule.opens)
    elif role == PERMIT:
        part = Permit(fired, doubtful)
    elif role == REQUIRE:
        part = Duty(rule.prevails_over, fired, doubtful, settled=False)
    return Finding(rule, role, fired, doubtful, grounded, doubted, lifted, part)


def _bar(rule: Rule, doubts: Answer, stage: Answer) -> list[Finding]:
    """Bar while the period runs, consult afterwards, doubt both if nobody knows."""
    if stage == NO:
        return [_restriction(rule, CONSULT, doubts)]
    bar = _restriction(rule, FORBID, doubts | stage)
    if stage & UNKNOWN:
        return [bar, _found(rule, CONSULT, fired=False, doubtful=True, grounded=False)]
    return [bar]


def _restriction(rule: Rule, role: str, doubts: Answer) -> Finding:
    unknown = bool(doubts & UNKNOWN)
    return _found(
        rule, role, fired=not unknown, doubtful=unknown, grounded=doubts == YES
    )


def running(period: Period | None, values: Mapping[str, Any], on: date) -> Answer:
    """Say whether the period still runs: yes, no (it has passed), or which doubt."""
    if period is None or period.span is None:
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


def with_exceptions(
    findings: list[Finding], lifted_by: Mapping[str, Sequence[Rule]]
) -> list[Finding]:
    """Lift what a certain exception names; doubt what one in doubt names."""
    certain = {f.rule.id for f in findings if f.fired and f.grounded}
    possible = certain | {f.rule.id for f in findings if f.doubtful}
    result = []
    for found in findings:
        exceptions = lifted_by.get(found.rule.id, ())
        if found.role not in (FORBID, CONSULT) or not exceptions:
            result.append(found)
            continue
        by = tuple(rule.id for rule in exceptions if rule.id in certain)
        doubted = any(rule.id in possible for rule in exceptions)
        result.append(
            _found(
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

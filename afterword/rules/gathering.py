"""Gather what an answer carries, as plain values. Not: the words (``saying``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from afterword.rules.binding import Authority
from afterword.rules.combining import CLIENT_STOP, Line, Outcome
from afterword.rules.conditions import YES
from afterword.rules.deciding import Decision
from afterword.rules.findings import Finding
from afterword.rules.periods import has_passed
from afterword.rules.phrases import section, titles
from afterword.rules.rulebook import (
    CONSULT,
    FORBID,
    OBLIGE,
    PERMIT,
    REQUIRE,
    Pack,
    Rule,
)

SILENT = "says nothing about this"
UNSURE = "it is not known whether it binds"
YARDSTICK = "a yardstick: not binding on you as a non-member"
QUIET_LANES = frozenset({"relationship", "intimate"})
"""Where no date, no exception and no way round is shown."""
_STOPS = frozenset({"no_contact", "no_replies"})
_SAYS = {
    REQUIRE: ("orders it", "may order it"),
    FORBID: ("forbids it", "may forbid it"),
    CONSULT: ("asks for a talk first", "may ask for a talk first"),
    PERMIT: ("permits it", "may permit it"),
    OBLIGE: ("adds conditions", "may add conditions"),
}
"""What a text says in each role: for certain, and if what is not known is so."""
_ROLES_OF_LINE: dict[Line, tuple[str, ...]] = {
    Line.DUTY: (REQUIRE,),
    Line.SETTLED_COLLISION: (REQUIRE, FORBID),
    Line.COLLISION: (REQUIRE, FORBID),
    Line.BAR: (FORBID,),
    Line.SILENCE: (),
    Line.CONSULT: (CONSULT,),
    Line.TALKED_OVER: (CONSULT, PERMIT),
    Line.GROUND: (PERMIT, CONSULT),
    Line.SAFETY_DUTY: (REQUIRE,),
    Line.SAFETY_GROUND: (PERMIT,),
    Line.SAFETY_JUDGEMENT: (FORBID, CONSULT),
}
_RANKS = ("statute", "regulator", "association", "practice")
_RANK = {rank: number for number, rank in enumerate(_RANKS)}
_KINDS = (
    CLIENT_STOP, "authority_to_act", "no_consent", "waiting_period", "boundary",
    "confidentiality", "solicitation", "channel",
)  # fmt: skip
_KIND = {"": 0} | {kind: number for number, kind in enumerate(_KINDS)}
"""Bars in the order in which they are said: what nobody can mend comes first."""


@dataclass(frozen=True)
class DueDuty:
    """A duty that fired or may have: by when, and whose it is."""

    rule: Rule
    due_on: date | None
    owner: str


class Change(NamedTuple):
    """The day on which the answer itself will change, and to what."""

    on: date
    becomes: str
    """``talk`` or ``no_ground`` when a ground ends, ``no_wait`` when a wait does."""


def is_quiet(decision: Decision) -> bool:
    """Say whether ways round a refusal, and dates, are left out."""
    purpose = decision.book.vocabulary.purposes.get(decision.purpose)
    return purpose is not None and purpose.lane in QUIET_LANES


def because_of(decision: Decision) -> tuple[Rule, ...]:
    """Name the rules that decided, what weighs most first."""
    return rules_of(deciding(decision))


def rules_of(findings: Iterable[Finding]) -> tuple[Rule, ...]:
    """Name the rules of some findings, each once."""
    return tuple(dict.fromkeys([f.rule for f in findings]))


def deciding(decision: Decision) -> list[Finding]:
    """Give the findings that decided, what weighs most first."""
    if decision.line in (Line.UNKNOWN, Line.CONSULT_UNKNOWN):
        chosen = [f for f in decision.findings if f.doubtful and f.role != OBLIGE]
    else:
        roles = _ROLES_OF_LINE[decision.line]
        chosen = [
            f
            for f in decision.findings
            if f.role in roles
            and (f.fired or (decision.line is Line.COLLISION and f.doubtful))
        ]
    if len(chosen) < 2:  # noqa: PLR2004 - one needs no order
        return chosen
    measured = yardsticks(decision)
    return sorted(chosen, key=lambda f: _weight(f, decision, measured))


def _weight(
    finding: Finding, decision: Decision, measured: frozenset[str]
) -> tuple[bool | int, ...]:
    """Put duties and grounds first, then what binds and was seen, then by rank."""
    rule, role = finding.rule, finding.role
    order = _ROLES_OF_LINE.get(decision.line, ())
    return (
        order.index(role) if role in order else 0,
        _KIND[rule.kind] if role == FORBID else 0,
        finding.doubtful,
        role == CONSULT and not rule.opens,
        not rule.is_seen,
        rule.pack.id in measured,
        _RANK[rule.pack.rank],
    )


def yardsticks(decision: Decision) -> frozenset[str]:
    """Name the packs that do not bind, and are only measured against."""
    return decision.bound.standing.yardsticks if decision.bound else frozenset()


def reads_stop(rule: Rule) -> bool:
    """Say whether a bar is the client's own word that there be no contact."""
    return rule.kind == CLIENT_STOP and any(
        _STOPS & set(line.facts) for line in rule.when
    )


def authorities(decision: Decision) -> tuple[tuple[Pack, str], ...]:
    """Give everybody that was asked, and what each said."""
    if decision.bound is None:
        return ()
    by_pack: dict[Pack, list[Finding]] = {}
    for found in decision.findings:
        by_pack.setdefault(found.rule.pack, []).append(found)
    return tuple(
        [
            (authority.pack, _says(authority, by_pack.get(authority.pack), decision))
            for authority in decision.bound.standing.in_force(decision.on)
        ]
    )


def _says(
    authority: Authority, findings: list[Finding] | None, decision: Decision
) -> str:
    said = _said(findings, decision) if findings else SILENT
    if authority.is_yardstick:
        return f"{said} ({YARDSTICK})"
    if authority.restricts != YES or authority.grants != YES:
        return f"{said} ({UNSURE})"
    return said


def _said(findings: list[Finding], decision: Decision) -> str:
    certain = _roles(f for f in findings if f.fired)
    doubtful = _roles(f for f in findings if f.doubtful)
    parts = [_SAYS[role][0] for role in certain]
    parts += [_SAYS[role][1] for role in doubtful if role not in certain]
    parts += [_gives_way(f, decision) for f in findings if f.lifted]
    return "; ".join(dict.fromkeys(parts)) or SILENT


def _roles(findings: Iterable[Finding]) -> list[str]:
    found = {f.role for f in findings}
    return [role for role in _SAYS if role in found]


def _gives_way(finding: Finding, decision: Decision) -> str:
    """Say which of its rules an exception lifted, by title and section."""
    by = {
        where(decision.book.rules[name]): None
        for name in finding.lifted
        if name in decision.book.rules
    }
    own = f"{section(finding.rule.cite)} " if finding.rule.cite else ""
    return f"{own}gives way to {titles(by)}"


def where(rule: Rule) -> str:
    """Say where a rule stands: its text, and the place in it."""
    cite = section(rule.cite)
    return f"{rule.pack.title}, {cite}" if cite else rule.pack.title


def carried(decision: Decision) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Obligations of what fired, and of every `oblige` that fired or is in doubt."""
    if decision.outcome is Outcome.REFUSE:
        return ()
    found: dict[str, list[str]] = {}
    for f in decision.findings:
        if f.fired or (f.role == OBLIGE and f.doubtful):
            for name in f.rule.obligations:
                found.setdefault(name, []).append(f.rule.id)
    return tuple((name, tuple(dict.fromkeys(ids))) for name, ids in found.items())


def warnings(decision: Decision) -> tuple[str, ...]:
    """Name what the contact would change, as far as it is known to."""
    names = (name for f in decision.findings if f.fired for name in f.rule.warnings)
    return tuple(dict.fromkeys(names))


def duties(decision: Decision) -> tuple[DueDuty, ...]:
    """Name duties that fired or may have, so that waiting breaks no law unseen."""
    found = []
    for f in decision.findings:
        due = f.rule.due
        if f.role != REQUIRE or due is None:
            continue
        days = [decision.value(anchor) for anchor in due.anchors]
        known = [day for day in days if isinstance(day, date)]
        by = min(due.span.after(day) for day in known) if due.span and known else None
        found.append(DueDuty(f.rule, by, due.owner))
    return tuple(sorted(found, key=lambda duty: duty.due_on or date.max))


def would_lift(decision: Decision) -> tuple[Rule, ...]:
    """Name exceptions that would lift a standing bar, if their conditions held."""
    if decision.outcome is not Outcome.REFUSE or is_quiet(decision):
        return ()
    return tuple(
        dict.fromkeys(
            exception
            for f in decision.findings
            if f.role == FORBID and f.fired
            for exception in decision.book.lifted_by.get(f.rule.id, ())
            if decision.purpose in exception.purposes
        )
    )


def change(decision: Decision) -> Change | None:
    """Find the day on which a ground ends, or the last wait that bars it."""
    if is_quiet(decision):
        return None
    if decision.line is Line.BAR:
        bars = [f for f in decision.findings if f.role == FORBID and f.fired]
        ends = [end for f in bars for end in _ends(f, decision)]
        waits = all(f.rule.period and f.rule.period.span for f in bars)
        return Change(max(ends), "no_wait") if waits and ends else None
    if decision.line not in (Line.GROUND, Line.CONSULT):
        return None
    grounds = [f for f in decision.findings if f.role == PERMIT and f.fired]
    ending = [f for f in grounds if f.rule.period and f.rule.period.span]
    if len(ending) < len(grounds):
        return None
    found = [
        Change(end, "talk" if talk else "no_ground")
        for f in ending
        for talk in [f.rule.period is not None and f.rule.period.afterwards == CONSULT]
        for end in _ends(f, decision)
        if not (talk and decision.line is Line.CONSULT)
    ]
    return max(found, default=None)


def _ends(finding: Finding, decision: Decision) -> Iterator[date]:
    """Give the days on which what is running ends."""
    period = finding.rule.period
    if period is None or period.span is None:
        return
    for anchor in period.anchors:
        day = decision.value(anchor)
        if isinstance(day, date) and not has_passed(day, period.span, on=decision.on):
            yield period.span.after(day)

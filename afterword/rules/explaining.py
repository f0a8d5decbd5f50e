"""Say a decision in plain sentences, with reasons and sources. Not: pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from afterword.rules.binding import Authority
from afterword.rules.combining import Line, Outcome
from afterword.rules.conditions import NO, YES
from afterword.rules.deciding import Decision
from afterword.rules.findings import Finding
from afterword.rules.missing import Provisional, Question, provisional, questions
from afterword.rules.periods import has_passed
from afterword.rules.rulebook import (
    CONSULT,
    FORBID,
    OBLIGE,
    PERMIT,
    REQUIRE,
    Pack,
    Rule,
)

DANGER = "Someone in danger? Act now: the safety purposes are never held."
SILENT = "says nothing about this"
UNSURE = "it is not known whether it binds"
_QUIET_LANES = frozenset({"relationship", "intimate"})
_ROLE_SAYS = {
    REQUIRE: "orders it",
    FORBID: "forbids it",
    CONSULT: "wants it talked over first",
    PERMIT: "permits it",
    OBLIGE: "adds conditions",
}
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


@dataclass(frozen=True)
class DueDuty:
    """A duty that fired or may have: by when, and whose it is."""

    rule: Rule
    due_on: date | None
    owner: str


@dataclass(frozen=True)
class Explanation:
    """Everything that an answer carries; ``sentences`` begin with what matters."""

    sentences: tuple[str, ...]
    because_of: tuple[Rule, ...]
    authorities: tuple[tuple[Pack, str], ...]
    obligations: tuple[tuple[str, tuple[str, ...]], ...]
    warnings: tuple[str, ...]
    missing: tuple[Question, ...]
    provisional: Provisional | None
    duties: tuple[DueDuty, ...]
    would_lift: tuple[Rule, ...]
    changes_on: date | None
    not_covered: tuple[str, ...]


def explain(decision: Decision, *, general: bool = False) -> Explanation:
    """Work out everything that is said about a decision."""
    missing = questions(decision)
    maybe = provisional(decision, general=general)
    deciding = because_of(decision)
    duties = _duties(decision)
    obligations = _carried(decision)
    warnings = _warnings(decision)
    not_covered = decision.bound.not_covered if decision.bound else ()
    quiet = _is_quiet(decision)
    sentences = [
        _headline(decision, missing, duties),
        _why(decision, deciding),
        *_next(decision, missing, maybe),
        *_details(decision, obligations, warnings, not_covered),
    ]
    return Explanation(
        sentences=tuple(sentence for sentence in sentences if sentence),
        because_of=deciding,
        authorities=_authorities(decision),
        obligations=obligations,
        warnings=warnings,
        missing=missing,
        provisional=maybe,
        duties=duties,
        would_lift=() if quiet else _would_lift(decision),
        changes_on=None if quiet else _changes_on(decision),
        not_covered=not_covered,
    )


def _is_quiet(decision: Decision) -> bool:
    """Hide ways round a refusal, and dates, in the social and intimate lanes."""
    purpose = decision.book.vocabulary.purposes.get(decision.purpose)
    return purpose is not None and purpose.lane in _QUIET_LANES


def because_of(decision: Decision) -> tuple[Rule, ...]:
    """Name the rules that decided it; where it is held, those that are in doubt."""
    line, findings = decision.line, decision.findings
    if line in (Line.UNKNOWN, Line.CONSULT_UNKNOWN):
        chosen = [f.rule for f in findings if f.doubtful and f.role != OBLIGE]
    else:
        roles = _ROLES_OF_LINE[line]
        chosen = [
            f.rule
            for f in findings
            if f.role in roles and (f.fired or (f.doubtful and line is Line.COLLISION))
        ]
    return tuple(dict.fromkeys(chosen))


def _authorities(decision: Decision) -> tuple[tuple[Pack, str], ...]:
    if decision.bound is None:
        return ()
    by_pack: dict[Pack, list[Finding]] = {}
    for found in decision.findings:
        by_pack.setdefault(found.rule.pack, []).append(found)
    return tuple(
        (authority.pack, _says(authority, by_pack.get(authority.pack, [])))
        for authority in decision.bound.authorities
        if authority.pack.holds_on(decision.on)
    )


def _says(authority: Authority, findings: list[Finding]) -> str:
    said = _said(findings) if findings else SILENT
    if authority.grants == NO:
        return f"{said} (a yardstick: not binding on you as a non-member)"
    if authority.restricts != YES or authority.grants != YES:
        return f"{said} ({UNSURE})"
    return said


def _said(findings: list[Finding]) -> str:
    certain = {f.role for f in findings if f.fired}
    perhaps = {f.role for f in findings if f.doubtful}
    parts = [words for role, words in _ROLE_SAYS.items() if role in certain]
    parts += [f"perhaps {says}" for role, says in _ROLE_SAYS.items() if role in perhaps]
    parts += [
        f"{f.rule.id} is lifted by {', '.join(f.lifted)}" for f in findings if f.lifted
    ]
    return "; ".join(dict.fromkeys(parts)) or SILENT


def _carried(decision: Decision) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Obligations of what fired, and of every `oblige` that fired or is in doubt."""
    if decision.outcome is Outcome.REFUSE:
        return ()
    found: dict[str, list[str]] = {}
    for f in decision.findings:
        if f.fired or (f.role == OBLIGE and f.doubtful):
            for name in f.rule.obligations:
                found.setdefault(name, []).append(f.rule.id)
    return tuple((name, tuple(dict.fromkeys(ids))) for name, ids in found.items())


def _warnings(decision: Decision) -> tuple[str, ...]:
    names = (
        name
        for f in decision.findings
        if f.fired or (f.role == OBLIGE and f.doubtful)
        for name in f.rule.warnings
    )
    return tuple(dict.fromkeys(names))


def _duties(decision: Decision) -> tuple[DueDuty, ...]:
    """Name duties that fired or may have, so that waiting breaks no law unseen."""
    duties = []
    for f in decision.findings:
        due = f.rule.due
        if f.role != REQUIRE or due is None:
            continue
        days = [decision.values.get(anchor) for anchor in due.anchors]
        known = [day for day in days if isinstance(day, date)]
        by = min(due.span.after(day) for day in known) if due.span and known else None
        duties.append(DueDuty(f.rule, by, due.owner))
    return tuple(duties)


def _would_lift(decision: Decision) -> tuple[Rule, ...]:
    """Name exceptions that would lift a standing bar, if their conditions held."""
    if decision.outcome is not Outcome.REFUSE:
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


def _changes_on(decision: Decision) -> date | None:
    """Find the next day on which a period that matters here ends."""
    ends = []
    for f in decision.findings:
        period = f.rule.period
        if period is None or period.span is None:
            continue
        for anchor in period.anchors:
            day = decision.values.get(anchor)
            if isinstance(day, date) and not has_passed(
                day, period.span, on=decision.on
            ):
                ends.append(period.span.after(day))
    return min(ends, default=None)


def _headline(
    decision: Decision, missing: tuple[Question, ...], duties: tuple[DueDuty, ...]
) -> str:
    dated = [duty for duty in duties if duty.due_on]
    by = f" by {min(d.due_on for d in dated if d.due_on)}" if dated else ""
    owner = f" ({duties[0].owner})" if duties else ""
    first = missing[0].question if missing else "a fact is missing."
    plain = {
        Outcome.REQUIRE: f"You must{by}{owner}.",
        Outcome.PERMIT: "Yes, like this.",
        Outcome.HOLD: f"Cannot say yet: {first}",
        Outcome.REFUSE: "No.",
    }
    if decision.outcome in plain:
        return plain[decision.outcome]
    if decision.line is Line.SAFETY_JUDGEMENT:
        return "Act on your judgement now, take advice while you act."
    if decision.line is Line.COLLISION:
        return (
            "Not before you have talked to someone: "
            f"a duty{by}{owner} and a bar collide."
        )
    if decision.settled_by:
        return f"{_talked_over(decision)} It stays your decision."
    return "Not before you have talked to someone."


def _talked_over(decision: Decision) -> str:
    """Name whom it was talked over with, and until when that holds."""
    who = ", ".join(dict.fromkeys(settled.by for settled in decision.settled_by))
    until = min(settled.until for settled in decision.settled_by)
    return f"Talked over with {who}, until {until}."


def _why(decision: Decision, deciding: tuple[Rule, ...]) -> str:
    if decision.line is Line.SILENCE:
        return "No rule permits this, and silence is no permission."
    if decision.outcome is Outcome.HOLD or not deciding:
        return ""
    rule = deciding[0]
    cite = f" {rule.cite}" if rule.cite else ""
    return f"{rule.because} ({rule.pack.title}{cite})"


def _next(
    decision: Decision, missing: tuple[Question, ...], maybe: Provisional | None
) -> list[str]:
    if decision.outcome is Outcome.REFUSE:
        return [DANGER]
    lines = []
    if decision.settled_by and decision.releases:
        lines.append(_talked_over(decision))
    if maybe:
        lines.append(
            f"If all is as usual, the answer would be: {maybe.outcome}. "
            f"{_assumed(maybe)}"
        )
    if decision.outcome is Outcome.HOLD:
        lines += [f"Also asked: {question.question}" for question in missing[1:]]
    elif missing:
        lines.append(
            f"Not known: {' '.join(question.question for question in missing)}"
        )
    return lines


def _assumed(maybe: Provisional) -> str:
    def words(value: object) -> str:
        return (
            {True: "yes", False: "no"}.get(value, str(value))
            if isinstance(value, bool)
            else str(value)
        )

    listed = ", ".join(
        f"{name} is {words(value)}" for name, value in maybe.assuming.items()
    )
    return f"That assumes: {listed}. It is no permission."


def _details(
    decision: Decision,
    obligations: tuple[tuple[str, tuple[str, ...]], ...],
    warnings: tuple[str, ...],
    not_covered: tuple[str, ...],
) -> list[str]:
    words = decision.book.vocabulary
    lines = []
    if decision.releases or decision.outcome is Outcome.CONSULT:
        lines += [words.obligations[name].says for name, _ in obligations]
    lines += [words.warnings[name] for name in warnings]
    if not_covered:
        lines.append(
            f"Not every rule that may bind is held here for: {', '.join(not_covered)}."
        )
    lines.append("This is guidance, not legal advice.")
    return lines

"""Why the answer is as it is, in the words of the rules, and whose words they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from afterword.rules import phrases
from afterword.rules.combining import CLIENT_STOP, Line
from afterword.rules.deciding import Decision
from afterword.rules.facts import Unknowable
from afterword.rules.findings import Finding
from afterword.rules.gathering import is_quiet, where, yardsticks
from afterword.rules.phrases import full_day, lower, titles
from afterword.rules.rulebook import CONSULT, FORBID, HOUSE, REQUIRE, Rule

if TYPE_CHECKING:
    from afterword.rules.explaining import Explanation

_MOST = 3
_NEVER_A_GROUND = frozenset({"none", "never from silence"})
_READ = {
    "secondary": "It was read in a copy by others.",
    "draft": "It was read as a draft, so it can only make an answer stricter.",
    "superseded": (
        "It was read in an older edition, so it can only make an answer stricter."
    ),
    "memory": "It was not seen, so it can only make an answer stricter.",
    "unverified": "It was not seen, so it can only make an answer stricter.",
}
"""How a text was read, where that was not in the source itself."""


def reasons(told: Explanation) -> Iterator[str]:
    """Say why, a line for each reason."""
    decision = told.decision
    if decision.line is Line.SILENCE:
        yield phrases.SILENCE
        ground = decision.book.vocabulary.purposes[decision.purpose].ground
        if not is_quiet(decision) and ground not in _NEVER_A_GROUND:
            yield f"A ground for this would be: {ground}."
    elif decision.line in (Line.COLLISION, Line.SETTLED_COLLISION):
        yield from _collision(told)
    else:
        for finding in told.shown:
            yield reason(decision, finding)


def shown(decision: Decision, found: Sequence[Finding]) -> list[Finding]:
    """Choose of what decided what is said as a reason: few, each its own matter."""
    if decision.line is Line.CONSULT:
        return one_passed(found)[:_MOST]
    if decision.line is Line.BAR:
        return _one_of_each_kind(found)[:_MOST]
    settled = frozenset[str]().union(*(one.rules for one in decision.settled_by))
    talked = [f for f in found[1:] if f.role == CONSULT and f.rule.id in settled]
    return [*found[:1], *talked[: _MOST - 1]]


def _one_of_each_kind(found: Sequence[Finding]) -> list[Finding]:
    """Take one bar of each kind, so that each is something else to mend."""
    by_kind: dict[str, Finding] = {}
    for finding in found:
        by_kind.setdefault(finding.rule.kind, finding)
    return list(by_kind.values())


def one_passed(found: Sequence[Finding]) -> list[Finding]:
    """Say only once that a period has passed, before what else is to be weighed."""
    passed = [f for f in found if _has_passed(f)]
    return [f for f in found if f not in passed[1:]]


def reason(decision: Decision, finding: Finding) -> str:
    """Say one reason, and whose words it is."""
    return f"{because(finding)} {source(decision, finding.rule)}"


def because(finding: Finding) -> str:
    """Say why, in the rule's own words; of a period that has passed, that it has."""
    rule = finding.rule
    if not _has_passed(finding) or rule.period is None or rule.period.span is None:
        return rule.because
    if rule.effect == FORBID:
        return (
            "A waiting period has passed. That opens nothing by itself, so it is "
            "talked over first."
        )
    return (
        f"The {phrases.length(rule.period.span)} in which this needs no talk are over, "
        "so it is talked over first."
    )


def _has_passed(finding: Finding) -> bool:
    """Say whether it asks for a talk because its period is over."""
    rule = finding.rule
    return (
        finding.fired
        and finding.role == CONSULT
        and rule.effect != CONSULT
        and rule.period is not None
        and rule.period.span is not None
    )


def source(decision: Decision, rule: Rule) -> str:
    """Say whose words these are, and how they were read."""
    if rule.derived_from:
        named = dict.fromkeys(
            decision.book.rules[name].pack.title for name in rule.derived_from
        )
        return f"Source: our reading of {titles(named)}."
    said = [f"Source: {where(rule)}."]
    if rule.pack.id in yardsticks(decision):
        said.append("It is a yardstick, and does not bind you as a non-member.")
    if rule.grade != HOUSE and rule.grade in _READ:
        said.append(_READ[rule.grade])
    return " ".join(said)


def _collision(told: Explanation) -> Iterator[str]:
    found = told.deciding
    for role, lead in ((REQUIRE, "The duty"), (FORBID, "The bar")):
        for finding in [f for f in found if f.role == role][:1]:
            yield f"{lead}: {reason(told.decision, finding)}"
    if told.decision.settled_by:
        return
    due = told.duties[0].due_on if told.duties else None
    by = f"before {full_day(due)}" if due else "soon"
    yield f"Two named people decide {by}, and write down why. {_route(found)}"


def _route(found: Sequence[Finding]) -> str:
    if keeps_stop(found):
        return "The stop is kept, so the duty is met by another route."
    return "They do the duty this way, or meet it by another route."


def keeps_stop(found: Sequence[Finding]) -> bool:
    """Say whether the bar beside a duty is a stop, which nobody can settle."""
    return any(f.role == FORBID and f.rule.kind == CLIENT_STOP for f in found)


def unknowable(told: Explanation) -> Iterator[str]:
    """Say what cannot be found out, and that the stricter answer counts."""
    decision = told.decision
    read = dict.fromkeys(
        name
        for finding in told.deciding
        if not finding.grounded
        for line in finding.rule.when
        for name in line.facts
    )
    for name in read:
        fact = decision.facts.get(name)
        if isinstance(fact, Unknowable):
            question = decision.book.vocabulary.facts[name].question
            why = f": {lower(fact.why.rstrip('.'))}" if fact.why else ""
            yield (
                f"{question} That cannot be found out{why}. So the stricter answer "
                "counts."
            )

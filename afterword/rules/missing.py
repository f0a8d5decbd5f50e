"""Which missing facts could change the answer, and what may be assumed meanwhile.

Not: the decision itself. Nobody is asked for a fact that cannot change the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from afterword.rules.binding import WHERE, WHO, Authority
from afterword.rules.combining import IN_DANGER, Line, Outcome
from afterword.rules.conditions import NO, UNKNOWN, Condition
from afterword.rules.deciding import PERIODS_OVER, Decision, decide
from afterword.rules.facts import Known, Members
from afterword.rules.findings import Finding
from afterword.rules.rulebook import CONSULT, FORBID, OBLIGE, PERMIT, REQUIRE, Rule
from afterword.rules.vocabulary import FactSpec

MOST_QUESTIONS = 5
_ROUNDS = 4


@dataclass(frozen=True)
class Question:
    """One missing fact, its question in plain words, and who can answer it."""

    fact: str
    question: str
    who: str


@dataclass(frozen=True)
class Provisional:
    """The outcome if everything assumed is so. It never releases."""

    outcome: Outcome
    assuming: dict[str, Any]


def questions(
    decision: Decision, *, most: int | None = MOST_QUESTIONS
) -> tuple[Question, ...]:
    """Give missing facts that can change the outcome, what settles most first."""
    facts = decision.book.vocabulary.facts
    weight: dict[str, float] = {}
    for finding in _open(decision):
        needed = set(_lacking(finding, decision))
        for name in needed:
            weight[name] = weight.get(name, 0.0) + 1 / len(needed)
    if not decision.purpose:
        weight = {"purpose": 1.0}
    ordered = sorted(
        weight,
        key=lambda name: (_is_usual(facts[name]), -weight[name], facts[name].order),
    )
    return tuple(
        Question(name, facts[name].question, facts[name].who) for name in ordered[:most]
    )


def provisional(decision: Decision, *, general: bool = False) -> Provisional | None:
    """Assume the ordinary for what is missing, until no further question opens.

    Left out when the answer is no hold, or would still be one. ``general`` is for
    a question about nobody in particular: then stops and risk are none.
    """
    if decision.outcome is not Outcome.HOLD:
        return None
    assumed: dict[str, Any] = {}
    trial = decision
    for _ in range(_ROUNDS):
        ordinary = _ordinary(trial, general=general)
        if not ordinary:
            return None
        assumed |= ordinary
        more = {
            name: Known(value, "ordinary", decision.on)
            for name, value in ordinary.items()
        }
        trial = decide(
            trial.facts.but(**more),
            decision.book,
            on=decision.on,
            settlements=decision.settlements,
        )
        if trial.outcome is not Outcome.HOLD:
            return Provisional(trial.outcome, assumed)
    return None


def _is_usual(spec: FactSpec) -> bool:
    """Say whether it can be assumed meanwhile, and so is asked later."""
    return spec.ordinary is not None or spec.in_general is not None


def _ordinary(decision: Decision, *, general: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in questions(decision, most=None):
        spec = decision.book.vocabulary.facts[question.fact]
        value = spec.ordinary
        if value is None and general:
            value = spec.in_general
        if value is not None:
            found[question.fact] = value
    return found


def _open(decision: Decision) -> Iterator[Finding]:
    """Give the findings in doubt that could still turn the outcome."""
    findings = [f for f in decision.findings if f.doubtful and f.role != OBLIGE]
    line = decision.line
    if line in IN_DANGER:
        yield from (f for f in findings if _says_more(f, line))
        return
    standing = {f.rule.kind for f in decision.findings if f.role == FORBID and f.fired}
    grounded = any(f.fired and _is_ground(f) for f in decision.findings)
    for finding in findings:
        duty = finding.role == REQUIRE
        if line is Line.UNKNOWN:
            ground = not grounded and not standing and (duty or _is_ground(finding))
            reaches = duty and standing & finding.rule.prevails_over
            if ground or reaches or finding.role == FORBID:
                yield finding
        elif line is Line.CONSULT_UNKNOWN:
            if finding.role == CONSULT or duty:
                yield finding
        elif line is Line.COLLISION:
            if finding.role == FORBID:
                yield finding
        elif duty and line is not Line.DUTY:
            yield finding


def _says_more(finding: Finding, line: Line) -> bool:
    """Say whether a finding in doubt would say more to somebody who acts in danger."""
    if finding.role == REQUIRE:
        return line is not Line.SAFETY_DUTY
    return finding.role == PERMIT and line is Line.SAFETY_JUDGEMENT


def _is_ground(finding: Finding) -> bool:
    """Say whether it opens a contact: a permit, or a consult that is no caution."""
    return finding.role == PERMIT or (finding.role == CONSULT and finding.rule.opens)


def _lacking(finding: Finding, decision: Decision) -> Iterator[str]:
    """Name what one finding lacks: facts, anchors, who is bound, exceptions."""
    yield from _lacking_for(finding.rule, decision)
    for exception in decision.book.lifted_by.get(finding.rule.id, ()):
        if any(f.rule is exception and f.doubtful for f in decision.findings):
            yield from _lacking_for(exception, decision)


def _lacking_for(rule: Rule, decision: Decision) -> Iterator[str]:
    values, on = decision.values, decision.on
    unclear = [c for c in rule.when if c.test(values, on) & UNKNOWN]
    # What is usually so and would silence the rule is asked first, and alone.
    for condition in [c for c in unclear if _is_usually_no(c, decision)] or unclear:
        for name in condition.facts:
            yield from _askable(name, decision)
    if rule.period is not None and rule.period.span is not None:
        for anchor in rule.period.anchors:
            if anchor not in values:
                yield anchor
    authority = decision.bound.standing.of[rule.pack] if decision.bound else None
    if authority and (authority.restricts | max(authority.grants, 0)) & UNKNOWN:
        yield from _binding(authority, decision)


def _is_usually_no(condition: Condition, decision: Decision) -> bool:
    """Say whether the ordinary value of its fact would make a condition fail."""
    if len(condition.facts) > 1:
        return False
    spec = decision.book.vocabulary.facts[condition.facts[0]]
    usual = spec.ordinary if spec.ordinary is not None else spec.in_general
    if usual is None:
        return False
    return condition.test({spec.name: usual}, decision.on) == NO


def _askable(name: str, decision: Decision) -> Iterator[str]:
    """Name what to ask for a fact: what the engine works out rests on other facts."""
    if name == "covered":
        yield from _unclear(("professions", *WHERE), decision)
    elif name == PERIODS_OVER:
        for authority in decision.bound.authorities if decision.bound else ():
            yield from _binding(authority, decision)
            for rule in authority.pack.rules:
                if rule.period and decision.purpose in rule.purposes:
                    yield from (
                        a for a in rule.period.anchors if a not in decision.values
                    )
    elif _is_unclear(decision.values.get(name)):
        yield name


def _binding(authority: Authority, decision: Decision) -> Iterator[str]:
    for binds in (authority.pack.binds, authority.pack.yardstick_for):
        yield from _unclear([name for name in WHO if name in binds], decision)
        if "places" in binds:
            yield from _unclear(WHERE, decision)


def _unclear(names: Sequence[str], decision: Decision) -> Iterator[str]:
    for name in names:
        if _is_unclear(decision.values.get(name)):
            yield name


def _is_unclear(value: Any) -> bool:
    return value is None or (isinstance(value, Members) and not value.complete)

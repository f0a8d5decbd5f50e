"""What is asked while an answer waits, why, and what it would be meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from afterword.rules import phrases
from afterword.rules.binding import BINDING_FACTS
from afterword.rules.deciding import Decision
from afterword.rules.findings import Finding
from afterword.rules.phrases import full_day, lower, sentence
from afterword.rules.rulebook import CONSULT, FORBID, PERMIT, REQUIRE
from afterword.rules.saying.reasons import reason

if TYPE_CHECKING:
    from afterword.rules.explaining import Explanation

_SUBJECTS = {
    "act": "Of the message",
    "consent": "Of the client's choices",
    "safe_contact": "Of the address",
    "client": "Of the client",
    "therapist": "Of the therapist",
}
_REST = "Of everything else"
_WHO = {
    "ledger": "The client's own recorded choices answer this.",
    "client": "What the client last said answers this.",
    "record": "The record answers this.",
    "practice": "The practice can answer this.",
    "supervisor": "A supervisor can answer this.",
    "computed": "For a client on file this is worked out.",
}
"""Who can supply what is missing, where it is not the one who asks."""


def held(told: Explanation) -> Iterator[str]:
    """Ask what settles most, say why, and what the answer would be meanwhile."""
    if told.provisional is not None and len(told.provisional.assuming) > 1:
        yield f"{phrases.OUTCOMES['hold']}: Is everything as usual?"
        yield from _provisional(told)
        yield from _taken_for_granted(told)
    else:
        yield _question(told)
        yield from _provisional(told)
        yield from _why(told)
        rest = " ".join(question.question for question in told.missing[1:])
        if rest:
            yield f"Then: {rest}"
    yield from _perhaps_a_duty(told)


def _question(told: Explanation) -> str:
    waits = phrases.OUTCOMES["hold"]
    if not told.missing:
        return f"{waits}: a fact is missing."
    first = told.missing[0]
    return f"{waits}: {first.question} {_WHO.get(first.who, '')}".strip()


def _provisional(told: Explanation) -> Iterator[str]:
    maybe = told.provisional
    if maybe is None:
        return
    words = lower(phrases.OUTCOMES[maybe.outcome])
    if len(maybe.assuming) > 1:
        yield phrases.AS_USUAL % {"words": words}
    else:
        facts = told.decision.book.vocabulary.facts
        for name in maybe.assuming:
            yield f"If {facts[name].usual}: {words}. That is no permission yet."


def _why(told: Explanation) -> Iterator[str]:
    """Give the first rule that turns on what is asked."""
    if not told.missing:
        return
    if told.missing[0].fact in BINDING_FACTS:
        yield "Why it waits: which rules bind depends on this."
        return
    found = [f for f in told.deciding if _turns_on(f, told.missing[0].fact)]
    for finding in sorted(found, key=lambda f: _telling(f, told.decision))[:1]:
        lead = "Why it waits, as this may apply"
        yield f"{lead}: {reason(told.decision, finding)}"


def _turns_on(finding: Finding, fact: str) -> bool:
    rule = finding.rule
    anchors = rule.period.anchors if rule.period else ()
    return fact in anchors or any(fact in line.facts for line in rule.when)


def _telling(finding: Finding, decision: Decision) -> int:
    """Put what could open it first, while nothing does; else what could bar it."""
    grounded = any(f.fired and f.role in (PERMIT, REQUIRE) for f in decision.findings)
    order = (FORBID, CONSULT, REQUIRE, PERMIT)
    if not grounded:
        order = (REQUIRE, PERMIT, FORBID, CONSULT)
    return order.index(finding.role)


def _taken_for_granted(told: Explanation) -> Iterator[str]:
    """List what a provisional answer assumes, by what it is about."""
    facts = told.decision.book.vocabulary.facts
    assumed = told.provisional.assuming if told.provisional else {}
    by_subject: dict[str, list[str]] = {}
    for name in sorted(assumed, key=lambda name: facts[name].order):
        subject = _SUBJECTS.get(facts[name].group, _REST)
        by_subject.setdefault(subject, []).append(sentence(facts[name].usual))
    yield "As usual means that all of this is so:"
    for subject in (*_SUBJECTS.values(), _REST):
        if subject in by_subject:
            yield f"{subject}: {' '.join(by_subject[subject])}"


def _perhaps_a_duty(told: Explanation) -> Iterator[str]:
    """Name a duty in doubt, so that waiting breaks no law unseen."""
    for duty in told.duties[:1]:
        if duty.due_on is not None:
            yield (
                f"If it is a duty, it is due by {full_day(duty.due_on)}, and the "
                f"{duty.owner} has to do it."
            )

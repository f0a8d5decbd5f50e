"""What must be met for a contact to be right, in as few sentences as say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from afterword.rules.combining import IN_DANGER, Line, Outcome
from afterword.rules.gathering import is_quiet
from afterword.rules.phrases import sentence
from afterword.rules.saying.others import who_is_not_covered
from afterword.rules.saying.reasons import keeps_stop
from afterword.rules.vocabulary import Vocabulary

if TYPE_CHECKING:
    from afterword.rules.deciding import Decision
    from afterword.rules.explaining import Explanation

OWN_RULES = "checked_own_rules"
TALK = "talk_it_over"
BY_PROGRAMME = frozenset({TALK, "record_consultation"})
"""Met by a talk about a population: nobody weighed this person's harm in it."""
BY_TALKING = BY_PROGRAMME | {"weigh_and_show_no_harm"}
"""Met by a talk about one ruling, with its reasons."""
_PARTS = (
    ("person", "First"),
    ("channel", "How it goes"),
    ("message", "What it says"),
    ("record", "Afterwards"),
)
"""Kinds of obligation in their order, and how each begins."""


class Point(NamedTuple):
    """One sentence, the kind of what it asks for, and the obligations that it says."""

    kind: str
    says: str
    of: tuple[str, ...]


def points(told: Explanation) -> tuple[Point, ...]:
    """Give what must be met for a decision; a talk that is had is not said again."""
    words = told.decision.book.vocabulary
    names = [name for name, _ in told.obligations]
    had = met_by_talking(told.decision)
    if told.decision.outcome is Outcome.CONSULT:
        had |= said_by_consult(told.decision.line)
    names = [name for name in names if name not in had]
    return tuple(
        Point(one.kind, _own_rules(told), one.of) if one.of == (OWN_RULES,) else one
        for one in said_together(words, names)
    )


def said_by_consult(line: str) -> frozenset[str]:
    """Name what "not before you have talked to someone" says by itself."""
    in_danger = line in IN_DANGER
    return frozenset({TALK} if in_danger else {TALK, "take_advice_while_acting"})


def met_by_talking(decision: Decision) -> frozenset[str]:
    """Name the obligations that the talks which an answer rests on have met."""
    if any(not settled.standing for settled in decision.settled_by):
        return BY_TALKING
    return BY_PROGRAMME if decision.settled_by else frozenset()


def said_together(words: Vocabulary, names: Iterable[str]) -> tuple[Point, ...]:
    """Say obligations in as few sentences as say them.

    What somebody does comes first, then how it goes, what it says and the record,
    each in the order of the vocabulary.
    """
    order = list(words.obligations)
    left = [name for name in names if name in words.obligations]
    found = []
    for one in words.together:
        if set(one.of) <= set(left):
            found.append(Point(words.obligations[one.of[0]].kind, one.says, one.of))
            left = [name for name in left if name not in one.of]
    for name in left:
        known = words.obligations[name]
        found.append(Point(known.kind, known.says, (name,)))
    kinds = [kind for kind, _ in _PARTS]
    return tuple(
        sorted(found, key=lambda one: (kinds.index(one.kind), order.index(one.of[0])))
    )


def _own_rules(told: Explanation) -> str:
    """Say what is not written here and so is stated, in one breath."""
    who = who_is_not_covered(told)
    says = told.decision.book.vocabulary.obligations[OWN_RULES].says
    return f"{sentence(who)} {says}" if who else says


def conditions(told: Explanation) -> Iterator[str]:
    """Say what must be met, a line for each kind."""
    decision = told.decision
    if decision.outcome is Outcome.REFUSE:
        return
    if decision.line is Line.COLLISION and keeps_stop(told.deciding):
        return
    found = told.points
    if found and decision.outcome is Outcome.CONSULT and decision.line not in IN_DANGER:
        quiet = is_quiet(decision)
        yield "What it asks of you:" if quiet else "If it then goes ahead:"
    for kind, label in _PARTS:
        said = [one.says for one in found if one.kind == kind]
        if said:
            yield f"{label}: {' '.join(said)}"

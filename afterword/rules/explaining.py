"""Explain a decision: everything that an answer carries, and its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from afterword.rules import gathering
from afterword.rules.combining import Outcome
from afterword.rules.deciding import Decision
from afterword.rules.gathering import SILENT, UNSURE, Change, DueDuty
from afterword.rules.mending import mended
from afterword.rules.missing import Provisional, Question, provisional, questions
from afterword.rules.rulebook import Pack, Rule
from afterword.rules.saying.answers import otherwise, say
from afterword.rules.saying.points import Point, points
from afterword.rules.saying.reasons import because, one_passed

__all__ = ["SILENT", "UNSURE", "Explanation", "explain"]


@dataclass(frozen=True)
class Explanation:
    """Everything that an answer carries; ``sentences`` begin with what matters."""

    decision: Decision = field(repr=False)
    because_of: tuple[Rule, ...]
    authorities: tuple[tuple[Pack, str], ...]
    obligations: tuple[tuple[str, tuple[str, ...]], ...]
    warnings: tuple[str, ...]
    missing: tuple[Question, ...]
    provisional: Provisional | None
    duties: tuple[DueDuty, ...]
    would_lift: tuple[Rule, ...]
    change: Change | None
    not_covered: tuple[str, ...]

    @cached_property
    def reasons(self) -> Mapping[str, str]:
        """Why, by rule, in the order of their weight; one passed period is enough."""
        found = one_passed(gathering.deciding(self.decision))
        return {one.rule.id: because(one) for one in found}

    @cached_property
    def better(self) -> tuple[Outcome, list[str]] | None:
        """What the asker could change about a refused act, and the outcome then."""
        found = mended(self.decision)
        return (found.outcome, otherwise(self, found)) if found else None

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """What must be met, in as few sentences as say it."""
        return points(self)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The whole answer, a line each; the first three say what to do."""
        return say(self)


def explain(decision: Decision, *, general: bool = False) -> Explanation:
    """Work out everything that is said about a decision."""
    return Explanation(
        decision=decision,
        because_of=gathering.because_of(decision),
        authorities=gathering.authorities(decision),
        obligations=gathering.carried(decision),
        warnings=gathering.warnings(decision),
        missing=questions(decision),
        provisional=provisional(decision, general=general),
        duties=gathering.duties(decision),
        would_lift=gathering.would_lift(decision),
        change=gathering.change(decision),
        not_covered=decision.bound.not_covered if decision.bound else (),
    )

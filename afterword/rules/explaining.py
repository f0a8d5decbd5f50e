"""Explain a decision: everything that an answer carries, and its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from afterword.rules import gathering
from afterword.rules.combining import Outcome
from afterword.rules.deciding import Decision
from afterword.rules.findings import Finding
from afterword.rules.gathering import SILENT, UNSURE, Change, DueDuty
from afterword.rules.mending import Mended, mended
from afterword.rules.missing import Provisional, Question, provisional, questions
from afterword.rules.rulebook import Pack, Rule
from afterword.rules.saying.answers import otherwise, say
from afterword.rules.saying.points import Point, points
from afterword.rules.saying.reasons import because, one_passed, shown

__all__ = ["SILENT", "UNSURE", "Explanation", "explain"]


@dataclass(frozen=True)
class Explanation:
    """Everything that an answer carries; ``sentences`` begin with what matters."""

    decision: Decision = field(repr=False)
    deciding: Sequence[Finding] = field(repr=False)
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
        found = one_passed(self.deciding)
        return {one.rule.id: because(one) for one in found}

    @cached_property
    def shown(self) -> Sequence[Finding]:
        """The findings that are said as reasons."""
        return shown(self.decision, self.deciding)

    @cached_property
    def mended(self) -> Mended | None:
        """What of a refused act could be otherwise, and the outcome then."""
        return mended(self.decision)

    @cached_property
    def better(self) -> tuple[Outcome, list[str]] | None:
        """What the asker could change about a refused act, and the outcome then."""
        found = self.mended
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
    deciding = gathering.deciding(decision)
    return Explanation(
        decision=decision,
        deciding=deciding,
        because_of=gathering.rules_of(deciding),
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

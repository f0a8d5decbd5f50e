"""Outcome as NHS Talking Therapies counts it, from PHQ-9 and GAD-7. For reports only.

A case scores at least 10 on the PHQ-9 or 8 on the GAD-7. Recovered is who was a case
at the start and is none on both at the end; who was none cannot recover. Improved is
who got reliably better on either. Where the other got reliably worse, sources differ
(by recollection it does not count), so nothing is said: ``None``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from afterword.measures.change import Verdict, reliable_change
from afterword.measures.instruments import shell
from afterword.measures.parts import Evidence, Number

CASE: Final = {"phq9": 10, "gad7": 8}
GROUNDS: Final = (
    Evidence(
        says="a case is 10 or more on the PHQ-9, 8 or more on the GAD-7",
        source="cbtwatch.com, which quotes the manual of the service",
        grade="secondary",
        read_on=dt.date(2026, 11, 26),
    ),
    Evidence(
        says="recovery is from a case on either to none on both",
        source=(
            "BMC Psychiatry 2018, s12888-018-1987-1, table 1; nhs.uk, recovery rate, "
            "says it of the questionnaires on which a person was a case"
        ),
        grade="secondary",
        read_on=dt.date(2026, 11, 26),
    ),
    Evidence(
        says="reliable improvement is 6 or more on the PHQ-9 or 4 or more on the GAD-7",
        source="BMC Psychiatry 2018, s12888-018-1987-1, table 1",
        grade="secondary",
        read_on=dt.date(2026, 11, 26),
    ),
    Evidence(
        says="it does not count where the other got reliably worse",
        source="recollection; not seen, so the answer is left open there",
        grade="memory",
        read_on=dt.date(2026, 11, 26),
    ),
)


@dataclass(frozen=True)
class Scores:
    """One asking: both totals."""

    phq9: Number
    gad7: Number


@dataclass(frozen=True)
class Outcome:
    """What a report may count. ``None``: it cannot be said, and is not "no"."""

    was_case: bool
    recovered: bool | None
    reliable_improvement: bool | None
    reliable_recovery: bool | None
    grounds: tuple[Evidence, ...] = GROUNDS


def outcome(*, start: Scores, end: Scores) -> Outcome:
    """Count one course of therapy by its first and its last scores."""
    verdicts = {
        name: reliable_change(
            shell(name), before=getattr(start, name), after=getattr(end, name)
        ).verdict
        for name in CASE
    }
    was_case = _is_case(start)
    recovered = not _is_case(end) if was_case else None
    improved = _improved(set(verdicts.values()))
    both = None
    if recovered is not None:
        both = improved if recovered else False
    return Outcome(was_case, recovered, improved, both)


def _is_case(scores: Scores) -> bool:
    return any(getattr(scores, name) >= least for name, least in CASE.items())


def _improved(verdicts: set[Verdict]) -> bool | None:
    if Verdict.BETTER not in verdicts:
        return False
    return None if Verdict.WORSE in verdicts else True

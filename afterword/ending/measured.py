"""The measures of an ending: what was filled in, from the start to the end.

Opening is recorded before a byte is opened. A change is called reliable only where
published values say how large chance is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword.audit.actors import Actor
from afterword.clinic import scored
from afterword.clinic.models import Administration
from afterword.clinic.services.measuring import MOMENTS
from afterword.ending.looking import told_of_risk
from afterword.ending.models import Ending
from afterword.measures.change import Change
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import shell
from afterword.measures.scoring import Score
from afterword.measures.shells import Shell
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

FIRST = "phq4"
"""What an ending asks where nobody chose: four questions, none about risk."""


@dataclass(frozen=True)
class Filled:
    """One filling-in, opened."""

    id: UUID
    moment: str
    on: date
    entered_by: str
    is_alone: bool
    """A score without its answers."""
    score: Score | None
    risk: bool
    """An answer about risk in it was above its lowest, in whichever wording."""

    @property
    def is_older(self) -> bool:
        """Say whether it cannot be read in today's wording, or not opened at all."""
        return self.score is None


@dataclass(frozen=True)
class Course:
    """One questionnaire over the course of the work, oldest first."""

    asked: Shell
    filled: tuple[Filled, ...]
    start: Filled | None
    end: Filled | None
    change: Change | None
    """From the start to the end; ``None`` where either is missing."""


def rows_of(ending: Ending) -> list[Administration]:
    """Give what was filled in during this episode. Inside an open practice."""
    return list(
        Administration.objects.filter(
            client_id=ending.client_id,
            episode_id=ending.episode_id,
            moment__in=MOMENTS,
            sent_at__isnull=False,
        ).order_by("sent_at", "id")
    )


def courses(ending: Ending, *, by: Actor) -> list[Course]:
    """Open and score what was filled in, one course for each questionnaire.

    Outside an open practice. The record says who opened them; where there is
    nothing, nothing is opened.
    """
    with practice(by.practice):
        rows = rows_of(ending)
        risky = told_of_risk(rows)
        zone = ZoneInfo(Practice.objects.get(pk=by.practice).time_zone)
    told = vault.open(by=by, purpose="ending", rows=rows, fields=list(scored.COLUMNS))
    by_name: dict[str, list[tuple[Administration, Mapping[str, str | None]]]] = {}
    for row, text in zip(rows, told, strict=True):
        by_name.setdefault(row.instrument, []).append((row, text))
    found = [_course(name, pairs, zone, risky) for name, pairs in by_name.items()]
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (one.asked.id != FIRST, one.asked.name.casefold()),
    )


def filled_in(
    row: Administration,
    told: Mapping[str, str | None],
    asked: Shell,
    *,
    zone: ZoneInfo,
    risky: Collection[UUID],
) -> Filled:
    """Give one filling-in as it was opened; ``risky`` names those that once waited.

    An older wording cannot be scored, so what was said of it then is what is known.
    """
    score = scored.score_of(row, told, asked)
    return Filled(
        id=row.pk,
        moment=row.moment,
        on=scored.day_of(row, zone),
        entered_by=row.entered_by,
        is_alone=scored.is_alone(told),
        score=score,
        risk=row.pk in risky if score is None else bool(score.risk),
    )


def has_risk_item(name: str) -> bool:
    """Say whether a questionnaire asks about risk; one that is gone does not."""
    try:
        return bool(shell(name).risk_items)
    except MeasureError:
        return False


def _course(
    name: str,
    pairs: list[tuple[Administration, Mapping[str, str | None]]],
    zone: ZoneInfo,
    risky: Collection[UUID],
) -> Course | None:
    try:
        asked = shell(name)
    except MeasureError:
        return None
    filled = sorted(
        (filled_in(row, told, asked, zone=zone, risky=risky) for row, told in pairs),
        key=lambda one: (one.on, MOMENTS.index(one.moment)),
    )
    starts = [one for one in filled if one.moment == "start"]
    ends = [one for one in filled if one.moment == "end"]
    start = starts[0] if starts else None
    end = ends[-1] if ends else None
    change = None
    if start is not None and end is not None:
        change = scored.change_between(asked, start.score, end.score)
    return Course(asked, tuple(filled), start, end, change)

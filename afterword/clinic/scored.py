"""What an opened filling-in came to. Pure but for the row that it is told about.

A score alone has no answers behind it: no band, no scale, no word about risk, since
nobody here knows whether it was estimated. What cannot be scored is ``None``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo

from afterword.clinic.models import Administration
from afterword.measures.change import Change, check_total, compare
from afterword.measures.errors import MeasureError
from afterword.measures.parts import Number
from afterword.measures.scoring import Score, score
from afterword.measures.shells import Shell

COLUMNS = ("answers", "total")
"""What has to be opened of a row to score it."""
NOT_APPLICABLE: Final = "n/a"
"""How an answer is kept that a person cannot give, where its makers say so."""
Given = Number | Literal["n/a"] | None
"""One answer as it is kept; ``None`` is one that was left out."""


def day_of(row: Administration, zone: ZoneInfo) -> date:
    """Give the day on which it was filled in, as far as it is known here."""
    if row.taken_on is not None:
        return row.taken_on
    return (row.sent_at or row.started_at).astimezone(zone).date()


def is_alone(told: Mapping[str, str | None]) -> bool:
    """Say whether this is a score without its answers."""
    return told["answers"] is None and told["total"] is not None


def apart(
    asked: Shell, kept: Sequence[Given]
) -> tuple[list[Number | None], frozenset[str]]:
    """Give the answers, and apart from them the questions that do not apply."""
    pairs = zip(asked.item_ids, kept, strict=False)
    aside = frozenset(item for item, value in pairs if value == NOT_APPLICABLE)
    return [None if one == NOT_APPLICABLE else one for one in kept], aside


def score_kept(asked: Shell, kept: Sequence[Given]) -> Score:
    """Score answers as they are kept."""
    given, aside = apart(asked, kept)
    return score(asked, given, not_applicable=aside)


def score_of(
    row: Administration, told: Mapping[str, str | None], asked: Shell
) -> Score | None:
    """Score what was opened; ``None`` where the wording was another, or it is gone."""
    try:
        if is_alone(told):
            return _alone(asked, json.loads(told["total"] or ""))
        if told["answers"] is None or row.version != asked.items_hash:
            return None
        return score_kept(asked, json.loads(told["answers"]))
    except (MeasureError, ValueError):
        return None


def change_between(
    asked: Shell, before: Score | None, after: Score | None
) -> Change | None:
    """Compare two scores; ``None`` where either is missing or they cannot be held."""
    if before is None or after is None:
        return None
    try:
        return compare(asked, before=before, after=after)
    except MeasureError:
        return None


def _alone(asked: Shell, total: Number) -> Score:
    check_total(asked, total)
    return Score(
        instrument=asked.id,
        version=asked.version,
        variant=asked.variant,
        total=total,
        raw=None,
        range=asked.range,
        subscales=MappingProxyType(dict.fromkeys(s.id for s in asked.subscales)),
        band=None,
        bands=MappingProxyType({}),
        cutoffs_met=(),
        complete=False,
        scorable=True,
        prorated=False,
        estimated=(),
        answered=0,
        of=len(asked.questions),
        risk=None,
    )

"""What is held about an ending. Inside an open practice; words stay sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor
from afterword.clinic.models import Administration, Client
from afterword.ending.models import Ending, EndingPart, Letter
from afterword.ending.parts import Held
from afterword.ending.templates import Template, template_for
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import instrument
from afterword.tenancy import current_practice, practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault


def occasion_of(ending: UUID) -> str:
    """Give the key under which the measure of an ending is kept once."""
    return f"end:{ending}"


def held(ending: Ending) -> Held:
    """Give what stands beside the columns of an ending."""
    rows = EndingPart.objects.filter(ending=ending)
    return Held(
        template=template_of(ending),
        plain={row.key: row.plain for row in rows if row.plain or row.words},
        elsewhere=_elsewhere(ending),
        asks_about_risk=_asks_about_risk(ending),
    )


def template_of(ending: Ending) -> Template:
    """Give the template of an ending: approach, format, age, and what was adapted."""
    client, episode = ending.client, ending.episode
    home = Practice.objects.get(pk=current_practice())
    return template_for(
        episode.approach,
        format=episode.format,
        is_minor=is_minor(client),
        changes=home.ending_templates,
    )


def is_minor(client: Client) -> bool:
    """Say whether the day from which they decide alone is still to come."""
    return client.majority_on is not None and client.majority_on > clock.today(
        client.time_zone
    )


def options_given(ending: Ending) -> int:
    """Count the other places that were named in this ending."""
    return 1 if ending.referrals else 0


def plain_of(ending: UUID, key: str) -> Mapping[str, Any]:
    """Give the plain answers of one task; nothing where none were given."""
    row = EndingPart.objects.filter(ending_id=ending, key=key).first()
    return row.plain if row else {}


def words_of(ending: Ending, keys: list[str], *, by: Actor) -> dict[str, Any]:
    """Open the words of some tasks, by key and name; the record says so first.

    Outside an open practice. Where nothing is written, nothing is opened.
    """
    with practice(by.practice):
        rows = list(
            EndingPart.objects.filter(ending=ending, key__in=keys, words__isnull=False)
        )
    if not rows:
        return {}
    told = vault.open(by=by, purpose="ending", rows=rows, fields=["words"])
    return {
        row.key: json.loads(text["words"])
        for row, text in zip(rows, told, strict=True)
        if text["words"]
    }


def _elsewhere(ending: Ending) -> frozenset[str]:
    """Name the tasks that tables of their own hold: a letter that they got is one."""
    got = Letter.objects.filter(ending=ending, state__in=("handed_over", "sent"))
    return frozenset({"letters"}) if got.exists() else frozenset()


def _asks_about_risk(ending: Ending) -> bool:
    found = Administration.objects.filter(
        client=ending.client_id, occasion__startswith=occasion_of(ending.pk)
    )
    for name in found.values_list("instrument", flat=True):
        try:
            asked = instrument(name)
        except MeasureError:
            continue
        if asked.risk_items:
            return True
    return False

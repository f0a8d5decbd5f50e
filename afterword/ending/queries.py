"""What is held about an ending. Inside an open practice; words stay sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor
from afterword.clinic.models import Administration, Client
from afterword.consent import queries as consent
from afterword.consent.standing import DirectiveState
from afterword.ending import referrals
from afterword.ending.measured import has_risk_item, rows_of
from afterword.ending.models import Ending, EndingPart, Letter, Referral
from afterword.ending.parts import Held
from afterword.ending.templates import Template, template_for
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


def directives_of(ending: Ending) -> list[DirectiveState]:
    """Give what an ending put before its client, in the order of its days."""
    ids = [ending.directive_id, ending.later_directive_id]
    if not any(ids):
        return []
    now = consent.standing_of(ending.client_id).directives
    return [now[each] for each in ids if each is not None and each in now]


def directive_of(ending: Ending) -> DirectiveState | None:
    """Give the one that waits for a yes, else the first."""
    found = directives_of(ending)
    waiting = [one for one in found if one.state == "proposed"]
    return next(iter((*waiting, *found)), None)


def options_given(ending: Ending) -> int:
    """Count the other places that were named to this client.

    What older endings hold in words alone counts as one.
    """
    given = referrals.options_for(ending.client_id).given
    return given or (1 if ending.referrals else 0)


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


def _elsewhere(ending: Ending) -> tuple[str, ...]:
    """Name the tasks that another table holds something for."""
    got = Letter.objects.filter(ending=ending, state__in=("handed_over", "sent"))
    found = {
        "support": Referral.objects.filter(ending=ending).exists(),
        "measure": bool(rows_of(ending)),
        "letters": got.exists(),
    }
    return tuple(key for key, there in found.items() if there)


def _asks_about_risk(ending: Ending) -> bool:
    """Say whether a measure at the end of this episode has an item about risk."""
    found = Administration.objects.filter(
        client=ending.client_id,
        episode=ending.episode_id,
        moment="end",
        sent_at__isnull=False,
    )
    return any(map(has_risk_item, found.values_list("instrument", flat=True)))

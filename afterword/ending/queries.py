"""What is held about an ending. Inside an open practice; words stay sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from afterword.audit.actors import Actor, ActorKind
from afterword.clinic.models import Client, Clinician
from afterword.consent import queries as consent
from afterword.consent.standing import DirectiveState
from afterword.ending import plan_words, referrals
from afterword.ending.measured import has_risk_item, rows_of
from afterword.ending.models import (
    Ending,
    EndingPart,
    Letter,
    PlanCopy,
    PlanSection,
    Referral,
)
from afterword.ending.parts import Held
from afterword.ending.plans import lines
from afterword.ending.templates import Template, template_for
from afterword.tenancy import current_practice, practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault


@dataclass(frozen=True)
class Service:
    """Somebody the client was referred to, as they read it."""

    words: str


@dataclass(frozen=True)
class Shown:
    """A copy of a plan that was shown and not taken back. Not what it says."""

    id: UUID
    audience: str
    keys: tuple[str, ...]
    made_at: datetime
    clinician: UUID
    to: str
    """Whom it was shown to, by the name that the client knows."""


WRITTEN_BY_WHO_CARRIES = Q(client__clinician=F("clinician")) | Q(
    client__clinician__isnull=True
)
"""Endings and letters of the clinician who carries the client now, not of one before.

What an earlier clinician wrote stays with them: somebody who takes over reads none.
"""


def is_held_by(row: Ending | Letter, clinician: UUID) -> bool:
    """Say whether this clinician reads and writes an ending or a letter."""
    carries = row.client.clinician_id
    return carries is None or carries == row.clinician_id == clinician


def occasion_of(ending: UUID) -> str:
    """Give the key under which the measure of an ending is kept once."""
    return f"end:{ending}"


def held(ending: Ending, *, on: date) -> Held:
    """Give what stands beside the columns of an ending, on a day of the client."""
    rows = EndingPart.objects.filter(ending=ending)
    measures = at_the_end(ending)
    return Held(
        template=template_of(ending, on=on),
        plain={row.key: row.plain for row in rows if row.plain or row.words},
        elsewhere=_elsewhere(ending),
        asks_about_risk=any(map(has_risk_item, measures)),
        measures=measures,
    )


def at_the_end(ending: Ending) -> tuple[str, ...]:
    """Name the questionnaires that are here from the end of this episode."""
    names = {row.instrument for row in rows_of(ending) if row.moment == "end"}
    return tuple(sorted(names))


def template_of(ending: Ending, *, on: date) -> Template:
    """Give the template of an ending: approach, format, age, and what was adapted."""
    client, episode = ending.client, ending.episode
    home = Practice.objects.get(pk=current_practice())
    return template_for(
        episode.approach,
        format=episode.format,
        is_minor=is_minor(client, on=on),
        changes=home.ending_templates,
    )


def is_minor(client: Client, *, on: date) -> bool:
    """Say whether the day from which they decide alone is still to come."""
    return client.majority_on is not None and client.majority_on > on


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


def services_for_plan(
    client: UUID, *, by: Actor, ending: UUID | None = None
) -> tuple[Service, ...]:
    """Give the services that a client was pointed to, as they read them.

    Where there is none, what an ending holds in words stands in their place: the
    newest that was closed, or the one that is named. Opening them is in the record.
    Outside a transaction.
    """
    why = "own_pages" if by.kind is ActorKind.CLIENT else "ending"
    named = referrals.referrals_of(
        client, by=by, purpose=why, but=referrals.PASSED_OVER
    )
    if named:
        return tuple(Service(plan_words.service(one)) for one in named)
    with practice(by.practice):
        rows = Ending.objects.filter(client_id=client)
        rows = rows.filter(pk=ending) if ending else rows.exclude(closed_at=None)
        row = rows.order_by("-closed_at", "-id").first()
    if row is None or not row.referrals:
        return ()
    (told,) = vault.open(by=by, purpose=why, rows=[row], fields=["referrals"])
    return tuple(Service(line) for line in lines(told["referrals"] or ""))


def return_for_plan(client: UUID, *, by: Actor) -> tuple[str, ...]:
    """Give the way back that was agreed in the newest closed ending, as lines.

    Opening it is in the record. Outside a transaction.
    """
    with practice(by.practice):
        endings = Ending.objects.filter(client_id=client, closed_at__isnull=False)
        last = endings.order_by("-closed_at", "-id").first()
        row = EndingPart.objects.filter(ending=last, key="returning").first()
    if last is None or row is None or row.words is None:
        return ()
    (told,) = vault.open(by=by, purpose="own_pages", rows=[row], fields=["words"])
    return plan_words.way_back(row.plain, json.loads(told["words"] or "{}"))


def reader_of(client: UUID) -> Clinician | None:
    """Give who carries a client and can be shown a copy. Inside an open practice."""
    found = Client.objects.select_related("clinician").get(pk=client).clinician
    gone = found is None or found.left_on is not None or found.user_id is None
    return None if gone else found


def copies_of(client: UUID, *, to: UUID | None = None) -> tuple[Shown, ...]:
    """Give the copies that a client showed (to one clinician), newest first.

    Inside an open practice only; opens nothing.
    """
    rows = PlanCopy.objects.select_related("clinician").filter(
        client_id=client, taken_back_at__isnull=True
    )
    if to is not None:
        rows = rows.filter(clinician_id=to)
    return tuple(
        Shown(
            id=row.pk,
            audience=row.audience,
            keys=tuple(row.keys),
            made_at=row.made_at,
            clinician=row.clinician_id,
            to=row.clinician.client_facing_name,
        )
        for row in rows.order_by("-made_at")
    )


def drafted(ending: UUID) -> tuple[str, ...]:
    """Name the parts that a draft has. Inside an open practice only; opens nothing."""
    rows = PlanSection.objects.filter(ending_id=ending, words__isnull=False)
    return tuple(rows.order_by("key").values_list("key", flat=True).distinct())


def _elsewhere(ending: Ending) -> tuple[str, ...]:
    """Name the tasks that another table holds something for."""
    got = Letter.objects.filter(ending=ending, state__in=("handed_over", "sent"))
    found = {
        "letters": got.exists(),
        "support": Referral.objects.filter(ending=ending).exists(),
        "measure": bool(rows_of(ending)),
        "plan": ending.plan_given_at is not None or bool(drafted(ending.pk)),
    }
    return tuple(key for key, is_held in found.items() if is_held)

"""Who came together, for the pages of one of them: a clinician's own clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from afterword.accounts.access import StaffRequest
from afterword.clinic import episodes
from afterword.clinic.models import Client, Clinician
from afterword.clinic.services import together
from afterword.desk import whose
from afterword.desk.wording import FORMATS, said
from afterword.ending.models import Ending
from afterword.tenancy import practice

SAME = ("kind", "ended_on", "last_professional_contact_on")
"""What may be so for all who came together. Their words are never among it."""


@dataclass(frozen=True)
class Together:
    """How somebody came, and with whom of this clinician's clients."""

    format: str
    others: tuple[Client, ...]


@dataclass(frozen=True)
class Line:
    """One of the others, and where their own ending stands."""

    client: UUID
    name: str
    state: str
    ending: UUID | None = None
    offers: bool = False
    """It has facts that may be the same, to look at and save."""


@dataclass(frozen=True)
class Lines:
    """The others, where there is anything to say about others."""

    is_shown: bool
    lines: tuple[Line, ...]


def format_of(client: UUID) -> str:
    """Give how somebody came, by the episode that goes on, else the last."""
    found = episodes.current(client)
    return found.format if found else together.ALONE


def own_others(client: UUID, own: Clinician | None) -> tuple[Client, ...]:
    """Give the others whom this clinician sees too. Inside an open practice only."""
    if own is None:
        return ()
    mine = Q(clinician=own) | Q(clinician__isnull=True)
    rows = Client.objects.filter(mine, pk__in=together.came_with(client))
    return tuple(rows.order_by("reference"))


def of(request: StaffRequest, row: Client, own: Clinician | None) -> Together:
    """Give how one client came, and with whom."""
    with practice(request.actor.practice):
        return Together(said(FORMATS, format_of(row.pk)), own_others(row.pk, own))


def lines(request: StaffRequest, row: Client) -> Lines:
    """Give the others beside an ending, with the state of their own."""
    with practice(request.actor.practice):
        others = own_others(row.pk, whose.own_clinician(request.actor))
        is_shown = bool(others) or format_of(row.pk) != together.ALONE
        newest = {
            one.client_id: one
            for one in Ending.objects.filter(client__in=others).order_by("opened_at")
        }
    named = whose.opened(request.actor, others, purpose="list")
    return Lines(
        is_shown, tuple(_line(one.id, one.called, newest.get(one.id)) for one in named)
    )


def offered(request: StaffRequest, row: Ending) -> Mapping[str, Any]:
    """Give the kind, days and approach of another's ending, to fill in a form.

    Only of somebody who came with them and is this clinician's too; else nothing.
    """
    try:
        wanted = UUID(request.GET.get("from", ""))
    except ValueError:
        return {}
    with practice(request.actor.practice):
        others = own_others(row.client_id, whose.own_clinician(request.actor))
        rows = Ending.objects.filter(client__in=others).select_related("episode")
        found = rows.filter(pk=wanted).first()
    if found is None:
        return {}
    same = {name: getattr(found, name) for name in SAME}
    same["approach"] = found.episode.approach
    return {name: value for name, value in same.items() if value}


def _line(client: UUID, name: str, ending: Ending | None) -> Line:
    if ending is None:
        return Line(client, name, _("No ending yet"))
    state = _("Closed") if ending.state == "closed" else _("Open")
    return Line(client, name, state, ending.pk, bool(ending.kind and ending.ended_on))

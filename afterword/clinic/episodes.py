"""Which episode of care is meant. Read only, inside an open practice."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import F, QuerySet

from afterword.clinic.models import Episode

LATER: Final = (F("ended_on").asc(nulls_last=True), "started_on", "id")
"""What goes on comes after what has ended."""


def going_on(client: UUID) -> Episode | None:
    """Give the episode that goes on; of several, the one that was begun last."""
    rows = Episode.objects.filter(client_id=client, ended_on__isnull=True)
    return rows.order_by("started_on", "id").last()


def current(client: UUID, *, among: QuerySet[Episode] | None = None) -> Episode | None:
    """Give the episode that goes on, else the one that ended last."""
    rows = Episode.objects.all() if among is None else among
    return rows.filter(client_id=client).order_by(*LATER).last()


def current_of_each() -> dict[UUID, Episode]:
    """Give the same for every client who has one."""
    return {one.client_id: one for one in Episode.objects.order_by(*LATER)}

"""What waits, read only: for one owner, for administrators, about one client."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from afterword.attention.models import Item
from afterword.attention.services import Kind


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, as plain values."""

    id: UUID
    kind: str
    client: UUID | None
    about: UUID | None
    owner: UUID | None
    raised_at: datetime
    due_at: datetime | None


def waiting(
    *,
    owners: Collection[UUID] = (),
    administrators: bool = False,
    kinds: Collection[str] = (),
) -> list[Waiting]:
    """Give what waits for these clinicians, what is due first on top.

    ``administrators`` adds what has no owner, but for what is to be settled. Inside
    an open practice only.
    """
    whose = Q(owner_id__in=owners)
    if administrators:
        whose |= Q(owner_id__isnull=True)
    rows = Item.objects.filter(whose, done_at__isnull=True)
    rows = rows.exclude(kind=Kind.TO_SETTLE)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return _plain(rows)


def to_settle() -> list[Waiting]:
    """Give the questions that wait for whoever settles them, the oldest first."""
    rows = _plain(Item.objects.filter(kind=Kind.TO_SETTLE, done_at__isnull=True))
    return sorted(rows, key=lambda one: one.raised_at)


def everything_waiting(kinds: Collection[str] = ()) -> list[Waiting]:
    """Give what waits for anybody in the open practice, and can be passed on."""
    rows = Item.objects.filter(done_at__isnull=True).exclude(kind=Kind.TO_SETTLE)
    return _plain(rows.filter(kind__in=kinds) if kinds else rows)


def waiting_about(client: UUID) -> list[Waiting]:
    """Give what waits about one client."""
    return _plain(Item.objects.filter(client_id=client, done_at__isnull=True))


def waits_about(about: UUID, *, kind: str) -> bool:
    """Say whether something of a kind waits about one thing."""
    rows = Item.objects.filter(kind=kind, about_id=about, done_at__isnull=True)
    return rows.exists()


def _plain(rows: QuerySet[Item]) -> list[Waiting]:
    ordered = rows.order_by(F("due_at").asc(nulls_last=True), "raised_at", "id")
    return [
        Waiting(
            id=row.id,
            kind=row.kind,
            client=row.client_id,
            about=row.about_id,
            owner=row.owner_id,
            raised_at=row.raised_at,
            due_at=row.due_at,
        )
        for row in ordered
    ]

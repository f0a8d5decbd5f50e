"""What endings tell other apps about a client. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from afterword.audit.actors import Actor
from afterword.ending.models import Ending, PlanCopy, PlanSection
from afterword.ending.plans import lines
from afterword.tenancy import practice
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


def services_for_plan(client: UUID, *, by: Actor) -> tuple[Service, ...]:
    """Give the services that a client was referred to in the newest closed ending.

    Opening them is in the record. Outside a transaction.
    """
    with practice(by.practice):
        rows = Ending.objects.filter(client_id=client, closed_at__isnull=False)
        row = rows.order_by("-closed_at", "-id").first()
    if row is None or not row.referrals:
        return ()
    (told,) = vault.open(by=by, purpose="own_pages", rows=[row], fields=["referrals"])
    return tuple(Service(line) for line in lines(told["referrals"] or ""))


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

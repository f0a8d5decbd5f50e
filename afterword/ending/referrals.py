"""Referrals, read: for the desk, for the client's own pages, and to be counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from afterword.audit.actors import Actor
from afterword.ending.models import EndingPart, Referral, ReferralEntry
from afterword.support import directory
from afterword.support.directory import ServiceView
from afterword.tenancy import current_practice, practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

ENOUGH: Final = 3
"""So many other places a closing letter names where it closes a door."""
PASSED_OVER: Final = frozenset({"declined", "closed"})
"""What the client said no to, and what was struck, is not on their own pages."""


@dataclass(frozen=True)
class ReferralView:
    """One referral: where to, how far it came, and what the client reads of it."""

    id: UUID
    client: UUID
    ending: UUID | None
    service: ServiceView | None
    own_words: str
    """In place of a service: as it was written for the client."""
    why: str
    """A note for the record; empty wherever it was not asked for."""
    says: str
    offered_on: date
    on: date
    """The day of what holds."""
    recipient_id: UUID

    @property
    def name(self) -> str:
        """Give the service's name, or the first line of what was written."""
        if self.service is not None:
            return self.service.said.name
        return self.own_words.strip().partition("\n")[0]

    def is_old(self, on: date) -> bool:
        """Say whether what is known of the service may have changed."""
        return self.service is not None and self.service.is_old(on)


@dataclass(frozen=True)
class Options:
    """How many other places were named, and whether there is a way back here."""

    given: int
    has_way_back: bool

    @property
    def is_enough(self) -> bool:
        """Say whether a letter may close a door: three options and a way back."""
        return self.given >= ENOUGH and self.has_way_back


def referrals_of(
    client: UUID,
    *,
    by: Actor,
    purpose: str,
    but: Collection[str] = (),
    with_why: bool = False,
) -> list[ReferralView]:
    """Give a client's referrals, oldest first; opening their words is recorded.

    Outside an open practice. ``but`` leaves out some states. Why a service was named
    is the clinician's note: it is opened for who asks, and goes on no page of theirs.
    """
    with practice(by.practice):
        rows = list(Referral.objects.filter(client_id=client).order_by("at", "pk"))
        newest = newest_of(rows)
        rows = [row for row in rows if newest[row.pk].says not in but]
        known = directory.services({row.service_id for row in rows if row.service_id})
    fields = ["own_words", "why"] if with_why else ["own_words"]
    told: Sequence[dict[str, str | None]] = vault.open(
        by=by, purpose=purpose, rows=rows, fields=fields
    )
    return [
        ReferralView(
            id=row.pk,
            client=row.client_id,
            ending=row.ending_id,
            service=known.get(row.service_id) if row.service_id else None,
            own_words=words["own_words"] or "",
            why=words.get("why") or "",
            says=newest[row.pk].says,
            offered_on=row.offered_on,
            on=newest[row.pk].on,
            recipient_id=row.recipient_id,
        )
        for row, words in zip(rows, told, strict=True)
    ]


def options_for(client: UUID) -> Options:
    """Say how many other places were named to a client. Inside an open practice.

    A service that was named twice is one option; what was written in words is one
    each. Whether they took it does not matter here: they had the choice.
    """
    rows = Referral.objects.filter(client_id=client)
    listed = rows.filter(service__isnull=False).values("service").distinct().count()
    return Options(
        given=listed + rows.filter(service__isnull=True).count(),
        has_way_back=_has_way_back(client),
    )


def history(referral: UUID) -> list[ReferralEntry]:
    """Give every entry of one referral, oldest first. Inside an open practice."""
    rows = ReferralEntry.objects.filter(referral_id=referral)
    return list(rows.order_by("number"))


def _has_way_back(client: UUID) -> bool:
    """Say whether they can come back: as the ending says, or else the practice."""
    part = (
        EndingPart.objects.filter(ending__client_id=client, key="returning")
        .order_by("-ending__opened_at")
        .first()
    )
    if part is not None and (said := part.plain.get("may_return")):
        return bool(said != "no")
    return bool(Practice.objects.get(pk=current_practice()).coming_back.strip())


def newest_of(rows: Sequence[Referral]) -> dict[UUID, ReferralEntry]:
    """Give the entry that holds for each referral. Inside an open practice only."""
    entries = ReferralEntry.objects.filter(referral__in=rows).order_by("number")
    return {entry.referral_id: entry for entry in entries}

"""Releases of information, read: what may be told to whom. Inside an open practice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from afterword.consent.models import InformationRelease

SHARES: Final[Mapping[str, str | Promise]] = {
    "dates": _("That we worked together, and when"),
    "summary": _("A summary letter"),
    "safety_plan": _("The safety plan"),
    "contact_details": _("How to reach the client"),
    "other": _("Something else, in words"),
}
"""What a release can cover: a closed list, so that it can be held against a sending."""
PURPOSES: Final = frozenset(
    {
        "reply_to_third_party",
        "family_contact",
        "disclosure",
        "care_handover",
        "collection_referral",
        "look_up_client",
    }
)
"""Contacts with somebody else, for which the gate asks after a release."""


@dataclass(frozen=True)
class ReleaseView:
    """One release in codes and days. To whom and why is sealed."""

    id: UUID
    client: UUID
    recipient_id: UUID | None
    shares: tuple[str, ...]
    given_on: date
    until: date
    door: str
    at: datetime
    withdrawn_at: datetime | None

    def holds(self, on: date) -> bool:
        """Say whether it can be used on a day: given, not over, not withdrawn."""
        return self.withdrawn_at is None and self.given_on <= on <= self.until

    def covers(self, recipient: UUID, shares: Collection[str], *, on: date) -> bool:
        """Say whether it names this recipient and all of this, and holds."""
        named = self.recipient_id == recipient
        return (
            bool(shares) and named and set(shares) <= {*self.shares} and self.holds(on)
        )


def releases_of(client: UUID) -> list[ReleaseView]:
    """Give every release of a client, the newest first; also those that are over."""
    rows = InformationRelease.objects.filter(client_id=client).order_by("-at", "-pk")
    return [view_of(row) for row in rows]


def release(client: UUID, wanted: UUID, *, to_use: bool = False) -> ReleaseView | None:
    """Give one release of a client; ``to_use`` lets nobody take it back meanwhile."""
    rows = InformationRelease.objects.filter(client_id=client, pk=wanted)
    row = (rows.select_for_update() if to_use else rows).first()
    return view_of(row) if row is not None else None


def live_releases(client: UUID, *, on: date) -> list[ReleaseView]:
    """Give those that hold on a day."""
    return [one for one in releases_of(client) if one.holds(on)]


def view_of(row: InformationRelease) -> ReleaseView:
    """Give a row as plain values."""
    return ReleaseView(
        id=row.pk,
        client=row.client_id,
        recipient_id=row.recipient_id,
        shares=tuple(row.shares),
        given_on=row.given_on,
        until=row.until,
        door=row.door,
        at=row.at,
        withdrawn_at=row.withdrawn_at,
    )

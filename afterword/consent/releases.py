"""Releases of information, read: what may be told to whom. Inside an open practice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from afterword.consent.models import InformationRelease, NamedPerson

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
KINDS: Final[Mapping[str, str | Promise]] = {
    "guardian": _("A parent or guardian"),
    "partner": _("A partner"),
    "family": _("Somebody else of the family"),
    "professional": _("Somebody who works with them"),
}
"""Who can be named. A service and a colleague have an id of their own."""
USUALLY: Final = timedelta(days=90)
"""So long a release holds unless another day is chosen."""
AT_MOST: Final = timedelta(days=365)
"""So long the one that a client gives on their own pages holds at most."""
TOLD: Final = "told_in_session"
PAPER: Final = "paper"
OWN: Final = frozenset({"portal", "tablet", "card"})
"""Doors at which the client is known and gives a release themselves."""
TELLS: Final = "told:"
"""How the occasion of a contact begins that tells somebody else something."""


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

    @property
    def is_written(self) -> bool:
        """Say whether the client wrote or signed it; else it was told in a session."""
        return self.door == PAPER or self.door in OWN

    def holds(self, on: date) -> bool:
        """Say whether it can be used on a day: given, not over, not withdrawn."""
        return self.withdrawn_at is None and self.given_on <= on <= self.until

    def covers(self, recipient: UUID, shares: Collection[str], *, on: date) -> bool:
        """Say whether it names this recipient and all of this, and holds."""
        named = self.recipient_id == recipient
        return (
            bool(shares) and named and set(shares) <= {*self.shares} and self.holds(on)
        )


@dataclass(frozen=True)
class Told:
    """What somebody would be told, as the occasion of a contact names it."""

    recipient_id: UUID
    shares: frozenset[str]

    @property
    def occasion(self) -> str:
        """Give the key that says to whom and what; ``told_in`` reads it."""
        return f"{TELLS}{self.recipient_id}:{'+'.join(sorted(self.shares))}"


def told_in(occasion: str) -> Told | None:
    """Read to whom an occasion tells what; nothing where it is another occasion."""
    if not occasion.startswith(TELLS):
        return None
    recipient, _colon, rest = occasion.removeprefix(TELLS).partition(":")
    shares = rest.partition(":")[0]
    return Told(UUID(recipient), frozenset(shares.split("+")))


def releases_of(client: UUID) -> list[ReleaseView]:
    """Give every release of a client, the newest first; also those that are over."""
    rows = InformationRelease.objects.filter(client_id=client).order_by("-at", "-pk")
    return [view_of(row) for row in rows]


def release(client: UUID, wanted: UUID, *, to_use: bool = False) -> ReleaseView | None:
    """Give one release of a client; ``to_use`` lets nobody take it back meanwhile."""
    rows = InformationRelease.objects.filter(client_id=client, pk=wanted)
    row = (rows.select_for_update() if to_use else rows).first()
    return view_of(row) if row is not None else None


def covering(
    client: UUID,
    recipient: UUID | None,
    shares: Collection[str],
    *,
    on: date,
    to_use: bool = False,
) -> ReleaseView | None:
    """Give a release that names this recipient and all of this; written ones first.

    ``to_use`` holds it, so that nobody takes it back before this transaction ends.
    """
    if recipient is None:
        return None
    found = sorted(releases_of(client), key=lambda one: not one.is_written)
    for one in found:
        if one.covers(recipient, shares, on=on):
            held = release(client, one.id, to_use=True) if to_use else one
            if held is not None and held.covers(recipient, shares, on=on):
                return held
    return None


def named_people(client: UUID) -> list[NamedPerson]:
    """Give whom a client's clinician named, oldest first. Names are sealed."""
    return list(NamedPerson.objects.filter(client_id=client).order_by("at", "pk"))


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

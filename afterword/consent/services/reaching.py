"""How a client wants to be reached: what it is called, when, and who else can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.clinic.models import Client
from afterword.consent.errors import (
    BadTermsError,
    NotAllowedError,
    UnknownClientError,
)
from afterword.consent.models import SafeContact
from afterword.consent.services.refusals import only_their_own, recorded
from afterword.tenancy import practice
from afterword.vault import services as vault


@dataclass(frozen=True)
class Reach:
    """What the client chose, in plain values."""

    sender_label: str
    name_to_use: str
    hours_from: time
    hours_until: time
    time_zone: str
    address_shared: bool
    told_not_private: bool
    told_who_reads: str


def set_safe_contact(*, client: UUID, reach: Reach, by: Actor, at: datetime) -> None:
    """Write down how the client wants to be reached. The newest line holds.

    It allows nothing: without a directive nobody is reached at all.
    """
    with (
        recorded("consent.safe_contact_set", by=by, client=client),
        practice(by.practice),
    ):
        only_their_own(by, client)
        if by.kind not in {ActorKind.CLIENT, ActorKind.STAFF}:
            raise NotAllowedError("a person writes this down")
        if not Client.objects.filter(pk=client).exists():
            raise UnknownClientError("no such client in this practice")
        _check(reach)
        row = SafeContact(
            client_id=client,
            sender_label=reach.sender_label.strip(),
            hours_from=reach.hours_from,
            hours_until=reach.hours_until,
            time_zone=reach.time_zone,
            address_shared="yes" if reach.address_shared else "no",
            told_not_private=reach.told_not_private,
            told_who_reads=reach.told_who_reads.strip(),
            at=at,
        )
        vault.seal(row, name_to_use=reach.name_to_use.strip() or None)
        row.save(force_insert=True)
        audit.record("consent.safe_contact_set", by=by, about=row)


def _check(reach: Reach) -> None:
    label = reach.sender_label.strip()
    if not label or len(label) > 60 or not label.isprintable():  # noqa: PLR2004
        raise BadTermsError("the sender label is empty, too long or not printable")
    if len(reach.told_who_reads) > 200:  # noqa: PLR2004 - the column's length
        raise BadTermsError("who reads it is too long")
    if reach.hours_from >= reach.hours_until:
        raise BadTermsError("the hours end before they begin")
    try:
        ZoneInfo(reach.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadTermsError("there is no such time zone") from None

"""Point a client to a service, and keep what came of it.

Naming a service tells the service nothing. To send it anything takes a release of
the client's that names it and what is sent, and that holds on that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.consent import releases
from afterword.consent.errors import NoReleaseError
from afterword.ending.errors import (
    BadReferralError,
    NoSuchEndingError,
    NoSuchReferralError,
    OutOfTurnError,
)
from afterword.ending.models import Ending, Referral, ReferralEntry
from afterword.ending.services.writing import acting, recorded
from afterword.support.models import Service
from afterword.tenancy import practice
from afterword.vault import services as vault

SENT: Final = "sent"
AFTER: Final[Mapping[str, frozenset[str]]] = {
    "offered": frozenset({"accepted", "declined", "closed"}),
    "accepted": frozenset({SENT, "taken_up", "no_place", "declined", "closed"}),
    "declined": frozenset({"accepted", "closed"}),
    SENT: frozenset({SENT, "taken_up", "no_place", "declined", "closed"}),
    "taken_up": frozenset({SENT, "closed"}),
    "no_place": frozenset({"accepted", "closed"}),
    "closed": frozenset(),
}
"""What can follow what. A client may think again; what is closed stays closed."""
LONGEST: Final = 2_000


@dataclass(frozen=True)
class Offer:
    """A service of the list, or one in words that the client will read; and why."""

    service: UUID | None = None
    own_words: str = ""
    why: str = ""
    offered_on: date | None = None
    ending: UUID | None = None


@dataclass(frozen=True)
class Sending:
    """What went to a service: by its kind, as a letter or in words, under a release."""

    release: UUID
    shares: frozenset[str]
    what: str = ""
    letter: UUID | None = None


def offer_referral(*, client: UUID, offer: Offer, by: Actor) -> UUID:
    """Write down that a service was named to a client, and give the referral's id."""
    event = "ending.referral_offered"
    with recorded(event, by, client), practice(by.practice):
        person = Client.objects.filter(pk=client, removed_at__isnull=True).first()
        if person is None:
            raise NoSuchEndingError("no such client in this practice")
        acting(by, person)
        today = clock.today(person.time_zone)
        day = offer.offered_on or today
        named = bool(offer.own_words.strip())
        if day > today or named == (offer.service is not None):
            raise BadReferralError("one of service and words, not in the future")
        _theirs(offer, client)
        row = Referral(
            client=person,
            ending_id=offer.ending,
            service_id=offer.service,
            offered_on=day,
            at=clock.now(),
            by_id=by.id,
        )
        vault.seal(
            row,
            own_words=offer.own_words.strip()[:LONGEST] or None,
            why=offer.why.strip()[:LONGEST] or None,
        )
        row.save(force_insert=True)
        _add(row, "offered", day, by)
        audit.record(event, by=by, about=row, listed=offer.service is not None)
    return row.pk


def note_referral(*, referral: UUID, says: str, on: date, by: Actor) -> None:
    """Write down what came of it: taken, declined, no place, taken up, closed."""
    event = "ending.referral_noted"
    with recorded(event, by, None), practice(by.practice):
        row = _held(referral, by)
        last = newest(row)
        if last.says == says and last.on == on:
            audit.record(event, by=by, about=row, outcome="repeated", why=says)
            return
        if says == SENT or says not in AFTER[last.says]:
            raise OutOfTurnError(f"`{says}` after `{last.says}`")
        _in_order(row, last, on)
        _add(row, says, on, by)
        audit.record(event, by=by, about=row, why=says)


def send_referral(*, referral: UUID, sending: Sending, on: date, by: Actor) -> None:
    """Write down that something went to the service. Without a release: refused.

    The release names this service and all that was sent, and holds on that day and
    today; nobody can take it back while this is written.
    """
    event = "ending.referral_sent"
    with recorded(event, by, None), practice(by.practice):
        row = _held(referral, by)
        given = releases.release(row.client_id, sending.release, to_use=True)
        today = clock.today(row.client.time_zone)
        if given is None or not all(
            given.covers(row.recipient_id, sending.shares, on=day)
            for day in (on, today)
        ):
            raise NoReleaseError("no live release names this recipient and content")
        insist_may_send(row)
        if not (sending.what.strip() or sending.letter):
            raise BadReferralError("it does not say what was sent")
        add_sent(row, sending, on, by)
        audit.record(event, by=by, about=row, why=",".join(sorted(sending.shares)))


def insist_may_send(row: Referral | None) -> None:
    """Refuse to send where the client has not said that they want this service."""
    if row is not None and not may_send(row):
        raise OutOfTurnError(f"nothing is sent after `{newest(row).says}`")


def may_send(row: Referral | None) -> bool:
    """Say whether something can go there: the client wants it, and it is not over."""
    return row is not None and SENT in AFTER[newest(row).says]


def add_sent(row: Referral, sending: Sending, on: date, writer: Actor) -> None:
    """Add that something went there, inside a verb that holds the release."""
    insist_may_send(row)
    _in_order(row, newest(row), on)
    _add(row, SENT, on, writer, sending=sending)


def newest(row: Referral) -> ReferralEntry:
    """Give the entry that holds. Inside an open practice."""
    return ReferralEntry.objects.filter(referral=row).order_by("-number")[0]


def _held(referral: UUID, by: Actor) -> Referral:
    row = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("client")
        .filter(pk=referral)
        .first()
    )
    if row is None:
        raise NoSuchReferralError("no such referral in this practice")
    acting(by, row.client)
    return row


def _theirs(offer: Offer, client: UUID) -> None:
    """Refuse a service that is not listed, and an ending that is another's."""
    if (
        offer.service is not None
        and not Service.objects.filter(
            pk=offer.service, retired_at__isnull=True
        ).exists()
    ):
        raise NoSuchReferralError("no such service")
    if (
        offer.ending is not None
        and not Ending.objects.filter(pk=offer.ending, client_id=client).exists()
    ):
        raise NoSuchEndingError("not an ending of this client")


def _in_order(row: Referral, last: ReferralEntry, on: date) -> None:
    if on < last.on or on > clock.today(row.client.time_zone):
        raise BadReferralError("a day before the last entry, or in the future")


def _add(
    row: Referral, says: str, on: date, by: Actor, *, sending: Sending | None = None
) -> None:
    number = ReferralEntry.objects.filter(referral=row).count() + 1
    entry = ReferralEntry(
        referral=row,
        client_id=row.client_id,
        number=number,
        says=says,
        on=on,
        at=clock.now(),
        by_id=by.id,
    )
    if sending is not None:
        entry.release_id = sending.release
        entry.shares = sorted(sending.shares)
        entry.letter_id = sending.letter
        vault.seal(entry, what=sending.what.strip()[:LONGEST] or None)
    entry.save(force_insert=True)

"""What may be read of consent: plain values, inside an open practice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from afterword.clinic.models import Episode
from afterword.consent import ledger
from afterword.consent.entries import Entry
from afterword.consent.models import HandOff, LedgerEntry, SafeContact
from afterword.consent.standing import DirectiveState, Standing, standing

_BEST = ("confirmed", "paused", "proposed", "withdrawn", "lapsed", "declined", "void")
WITH_PERSON = "with_person"
"""In somebody's hands, who has not said yet what came of it. No machine takes it."""
BEGUN = ("in_transit", "accepted", "rejected", "unknown", WITH_PERSON)
"""Statuses of a hand-off that counts as one contact."""
ARRIVED = ("in_transit", "accepted", "unknown", WITH_PERSON)
"""Statuses of a hand-off that reached the client, or may have."""
CODE = "access_code"
"""The purpose of a code that was asked for. It counts for no agreement."""


@dataclass(frozen=True)
class SafeContactView:
    """How a client wants to be reached, without the name to use: that is sealed."""

    id: UUID
    sender_label: str
    hours_from: time
    hours_until: time
    time_zone: str
    address_shared: bool
    told_not_private: bool
    told_who_reads: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One line of the ledger as its owner may see it."""

    sequence: int
    says: str
    directive_id: UUID | None
    by_kind: str
    by_id: UUID | None
    door: str
    at: datetime
    on: date
    receipt: str


def standing_of(client: UUID) -> Standing:
    """Give what a client's ledger adds up to now.

    A directive that was confirmed before its episode ended counts from that end.
    """
    now = ledger.standing_now(client)
    if all(found.ended_on for found in now.directives.values()):
        return now
    ended_on = ended_on_of(client)
    return replace(
        now,
        directives={
            key: replace(found, ended_on=found.ended_on or ended_on)
            for key, found in now.directives.items()
        },
    )


def standings_of(clients: Collection[UUID]) -> dict[UUID, Standing]:
    """Give what the ledgers of several clients add up to, for a list of people."""
    lines: dict[UUID, list[Entry]] = {client: [] for client in clients}
    rows = LedgerEntry.objects.filter(client_id__in=lines)
    for row in rows.order_by("client_id", "sequence"):
        lines[row.client_id].append(ledger.as_entry(row))
    return {client: standing(entries) for client, entries in lines.items()}


def ended_on_of(client: UUID) -> date | None:
    """Give the day the last episode ended; nothing while one goes on."""
    days = list(Episode.objects.filter(client_id=client).values_list("ended_on"))
    ended = [day for (day,) in days if day is not None]
    return max(ended) if ended and len(ended) == len(days) else None


def directive_for(
    client: UUID, *, purpose: str, channel: str = "", on: date | None = None
) -> DirectiveState | None:
    """Give the directive that speaks of a purpose: a live one before any other.

    Of two that live, a guardian's and a young person's own, the one whose days hold
    the day ``on``.
    """
    found = [
        each
        for each in standing_of(client).directives.values()
        if purpose in each.terms.purposes and channel in {"", each.terms.channel}
    ]
    found.sort(
        key=lambda each: (
            _BEST.index(each.state),
            on is not None and not each.terms.starts_on <= on <= each.terms.ends_on,
            -each.changed,
        )
    )
    return found[0] if found else None


def safe_contact_of(client: UUID) -> SafeContactView | None:
    """Give how a client wants to be reached; nothing if nobody asked them."""
    row = SafeContact.objects.filter(client_id=client).order_by("-at", "-id").first()
    if row is None:
        return None
    return SafeContactView(
        id=row.pk,
        sender_label=row.sender_label,
        hours_from=row.hours_from,
        hours_until=row.hours_until,
        time_zone=row.time_zone,
        address_shared=row.address_shared == "yes",
        told_not_private=row.told_not_private,
        told_who_reads=row.told_who_reads,
        at=row.at,
    )


def ledger_of(client: UUID) -> Sequence[Line]:
    """Give a client's ledger, oldest line first."""
    return [
        Line(
            sequence=row.sequence,
            says=row.says,
            directive_id=row.directive_id,
            by_kind=row.by_kind,
            by_id=row.by_id,
            door=row.door,
            at=row.at,
            on=row.on,
            receipt=row.receipt,
        )
        for row in LedgerEntry.objects.filter(client_id=client).order_by("sequence")
    ]


def first_line_that_does_not_fit(client: UUID) -> int | None:
    """Check a client's ledger by its receipts; name the first line that is wrong."""
    rows = list(LedgerEntry.objects.filter(client_id=client).order_by("sequence"))
    entries = [ledger.as_entry(row) for row in rows]
    return ledger.first_break(entries, [row.receipt for row in rows])


def newest_begun(
    client: UUID,
    *,
    purposes: Collection[str],
    statuses: Collection[str] = ARRIVED,
    but: str = "",
    since: date | None = None,
) -> list[datetime]:
    """Say when contacts for these purposes began, the newest first.

    ``but`` names an occasion that is left out. Inside an open practice only.
    """
    rows = HandOff.objects.filter(
        client_id=client, purpose__in=purposes, status__in=statuses
    ).exclude(occasion=but)
    if since is not None:
        rows = rows.filter(claimed_at__date__gte=since)
    return list(rows.order_by("-claimed_at").values_list("claimed_at", flat=True))

"""The ledger's rows: read as values, added to, never changed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.consent.entries import FIRST, SAYS, Entry
from afterword.consent.errors import ChangedMeanwhileError, UnknownClientError
from afterword.consent.models import LedgerEntry
from afterword.consent.standing import Standing, standing

TRIES = 20
_COLUMNS = tuple(
    part.name for part in fields(Entry) if part.name not in {"client", "scope", "terms"}
)


def read(client: UUID) -> list[Entry]:
    """Give a client's lines, oldest first."""
    rows = LedgerEntry.objects.filter(client_id=client).order_by("sequence")
    return [as_entry(row) for row in rows]


def standing_now(client: UUID) -> Standing:
    """Fold what the ledger holds at this moment."""
    return standing(read(client))


def last_sequence(client: UUID) -> int:
    """Give the number of the newest line, 0 before the first."""
    rows = LedgerEntry.objects.filter(client_id=client)
    return rows.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def as_entry(row: LedgerEntry) -> Entry:
    """Give a row as the value that its receipt was made from."""
    return Entry(
        client=row.client_id,
        terms=row.terms,
        scope=row.scope,
        **{name: getattr(row, name) for name in _COLUMNS},
    )


def add(  # noqa: PLR0913 - one line of the ledger has this many parts
    says: str,
    *,
    client: UUID,
    by: Actor,
    at: datetime,
    expecting: int | None = None,
    door: str = "",
    **parts: Any,
) -> LedgerEntry:
    """Add one line. It waits for nobody's lock but that of another new line.

    With ``expecting`` the line is added only directly after that sequence, so that
    what widens is never decided on a ledger that has moved on.
    """
    if says not in SAYS:
        raise ValueError(f"the ledger does not say `{says}`")
    on = local_day(client, at)
    for _ in range(TRIES):
        row = _next_row(
            Entry(
                id=uuid4(),
                client=client,
                sequence=0,
                says=says,
                by_kind=str(by.kind),
                by_id=by.id,
                at=at,
                on=on,
                door=door or by.door,
                **parts,
            )
        )
        if expecting is not None and row.sequence != expecting + 1:
            raise ChangedMeanwhileError(f"the ledger is at {row.sequence - 1} now")
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if "consent_ledger_order" not in str(error):
                raise
            continue  # another line took this number; theirs is committed by now
        return row
    raise ChangedMeanwhileError(f"no number was free in {TRIES} tries")


def _next_row(entry: Entry) -> LedgerEntry:
    last = (
        LedgerEntry.objects.filter(client_id=entry.client).order_by("-sequence").first()
    )
    entry = replace(
        entry,
        sequence=last.sequence + 1 if last else 1,
        previous_hash=last.receipt if last else FIRST,
    )
    return LedgerEntry(
        client_id=entry.client,
        terms=dict(entry.terms),
        scope=dict(entry.scope),
        receipt=entry.receipt(),
        **{name: getattr(entry, name) for name in _COLUMNS},
    )


def local_day(client: UUID, at: datetime) -> Any:
    """Give the day it is where the client lives, if there is such a client."""
    zone = Client.objects.filter(pk=client).values_list("time_zone", flat=True).first()
    if zone is None:
        raise UnknownClientError("no such client in this practice")
    return at.astimezone(ZoneInfo(zone)).date()


def first_break(entries: list[Entry], receipts: list[str]) -> int | None:
    """Give the sequence of the first line that does not fit the lines before it."""
    before = FIRST
    for number, (entry, receipt) in enumerate(
        zip(entries, receipts, strict=True), start=1
    ):
        fits = entry.sequence == number and entry.previous_hash == before
        if not fits or entry.receipt() != receipt:
            return number
        before = receipt
    return None

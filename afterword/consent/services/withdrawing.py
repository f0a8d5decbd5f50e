"""Stop: in the ledger first, then in the journal, then what waits is cancelled.

It waits for nobody before the ledger has it, and for five seconds at most afterwards.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import Q
from django.db.utils import InterfaceError

from afterword.attention import services as attention
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, machine
from afterword.consent import journal, ledger, register, suppression
from afterword.consent.entries import STOPS, Entry
from afterword.consent.errors import (
    ConsentError,
    NotSavedError,
    UnknownClientError,
)
from afterword.consent.models import LedgerEntry
from afterword.consent.scopes import Scope
from afterword.consent.services.refusals import only_their_own, recorded
from afterword.consent.standing import Standing
from afterword.consent.yields import reached
from afterword.tenancy import practice

log = logging.getLogger(__name__)
WITHIN: Final = 5.0
"""Seconds after which the answer is given, whatever still holds the lock."""
_LEAST: Final = 0.2


@dataclass(frozen=True)
class Done:
    """Stopped. No hand-off in its scope begins later."""

    entry: UUID
    receipt: str
    repeated: bool
    journaled: bool
    """False when the journal could not be written: operators have been told."""


@dataclass(frozen=True)
class OneMayBeOnItsWay:
    """Stopped, but one was being handed over at this moment; none comes after it."""

    entry: UUID
    receipt: str
    repeated: bool
    journaled: bool
    hand_offs: tuple[UUID, ...]
    """One of these and no other; empty only when the database was lost meanwhile."""


Withdrawal = Done | OneMayBeOnItsWay


def withdraw(
    *, client: UUID, scope: Scope, by: Actor, at: datetime, to_staff: bool = False
) -> Withdrawal:
    """End contact in a scope. Takes effect at once; doing it twice is success.

    When this returns, the stop is committed. ``to_staff`` says that the client told
    somebody here. Raises ``NotSavedError`` when it could not be saved.
    """
    started = time.monotonic()
    reached("withdraw.asked")
    door = "told_staff" if to_staff or by.kind is ActorKind.STAFF else by.door
    with recorded("consent.withdrawn", by=by, client=client):
        only_their_own(by, client)
        entry, addresses, repeated = _save(client, scope, by, at, door)
    reached("withdraw.ledger_committed")
    journaled = _journal(entry, addresses, by, at)
    reached("withdraw.journaled")
    left = max(_LEAST, WITHIN - (time.monotonic() - started))
    sure, on_its_way = _cancel(client, scope, by, left)
    reached("withdraw.cancelled")
    receipt = entry.receipt()
    if sure and not on_its_way:
        return Done(entry.id, receipt, repeated, journaled)
    return OneMayBeOnItsWay(entry.id, receipt, repeated, journaled, on_its_way)


def say_no_contact(
    *, client: UUID, by: Actor, at: datetime, to_staff: bool = False
) -> Withdrawal:
    """Record that nobody here may write first."""
    return withdraw(
        client=client, scope=Scope.no_contact(), by=by, at=at, to_staff=to_staff
    )


def say_no_replies(
    *, client: UUID, by: Actor, at: datetime, to_staff: bool = False
) -> Withdrawal:
    """Record that not even an answer is wanted."""
    return withdraw(
        client=client, scope=Scope.no_replies(), by=by, at=at, to_staff=to_staff
    )


def _save(
    client: UUID, scope: Scope, by: Actor, at: datetime, door: str
) -> tuple[Entry, list[bytes], bool]:
    """Commit the stop, on a second connection if the first was dead."""
    for last in (False, True):
        try:
            return _commit(client, scope, by, at, door)
        except ConsentError:
            raise
        except (DatabaseError, InterfaceError, OSError) as error:
            if last:
                raise NotSavedError("the ledger could not be written") from error
            if not connection.in_atomic_block:
                connection.close()
    raise AssertionError("unreachable")


def _commit(
    client: UUID, scope: Scope, by: Actor, at: datetime, door: str
) -> tuple[Entry, list[bytes], bool]:
    """Write line, address stops and record in one transaction that waits for no one."""
    with practice(by.practice, durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '2s'")
        now = ledger.standing_now(client)
        if scope.directive_id is not None and scope.directive_id not in now.directives:
            raise UnknownClientError("no such directive of this client")
        found = _newest_stop(client, scope) if _holds(now, scope) else None
        row = found or ledger.add(
            scope.says,
            client=client,
            by=by,
            at=at,
            door=door,
            directive_id=scope.directive_id,
            scope=scope.to_json(),
        )
        addresses = journal.addresses_of(client) if scope.stops_addresses else []
        for index in addresses:
            suppression.stop_address(index, "client", at=at)
        audit.record(
            "consent.withdrawn",
            by=by,
            about=row,
            outcome="repeated" if found else "done",
            why=scope.kind,
            door=door,
        )
        reached("withdraw.ledger_written")
    return ledger.as_entry(row), addresses, found is not None


def _holds(now: Standing, scope: Scope) -> bool:
    """Say whether this very stop holds already, with nothing opened since."""
    if scope.kind == "everything":
        return now.stopped_everything and not now.reopened
    if scope.directive_id is not None:
        state = now.directives[scope.directive_id].state
        return state not in {"proposed", "confirmed", "paused"}
    opened = now.reopened or any(
        found.is_live and found.opened > now.barred_at
        for found in now.directives.values()
    )
    holds = now.no_replies if scope.kind == "no_replies" else now.no_contact
    return holds and not opened


def _newest_stop(client: UUID, scope: Scope) -> LedgerEntry | None:
    rows = LedgerEntry.objects.filter(client_id=client, says__in=STOPS)
    about = Q(directive_id__isnull=True)
    if scope.directive_id is not None:
        about |= Q(directive_id=scope.directive_id)
    rows = rows.filter(about)
    return rows.order_by("-sequence").first()


def _journal(entry: Entry, addresses: list[bytes], by: Actor, at: datetime) -> bool:
    """Write the journal. If it cannot be: the ledger has the stop, so it holds."""
    try:
        with practice(by.practice):
            journal.append(entry, addresses)
    except journal.AWAY as error:
        log.critical("in the ledger, not in the journal: %s", type(error).__name__)
        _tell_operators(by, at)
        return False
    return True


def _tell_operators(by: Actor, at: datetime) -> None:
    """Let it wait for the administrators, once a day."""
    try:
        with practice(by.practice):
            audit.record("consent.journal_failed", by=by, outcome="failed")
            attention.raise_item(
                kind="journal_not_written",
                key=f"journal_not_written:{at.date()}",
                by=machine(by.practice),
                at=at,
                due_at=at,
            )
    except (DatabaseError, InterfaceError):
        log.critical("and nobody could be told of it")


def _cancel(
    client: UUID, scope: Scope, by: Actor, seconds: float
) -> tuple[bool, tuple[UUID, ...]]:
    """Cancel what waits. Gives whether that is sure, and what may be on its way."""
    try:
        with register.locked(client, practice_id=by.practice, wait=seconds):
            reached("withdraw.cancelling")
            return True, register.cancel_in_scope(client, scope)
    except register.BusyError:
        pass
    except (DatabaseError, InterfaceError):
        return False, ()
    try:
        with practice(by.practice):
            return True, register.in_transit(client, scope)
    except (DatabaseError, InterfaceError):
        return False, ()

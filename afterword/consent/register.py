"""The register of hand-offs: one occasion, one row, ever. It sends nothing itself.

Every step is a short transaction under one lock per client. The lock belongs to the
transaction, never to a session, and is no lock on the client's row, so that nobody
who writes the ledger waits for it. Each step looks at the ledger anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from psycopg.errors import LockNotAvailable

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor, machine
from afterword.consent import ledger
from afterword.consent.entries import STOPS
from afterword.consent.errors import RegisterError
from afterword.consent.models import HandOff, LedgerEntry
from afterword.consent.queries import WITH_PERSON
from afterword.consent.scopes import Scope
from afterword.consent.yields import reached
from afterword.tenancy import current_practice, practice

ABANDONED_AFTER: Final = timedelta(minutes=2)
"""A claim older than this has lost its worker: another may take it over."""

IDLE_LIMIT: Final = "60s"
"""Above the 20 s that one SMTP conversation may take: a session that the database
ends in the middle of one would free the lock while the message goes out."""

RESULTS: Final = {
    "accepted": "accepted",
    "refused_address": "rejected",
    "refused": "rejected",
    "unreachable": "rejected",
    "rejected": "rejected",
    "unknown": "unknown",
}
"""What a carrier says, and the status it becomes."""

_locked: ContextVar[frozenset[UUID]] = ContextVar("locked", default=frozenset())


class BusyError(Exception):
    """Another transaction held this client's lock for longer than we may wait."""


@contextmanager
def locked(
    client: UUID, *, practice_id: UUID | None = None, wait: float | None = None
) -> Iterator[None]:
    """Open a transaction of one practice that holds this client's lock till its end.

    It commits when it is left; it refuses to run inside another transaction. With
    ``wait`` (seconds) it gives up with ``BusyError``.
    """
    with practice(practice_id or current_practice(), durable=True):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_LIMIT}'"
            )
            if wait is not None:
                cursor.execute(f"SET LOCAL lock_timeout = {max(1, int(wait * 1000))}")
            _take(cursor, client)
        reached("register.locked")
        token = _locked.set(_locked.get() | {client})
        try:
            yield
        finally:
            _locked.reset(token)


def claim(  # noqa: PLR0913 - one row of the register has this many parts
    *,
    client: UUID,
    occasion: str,
    ruling_id: UUID,
    purpose: str,
    directive_id: UUID | None,
    contact_point_id: UUID | None,
    by: Actor,
) -> HandOff | None:
    """Enter an occasion, once; ``None`` if it was entered before or a stop holds.

    A claim whose worker died before it began is taken over: only one of two workers
    can begin it, because beginning names the ruling.
    """
    insist_locked(client)
    if is_stopped(client, directive_id=directive_id, occasion=occasion):
        return None
    values = {
        "status": "claimed",
        "directive_id": directive_id,
        "ruling_id": ruling_id,
        "ledger_sequence": ledger.last_sequence(client),
        "purpose": purpose,
        "contact_point_id": contact_point_id,
        "claimed_at": clock.now(),
    }
    found = HandOff.objects.filter(client_id=client, occasion=occasion).first()
    if found is None:
        made = HandOff(client_id=client, occasion=occasion, **values)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            return None
    elif found.status == "claimed" and _is_abandoned(found):
        HandOff.objects.filter(pk=found.pk, status="claimed").update(**values)
        made = HandOff.objects.get(pk=found.pk)
    else:
        return None
    audit.record("consent.claimed", by=by, about=made, purpose=purpose)
    reached("register.claimed")
    return made


def begin(hand_off: HandOff) -> bool:
    """Mark durably that it is about to go; a crash from here on is *unknown*.

    False, and cancelled, if a stop came in between; False if it is not ours any more.
    """
    insist_locked(hand_off.client_id)
    if _has_stopped(hand_off):
        move(hand_off, ["claimed"], "cancelled", result="stopped")
        return False
    begun = move(hand_off, ["claimed"], "in_transit", begun_at=clock.now())
    reached("register.begun")
    return begun


def still_in_transit(hand_off: HandOff) -> bool:
    """Look again, under the lock, immediately before the first byte goes out."""
    insist_locked(hand_off.client_id)
    row = HandOff.objects.filter(pk=hand_off.pk, ruling_id=hand_off.ruling_id).first()
    if row is None or row.status != "in_transit" or _has_stopped(hand_off):
        return False
    reached("register.looked_again")
    return True


def finish(hand_off: HandOff, result: str) -> str:
    """Say what the carrier said, and give the status it became."""
    insist_locked(hand_off.client_id)
    status = RESULTS[result]
    if not move(
        hand_off, ["in_transit"], status, result=result, finished_at=clock.now()
    ):
        raise RegisterError("finished what was not in transit")
    reached("register.finished")
    return status


def cancel(hand_off: HandOff, why: str = "not_released") -> bool:
    """Say that it was not sent. Only its own sender knows, so only the sender calls.

    A row that a stop made *unknown* before the sender looked becomes *cancelled*.
    """
    insist_locked(hand_off.client_id)
    return move(
        hand_off,
        ["claimed", "in_transit", "unknown"],
        "cancelled",
        result=why,
        finished_at=clock.now(),
    )


def give_up(hand_off: HandOff) -> bool:
    """Say that nobody knows whether it went out. Final: it is never sent again."""
    insist_locked(hand_off.client_id)
    return move(hand_off, ["in_transit"], "unknown", finished_at=clock.now())


def presume(
    *, client: UUID, occasion: str, purpose: str, directive_id: UUID | None, by: Actor
) -> bool:
    """Enter an occasion as *unknown* because a back-up lost whether it was sent.

    False if the register knows it already. Nothing is ever sent for it then.
    """
    insist_locked(client)
    now = clock.now()
    made, is_new = HandOff.objects.get_or_create(
        client_id=client,
        occasion=occasion,
        defaults={
            "status": "unknown",
            "result": "restored",
            "directive_id": directive_id,
            "ruling_id": UUID(int=0),
            "ledger_sequence": ledger.last_sequence(client),
            "purpose": purpose,
            "claimed_at": now,
            "finished_at": now,
        },
    )
    if is_new:
        audit.record("consent.presumed_sent", by=by, about=made, purpose=purpose)
    return is_new


def cancel_in_scope(client: UUID, scope: Scope) -> tuple[UUID, ...]:
    """Cancel what has not begun; what has becomes unknown, and is named.

    What a stop before this one found on its way may still arrive, so it is named too.
    """
    insist_locked(client)
    rows = _in_scope(client, scope)
    now = clock.now()
    rows.filter(status__in=("claimed", WITH_PERSON)).update(
        status="cancelled", result="stopped", finished_at=now
    )
    rows.filter(status="in_transit").update(status="unknown", finished_at=now)
    just_now = rows.filter(status="unknown", finished_at__gte=now - ABANDONED_AFTER)
    return tuple(just_now.order_by("-begun_at").values_list("id", flat=True))


def in_transit(client: UUID, scope: Scope) -> tuple[UUID, ...]:
    """Name what may be on its way in a scope, without waiting for anybody's lock.

    Only one can hold the lock and be on its way; the others wait for it, and will
    read the ledger before they go. Which of them it is cannot be seen from here.
    """
    rows = _in_scope(client, scope).filter(status="in_transit")
    return tuple(rows.order_by("-begun_at").values_list("id", flat=True))


def sweep_unknown(practice_id: UUID, *, older: timedelta = ABANDONED_AFTER) -> int:
    """Make *unknown* what has been in transit too long with nobody holding its lock."""
    with practice(practice_id):
        stuck = list(
            HandOff.objects.filter(
                status="in_transit", begun_at__lt=clock.now() - older
            ).values_list("id", "client_id")
        )
    found = 0
    for hand_off, client in stuck:
        try:
            with locked(client, practice_id=practice_id, wait=0.05):
                row = HandOff.objects.get(pk=hand_off)
                if give_up(row):
                    found += 1
                    audit.record(
                        "consent.hand_off_unknown", by=machine(practice_id), about=row
                    )
        except BusyError:
            continue  # somebody is sending it at this moment
    return found


def is_stopped(client: UUID, *, directive_id: UUID | None, occasion: str = "") -> bool:
    """Say whether the ledger, as committed now, forbids a hand-off by the machine.

    The rules decide far more; this is the one thing that is looked at twice.
    """
    now = ledger.standing_now(client)
    if directive_id is None:
        return now.no_replies and now.bars(None, occasion)
    found = now.directives.get(directive_id)
    return found is None or not found.is_live or now.bars(directive_id, occasion)


def stopped_since(hand_off: HandOff) -> bool:
    """Say whether a stop in its scope came after it was entered."""
    stops = LedgerEntry.objects.filter(
        client_id=hand_off.client_id,
        sequence__gt=hand_off.ledger_sequence,
        says__in=STOPS,
    ).values_list("directive_id", flat=True)
    return any(about in {None, hand_off.directive_id} for about in stops)


def _in_scope(client: UUID, scope: Scope) -> QuerySet[HandOff]:
    rows = HandOff.objects.filter(client_id=client)
    if scope.directive_id is not None:
        rows = rows.filter(directive_id=scope.directive_id)
    return rows


def _has_stopped(hand_off: HandOff) -> bool:
    """Say whether a stop came after the claim, or holds anyway."""
    return stopped_since(hand_off) or is_stopped(
        hand_off.client_id,
        directive_id=hand_off.directive_id,
        occasion=hand_off.occasion,
    )


def move(hand_off: HandOff, from_states: list[str], to: str, **values: object) -> bool:
    changed = HandOff.objects.filter(
        pk=hand_off.pk, ruling_id=hand_off.ruling_id, status__in=from_states
    ).update(status=to, **values)
    return changed == 1


def _is_abandoned(row: HandOff) -> bool:
    return row.claimed_at < clock.now() - ABANDONED_AFTER


def _take(cursor: CursorWrapper, client: UUID) -> None:
    try:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"afterword.contact:{client}"],
        )
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise BusyError from None
        raise


def insist_locked(client: UUID) -> None:
    """Refuse to work outside the client's lock: a mistake in code, not in data."""
    if client not in _locked.get() or not connection.in_atomic_block:
        raise RegisterError("use `register.locked(client)` round every step")

"""What the register knows of contacts that people make: who holds one, what came of it.

The machine never takes over what a person holds, and a stop cancels it like a claim.
"""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.consent import ledger, register
from afterword.consent.entries import STOPS
from afterword.consent.errors import RegisterError
from afterword.consent.models import HandOff, LedgerEntry
from afterword.consent.queries import WITH_PERSON

SAID: Final = {"done": "accepted", "not_reached": "rejected", "not_done": "cancelled"}
"""What a person says came of it, and the status it becomes."""


def hand_to_person(  # noqa: PLR0913 - one row of the register has this many parts
    *,
    client: UUID,
    occasion: str,
    ruling_id: UUID,
    purpose: str,
    directive_id: UUID | None,
    contact_point_id: UUID | None,
    sequence: int,
    by: Actor,
) -> HandOff | None:
    """Enter an occasion that a person carries; ``None`` if it was entered before.

    ``sequence`` is how far the ledger was when it was last looked at: a stop after
    that ends it. Nobody takes it over: what came of it, that person says.
    """
    register.insist_locked(client)
    made = HandOff(
        client_id=client,
        occasion=occasion,
        status=WITH_PERSON,
        directive_id=directive_id,
        ruling_id=ruling_id,
        ledger_sequence=sequence,
        purpose=purpose,
        contact_point_id=contact_point_id,
        claimed_at=clock.now(),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    audit.record("consent.claimed", by=by, about=made, purpose=purpose)
    return made


def said_by_person(hand_off: HandOff, came: str) -> str:
    """Take a person's word for what came of it, and give the status it became.

    A stop cancels what a person holds without knowing what they did; they know.
    """
    register.insist_locked(hand_off.client_id)
    status = SAID[came]
    if not register.move(
        hand_off,
        [WITH_PERSON, "cancelled"],
        status,
        result=came,
        finished_at=clock.now(),
    ):
        raise RegisterError("said what came of a contact that nobody holds")
    return status


def stop_stands(
    client: UUID,
    *,
    directive_id: UUID | None,
    occasion: str,
    wrote_on: date | None = None,
) -> bool:
    """Say whether any stop stands against a contact that a person would make.

    Stricter than for the machine: a stop of everything counts for what rests on no
    agreement too. A later act of the client opens it: one that the ledger holds for
    this very occasion, or what they wrote on a day after the stop (``wrote_on``).
    """
    if register.is_stopped(client, directive_id=directive_id, occasion=occasion):
        return True
    now = ledger.standing_now(client)
    if directive_id is not None or (occasion and occasion in now.reopened):
        return False
    if not (now.stopped_everything or now.no_contact):
        return False
    return wrote_on is None or wrote_on <= _newest_stop_on(client)


def _newest_stop_on(client: UUID) -> date:
    rows = LedgerEntry.objects.filter(
        client_id=client, says__in=STOPS, directive_id__isnull=True
    )
    return rows.order_by("-sequence").values_list("on", flat=True)[0]

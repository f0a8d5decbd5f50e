"""What tests of letters share: one written whole, made ready, held in hand for post."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from afterword.audit.actors import Actor
from afterword.consent import in_hands, register
from afterword.consent.models import HandOff
from afterword.ending.services import letters
from afterword.tenancy import practice
from tests import go_aheads

BLOCKS = {
    "name": "Dear Jo,",
    "ended": "Our work together has ended. We met for the last time on Monday.",
    "way_back": "You can come back to Ruth. Call 415 555 0100.",
    "options": "Elm Street Centre: 415 555 0120\nThe Rooms: 415 555 0121\n"
    "Your own doctor. Ask for somebody to talk to.",
    "records": "Alder House keeps your records. You can ask for a copy.",
    "no_reply": "You do not need to reply to this letter.",
    "close": "With good wishes,\nRuth",
}


def written(client: Any, *, by: Actor, **changed: str) -> UUID:
    """Begin a letter to a client and write everything that it needs."""
    made = letters.draft_letter(
        client=client.pk, name="planned_end_client", recipient="client", by=by
    )
    letters.edit_letter(letter=made, blocks=BLOCKS | changed, by=by)
    return made


def ready(client: Any, *, by: Actor) -> UUID:
    """Write a letter and make it ready."""
    made = written(client, by=by)
    letters.make_letter_ready(letter=made, by=by)
    return made


def in_hand(  # noqa: PLR0913 - one row, however it was asked for
    client: Any,
    purpose: str,
    *,
    by: Actor,
    channel: str = "letter",
    sequence: int | None = None,
    occasion: str = "",
) -> UUID:
    """Enter a contact that a person makes today, as the gate does when it opens one."""
    point = go_aheads.a_point(client, channel)
    with register.locked(client.pk, practice_id=by.practice):
        row = in_hands.hand_to_person(
            client=client.pk,
            occasion=occasion or f"person:{purpose}:{uuid4()}",
            ruling_id=uuid4(),
            purpose=purpose,
            directive_id=None,
            contact_point_id=point.pk,
            sequence=_sequence(client) if sequence is None else sequence,
            by=by,
        )
    assert row is not None
    return row.pk


def came(client: Any, hand_off: UUID, what: str, *, by: Actor) -> None:
    """Say what came of it, as the go-ahead's page does."""
    with practice(by.practice):
        row = HandOff.objects.get(pk=hand_off)
    with register.locked(client.pk, practice_id=by.practice):
        in_hands.said_by_person(row, what)


def _sequence(client: Any) -> int:
    from afterword.consent import ledger

    return ledger.last_sequence(client.pk)

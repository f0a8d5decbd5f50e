"""The row of a go-ahead: found, read, closed. Whether it may be made is not here."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.contact import by_hand
from afterword.contact.errors import NoGoAheadError, NotYoursToMakeError
from afterword.contact.models import GoAhead
from afterword.contact.requests import ContactRequest
from afterword.contact.weighing import book
from afterword.ending.services import executing
from afterword.rules.asking import read_facts
from afterword.rules.facts import Facts
from afterword.vault import services as vault

MAKERS: Final = (Role.CLINICIAN, Role.SUPERVISOR)
CLOSED: Final = "contact.go_ahead_closed"


def insist_maker(by: Actor, *, purpose: str = "", client: UUID | None = None) -> UUID:
    """Refuse everybody who makes no contact with clients. Gives who it is.

    An executor makes the one contact that their way in is for, with the clients that it
    opens, while it is open.
    """
    if by.kind is not ActorKind.STAFF or by.id is None:
        raise NotYoursToMakeError
    if by.has(*MAKERS):
        return by.id
    found = executing.open_for(client, by=by) if client is not None else None
    if found is None or executing.PURPOSES[found.what] != purpose:
        raise NotYoursToMakeError
    return by.id


def row_of(go_ahead: UUID) -> GoAhead:
    """Give a row with what the register says of it. Inside an open practice only."""
    row = GoAhead.objects.select_related("hand_off").filter(pk=go_ahead).first()
    if row is None:
        raise NoGoAheadError
    return row


def opened_by(who: UUID) -> list[UUID]:
    """Name what somebody opened and has not told the end of. Inside a practice only."""
    rows = GoAhead.objects.filter(opened_by=who, came="")
    return list(rows.values_list("pk", flat=True))


def said_in(row: GoAhead, *, by: Actor) -> Facts | None:
    """Open what the asker stated, to weigh it again; ``None`` where that is nothing."""
    if row.said is None:
        return None
    text = vault.open(by=by, purpose="go_ahead", rows=[row], fields=["said"])[0]["said"]
    if text is None:
        return None
    return read_facts(json.loads(text), book().vocabulary, on=row.day)


def lacks_address(request: ContactRequest) -> bool:
    """Say whether it needs a number or address and none can be used."""
    needed = by_hand.needs_address(request.purpose, request.channel)
    return needed and by_hand.point_in_use(request) is None


def close(row: GoAhead, why: str, *, by: Actor, at: datetime) -> None:
    """Close it for good. Its key stays used: somebody may have rung before."""
    row.closed_at, row.closed_why = at, why
    row.save(update_fields=["closed_at", "closed_why", "closed_by_ruling_id"])
    audit.record(
        CLOSED,
        by=by,
        about=row,
        why=why,
        ruling=str(row.closed_by_ruling_id or ""),
    )

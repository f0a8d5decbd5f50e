"""Write one line in the record. It is written with the change, or neither is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, models

from afterword import clock
from afterword.audit.actors import Actor
from afterword.audit.models import Event
from afterword.tenancy import current_practice


class OutsideTransactionError(Exception):
    """A line of the record was written outside the transaction of its change."""

    for_people = "Something went wrong here. Nothing was changed."


def event(  # noqa: PLR0913 - one call, named arguments, one line in the record
    name: str,
    *,
    by: Actor,
    about: models.Model | None = None,
    client: UUID | None = None,
    outcome: str = "done",
    why: str = "",
    **details: Any,
) -> Event:
    """Make a line without writing it. Details are ids, codes and numbers only."""
    if by.practice != current_practice():
        raise PermissionError("an actor acts in its own practice")
    about_id = getattr(about, "pk", None)
    return Event(
        at=clock.now(),
        name=name,
        by_kind=by.kind,
        by_id=by.id,
        by_roles=",".join(sorted(by.roles)),
        door=by.door,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=about_id if isinstance(about_id, UUID) else None,
        client_id=client or getattr(about, "client_id", None),
        outcome=outcome,
        why=why,
        details=details,
    )


def record(name: str, *, by: Actor, **rest: Any) -> Event:
    """Write one line in the transaction of the change it speaks of."""
    if not connection.in_atomic_block:
        raise OutsideTransactionError(f"`{name}` needs an open transaction")
    line = event(name, by=by, **rest)
    line.save(force_insert=True)
    return line


def record_many(lines: list[Event]) -> None:
    """Write several lines at once, in the transaction of the change."""
    if not connection.in_atomic_block:
        raise OutsideTransactionError("lines of the record need an open transaction")
    Event.objects.bulk_create(lines)

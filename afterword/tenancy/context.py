"""Which practice this is: short transactions that see one practice's rows alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

_current: ContextVar[UUID | None] = ContextVar("practice", default=None)


class OutsidePracticeError(Exception):
    """Rows of a practice were asked for outside ``tenancy.practice(…)``."""

    for_people = "Something went wrong here. Nothing was changed."

    def __init__(self) -> None:
        super().__init__("no practice is open; wrap this in `tenancy.practice(id)`")


@contextmanager
def practice(practice_id: UUID, *, durable: bool = False) -> Iterator[UUID]:
    """Open a short transaction that sees this practice's rows and no others.

    ``durable`` insists that leaving the block commits: it refuses to run inside
    another transaction. Inside the same practice it nests as a savepoint.
    """
    before = _current.get()
    with transaction.atomic(durable=durable):
        _tell_database(practice_id)
        token = _current.set(practice_id)
        try:
            yield practice_id
        finally:
            _current.reset(token)
        if not connection.needs_rollback:  # else the setting goes with the rest
            _tell_database(before)


def current_practice() -> UUID:
    """Give the open practice, or fail loudly."""
    found = _current.get()
    if found is None:
        raise OutsidePracticeError
    return found


def _tell_database(practice_id: UUID | None) -> None:
    """Set what the row-security policies read, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('afterword.practice', %s, true)",
            [str(practice_id) if practice_id else ""],
        )

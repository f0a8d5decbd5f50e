"""A refusal is in the record too, in a transaction of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError, InterfaceError

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.consent.errors import (
    ConsentError,
    NotAllowedError,
    UnknownClientError,
)
from afterword.tenancy import practice

log = logging.getLogger(__name__)


@contextmanager
def recorded(name: str, *, by: Actor, client: UUID) -> Iterator[None]:
    """Write a line for what is refused inside, then let the refusal go on."""
    try:
        yield
    except ConsentError as error:
        try:
            with practice(by.practice):
                audit.record(
                    name, by=by, client=client, outcome="refused", why=error.code
                )
        except (DatabaseError, InterfaceError):  # then say at least what was refused
            log.exception("a refusal of %s could not be recorded", name)
        raise


def only_their_own(by: Actor, client: UUID) -> None:
    """Refuse a client who acts for somebody else; existence is not told."""
    if by.kind is ActorKind.CLIENT and by.id != client:
        raise UnknownClientError("a client acts for themselves alone")


def only_client(by: Actor, client: UUID, error: NotAllowedError) -> None:
    """Refuse everybody but this client."""
    only_their_own(by, client)
    if by.kind is not ActorKind.CLIENT:
        raise error

"""Write the line of a verb that was refused. The change itself leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.tenancy import practice


@contextmanager
def refusals(
    name: str, *, by: Actor, when: type[Exception], **details: Any
) -> Iterator[None]:
    """Run a verb's transaction; if it is refused, say so in one of its own.

    ``when`` is the base of the refusals; ``code`` on the error says why.
    """
    try:
        yield
    except when as error:
        with practice(by.practice):
            why = str(getattr(error, "code", type(error).__name__))
            audit.record(name, by=by, outcome="refused", why=why, **details)
        raise

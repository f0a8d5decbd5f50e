"""Write the line of a verb that was refused. The change itself leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.tenancy import practice

Given = ParamSpec("Given")
Gives = TypeVar("Gives")
Refusals = type[Exception] | tuple[type[Exception], ...]


@contextmanager
def refusals(name: str, *, by: Actor, when: Refusals, **details: Any) -> Iterator[None]:
    """Run a verb's transaction; if it is refused, say so in one of its own.

    ``when`` is the base of the refusals, or several; ``code`` on one says why.
    """
    try:
        yield
    except when as error:
        with practice(by.practice):
            why = str(getattr(error, "code", type(error).__name__))
            audit.record(name, by=by, outcome="refused", why=why, **details)
        raise


def refusing(
    name: str, *, when: Refusals
) -> Callable[[Callable[Given, Gives]], Callable[Given, Gives]]:
    """Say the same of a whole verb, which takes ``by`` by its name."""

    def around(verb: Callable[Given, Gives]) -> Callable[Given, Gives]:
        @wraps(verb)
        def run(*args: Given.args, **named: Given.kwargs) -> Gives:
            with refusals(name, by=cast("Actor", named["by"]), when=when):
                return verb(*args, **named)

        return run

    return around

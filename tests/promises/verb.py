"""How one verb is called in the walks over all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.promises.verb_settings import Setting

Call = Callable[[Setting], object]


@dataclass(frozen=True)
class Verb:
    """How one verb is called, and the line that it writes."""

    event: str
    done: Call
    refused: Call | None = None
    repeated: Call | None = None
    """Called after ``done`` in the same setting."""
    refused_as: str = ""
    """The line of a refusal, where it has a name of its own."""
    says: str = "done"

"""Whether somebody else may get a letter: the client's release of information, or none.

A release names one recipient by its id. A letter knows the kind of its reader and no
id yet, so no release can be held against it: the answer is always no.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

NEEDS_RELEASE: Final = frozenset({"guardian", "referrer", "receiver"})
"""Everybody but the client."""


def live_release(*, client: UUID, recipient: str) -> UUID | None:
    """Give the client's release that covers a letter to them now; ``None`` for none."""
    del client, recipient
    return None

"""What can go wrong with what waits, in words a person can act on.

* AttentionError
  * NothingWaitsError   there is no such item in this practice
"""

from __future__ import annotations

from uuid import UUID


class AttentionError(Exception):
    """Base of attention. ``for_people`` is safe to show on a page."""

    for_people = "Nothing was changed."


class NothingWaitsError(AttentionError):
    for_people = "There is nothing like that waiting here. Nothing was changed."

    def __init__(self, item: UUID) -> None:
        super().__init__(f"no item `{item}` in this practice")

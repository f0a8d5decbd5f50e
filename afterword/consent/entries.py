"""One line of the ledger as a value, and its hash: the client's receipt. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

SAYS = frozenset(
    {
        "proposed",
        "confirmed",
        "declined",
        "narrowed",
        "paused",
        "resumed",
        "address_changed",
        "withdrawn",
        "no_contact",
        "no_replies",
        "contact_reopened",
        "void",
        "lapsed",
    }
)
STOPS = frozenset({"withdrawn", "no_contact", "no_replies"})
FIRST = "0" * 64
"""What stands in the place of a hash before the first line."""


@dataclass(frozen=True)
class Entry:
    """One act of the client, or a proposal to them, as it stands in the ledger."""

    id: UUID
    client: UUID
    sequence: int
    says: str
    by_kind: str
    at: datetime
    on: date
    directive_id: UUID | None = None
    terms: Mapping[str, Any] = field(default_factory=dict)
    scope: Mapping[str, Any] = field(default_factory=dict)
    by_id: UUID | None = None
    door: str = ""
    attested_by: UUID | None = None
    given_on: date | None = None
    given_by: str = ""
    ended_on: date | None = None
    wording_hash: str = ""
    language: str = ""
    previous_hash: str = FIRST

    def canonical(self) -> bytes:
        """Give the line as bytes that anybody can make again from its parts."""
        return json.dumps(
            {part.name: _plain(getattr(self, part.name)) for part in fields(self)},
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=True,
        ).encode("ascii")

    def receipt(self) -> str:
        """Give the hash over this line and, through it, over every line before.

        The line's own random id is in it, so nobody can guess a line from a receipt.
        """
        return hashlib.sha256(self.canonical()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value

"""Check one practice's record from inside the application, by plain rows of its own.

It opens a connection that sees this practice alone and hands it to the verifier, which
shares no code with what writes the record.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

import psycopg
from django.db import connection

from afterword.audit.verifying import Verdict, verify

_DJANGOS_OWN: Final = frozenset({"context", "cursor_factory", "prepare_threshold"})
"""What would make rows other than the database gives them."""


def check(practice_id: UUID, *, public: bytes, notes: Path) -> Verdict:
    """Read every line of a practice again, and name the first that does not fit."""
    wanted = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name not in _DJANGOS_OWN
    }
    with psycopg.connect(**wanted) as plain:
        plain.execute(
            "SELECT set_config('afterword.practice', %s, true)", [str(practice_id)]
        )
        return verify(plain, str(practice_id), public=public, notes=notes)

"""Keep a file that somebody brought, sealed, in pieces; and say who may bring one.

What every import does the same way stands here: who may, the file and the rows that
were set aside, how both are known again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.conf import settings

from afterword.audit.actors import Actor, ActorKind, Role
from afterword.clinic.caseload.reading import safe_cell
from afterword.clinic.errors import NotAllowedError
from afterword.clinic.models import ImportBatch, ImportPart
from afterword.vault import ring, sealing
from afterword.vault import services as vault

PART = 1_000_000
MARKED = b"\xef\xbb\xbf"
"""What spreadsheets need in front to read the rest as UTF-8."""


class SetAside:
    """The rows of a file that are refused or differ, each with its line and why."""

    becomes = frozenset({"refused", "conflict"})

    def __init__(self, header: Sequence[str]) -> None:
        self._told = io.StringIO()
        self._writer = csv.writer(self._told)
        self._writer.writerow(["line", "what happens", "why", *header])

    def add(self, number: int, becomes: str, why: str, cells: Sequence[str]) -> None:
        """Add a row, if it is one that is set aside."""
        if becomes in self.becomes:
            safe = [safe_cell(cell) for cell in cells]
            self._writer.writerow([number, becomes, why, *safe])

    def keep(self, batch: ImportBatch) -> None:
        """Seal them in place of those of an earlier reading. In an open practice."""
        ImportPart.objects.filter(batch=batch, holds="refused").delete()
        keep(batch, "refused", self._told.getvalue().encode())


def set_aside(batch: ImportBatch) -> bytes:
    """Give the rows that were set aside, as CSV. In an open practice."""
    return MARKED + kept(batch, "refused")


def numbers(counts: object) -> Mapping[str, int]:
    """Give what was counted, for the record; headings of a file are none of it."""
    return {name: n for name, n in vars(counts).items() if isinstance(n, int)}


def allowed(by: Actor) -> None:
    """Let administrators and the operator of this installation go on."""
    if by.kind is not ActorKind.OPERATOR and not by.has(Role.ADMINISTRATOR):
        raise NotAllowedError


def keep(batch: ImportBatch, holds: str, data: bytes) -> None:
    """Seal what was brought, or the rows that were set aside. In an open practice."""
    ImportPart.objects.bulk_create(
        ImportPart(
            batch=batch,
            holds=holds,
            number=number,
            sealed=vault.seal_for_practice(
                data[number * PART : (number + 1) * PART],
                "import",
                str(batch.id),
                holds,
                str(number),
            ),
        )
        for number in range(max(1, -(-len(data) // PART)))
    )


def kept(batch: ImportBatch, holds: str) -> bytes:
    """Give what was kept, whole; nothing once it was destroyed."""
    parts = ImportPart.objects.filter(batch=batch, holds=holds).order_by("number")
    return b"".join(
        vault.unseal_for_practice(
            bytes(part.sealed), "import", str(batch.id), holds, str(part.number)
        )
        for part in parts
    )


def indexer(home: UUID, *place: str) -> Callable[..., bytes]:
    """Give what makes the mark by which a row of a file is known again.

    Marks of one place are equal for equal rows of one owner, and say no more.
    """
    kept = ring.load(settings.KEYS)

    def index(value: str, *owner: str) -> bytes:
        return sealing.blind_index(kept.index, value, str(home), *place, *owner)

    return index

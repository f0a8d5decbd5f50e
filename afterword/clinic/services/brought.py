"""Keep a file that somebody brought, sealed, in pieces; and say who may bring one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from afterword.audit.actors import Actor, ActorKind, Role
from afterword.clinic.errors import NotAllowedError
from afterword.clinic.models import ImportBatch, ImportPart
from afterword.vault import ring, sealing
from afterword.vault import services as vault

PART = 1_000_000


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

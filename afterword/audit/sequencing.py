"""Give events their places in the log after they commit, and sign what is there."""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from afterword import clock
from afterword.audit import merkle
from afterword.audit.models import Checkpoint, Event, Leaf
from afterword.tenancy import practice

OVERLAP = timedelta(days=7)
"""An event may commit this much later than its time says, and still be found."""


def sequence(practice_id: UUID, *, signing: bytes, notes: Path) -> int:
    """Append what is new to the practice's log and sign a checkpoint.

    ``signing`` is the seed of an Ed25519 key. The checkpoint is also written to a
    file in ``notes``, so that a log cut short in the database is found out.
    """
    with practice(practice_id, durable=True):
        _alone(practice_id)
        last = Checkpoint.objects.order_by("-size").first()
        fresh = _fresh(last)
        if not fresh:
            return 0
        checkpoint = _append(last, fresh, practice_id, signing)
    _note(notes, practice_id, checkpoint)
    return len(fresh)


def canonical(event: Event) -> bytes:
    """Give the bytes of an event that the log is made of."""
    return json.dumps(
        [
            str(event.id),
            str(event.practice_id),
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event.name,
            event.by_kind,
            str(event.by_id or ""),
            event.by_roles,
            event.door,
            event.about_kind,
            str(event.about_id or ""),
            str(event.client_id or ""),
            event.outcome,
            event.why,
            event.details,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


def statement(practice_id: UUID, size: int, root: bytes, at: str) -> bytes:
    """Give the text that a checkpoint signs."""
    lines = ("afterword log", str(practice_id), str(size), root.hex(), at, "")
    return "\n".join(lines).encode()


def _alone(practice_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"afterword.log:{practice_id}"],
        )


def _fresh(last: Checkpoint | None) -> list[Event]:
    events = Event.objects.exclude(id__in=Leaf.objects.values("event_id"))
    if last is not None:
        events = events.filter(at__gte=last.at - OVERLAP)
    return list(events.order_by("at", "id"))


def _append(
    last: Checkpoint | None, fresh: list[Event], practice_id: UUID, signing: bytes
) -> Checkpoint:
    size = last.size if last else 0
    frontier = merkle.unpack(bytes(last.frontier)) if last else ()
    leaves = []
    for event in fresh:
        hashed = merkle.leaf(canonical(event))
        leaves.append(Leaf(position=size, event_id=event.id, leaf_hash=hashed))
        frontier = merkle.grow(frontier, size, hashed)
        size += 1
    Leaf.objects.bulk_create(leaves, batch_size=1000)
    at = clock.now()
    root = merkle.root(frontier)
    said = statement(
        practice_id, size, root, at.astimezone(UTC).isoformat(timespec="microseconds")
    )
    checkpoint = Checkpoint(
        size=size,
        root=root,
        frontier=merkle.pack(frontier),
        at=at,
        signature=Ed25519PrivateKey.from_private_bytes(signing).sign(said),
    )
    checkpoint.save(force_insert=True)
    return checkpoint


def _note(notes: Path, practice_id: UUID, checkpoint: Checkpoint) -> None:
    notes.mkdir(parents=True, exist_ok=True)
    line = json.dumps(
        {
            "size": checkpoint.size,
            "root": bytes(checkpoint.root).hex(),
            "at": checkpoint.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "signature": base64.b64encode(bytes(checkpoint.signature)).decode(),
        }
    )
    path = notes / f"checkpoints-{practice_id}.jsonl"
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(fd, "a", encoding="ascii") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())

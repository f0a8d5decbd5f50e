"""Check the record against its log. It shares no code with what writes them.

It reads plain rows by SQL, hashes them itself, and names the first thing that does
not fit: a changed, missing, inserted, reordered or cut-off event, a checkpoint that
was not signed by our key, or a log that differs from the notes kept outside.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_ROWS = """
SELECT l.position, l.event_id::text, l.leaf_hash, e.id::text, e.practice_id::text, e.at,
       e.name, e.by_kind, coalesce(e.by_id::text, ''), e.by_roles, e.door, e.about_kind,
       coalesce(e.about_id::text, ''), coalesce(e.client_id::text, ''), e.outcome,
       e.why, e.details
FROM audit_leaf l LEFT JOIN audit_event e
  ON e.id = l.event_id AND e.practice_id = l.practice_id
WHERE l.practice_id = %s ORDER BY l.position
"""
_SIGNED = """
SELECT size, root, at, signature FROM audit_checkpoint
WHERE practice_id = %s ORDER BY size
"""
_UNPLACED = """
SELECT e.id::text, e.name, e.at FROM audit_event e WHERE e.practice_id = %s
AND NOT EXISTS (SELECT FROM audit_leaf l
                WHERE l.event_id = e.id AND l.practice_id = e.practice_id)
AND e.at < (SELECT max(at) - interval '7 days' FROM audit_checkpoint
            WHERE practice_id = e.practice_id)
ORDER BY e.at LIMIT 1
"""


@dataclass(frozen=True)
class Verdict:
    """What was checked and, if anything, the first thing that does not fit."""

    practice: str
    events: int
    misfit: str = ""

    @property
    def fits(self) -> bool:
        return not self.misfit


@dataclass(frozen=True)
class _Signed:
    size: int
    root: bytes
    at: str
    signature: bytes


def verify(
    connection: psycopg.Connection[Any], practice: str, *, public: bytes, notes: Path
) -> Verdict:
    """Check one practice's record. The connection must see all of its rows."""
    signed = [
        _Signed(size, bytes(root), _moment(at), bytes(signature))
        for size, root, at, signature in connection.execute(_SIGNED, [practice])
    ]
    try:
        kept = list(_kept(notes, practice))
    except (ValueError, KeyError, TypeError) as error:
        return Verdict(practice, 0, f"the notes outside cannot be read: {error}")
    key = Ed25519PublicKey.from_public_bytes(public)
    for point in [*signed, *kept]:
        if not _genuine(point, practice, key):
            said = f"the checkpoint at {point.size} events was not signed by our key"
            return Verdict(practice, 0, said)
    roots: dict[int, bytes] = {}
    for point in [*signed, *kept]:
        if roots.setdefault(point.size, point.root) != point.root:
            said = f"two signed checkpoints at {point.size} events differ"
            return Verdict(practice, 0, said)
    count, misfit = _walk(connection, practice, roots)
    if not misfit:
        row = connection.execute(_UNPLACED, [practice]).fetchone()
        if row:
            misfit = f"event {row[0]} ({row[1]}, {_moment(row[2])}) was never placed"
    return Verdict(practice, count, misfit)


def _walk(
    connection: psycopg.Connection[Any], practice: str, roots: dict[int, bytes]
) -> tuple[int, str]:
    stack: list[bytes] = []
    count = 0
    with connection.cursor() as cursor:
        for row in cursor.stream(_ROWS, [practice], size=500):
            position, event_id, leaf_hash = row[0], row[1], bytes(row[2])
            where = f"event {event_id} at place {count}"
            if position != count:
                return count, f"place {count} of the log is missing or doubled"
            if row[3] is None:
                return count, f"{where} is in the log but not in the record"
            body = [*row[3:5], _moment(row[5]), *row[6:]]
            found = hashlib.sha256(b"\x00" + _text(body)).digest()
            if found != leaf_hash:
                return count, f"{where} ({row[6]}, {body[2]}) is not what was recorded"
            stack.append(found)
            count += 1
            for _ in range(_trailing_zeros(count)):
                right, left = stack.pop(), stack.pop()
                stack.append(hashlib.sha256(b"\x01" + left + right).digest())
            if count in roots and _over(stack) != roots.pop(count):
                return count, f"the log up to {where} is not the log that was signed"
    if roots:
        size = min(roots)
        return count, f"the log ends at {count} events; {size} were signed"
    return count, ""


def _over(stack: list[bytes]) -> bytes:
    found = stack[-1]
    for left in stack[-2::-1]:
        found = hashlib.sha256(b"\x01" + left + found).digest()
    return found


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _text(body: list[Any]) -> bytes:
    return json.dumps(
        body, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _genuine(point: _Signed, practice: str, key: Ed25519PublicKey) -> bool:
    said = f"afterword log\n{practice}\n{point.size}\n{point.root.hex()}\n{point.at}\n"
    try:
        key.verify(point.signature, said.encode())
    except InvalidSignature:
        return False
    return True


def _kept(notes: Path, practice: str) -> Iterator[_Signed]:
    path = notes / f"checkpoints-{practice}.jsonl"
    if not path.exists():
        return
    for line in path.read_text(encoding="ascii").splitlines():
        raw = json.loads(line)
        yield _Signed(
            int(raw["size"]),
            bytes.fromhex(raw["root"]),
            str(raw["at"]),
            base64.b64decode(raw["signature"]),
        )

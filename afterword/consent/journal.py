"""The journal of stops: a file on another disk, written before a stop is answered.

It holds keyed hashes alone. After a back-up was restored it brings back the stops
that the ledger lacks; until it has been read here, nothing is sent from here. It can
only stop: nothing in it ever opens anything.
"""

from __future__ import annotations

import errno
import fcntl
import hmac
import json
import logging
import os
import platform
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, machine
from afterword.clinic.models import Client, ContactPoint
from afterword.consent import ledger, suppression
from afterword.consent.entries import STOPS, Entry
from afterword.consent.errors import JournalError
from afterword.consent.models import InformationRelease, LedgerEntry
from afterword.consent.scopes import Scope
from afterword.tenancy import current_practice, practice
from afterword.tenancy.models import Practice
from afterword.vault import ring

log = logging.getLogger(__name__)
AWAY: Final = (OSError, DatabaseError, InterfaceError, ring.KeysError)
"""What may be wrong when nothing can be written: disk, database, file of keys."""
LEAST_ROOM: Final = 1_000_000
"""Bytes that must be free for stops before anything is sent: thousands of them."""
RELEASE: Final = "release_withdrawn"
"""What a line says of a release of information. The ledger does not say it."""
REPAIRED: Final = "repaired"
"""Stands after a line that a crash cut short: that line was never answered for."""

_reading = threading.Lock()
_replayed: set[tuple[int, Path]] = set()


@dataclass(frozen=True)
class Replayed:
    """What reading the journal came to."""

    stops_restored: int
    stops_owed: int
    """Stops that the ledger had and the journal lacked; they are in it now."""


def append(entry: Entry, addresses: Sequence[bytes]) -> None:
    """Write one stop to this host's file and return when it is on the disk.

    Raises OSError when it is not. Inside the open practice.
    """
    line = {
        "v": 1,
        "practice": keyed("practice", current_practice()),
        "client": keyed("client", entry.client),
        "entry": keyed("entry", entry.id),
        "says": entry.says,
        "kind": entry.scope.get("kind", "everything"),
        "directive": keyed("directive", entry.directive_id),
        "addresses": [bytes(index).hex() for index in addresses],
        "by": entry.by_kind,
        "door": entry.door,
        "at": entry.at.isoformat(),
    }
    _write(line)


def append_release(row: InformationRelease) -> None:
    """Write that a release was withdrawn, and return when it is on the disk.

    Raises OSError when it is not. Inside the open practice.
    """
    line = {
        "v": 1,
        "practice": keyed("practice", current_practice()),
        "client": keyed("client", row.client_id),
        "entry": keyed("release", row.pk),
        "says": RELEASE,
        "door": row.withdrawn_door,
        "at": row.withdrawn_at.isoformat() if row.withdrawn_at else "",
    }
    _write(line)


def replay() -> Replayed:
    """Bring ledger and journal together: each gets the stops that it lacks.

    Doing it again changes nothing. Raises ``JournalError`` when the journal is
    damaged, cannot be written, or is empty although stops were recorded.
    """
    lines = _read_all()
    with _reading:
        practices = list(Practice.objects.values_list("id", flat=True))
        if not lines and any(_has_stops(each) for each in practices):
            raise JournalError(
                settings.JOURNAL,
                "it is empty although stops were recorded. Mount its disk. If it is "
                "lost for good, or its disk was full from the first stop on, begin it "
                "anew from the ledger: afterword journal begin-anew",
            )
        return _bring_together(practices, lines)


def begin_anew() -> Replayed:
    """Write a journal from the ledger: an operator says that the old one is lost."""
    with _reading:
        practices = list(Practice.objects.values_list("id", flat=True))
        return _bring_together(practices, _read_all())


def frozen() -> bool:
    """Say whether this process may send nothing: it has not read the journal yet.

    It tries to read it now, so call this outside a transaction.
    """
    here = (os.getpid(), Path(settings.JOURNAL))
    try:
        if here in _replayed and _room():
            return False
        replay()
    except (*AWAY, JournalError, RuntimeError) as why:
        log.critical("nothing is sent: the journal of stops: %s", type(why).__name__)
        return True
    return False


def settle() -> bool:
    """Read the journal anew, so that it gets the stops that it lacks.

    Says whether it could; until it can, nothing is sent from here.
    """
    _replayed.discard((os.getpid(), Path(settings.JOURNAL)))
    return not frozen()


def is_replayed() -> bool:
    """Say whether this process has read the journal, without trying."""
    return (os.getpid(), Path(settings.JOURNAL)) in _replayed


def keyed(kind: str, value: UUID | None) -> str:
    """Give the hash by which the journal knows a row; nothing without the key."""
    if value is None:
        return ""
    key = ring.load(settings.KEYS).journal
    return hmac.digest(key, f"{kind}:{value}".encode(), "sha256").hex()


def _bring_together(practices: list[UUID], lines: list[dict[str, Any]]) -> Replayed:
    restored = owed = 0
    _writable()
    for each in practices:
        with practice(each, durable=True):
            here = keyed("practice", each)
            ours = {line["entry"]: line for line in lines if line["practice"] == here}
            restored += _restore(ours) + _restore_releases(ours)
        with practice(each):
            owed += _pay(ours)
    _replayed.add((os.getpid(), Path(settings.JOURNAL)))
    return Replayed(restored, owed)


def _restore(ours: dict[str, dict[str, Any]]) -> int:
    """Write the stops that the ledger lacks."""
    known = _in_ledger()
    lacking = [
        line
        for key, line in ours.items()
        if key not in known and line["says"] != RELEASE
    ]
    if not lacking:
        return 0
    clients = {keyed("client", found): found for found in _clients()}
    by = machine(current_practice())
    for line in lacking:
        for index in line["addresses"]:
            suppression.stop_address(bytes.fromhex(index), "journal")
        client = clients.get(line["client"])
        if client is not None:
            _restore_one(client, line)
    audit.record("consent.journal_replayed", by=by, stops=len(lacking))
    return len(lacking)


def _restore_releases(ours: dict[str, dict[str, Any]]) -> int:
    """Withdraw the releases that the journal knows to have been withdrawn."""
    restored = 0
    for row in InformationRelease.objects.filter(withdrawn_at__isnull=True):
        line = ours.get(keyed("release", row.pk))
        if line is not None:
            row.withdrawn_at = datetime.fromisoformat(line["at"])
            row.withdrawn_door = line["door"]
            row.save(update_fields=["withdrawn_at", "withdrawn_door"])
            restored += 1
    return restored


def _restore_one(client: UUID, line: dict[str, Any]) -> None:
    directive = None
    if line["directive"]:
        known = {
            keyed("directive", each): each
            for each in ledger.standing_now(client).directives
        }
        directive = known.get(line["directive"])
        if directive is None:
            return  # the back-up is older than this directive: there is none to stop
    scope = Scope(line["kind"], directive).to_json()
    kind = ActorKind(line["by"])
    ledger.add(
        line["says"],
        client=client,
        by=Actor(
            kind,
            current_practice(),
            client if kind is ActorKind.CLIENT else None,
            door=line["door"],
        ),
        at=datetime.fromisoformat(line["at"]),
        directive_id=directive,
        scope={**scope, "journal": line["entry"]},
    )


def _pay(ours: dict[str, dict[str, Any]]) -> int:
    """Append the stops that only the ledger has."""
    paid = 0
    for row in _stops():
        key = row.scope.get("journal") or keyed("entry", row.id)
        if key not in ours:
            append(ledger.as_entry(row), addresses_of(row.client_id))
            paid += 1
    for release in InformationRelease.objects.filter(withdrawn_at__isnull=False):
        if keyed("release", release.pk) not in ours:
            append_release(release)
            paid += 1
    return paid


def addresses_of(client: UUID) -> list[bytes]:
    """Give the hashes of the addresses at which a client is reached."""
    points = ContactPoint.objects.filter(client_id=client, retired_at__isnull=True)
    return sorted({bytes(i) for i in points.values_list("address_index", flat=True)})


def _in_ledger() -> set[str]:
    found: set[str] = set()
    for row in _stops():
        found |= {keyed("entry", row.id), str(row.scope.get("journal", ""))}
    return found


def _stops() -> Sequence[LedgerEntry]:
    return list(LedgerEntry.objects.filter(says__in=STOPS).order_by("at", "sequence"))


def _has_stops(practice_id: UUID) -> bool:
    with practice(practice_id):
        return LedgerEntry.objects.filter(says__in=STOPS).exists()


def _clients() -> Sequence[UUID]:
    return list(Client.objects.values_list("id", flat=True))


def _file() -> Path:
    host = re.sub(r"[^A-Za-z0-9.-]", "-", platform.node())[:80] or "host"
    return Path(settings.JOURNAL) / f"stops-{host}.jsonl"


def _writable() -> None:
    """Fail now rather than at the next stop, when the journal cannot be written."""
    fd = _open()
    os.close(fd)
    if not _room():
        folder = str(settings.JOURNAL)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), folder)


def _room() -> bool:
    """Say whether the disk still takes stops, and settle again once it does.

    What could not be written meanwhile is in the ledger, and is owed to the journal.
    """
    folder = Path(settings.JOURNAL)
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize >= LEAST_ROOM:
        return True
    _replayed.discard((os.getpid(), folder))
    return False


def _open() -> int:
    """Open this host's file; a line that a crash cut short is closed off first."""
    path = _file()
    is_new = not path.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        if is_new:
            _sync_folder(path.parent)
        size = os.fstat(fd).st_size
        if size and os.pread(fd, 1, size - 1) != b"\n":
            _put(fd, b"\n" + _sealed({"v": 1, REPAIRED: True}))
    except BaseException:
        os.close(fd)
        raise
    return fd


def _write(line: dict[str, Any]) -> None:
    fd = _open()
    try:
        _put(fd, _sealed(line))
    finally:
        os.close(fd)


def _put(fd: int, data: bytes) -> None:
    if os.write(fd, data) != len(data):
        raise OSError("the journal took a part of a line only")
    os.fsync(fd)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _sealed(line: dict[str, Any]) -> bytes:
    """Give a line with a hash that tells damage from what was written."""
    return json.dumps({**line, "mac": _mac(line)}, sort_keys=True).encode() + b"\n"


def _mac(line: dict[str, Any]) -> str:
    key = ring.load(settings.KEYS).journal
    text = json.dumps(line, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, b"line:" + text.encode(), "sha256").hex()


def _read_all() -> list[dict[str, Any]]:
    folder = Path(settings.JOURNAL)
    files = sorted(folder.glob("stops-*.jsonl")) if folder.is_dir() else []
    return [line for path in files for line in _read(path)]


def _read(path: Path) -> Iterator[dict[str, Any]]:
    """Give the lines of one file. Only a line cut short by a crash may be broken."""
    text = path.read_bytes()
    whole, _, cut = text.rpartition(b"\n")
    del cut  # the last line without its end: a crash, before it was answered for
    raw = whole.split(b"\n") if whole else []
    lines = [_understood(each) for each in raw]
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else None
        if line is None and not (after and after.get(REPAIRED)):
            raise JournalError(
                path,
                f"line {number + 1} is damaged. A stop may be lost: look at the file, "
                "and restore it from where it is copied to.",
            )
        if line is not None and not line.get(REPAIRED):
            yield line


def _understood(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
        mac = line.pop("mac")
    except (ValueError, KeyError, AttributeError):
        return None
    fits = isinstance(mac, str) and hmac.compare_digest(mac, _mac(line))
    return line if fits else None

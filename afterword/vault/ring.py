"""The keys outside the database: a file, mode 0600, with versions.

``{"primary": 1, "keys": {"1": …}, "index": …, "journal": …, "signing": …}``; each
value is 32 random bytes in base64.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_BYTES = 32


class KeysError(Exception):
    """The file of keys cannot be used. ``for_people`` says what to do."""

    def __init__(self, path: Path, problem: str) -> None:
        self.for_people = f"AFTERWORD_KEYS ({path}): {problem}"
        super().__init__(self.for_people)


@dataclass(frozen=True)
class Ring:
    """All keys of one installation."""

    primary: int
    wrapping: dict[int, bytes]
    index: bytes
    journal: bytes
    signing: bytes


def public_key(signing: bytes) -> bytes:
    """Give the public half of the key that signs the record."""
    return Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()


def make(path: Path) -> None:
    """Write a new file of keys; an existing one is never touched."""

    def fresh() -> str:
        return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()

    path.parent.mkdir(parents=True, exist_ok=True)
    names = ("index", "journal", "signing")
    text = json.dumps(
        {"primary": 1, "keys": {"1": fresh()}, **{name: fresh() for name in names}},
        indent=1,
    )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails if another process was first: its keys win
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@lru_cache(maxsize=4)
def load(path: Path) -> Ring:
    """Read the keys and refuse a file that others may read."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        raw = json.loads(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        problem = "there is no such file. Restore it; without it nothing can be read."
        raise KeysError(path, problem) from None
    except (OSError, ValueError) as error:
        raise KeysError(path, f"cannot be read ({type(error).__name__}).") from None
    if mode & 0o077:
        raise KeysError(path, f"others may read it (mode {mode:o}). Run: chmod 600")
    try:
        ring = Ring(
            primary=int(raw["primary"]),
            wrapping={int(v): base64.b64decode(k) for v, k in raw["keys"].items()},
            index=base64.b64decode(raw["index"]),
            journal=base64.b64decode(raw["journal"]),
            signing=base64.b64decode(raw["signing"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise KeysError(path, "is not a file of keys.") from None
    every = (*ring.wrapping.values(), ring.index, ring.journal, ring.signing)
    if ring.primary not in ring.wrapping or any(len(key) != KEY_BYTES for key in every):
        raise KeysError(path, "holds a key of the wrong length or no primary key.")
    return ring

"""Where the embedded PostgreSQL lives and as whom it runs. It starts nothing."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from afterword.postgres.errors import HomeUnusableError

ACCOUNTS = ("afterword", "nobody")
"""Who runs PostgreSQL when we are root: the first of these that exists."""

PRIVATE = 0o700
"""Its owner alone may enter."""

UNSPEAKABLE = frozenset('"`$\\\n\r')
"""Characters that PostgreSQL's own tools hand to a shell unquoted."""

LONGEST_RUNTIME_FOLDER = 60
LONGEST_SOCKET_FOLDER = 85
"""Bytes; the system allows about 104 for the whole path of a socket."""


@dataclass(frozen=True)
class Account:
    """The system account that PostgreSQL runs as; ours, or a lesser one for root."""

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def child(self) -> dict[str, Any]:
        """Give the arguments by which a subprocess becomes this account."""
        if self.is_ours:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def home() -> Path:
    """Give the data folder, made if need be; or say in words why it is unusable."""
    given = os.environ.get("AFTERWORD_HOME", "").strip()
    if given:
        folder = Path(given).expanduser().absolute()
    elif os.geteuid() == 0:
        folder = Path("/var/lib/afterword")
    else:
        folder = Path.home() / ".local" / "share" / "afterword"
    prepare(folder)
    return folder


def prepare(folder: Path) -> None:
    """Make the data folder private to us; root lets the database's account pass."""
    if odd := UNSPEAKABLE.intersection(str(folder)):
        why = f"PostgreSQL's tools cannot work with {min(odd)!r} in its path."
        raise HomeUnusableError(folder, why)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else PRIVATE, exist_ok=True)
    except FileExistsError:
        raise HomeUnusableError(folder, "there is a file in its place.") from None
    except OSError as error:
        why = f"it could not be made ({error.strerror})."
        raise HomeUnusableError(folder, why) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise HomeUnusableError(folder, "this account may not write there.")


def account_for(folder: Path) -> Account:
    """Choose who runs PostgreSQL in this folder: its owner, or a lesser account."""
    if os.geteuid() != 0:
        entry = _entry(os.geteuid())
        if entry is None:
            why = "PostgreSQL needs an account with a name, and this one has none."
            raise HomeUnusableError(folder, why)
        return entry
    if folder.exists() and (uid := folder.stat().st_uid) != 0:
        owner = _entry(uid)
        if owner is None:
            raise HomeUnusableError(folder, f"its owner ({uid}) has no account here.")
        return owner
    for name in ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_name, found.pw_uid, found.pw_gid)
    why = "PostgreSQL does not run as root, and there is no account `afterword` here."
    raise HomeUnusableError(folder, why)


def own(folder: Path, account: Account) -> None:
    """Make the folder of one server, private to its account."""
    if folder.exists() and os.geteuid() not in {0, folder.stat().st_uid}:
        raise HomeUnusableError(folder, "it belongs to another account.")
    try:
        if not folder.exists():
            folder.mkdir(mode=PRIVATE)
            if not account.is_ours:
                os.chown(folder, account.uid, account.gid)
        if stat.S_IMODE(folder.stat().st_mode) != PRIVATE:
            folder.chmod(PRIVATE)
    except OSError as error:
        raise HomeUnusableError(folder, f"{error.strerror}.") from error
    if account.is_ours:
        return
    if closed := _first_closed(folder, account):
        raise HomeUnusableError(
            folder.parent,
            f"PostgreSQL does not run as root but as `{account.name}`, and that "
            f"account may not enter {closed}.",
        )


def socket_folder(folder: Path, account: Account) -> Path:
    """Choose where the socket lies: in the folder, or in a short one if need be.

    Clients read a comma in a socket's path as the end of it.
    """
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and "," not in str(folder):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    base = os.environ.get("XDG_RUNTIME_DIR") if account.is_ours else None
    if not base or len(os.fsencode(base)) > LONGEST_RUNTIME_FOLDER:
        base = "/tmp"  # noqa: S108 - the folder in it is 0700, its owner is checked
    return Path(base) / f"aw-{account.uid}-{digest}"


def own_socket_folder(socket: Path, account: Account) -> None:
    """Make a socket folder outside the data; refuse one that somebody else laid."""
    try:
        socket.mkdir(mode=PRIVATE)
    except FileExistsError:
        pass
    else:
        if not account.is_ours:
            os.chown(socket, account.uid, account.gid)
    found = socket.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
        raise HomeUnusableError(socket, "somebody else made it.")
    if stat.S_IMODE(found.st_mode) != PRIVATE:
        socket.chmod(PRIVATE)


def _entry(uid: int) -> Account | None:
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def _first_closed(folder: Path, account: Account) -> Path | None:
    """Find the first folder on the way that this account may not enter."""
    for step in [*reversed(folder.parents), folder]:
        entered = subprocess.run(  # noqa: S603 - a fixed command
            ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(step)],
            cwd="/",
            capture_output=True,
            check=False,
            **account.child(),
        )
        if entered.returncode:
            return step
    return None

"""Locks that the kernel drops when their last holder dies. No pid is ever trusted."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.postgres.errors import HomeUnusableError, StillBusyError

if TYPE_CHECKING:
    from afterword.postgres.places import Account

PAUSE = 0.02


def open_private(path: Path, account: Account, flags: int = os.O_RDWR) -> int:
    """Open a file of the server, made if need be; never through a symbolic link."""
    flags |= os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        fd = os.open(path, flags, 0o600)
    except OSError as error:
        raise HomeUnusableError(
            path.parent, f"{path.name}: {error.strerror}."
        ) from error
    if not account.is_ours:
        os.fchown(fd, account.uid, account.gid)
    return fd


def try_lock(fd: int, kind: int = fcntl.LOCK_EX) -> bool:
    """Take a lock if it is free now."""
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for(fd: int, path: Path, *, kind: int = fcntl.LOCK_EX, seconds: float) -> None:
    """Take a lock, waiting for at most so many seconds."""
    end = time.monotonic() + seconds
    while not try_lock(fd, kind):
        if time.monotonic() > end:
            raise StillBusyError(path, seconds)
        time.sleep(PAUSE)

"""Moves data made by an older major version into a new folder. The old one is kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.postgres import binaries, cluster, launcher, places
from afterword.postgres.errors import StartFailedError, UpgradeError

if TYPE_CHECKING:
    from afterword.postgres.binaries import Software
    from afterword.postgres.launcher import Server


def upgrade(home: Path | None = None) -> tuple[Path, Path]:
    """Copy the database over by dump and restore; give the old and the new folder.

    The new data appear whole or not at all. Nobody else may use the old ones.
    """
    home = places.home() if home is None else Path(home).absolute()
    software = binaries.find()
    new = home / f"postgres-{software.major}"
    if (new / "data").exists():
        raise UpgradeError(f"The data in {new} are of this version already.")
    old = _newest_older(home, software.major)
    source = _alone(_programs_of(old), old)
    draft = Path(tempfile.mkdtemp(prefix="upgrade-", dir=home))
    try:
        grown = _grow(draft, old, source, software)
        grown.rename(new)
    finally:
        source.stop()
        shutil.rmtree(draft, ignore_errors=True)
    return old, new


def _newest_older(home: Path, major: int) -> Path:
    found = [
        int(number)
        for data in home.glob("postgres-*/data")
        if (number := data.parent.name.removeprefix("postgres-")).isdigit()
    ]
    older = [number for number in found if number < major]
    if not older:
        raise UpgradeError(f"There are no data of an older PostgreSQL in {home}.")
    return home / f"postgres-{max(older)}"


def _programs_of(old: Path) -> Software:
    """Find the programs that made the old data: beside them, or in the system."""
    major = int(old.name.removeprefix("postgres-"))
    if kept := binaries.kept(old):
        return kept
    for software in binaries.candidates():
        if software.major == major:
            return software
    raise UpgradeError(
        f"The programs of PostgreSQL {major}, which made {old}, are not here. "
        f"Install PostgreSQL {major} beside the newer one and try again."
    )


def _alone(software: Software, old: Path) -> Server:
    """Start the old server and make sure that nobody else writes to it."""
    if not launcher.start_with(software, old).stop():
        raise UpgradeError(
            f"Another process uses the data in {old}. Stop Afterword, then try again."
        )
    return launcher.start_with(software, old)


def _grow(draft: Path, old: Path, source: Server, software: Software) -> Path:
    """Make the new data in a draft folder, stopped, and give their folder."""
    draft.chmod(0o711)  # the database's account must pass
    folder = draft / f"postgres-{software.major}"
    folder.mkdir(mode=places.PRIVATE)
    owner = old.stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    target = launcher.start_with(software, folder)
    dump = draft / "dump"
    try:
        _run(software, "pg_dump", source, "--format=custom", f"--file={dump}")
        options = ("--single-transaction", "--exit-on-error", str(dump))
        _run(software, "pg_restore", target, *options)
    finally:
        target.stop()
    return folder


def _run(software: Software, program: str, server: Server, *options: str) -> None:
    dsn = server.dsn(cluster.SUPERUSER)
    done = subprocess.run(  # noqa: S603 - a program that was found, fixed arguments
        [software.program(program), f"--dbname={dsn}", *options],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=cluster.environment(),
    )
    if done.returncode:
        raise StartFailedError(program, done.stderr.strip()[-2000:])

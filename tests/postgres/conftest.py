"""Servers of these tests' own, in temporary homes that any account may pass."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from afterword import postgres

USER = """
import sys
from pathlib import Path
import psycopg
from afterword import postgres
server = postgres.start(Path(sys.argv[1]))
with psycopg.connect(server.dsn(postgres.APP)) as connection:
    row = connection.execute("SELECT pg_postmaster_start_time()").fetchone()
    print(*row, flush=True)
sys.stdin.readline()
"""
"""Another process: starts or joins, says since when it runs, stays until told."""


class OtherUser:
    """Another process that uses the server of a home."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def says(self) -> str:
        """Wait until it uses the server."""
        return self.process.stdout.readline().strip()

    def kill(self, *, with_children: bool = False) -> None:
        """End it by ``kill -9``, with what it is running or without."""
        if with_children:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def postmaster(server: postgres.Server) -> int:
    return int((server.folder / "data" / "postmaster.pid").read_text().split()[0])


def query(server: postgres.Server, sql: str, role: str = postgres.APP) -> list[tuple]:
    with psycopg.connect(server.dsn(role), autocommit=True) as connection:
        return connection.execute(sql).fetchall()


MEMORY = Path("/dev/shm")  # noqa: S108 - each test makes a folder of its own there
DISK = Path("/tmp")  # noqa: S108 - ditto; short enough for a socket's path
ROOMY = 2_000_000_000


def _fast_folder() -> Path:
    """Choose memory where it is roomy and runs programs; a disk is slow to sync."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOMY
    runs = roomy and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    return MEMORY if runs else DISK


@contextlib.contextmanager
def temporary_home(name: str = "home") -> Iterator[Path]:
    top = Path(tempfile.mkdtemp(prefix="aw-", dir=_fast_folder()))
    top.chmod(0o711)  # the database's account must pass
    try:
        yield top / name
    finally:
        for pid in top.rglob("postmaster.pid"):
            with contextlib.suppress(ProcessLookupError, ValueError):
                os.kill(int(pid.read_text().split()[0]), signal.SIGKILL)
        shutil.rmtree(top, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """Give a home that does not exist yet; whatever runs there at the end is killed."""
    with temporary_home() as folder:
        yield folder


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """Give a home whose data are made, for tests of what comes after that."""
    with temporary_home() as folder:
        postgres.start(folder).stop()
        yield folder


@pytest.fixture
def another_user() -> Iterator[Callable[[Path], OtherUser]]:
    """Give processes that use a home, ended with the test."""
    started = []

    def begin(home: Path) -> OtherUser:
        started.append(OtherUser(home))
        return started[-1]

    yield begin
    for each in started:
        each.close()

"""Starts, joins and stops one embedded PostgreSQL. It trusts locks, never pids.

``start.lock``   held while somebody starts or stops the server
``users.lock``   shared, held for life by every process that uses the server
``server.lock``  inherited by PostgreSQL: held exactly as long as any of it lives
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import make_conninfo

from afterword.postgres import binaries, cluster, locks, places
from afterword.postgres.errors import (
    OtherMajorError,
    StartFailedError,
    StillBusyError,
    StopFailedError,
)

if TYPE_CHECKING:
    from afterword.postgres.binaries import Software
    from afterword.postgres.places import Account

PORT = "5432"
PATIENCE = 120.0
"""Seconds: a crash recovery may take long; nothing else here does."""

LOG_LIMIT = 10_000_000
MAX_CONNECTIONS = 100

_using: dict[tuple[int, Path], int] = {}
"""Our shared hold on each ``users.lock``, by process and folder."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL that this process uses."""

    folder: Path
    socket: Path
    port: str = PORT

    def dsn(self, role: str, database: str = cluster.DATABASE) -> str:
        """Give the connection string for a role."""
        return make_conninfo(
            host=str(self.socket), port=self.port, user=role, dbname=database
        )

    def bin(self, name: str) -> Path:
        """Give the path of a program such as ``pg_dump``, as installed."""
        return binaries.find().program(name)

    def stop(self) -> bool:
        """Leave the server; stop it if nobody else uses it. Say whether it stopped."""
        return _leave(self.folder)


def start(home: Path | None = None) -> Server:
    """Start the embedded PostgreSQL or join the one that runs; ready when it returns.

    Any number of processes may call this at once. It survives ``kill -9`` of any.
    """
    home = places.home() if home is None else Path(home).absolute()
    places.prepare(home)
    software = binaries.find()
    _refuse_other_major(home, software)
    return start_with(software, home / f"postgres-{software.major}")


def expected(home: Path | None = None) -> Server:
    """Say where the server of a home is to be found, without starting anything."""
    home = places.home() if home is None else Path(home).absolute()
    folder = home / f"postgres-{binaries.find().major}"
    return Server(folder, _socket_of(folder, places.account_for(folder)))


def is_used_here(home: Path | None = None) -> bool:
    """Say whether this very process uses the server of a home already."""
    return (os.getpid(), expected(home).folder) in _using


def start_with(software: Software, folder: Path) -> Server:
    """Start or join the server of one folder, by these programs."""
    account = places.account_for(folder)
    places.own(folder, account)
    with _starting(folder, account):
        _use(folder, account)
        try:
            return _ready(folder, software, account)
        except BaseException:
            _let_go(folder)
            raise


def _refuse_other_major(home: Path, software: Software) -> None:
    """Refuse to begin anew beside data of another major version."""
    if (home / f"postgres-{software.major}" / "data").exists():
        return
    for data in sorted(home.glob("postgres-*/data")):
        major = data.parent.name.removeprefix("postgres-")
        if major.isdigit():
            raise OtherMajorError(
                data=int(major), software=software.major, folder=data.parent
            )


@contextmanager
def _starting(folder: Path, account: Account) -> Iterator[None]:
    path = folder / "start.lock"
    fd = locks.open_private(path, account)
    try:
        locks.wait_for(fd, path, seconds=2 * PATIENCE)
        yield
    finally:
        os.close(fd)


def _use(folder: Path, account: Account) -> None:
    """Hold ``users.lock`` for as long as this process lives, once."""
    if (os.getpid(), folder) in _using:
        return
    fd = locks.open_private(folder / "users.lock", account)
    fcntl.flock(fd, fcntl.LOCK_SH)
    _using[os.getpid(), folder] = fd


def _let_go(folder: Path) -> int | None:
    fd = _using.pop((os.getpid(), folder), None)
    if fd is not None:
        os.close(fd)
    return fd


def _ready(folder: Path, software: Software, account: Account) -> Server:
    """Wait until the server answers, starting it when nobody else has."""
    path = folder / "server.lock"
    lock = locks.open_private(path, account)
    end = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < end:
            server = Server(folder, _socket_of(folder, account))
            if _answers(server):
                return server
            if locks.try_lock(lock):
                return _launch(folder, software, account, lock, end)
            time.sleep(locks.PAUSE)  # it starts, recovers or stops
    finally:
        os.close(lock)
    raise StillBusyError(path, PATIENCE)


def _socket_of(folder: Path, account: Account) -> Path:
    """Say where a running server put its socket; else where ours would."""
    try:
        lines = (folder / "data" / "postmaster.pid").read_text("utf-8").splitlines()
        return Path(lines[4]) if lines[4] else places.socket_folder(folder, account)
    except (OSError, IndexError, UnicodeDecodeError):
        return places.socket_folder(folder, account)


def _answers(server: Server) -> bool:
    """Say whether our own server answers, not another one on the same socket."""
    if not (server.socket / f".s.PGSQL.{server.port}").exists():
        return False
    try:
        with psycopg.connect(
            server.dsn(cluster.SUPERUSER, "postgres"), connect_timeout=5
        ) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.Error:
        return False
    return (
        row is not None and Path(row[0]).resolve() == (server.folder / "data").resolve()
    )


def _launch(
    folder: Path, software: Software, account: Account, lock: int, end: float
) -> Server:
    """Start PostgreSQL. We hold ``server.lock``, so no part of it is alive."""
    binaries.sweep(folder)
    software = binaries.keep(software, folder)
    if not (folder / "data" / "PG_VERSION").exists():
        cluster.make(folder, software, account, lock=lock)
    cluster.sweep(folder)
    cluster.let_in(folder, software, account)
    socket = places.socket_folder(folder, account)
    if socket != folder:
        places.own_socket_folder(socket, account)
    # What a killed server left: its pid may belong to somebody else by now.
    for stale in (
        folder / "data" / "postmaster.pid",
        socket / f".s.PGSQL.{PORT}.lock",
        socket / f".s.PGSQL.{PORT}",
    ):
        stale.unlink(missing_ok=True)
    process = _spawn(folder, software, account, socket, lock)
    server = Server(folder, socket)
    try:
        while time.monotonic() < end:
            if process.poll() is not None:
                raise StartFailedError("postgres", _last_words(folder))
            if _answers(server):
                return server
            time.sleep(locks.PAUSE)
        raise StillBusyError(folder / "server.lock", PATIENCE)
    finally:
        process.returncode = process.returncode or 0  # it outlives us, unwaited for


def _spawn(
    folder: Path, software: Software, account: Account, socket: Path, lock: int
) -> subprocess.Popen[bytes]:
    log = folder / "log"
    if log.exists() and log.lstat().st_size > LOG_LIMIT:
        log.replace(folder / "log.old")
    quoted = str(socket).replace('"', '""')
    settings = {
        "listen_addresses": "",
        "port": PORT,
        "unix_socket_directories": f'"{quoted}"',
        # The folder round the socket is 0700; root must pass where it is another's.
        "unix_socket_permissions": "0700" if account.is_ours else "0777",
        "max_connections": str(MAX_CONNECTIONS),
    }
    command: list[str | Path] = [software.program("postgres"), "-D", folder / "data"]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    output = locks.open_private(log, account, os.O_WRONLY | os.O_APPEND)
    try:
        return subprocess.Popen(  # noqa: S603 - a program that was found
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=cluster.environment(),
            pass_fds=[lock],
            start_new_session=True,
            **account.child(),
        )
    finally:
        os.close(output)


def _last_words(folder: Path) -> str:
    text = (folder / "log").read_text("utf-8", errors="replace")
    return "\n".join(text.splitlines()[-15:])


def _leave(folder: Path) -> bool:
    account = places.account_for(folder)
    with _starting(folder, account):
        _let_go(folder)
        users = locks.open_private(folder / "users.lock", account)
        try:
            return locks.try_lock(users) and _stop(folder, account)
        finally:
            os.close(users)


def _stop(folder: Path, account: Account) -> bool:
    """Stop PostgreSQL and wait until no part of it lives."""
    software = binaries.kept(folder) or binaries.find()
    order = ["stop", "-D", str(folder / "data"), "-m", "fast", "-t", f"{PATIENCE:.0f}"]
    done = subprocess.run(  # noqa: S603 - a program that was found
        [software.program("pg_ctl"), *order],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
        env=cluster.environment(),
        **account.child(),
    )
    path = folder / "server.lock"
    lock = locks.open_private(path, account)
    try:
        if done.returncode and not locks.try_lock(lock):
            raise StopFailedError((done.stderr or done.stdout).strip()[-2000:])
        locks.wait_for(lock, path, seconds=PATIENCE)
    finally:
        os.close(lock)
    socket = places.socket_folder(folder, account)
    if socket != folder:
        with suppress(OSError):  # another user's clean-up may have been quicker
            socket.rmdir()
    return True

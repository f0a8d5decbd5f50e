"""A pgbouncer in transaction mode in front of the tests' PostgreSQL."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from afterword import postgres
from afterword.postgres.places import Account, account_for
from tests.setup_machine import pgbouncer

SETTINGS = """\
[databases]
* = host='{socket}' port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/people
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 300
"""


@contextlib.contextmanager
def in_front_of(server: postgres.Server, *, pool: int = 6) -> Iterator[int]:
    """Run pgbouncer on loopback and give its port. It must be installed."""
    account = account_for(server.folder)
    _let_in(server, account)
    folder = Path(tempfile.mkdtemp(prefix="aw-bouncer-"))
    listens = _free_port()
    people = "".join(f'"{role}" ""\n' for role in (postgres.APP, postgres.OWNER))
    (folder / "people").write_text(people)
    (folder / "settings").write_text(
        SETTINGS.format(
            socket=server.socket,
            port=server.port,
            listens=listens,
            folder=folder,
            pool=pool,
        )
    )
    folder.chmod(0o755)
    process = subprocess.Popen(
        [str(pgbouncer()), str(folder / "settings")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **account.child(),
    )
    try:
        _wait(process, listens)
        yield listens
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def _let_in(server: postgres.Server, account: Account) -> None:
    """Let the server's own account in: pgbouncer does not run as root either.

    The launcher writes this file anew at the next start.
    """
    if account.is_ours:
        return
    line = f'afterword "{account.name}" /^afterword_\n'
    names = server.folder / "data" / "pg_ident.conf"
    if line not in names.read_text(encoding="utf-8"):
        with names.open("a", encoding="utf-8") as file:
            file.write(line)
    with psycopg.connect(server.dsn(postgres.SUPERUSER, "postgres")) as connection:
        connection.execute("SELECT pg_reload_conf()")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    message = "pgbouncer did not start"
    raise RuntimeError(message)

"""A pgbouncer in transaction mode between a program and the tests' PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from afterword import postgres

POOL = 6


class Bouncer:
    """Runs while inside the block; with ``on=False`` it is not there at all."""

    def __init__(self, server: postgres.Server, database: str, *, on: bool) -> None:
        self.server, self.database, self.on = server, database, on
        self.environment: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None

    def __enter__(self) -> Self:
        if not self.on:
            return self
        account = pwd.getpwuid((self.server.folder / "data").stat().st_uid)
        self._folder = Path(tempfile.mkdtemp(prefix="bounce-"))
        self._folder.chmod(0o711)
        port = _free_port()
        settings = self._folder / "pgbouncer.ini"
        settings.write_text(self._settings(port))
        command = ["/usr/sbin/pgbouncer", "-q", str(settings)]
        if os.geteuid() == 0:
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            command[1:1] = ["-u", account.pw_name]
        command[0] = shutil.which("pgbouncer") or command[0]
        self._process = subprocess.Popen(command, start_new_session=True)
        url = f"postgresql://{postgres.APP}@127.0.0.1:{port}/{self.database}"
        self.environment = {"AFTERWORD_DATABASE_URL": url}
        _wait_for(port)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _settings(self, port: int) -> str:
        return (
            "[databases]\n"
            f"{self.database} = host={self.server.socket} port={self.server.port} "
            f"user={postgres.APP}\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            "auth_type = any\npool_mode = transaction\n"
            f"default_pool_size = {POOL}\nmax_client_conn = 200\n"
            "ignore_startup_parameters = extra_float_digits,options\n"
            "server_idle_timeout = 5\n"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(100):
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port)),
        ):
            return
        time.sleep(0.05)
    raise TimeoutError("pgbouncer does not answer")

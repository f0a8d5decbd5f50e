"""A pgbouncer in transaction mode between a program and the tests' PostgreSQL.

The server lets in whoever runs the tests, by the account behind the socket, and
pgbouncer refuses to run as root: so a relay of our own stands between the two.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

from afterword import postgres

POOL = 14
"""As many as may wait or send at once: a hand-off holds its connection."""


class Bouncer:
    """Runs while inside the block; with ``on=False`` it is not there at all."""

    def __init__(self, server: postgres.Server, database: str, *, on: bool) -> None:
        self.server, self.database, self.on = server, database, on
        self.environment: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._relay: _Relay | None = None

    def __enter__(self) -> Self:
        if not self.on:
            return self
        account = pwd.getpwuid((self.server.folder / "data").stat().st_uid)
        self._folder = Path(tempfile.mkdtemp(prefix="bounce-"))
        self._folder.chmod(0o711)
        self._relay = _Relay(self.server.socket / f".s.PGSQL.{self.server.port}")
        threading.Thread(target=self._relay.serve_forever, daemon=True).start()
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
        if self._relay is not None:
            self._relay.shutdown()
            self._relay.server_close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _settings(self, port: int) -> str:
        return (
            "[databases]\n"
            f"{self.database} = host=127.0.0.1 port={self._relay.server_address[1]} "
            f"user={postgres.APP}\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            "auth_type = any\npool_mode = transaction\n"
            f"default_pool_size = {POOL}\nmax_client_conn = 200\n"
            "ignore_startup_parameters = extra_float_digits,options\n"
            "server_idle_timeout = 5\n"
        )


class _Relay(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        super().__init__(("127.0.0.1", 0), _Pair)


class _Pair(socketserver.BaseRequestHandler):
    server: _Relay

    def handle(self) -> None:
        with socket.socket(socket.AF_UNIX) as behind:
            behind.connect(self.server.path)
            back = threading.Thread(target=_pour, args=(behind, self.request))
            back.start()
            _pour(self.request, behind)
            back.join()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


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

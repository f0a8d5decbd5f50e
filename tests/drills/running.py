"""The demonstration as real processes, whose database can be taken away."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from afterword import postgres
from afterword.postgres import launcher, places
from tests.postgres.conftest import _fast_folder

READY_WITHIN = 150.0
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def words(self) -> str:
        """Give the words of a page."""
        text = re.sub(r"<(head|script)\b.*?</\1>", " ", self.body, flags=re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@dataclass
class Browser:
    """A browser with its own cookies that follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """Send one request to the real web server."""
        given = {"Host": f"localhost:{self.port}", **headers}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if method == "POST":
            given.setdefault("Content-Type", "application/x-www-form-urlencoded")
            given.setdefault("Origin", f"http://localhost:{self.port}")
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            wire.request(method, path, body.encode() if body else None, given)
            came = wire.getresponse()
            text = came.read().decode("utf-8", "replace")
        finally:
            wire.close()
        for name, value in came.getheaders():
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value
        return Answer(came.status, {k.lower(): v for k, v in came.getheaders()}, text)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, **data: str) -> Answer:
        """Send a form with the token that the browser's cookie answers for."""
        token = self.cookies.get("c", "")
        return self.ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **data}))


@dataclass
class Running:
    """Pages, worker and PostgreSQL of one folder, and what they printed."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    @property
    def printed(self) -> str:
        return (self.home.parent / "printed").read_text(errors="replace")

    @property
    def server(self) -> postgres.Server:
        return postgres.expected(self.home)

    def browser(self, who: str = "") -> Browser:
        """Open a browser; ``who`` is a persona such as ``staff/ruth``."""
        made = Browser(self.port)
        assert made.get("/demo/").status == 200
        if who:
            assert made.post(f"/demo/{who}").status == 303
        return made

    def take_database_away(self) -> None:
        """Stop PostgreSQL under everybody who uses it."""
        folder = self.server.folder
        launcher._stop(folder, places.account_for(folder))

    def give_database_back(self) -> None:
        """Start it again, as an operator would."""
        postgres.start(self.home)

    def python(self, program: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, sql: str) -> list[tuple]:
        """Read as the database's own superuser, whatever the practice."""
        address = self.server.dsn(postgres.SUPERUSER)
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute(sql).fetchall()


@contextlib.contextmanager
def demonstration() -> Iterator[Running]:
    """Start it in a fresh folder, and leave nothing of it behind."""
    top = Path(tempfile.mkdtemp(prefix="aw-drill-", dir=_fast_folder()))
    top.chmod(0o711)  # the database's account must pass
    port = _free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AFTERWORD_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    environment = kept | {
        "AFTERWORD_HOME": str(top / "home"),
        "AFTERWORD_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    with (top / "printed").open("wb") as printed:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("afterword"), "demo"],
            env=environment,
            cwd=ROOT,
            stdout=printed,
            stderr=printed,
            start_new_session=True,
        )
    beside = {"AFTERWORD_DEMO": "1", "AFTERWORD_DEMO_CLOCK": str(top / "home")}
    try:
        made = Running(top / "home", port, process, environment | beside)
        _wait(made)
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(45)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pid in top.rglob("postmaster.pid"):
            with contextlib.suppress(ProcessLookupError, ValueError):
                os.kill(int(pid.read_text().split()[0]), signal.SIGKILL)
        shutil.rmtree(top, ignore_errors=True)


def _wait(made: Running) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and made.process.poll() is None:
        if "demonstration is open" in made.printed:
            return
        time.sleep(0.2)
    raise AssertionError("it did not start: " + made.printed[-2000:])


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])

"""A whole installation, started as an operator starts it, for the journeys.

Real processes: pages, worker and PostgreSQL of its own. Only the clock is ours.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from afterword.carriers.sink import Received, Sink

READY_WITHIN = 120.0
GONE_WITHIN = 60.0
ROOT = Path(__file__).resolve().parents[2]
GO_ON = """
import sys
from afterword.config import environment
environment.load_django()
from afterword.consent import journal
from afterword.demo import passing
journal.replay()
passing.days(int(sys.argv[1]))
"""
"""A day at a time, with each practice's round at its own noon."""
GO_ROUND = """
from afterword.config import environment
environment.load_django()
from afterword.consent import journal
from afterword.followup import services
from afterword.tenancy.models import Practice
journal.replay()
for each in Practice.objects.order_by("id"):
    services.sweep(each.id)
"""


@dataclass
class Installation:
    """Where it runs, what it said when it began, and what came by mail."""

    home: Path
    port: int
    sink: Sink
    environment: dict[str, str]
    process: subprocess.Popen[str]
    first_link: str

    @property
    def address(self) -> str:
        """Give the address that people open."""
        return f"http://localhost:{self.port}"

    def mail(self) -> list[Received]:
        """Give what came, oldest first."""
        return self.sink.messages()

    def let_days_pass(self, number: int) -> None:
        """Move its clock on, day by day; what is due goes out on its day."""
        self._python(GO_ON, str(number))

    def go_round(self) -> None:
        """Make one more round today, as the worker does every minute."""
        self._python(GO_ROUND)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``afterword`` as an operator would, beside what is running."""
        return self._run(str(Path(sys.executable).with_name("afterword")), *words)

    def stop(self) -> int:
        """Press Ctrl-C and say how it ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(GONE_WITHIN)

    def _python(self, program: str, *words: str) -> None:
        done = self._run(sys.executable, "-c", program, *words)
        assert done.returncode == 0, done.stdout + done.stderr

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


@contextlib.contextmanager
def running() -> Iterator[Installation]:
    """Start an installation in a fresh folder, and leave nothing of it behind."""
    top = Path(tempfile.mkdtemp(prefix="aw-journey-", dir=_folder()))
    top.chmod(0o711)  # the database's account must pass
    try:
        with Sink(top / "mail") as sink:
            made = _start(top / "home", sink)
            try:
                yield made
            finally:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    made.stop()
                _end(made.process)
    finally:
        for pid in top.rglob("postmaster.pid"):
            with contextlib.suppress(ProcessLookupError, ValueError):
                os.kill(int(pid.read_text().split()[0]), signal.SIGKILL)
        shutil.rmtree(top, ignore_errors=True)


def postgres_is_gone(home: Path) -> bool:
    """Say whether no PostgreSQL of this folder is left."""
    return not list(home.rglob("postmaster.pid"))


def _folder() -> Path:
    from tests.postgres.conftest import _fast_folder

    return _fast_folder()


def _start(home: Path, sink: Sink) -> Installation:
    port = _free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AFTERWORD_", "DJANGO_"))
    } | {
        "AFTERWORD_HOME": str(home),
        "AFTERWORD_PORT": str(port),
        "AFTERWORD_PUBLIC_URL": f"http://localhost:{port}",
        "AFTERWORD_SMTP_URL": f"{sink.url}?starttls=never",
        "AFTERWORD_DEMO_CLOCK": str(home),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [Path(sys.executable).with_name("afterword"), "start"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        link = _read_link(process)
    except BaseException:
        _end(process)
        raise
    return Installation(home, port, sink, environment, process, link)


def _read_link(process: subprocess.Popen[str]) -> str:
    """Read what it prints until it has said where to set it up; then keep reading."""
    said: queue.Queue[str] = queue.Queue()

    def listen() -> None:
        for line in process.stdout or ():
            said.put(line)
        said.put("")

    threading.Thread(target=listen, daemon=True).start()
    heard = []
    while line := said.get(timeout=READY_WITHIN):
        heard.append(line)
        if "Set up the practice here" in line:
            return line.rpartition(" ")[2].strip()
    raise AssertionError("it ended by itself: " + "".join(heard))


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout:
        process.stdout.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])

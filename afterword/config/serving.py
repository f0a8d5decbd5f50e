"""Start everything and stop everything: PostgreSQL, web pages, background work."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from afterword import postgres
from afterword.config import environment, preparing
from afterword.vault import ring

STOP_WITHIN = 30
"""Seconds a worker may take to finish a message that it is handing over."""


class Stopped(Exception):  # noqa: N818 - it is not an error
    """Somebody asked us to stop."""


@contextmanager
def prepared() -> Iterator[None]:
    """Have the database run while something is served, and leave it afterwards."""
    server = postgres.start() if environment.embedded() else None
    try:
        prepare(server)
        yield
    finally:
        if server is not None:
            server.stop()


def prepare(server: postgres.Server | None = None) -> None:
    """Check every setting, make keys where we may, and bring the tables up to date."""
    environment.public_url()
    for role in (environment.APP_ROLE, environment.OWNER_ROLE):
        environment.database(role)
    if environment.embedded() and not environment.keys().exists():
        ring.make(environment.keys())
    ring.load(environment.keys())
    environment.secret_key()
    environment.journal().mkdir(parents=True, exist_ok=True, mode=0o700)
    if preparing.is_done(server):
        return
    done = subprocess.run(
        [sys.executable, "-m", "afterword.config.preparing"], check=False
    )
    if done.returncode:
        raise SystemExit("Afterword could not prepare its tables; see above.")


def serve(*, ready: Callable[[], None], web: bool = True, work: bool = True) -> int:
    """Run web pages and background work until somebody stops us."""
    commands = [web_command()] * web + [work_command()] * work
    try:
        with _stoppable(), _children(commands) as children:
            if web:
                _wait_for_port(children)
            ready()
            while all(child.poll() is None for child in children):
                time.sleep(0.2)
            print("A part of Afterword ended by itself; stopping the rest.", flush=True)
            return 1
    except Stopped:
        return 0


def web_command() -> list[str]:
    """Give the command of the web server. It keeps no access log."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        "--host=127.0.0.1" if _is_local() else "--host=0.0.0.0",
        f"--port={environment.port()}",
        "--workers=2",
        "--blocking-threads=8",
        "--backpressure=64",
        "--no-access-log",
        "--log-level=error",
        "afterword.config.wsgi:application",
    ]


def work_command() -> list[str]:
    """Give the command of the worker."""
    run = "from afterword.config.working import main; raise SystemExit(main())"
    return [sys.executable, "-c", run]


def _is_local() -> bool:
    return environment.public_url().startswith("http://")


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn Ctrl-C and a polite kill into one way out, which is not an error."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in before:  # a second Ctrl-C must not cut the way out short
            signal.signal(number, signal.SIG_IGN)
        print("\nStopping …", flush=True)
        raise Stopped

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _children(commands: list[list[str]]) -> Iterator[list[subprocess.Popen[bytes]]]:
    started = [
        subprocess.Popen(command, start_new_session=True, env=os.environ)  # noqa: S603
        for command in commands
    ]
    try:
        yield started
    finally:
        for child in started:
            if child.poll() is None:
                child.terminate()
        end = time.monotonic() + STOP_WITHIN
        for child in started:
            try:
                child.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _wait_for_port(children: list[subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and all(child.poll() is None for child in children):
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", environment.port())) == 0:
                return
        time.sleep(0.05)

"""Fixtures: a mail server on loopback, a clock that stands still, one client."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest

from afterword import clock
from afterword.carriers.sink import Sink


class Hands:
    """Puts the clock where a test wants it; it stands still there."""

    def __init__(self, monkeypatch, moment):
        self._monkeypatch = monkeypatch
        self.put(moment)

    def put(self, moment):
        """Let the clock stand at a moment."""
        self.now = moment
        self._monkeypatch.setattr(clock, "now", lambda: moment)
        return moment


@pytest.fixture
def hands(monkeypatch):
    """Let the clock stand at noon of the day that the first check-in is due."""
    from tests.stories import FIRST_NOON

    return Hands(monkeypatch, FIRST_NOON)


@pytest.fixture
def sink(tmp_path, settings):
    """Listen as a real mail server would, and keep what comes."""
    settings.PUBLIC_URL = "https://note.example.org"
    settings.MAIL_FROM = "note@example.org"
    with Sink(tmp_path / "mail") as listening:
        settings.SMTP_URL = listening.url
        yield listening


@pytest.fixture
def story(transactional_db, hands):
    """One client who agreed, on the day that their first check-in is due."""
    from tests.stories import an_agreement

    return an_agreement()


class PostOffice:
    """A mail server that says what a test wants, and keeps what it was given."""

    def __init__(self):
        self.says = {}
        self.hangs_up_after_the_dot = False
        self.got = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self):
        """Stop listening."""
        with socket.create_connection(self._listener.getsockname(), 5) as last:
            self._listener.close()
            last.close()
        self._thread.join(10)

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as wire:
                connection.settimeout(10)
                with contextlib.suppress(OSError, ValueError):
                    self._talk(wire)

    def _talk(self, wire):
        wire.write(b"220 ready\r\n")
        recipient = ""
        while line := wire.readline().decode():
            verb = line[:4].strip().upper()
            if verb == "RCPT":
                recipient = line.split("<")[1].split(">")[0]
            reply = self.says.get(verb, "354 go" if verb == "DATA" else "250 yes")
            wire.write(f"{reply}\r\n".encode())
            if verb == "DATA" and reply.startswith("354"):
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += wire.readline()
                self.got.append((recipient, body))
                if self.hangs_up_after_the_dot:
                    return
                wire.write(f"{self.says.get('DOT', '250 kept')}\r\n".encode())


@pytest.fixture
def post_office(settings):
    """Listen as a mail server that refuses, hesitates or hangs up."""
    office = PostOffice()
    settings.SMTP_URL = office.url
    settings.PUBLIC_URL = "https://note.example.org"
    settings.MAIL_FROM = "note@example.org"
    yield office
    office.stop()

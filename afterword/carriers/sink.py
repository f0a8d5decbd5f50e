"""A small mail server of our own that keeps what it is given, on this machine.

For the demonstration and for a trial: it delivers nothing to anybody.
"""

from __future__ import annotations

import json
import os
import re
import socketserver
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

LARGEST = 4 * 1024 * 1024
LONGEST_LINE = 4096
MOST_RECIPIENTS = 100
PATIENCE = 60.0
"""Seconds of silence after which a conversation is ended."""
_PATH = re.compile(rb"<([^<>\s]*)>")


@dataclass(frozen=True)
class Received:
    """One message as it came: its envelope and its bytes."""

    path: Path
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class Sink:
    """Listens on loopback and stores each message as a file in ``folder``.

    ``000001.eml`` holds the bytes, ``000001.json`` the envelope. A message is
    acknowledged only after both are on disk.
    """

    def __init__(self, folder: Path, port: int = 0, host: str = "127.0.0.1") -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._storing = threading.Lock()
        self._server = _Server((host, port), self)
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """Give the port that it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Give the value that ``AFTERWORD_SMTP_URL`` takes to send here."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Begin to listen, in a thread of its own."""
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.1},
            name="mail-sink",
            daemon=True,
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening. What came stays in the folder."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def messages(self) -> list[Received]:
        """Give what came, oldest first."""
        return stored(self.folder)

    def store(self, sender: str, recipients: list[str], raw: bytes) -> Path:
        """Keep one message; it is whole on disk or not there at all."""
        with self._storing:
            last = max((int(p.stem) for p in self.folder.glob("[0-9]*.eml")), default=0)
            path = self.folder / f"{last + 1:06d}.eml"
            envelope = {"sender": sender, "recipients": recipients}
            _write(path.with_suffix(".json"), json.dumps(envelope).encode())
            _write(path, raw)
        return path


def stored(folder: Path) -> list[Received]:
    """Give what a sink kept in a folder, oldest first; it need not be running."""
    return [_read(path) for path in sorted(folder.glob("[0-9]*.eml"))]


def _read(path: Path) -> Received:
    envelope = json.loads(path.with_suffix(".json").read_bytes())
    return Received(
        path=path,
        sender=envelope["sender"],
        recipients=tuple(envelope["recipients"]),
        raw=path.read_bytes(),
    )


def _write(path: Path, data: bytes) -> None:
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, place: tuple[str, int], sink: Sink) -> None:
        self.sink = sink
        super().__init__(place, _Session)


class _Session(socketserver.StreamRequestHandler):
    """One conversation, spoken well enough for any mail program."""

    server: _Server
    timeout = PATIENCE

    def handle(self) -> None:
        self._sender: str | None = None
        self._recipients: list[str] = []
        try:
            self._say("220 ready")
            while self._turn():
                pass
        except (OSError, ValueError):
            return  # they hung up or would not stop; nothing was promised

    def _turn(self) -> bool:
        """Answer one command. False when the conversation is over."""
        line = self.rfile.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            return False
        verb = line[:4].strip().upper()
        if verb == b"EHLO":
            self._reset()
            self._say("250-sink", f"250-SIZE {LARGEST}", "250-8BITMIME", "250 SMTPUTF8")
        elif verb in {b"HELO", b"RSET", b"NOOP"}:
            if verb != b"NOOP":
                self._reset()
            self._say("250 yes")
        elif verb == b"MAIL":
            self._mail(line)
        elif verb == b"RCPT":
            self._rcpt(line)
        elif verb == b"DATA":
            return self._data()
        elif verb == b"QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("502 not known here")
        return True

    def _mail(self, line: bytes) -> None:
        path = _PATH.search(line)
        if path is None or self._sender is not None:
            self._say("503 not now")
            return
        self._sender = path[1].decode("utf-8", "replace")
        self._say("250 yes")

    def _rcpt(self, line: bytes) -> None:
        path = _PATH.search(line)
        if path is None or not path[1] or self._sender is None:
            self._say("503 not now")
        elif len(self._recipients) >= MOST_RECIPIENTS:
            self._say("452 enough")
        else:
            self._recipients.append(path[1].decode("utf-8", "replace"))
            self._say("250 yes")

    def _data(self) -> bool:
        if self._sender is None or not self._recipients:
            self._say("503 not now")
            return True
        self._say("354 go on")
        lines: list[bytes] = []
        size = 0
        while True:
            line = self.rfile.readline(LONGEST_LINE)
            if not line.endswith(b"\n"):
                return False
            if line == b".\r\n":
                break
            size += len(line)
            if size > LARGEST:
                self._say("552 too large")
                return False
            lines.append(line.removeprefix(b"."))
        try:
            self.server.sink.store(self._sender, self._recipients, b"".join(lines))
        except OSError:
            self._say("452 could not be kept")
        else:
            self._say("250 kept")
        self._reset()
        return True

    def _reset(self) -> None:
        self._sender = None
        self._recipients = []

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode("ascii"))

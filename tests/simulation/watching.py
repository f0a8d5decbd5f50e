"""A real mail server that notes when each conversation began, and lets some hang."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from afterword.carriers import sink


@dataclass
class Talk:
    """One conversation, as the mail server saw it."""

    began: float
    """When `MAIL FROM` was read."""
    recipient: str = ""
    raw: bytes = b""
    """The message; empty if the sender was gone before it was whole."""


class Watching(sink.Sink):
    """Keeps every conversation; those in ``hung`` wait ``hang`` seconds, once."""

    def __init__(self, folder: Path, hung: set[str], hang: float) -> None:
        super().__init__(folder)
        self._server.RequestHandlerClass = _Watched
        self.talks: list[Talk] = []
        self.hung, self.hang = set(hung), hang
        self._of_thread: dict[int, Talk] = {}

    def began(self) -> None:
        """Note a conversation in this thread."""
        talk = Talk(time.monotonic())
        self._of_thread[threading.get_ident()] = talk
        self.talks.append(talk)

    def names(self, recipient: str) -> None:
        """Note for whom this thread's conversation is."""
        self._of_thread[threading.get_ident()].recipient = recipient

    def store(self, sender: str, recipients: list[str], raw: bytes) -> Path:
        """Keep a message, and keep its sender waiting if it is to hang."""
        self._of_thread[threading.get_ident()].raw = raw
        if recipients[0] in self.hung:
            self.hung.discard(recipients[0])
            time.sleep(self.hang)
        return super().store(sender, recipients, raw)


class _Watched(sink._Session):
    def _mail(self, line: bytes) -> None:
        self.server.sink.began()
        super()._mail(line)

    def _rcpt(self, line: bytes) -> None:
        super()._rcpt(line)
        if self._recipients:
            self.server.sink.names(self._recipients[0])

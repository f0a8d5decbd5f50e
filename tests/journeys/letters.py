"""Reads a message as its receiver sees it: headers, words, links. It sends none."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import Final

from afterword.carriers.sink import Received
from afterword.look.discretion import revealing

LINK: Final = re.compile(r"https?://[^\s\"'<>)]+")
REMOTE: Final = re.compile(
    r"<(img|script|iframe|link|object|video|audio)\b|url\(", re.IGNORECASE
)


@dataclass(frozen=True)
class Letter:
    """One message that came, read."""

    to: str
    sender: str
    subject: str
    text: str
    html: str
    headers: EmailMessage
    raw: bytes

    @property
    def links(self) -> set[str]:
        """Give every address in it, in words and in markup."""
        return {*LINK.findall(self.text), *LINK.findall(self.html)}

    @property
    def link(self) -> str:
        """Give its one link; more than one is a mistake."""
        (only,) = self.links
        return only

    @property
    def one_click(self) -> str:
        """Give the address where one press of a mail program stops it."""
        found = LINK.search(str(self.headers["List-Unsubscribe"]))
        assert found
        return found[0]

    def tells(self) -> list[str]:
        """Give what would tell a stranger: clinical words, or something fetched."""
        seen = f"{self.sender} {self.subject} {self.text} {self.html}"
        words = [one.word for one in revealing(seen)]
        return words + REMOTE.findall(self.html)


def read(received: Received) -> Letter:
    """Read one message as it came."""
    message = email.message_from_bytes(received.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    (to,) = received.recipients
    return Letter(
        to=to,
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        headers=message,
        raw=received.raw,
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None, kind
    return str(body.get_content())

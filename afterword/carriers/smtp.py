"""Hand one finished message over in one SMTP conversation, and say what happened.

It never tries again and never guesses: until the dot that ends the message is
written, every failure is a definite "not sent"; from that dot on, only the
server's own answer says more than "unknown".
"""

from __future__ import annotations

import base64
import enum
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from afterword.carriers.addresses import BadAddressError, for_envelope
from afterword.carriers.route import Encryption, Route
from afterword.carriers.wire import Deadline, Reply, Wire, WireError

__all__ = ["LIMIT", "Kind", "Result", "Route", "hand_over"]

LIMIT = 20.0
"""Seconds that one conversation may take in all, looking the server up included."""
FAREWELL = 0.5
LONGEST_LINE = 998

_READY, _SIGNED_IN, _PROMPT, _GO_ON = 220, 235, 334, 354
_ABOUT_THE_ADDRESS = {550, 551, 553, 556}
_ABOUT_THE_SENDER = {"5.1.7", "5.1.8", "5.1.9"}
_DISABLED = "5.2.1"


class Kind(enum.StrEnum):
    """How a conversation ended."""

    ACCEPTED = "accepted"
    REFUSED_ADDRESS = "refused_address"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """What one conversation came to. Holds no address and no text of the server.

    ``accepted``: the server took the message. ``refused_address``: it said that
    this address takes no mail. ``refused``: it refused for another reason (for
    now, when ``temporary``). ``unreachable``: the conversation broke before the
    message was complete. All of these but the first mean that nothing was sent.
    ``unknown``: the message was complete and no answer came; it may be on its way.
    """

    kind: Kind
    code: int | None
    detail: str
    conversation: tuple[str, ...] = ()

    @property
    def temporary(self) -> bool:
        """Say whether the server refused for now only."""
        return self.code is not None and self.code // 100 == 4  # noqa: PLR2004


def hand_over(  # noqa: PLR0913 - one conversation, everything it needs
    *,
    route: Route,
    sender: str,
    recipient: str,
    message: bytes,
    on_begin: Callable[[], None] | None = None,
    within: float = LIMIT,
) -> Result:
    """Hand ``message`` over once. Returns within ``within`` seconds, whatever happens.

    ``on_begin`` is called immediately before the first byte of the envelope is
    written; what it raises ends the conversation there and reaches the caller.
    Nothing else is raised for what the network or the data do.
    """
    try:
        envelope_sender = for_envelope(sender)
    except BadAddressError as error:
        return Result(Kind.REFUSED, None, f"the sender's address {error}")
    try:
        envelope_recipient = for_envelope(recipient)
    except BadAddressError as error:
        return Result(Kind.REFUSED_ADDRESS, None, f"the recipient's address {error}")
    if problem := _unfit(message):
        return Result(Kind.REFUSED, None, problem)
    talk = _Talk(route, Deadline(within))
    try:
        talk.open(name=envelope_sender.rpartition("@")[2])
        talk.envelope(envelope_sender, envelope_recipient, message, on_begin)
        talk.content(message)
        result = talk.verdict()
    except _NotSentError as stop:
        result = Result(stop.kind, stop.code, stop.detail, tuple(talk.steps))
    except WireError as broken:
        talk.broken = True
        result = Result(
            Kind.UNKNOWN if talk.complete else Kind.UNREACHABLE,
            None,
            broken.why,
            tuple(talk.steps),
        )
    finally:
        talk.close()
    return result


class _NotSentError(Exception):
    """The conversation ended before the message was complete."""

    def __init__(self, kind: Kind, detail: str, reply: Reply | None = None) -> None:
        self.kind = kind
        self.code = reply.code if reply else None
        self.detail = f"{detail} ({_said(reply)})" if reply else detail
        super().__init__(detail)


@dataclass
class _Talk:
    """One conversation: what was said so far, and how far it got."""

    route: Route
    deadline: Deadline
    steps: list[str] = field(default_factory=list)
    offers: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    """The dot was written, or may have been: from here on only a reply tells."""
    broken: bool = False
    _wire: Wire | None = None

    @property
    def wire(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(self.route.host, self.route.port, within=self.deadline)
            self.steps.append("CONNECT")
        return self._wire

    def open(self, *, name: str) -> None:
        """Connect, encrypt and sign in, as the route says."""
        if self.route.encryption is Encryption.TLS:
            self._encrypt()
        self._expect(self._hear("GREETING"), _READY, "the mail server is not ready")
        self._greet(name)
        if self.route.encryption is Encryption.STARTTLS:
            if "STARTTLS" not in self.offers:
                raise _NotSentError(
                    Kind.UNREACHABLE,
                    "the mail server offers no encryption, and "
                    "AFTERWORD_SMTP_URL requires it",
                )
            self._expect(
                self._ask("STARTTLS", "STARTTLS"),
                _READY,
                "the mail server refused to encrypt",
            )
            self._encrypt()
            self._greet(name)
        if self.route.user:
            self._sign_in()

    def envelope(
        self,
        sender: str,
        recipient: str,
        message: bytes,
        on_begin: Callable[[], None] | None,
    ) -> None:
        """Name sender and recipient; ``on_begin`` just before the first byte."""
        extras = self._extras(recipient, sender, message)
        if on_begin is not None:
            on_begin()
        reply = self._ask("MAIL", f"MAIL FROM:<{sender}>{extras}")
        _accept(reply, "the mail server refused the sender")
        reply = self._ask("RCPT", f"RCPT TO:<{recipient}>")
        if _is_about_the_address(reply):
            raise _NotSentError(
                Kind.REFUSED_ADDRESS, "the mail server refused the address", reply
            )
        _accept(reply, "the mail server did not take mail for this recipient")

    def content(self, message: bytes) -> None:
        """Write the message and its final dot."""
        self._expect(
            self._ask("DATA", "DATA"), _GO_ON, "the mail server refused the message"
        )
        self.wire.send(re.sub(rb"(?m)^\.", b"..", message))
        if not message.endswith(b"\r\n"):
            self.wire.send(b"\r\n")
        self.complete = True
        self.wire.send(b".\r\n")

    def verdict(self) -> Result:
        """Read what the server made of the whole message."""
        reply = self._hear("DOT")
        said = _said(reply)
        kind, words = {
            2: (Kind.ACCEPTED, "the mail server took the message"),
            4: (Kind.REFUSED, "the mail server refused the message for now"),
            5: (Kind.REFUSED, "the mail server refused the message"),
        }.get(reply.code // 100, (Kind.UNKNOWN, "the mail server's answer is unclear"))
        return Result(kind, reply.code, f"{words} ({said})", tuple(self.steps))

    def close(self) -> None:
        """Take leave in half a second at most. Nothing depends on it any more."""
        if self._wire is None:
            return
        try:
            if not self.broken:
                self._wire.hurry(FAREWELL)
                self._wire.send(b"QUIT\r\n")
                self._wire.reply()
        except WireError:
            pass
        finally:
            self._wire.close()

    def _greet(self, name: str) -> None:
        reply = self._ask("EHLO", f"EHLO {name}")
        _accept(reply, "the mail server refused the greeting")
        self.offers = {}
        for line in reply.lines[1:]:
            word, _, rest = line.strip().partition(" ")
            self.offers[word.upper()] = rest

    def _encrypt(self) -> None:
        try:
            context = ssl.create_default_context(cafile=self.route.trust)
        except OSError as error:
            raise WireError(
                "the file of certificates in AFTERWORD_SMTP_URL cannot be read"
            ) from error
        self.steps.append(self.wire.encrypt(context))

    def _sign_in(self) -> None:
        user, password = self.route.user, self.route.password
        ways = self.offers.get("AUTH", "").upper().split()
        if "PLAIN" in ways:
            secret = _base64(f"\0{user}\0{password}")
            reply = self._ask("AUTH", f"AUTH PLAIN {secret}")
        elif "LOGIN" in ways:
            reply = self._ask("AUTH", "AUTH LOGIN")
            for secret in (user, password):
                if reply.code == _PROMPT:
                    reply = self._ask("AUTH", _base64(secret))
        else:
            raise _NotSentError(
                Kind.REFUSED,
                "the mail server offers no way to sign in that is known here",
            )
        if reply.code != _SIGNED_IN:
            raise _NotSentError(
                Kind.REFUSED,
                "the mail server did not accept the user and password "
                "of AFTERWORD_SMTP_URL",
                reply,
            )

    def _extras(self, recipient: str, sender: str, message: bytes) -> str:
        """Say what the server must know about the message, or why it cannot go."""
        extras = ""
        if "SIZE" in self.offers:
            most = self.offers["SIZE"].strip()
            if most.isdigit() and 0 < int(most) < len(message):
                raise _NotSentError(
                    Kind.REFUSED, "the message is larger than the mail server takes"
                )
            extras += f" SIZE={len(message)}"
        head = message.partition(b"\r\n\r\n")[0]
        if not (recipient.isascii() and sender.isascii() and head.isascii()):
            if "SMTPUTF8" not in self.offers:
                raise _NotSentError(
                    Kind.REFUSED,
                    "the mail server takes only addresses in plain letters (ASCII)",
                )
            extras += " SMTPUTF8"
        if not message.isascii():
            if "8BITMIME" not in self.offers:
                raise _NotSentError(
                    Kind.REFUSED, "the mail server takes only 7-bit messages"
                )
            extras += " BODY=8BITMIME"
        return extras

    def _ask(self, step: str, command: str) -> Reply:
        self.wire.send(command.encode() + b"\r\n")
        return self._hear(step)

    def _hear(self, step: str) -> Reply:
        reply = self.wire.reply()
        self.steps.append(f"{step} {_said(reply)}")
        return reply

    def _expect(self, reply: Reply, code: int, detail: str) -> None:
        if reply.code != code:
            raise _NotSentError(Kind.REFUSED, detail, reply)


def _accept(reply: Reply, detail: str) -> None:
    if reply.code // 100 != 2:  # noqa: PLR2004 - every 2xx means yes
        raise _NotSentError(Kind.REFUSED, detail, reply)


def _is_about_the_address(reply: Reply) -> bool:
    """Tell a refusal of this address from one of the sender or by a policy.

    A server that gives the enhanced code is believed; one that gives none is
    judged by its plain code.
    """
    if reply.code // 100 != 5:  # noqa: PLR2004 - only a permanent no
        return False
    if reply.enhanced:
        about = reply.enhanced.startswith("5.1.") or reply.enhanced == _DISABLED
        return about and reply.enhanced not in _ABOUT_THE_SENDER
    return reply.code in _ABOUT_THE_ADDRESS


def _unfit(message: bytes) -> str:
    """Name what would let a message break out of the conversation, or nothing."""
    lines = message.split(b"\r\n")
    if any(b"\r" in line or b"\n" in line for line in lines):
        return "the message has a broken line end"
    if b"\0" in message:
        return "the message holds a NUL"
    if any(len(line) > LONGEST_LINE for line in lines):
        return "the message has a line that is too long"
    return ""


def _said(reply: Reply) -> str:
    return f"{reply.code} {reply.enhanced}".strip()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")

"""Lines out and replies in, under one deadline. It knows no SMTP commands."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from dataclasses import dataclass

LONGEST_LINE = 2048
MOST_LINES = 128
CHUNK = 16 * 1024


class WireError(Exception):
    """The conversation broke. ``why`` is our own text, without personal data."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Reply:
    """What the server said: its code, its enhanced code, and its lines."""

    code: int
    enhanced: str
    lines: tuple[str, ...]


class Deadline:
    """A moment after which nothing is waited for. Counts on the machine's own pace."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Give the seconds that are left, or stop here."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise WireError("the time allowed was used up")
        return left


class Wire:
    """One connection to one server."""

    def __init__(self, host: str, port: int, *, within: Deadline) -> None:
        self._deadline = within
        self._host = host
        self._buffer = b""
        self._socket = _connect(host, port, within)

    def encrypt(self, context: ssl.SSLContext) -> str:
        """Turn encryption on; anything said before it is a trick and ends this."""
        if self._buffer:
            raise WireError("the mail server spoke out of turn before encryption")
        left = self._deadline.left()
        try:
            self._socket.settimeout(left)
            wrapped = context.wrap_socket(self._socket, server_hostname=self._host)
        except ssl.SSLCertVerificationError as error:
            raise WireError(
                "the certificate of the mail server cannot be trusted "
                f"({error.verify_message or 'it could not be verified'})"
            ) from error
        except TimeoutError as error:
            raise WireError("the mail server took too long to encrypt") from error
        except (ssl.SSLError, OSError) as error:
            raise WireError("no encryption could be agreed on") from error
        self._socket = wrapped
        return wrapped.version() or "TLS"

    @property
    def encrypted(self) -> bool:
        return isinstance(self._socket, ssl.SSLSocket)

    def send(self, data: bytes) -> None:
        """Write it all, in pieces that each keep to the deadline."""
        view = memoryview(data)
        while view:
            left = self._deadline.left()
            try:
                self._socket.settimeout(left)
                written = self._socket.send(view[:CHUNK])
            except TimeoutError as error:
                raise WireError("the mail server stopped listening") from error
            except (ssl.SSLError, OSError) as error:
                raise WireError("the connection was lost") from error
            view = view[written:]

    def reply(self) -> Reply:
        """Read one whole reply, of one line or several."""
        lines: list[str] = []
        while len(lines) < MOST_LINES:
            line = self._line()
            code, mark = line[:3], line[3:4]
            if not (code.isascii() and code.isdigit()) or mark not in {"", " ", "-"}:
                raise WireError("the server does not speak SMTP")
            lines.append(line[4:])
            if mark != "-":
                return Reply(int(code), _enhanced(code, lines[-1]), tuple(lines))
        raise WireError("the mail server's reply has no end")

    def hurry(self, seconds: float) -> None:
        """Allow this much from here on, whatever was left."""
        self._deadline = Deadline(seconds)

    def close(self) -> None:
        """Hang up without waiting."""
        try:
            self._socket.close()
        except OSError:  # pragma: no cover - closing is all we want
            return

    def _line(self) -> str:
        while b"\n" not in self._buffer:
            if len(self._buffer) > LONGEST_LINE:
                raise WireError("the mail server's reply has no end")
            left = self._deadline.left()
            try:
                self._socket.settimeout(left)
                more = self._socket.recv(CHUNK)
            except TimeoutError as error:
                raise WireError("the mail server did not answer in time") from error
            except (ssl.SSLError, OSError) as error:
                raise WireError("the connection was lost") from error
            if not more:
                raise WireError("the mail server hung up")
            self._buffer += more
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line.rstrip(b"\r").decode("utf-8", "replace")


def _enhanced(code: str, text: str) -> str:
    """Read the status code of RFC 3463 at the head of a reply, if it fits."""
    word = text.split(" ", 1)[0]
    parts = word.split(".")
    fits = (
        len(parts) == 3  # noqa: PLR2004 - class, subject, detail
        and all(p.isascii() and p.isdigit() and len(p) <= 3 for p in parts)  # noqa: PLR2004
        and parts[0] == code[0]
    )
    return word if fits else ""


def _connect(host: str, port: int, within: Deadline) -> socket.socket:
    places = _look_up(host, port, within)
    trouble: OSError | None = None
    for at, (family, kind, protocol, _name, address) in enumerate(places):
        share = within.left() / (len(places) - at)
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(share)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            trouble = error
        else:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection
    if isinstance(trouble, ConnectionRefusedError):
        raise WireError("no mail server listens there") from trouble
    raise WireError("the mail server cannot be reached") from trouble


def _look_up(host: str, port: int, within: Deadline) -> list[_Place]:
    """Find the server's addresses. The system's look-up knows no deadline; we do."""
    found: list[_Place] = []

    def look() -> None:
        try:
            found.extend(
                socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)  # type: ignore[arg-type]
            )
        except (OSError, UnicodeError):
            return

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(within.left())
    if not found:
        raise WireError("the name of the mail server leads nowhere")
    return list(found)


_Place = tuple[
    socket.AddressFamily,
    socket.SocketKind,
    int,
    str,
    tuple[str, int] | tuple[str, int, int, int],
]

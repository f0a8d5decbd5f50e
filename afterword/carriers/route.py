"""Read where mail goes out. It checks the setting and connects to nothing."""

from __future__ import annotations

import enum
import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from afterword.carriers.errors import RouteError

EXAMPLE = "smtp://user:password@mail.example.org:587"
PORTS = {"smtp": 587, "smtps": 465}
OPTIONS = {"starttls", "ca"}


class Encryption(enum.Enum):
    """How the conversation is kept from others on the wire."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class Route:
    """One mail server, and how to speak to it."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)
    trust: Path | None = None
    """A file of certificates to trust instead of the system's."""

    @property
    def loopback(self) -> bool:
        """Say whether the server is this machine itself."""
        return is_loopback(self.host)

    @classmethod
    def parse(cls, text: str | None) -> Route:
        """Read ``AFTERWORD_SMTP_URL``, or say what to write there."""
        if not text or not text.strip():
            raise RouteError(f"is not set; use an address like {EXAMPLE}")
        if not text.strip().isprintable() or " " in text.strip():
            raise RouteError("holds a space or a control character")
        parts = _split(text.strip())
        options = _options(parts.query)
        host = parts.hostname or ""
        user, password = _credentials(parts)
        encryption = _encryption(parts.scheme, host, options.get("starttls"))
        if user and encryption is Encryption.NONE and not is_loopback(host):
            raise RouteError(
                "would send the password unencrypted; remove starttls=never"
            )
        return cls(
            host=host,
            port=_port(parts),
            encryption=encryption,
            user=user,
            password=password,
            trust=_trust(options.get("ca")),
        )


def is_loopback(host: str) -> bool:
    """Say whether a host name is this machine itself, without asking the network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        raise RouteError(f"is not an address; use one like {EXAMPLE}") from None
    if parts.scheme not in PORTS:
        raise RouteError("must begin with smtp:// or smtps://")
    if not host:
        raise RouteError(f"names no server; use an address like {EXAMPLE}")
    if parts.path.strip("/") or parts.fragment:
        raise RouteError(
            "has something after the server's name; "
            "write # ? / @ inside a password as %23 %3F %2F %40"
        )
    return parts


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port is None:
        return PORTS[parts.scheme]
    if port == 0:
        raise RouteError("has a port that is no port; use 1 to 65535")
    return port


def _credentials(parts: SplitResult) -> tuple[str, str]:
    user = unquote(parts.username or "")
    password = unquote(parts.password or "")
    if bool(user) != bool(password):
        raise RouteError("needs a user and a password, or neither")
    if any(c in user + password for c in "\r\n\0"):
        raise RouteError("holds a control character in the user or the password")
    return user, password


def _options(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    options = dict(pairs)
    unknown = sorted(set(options) - OPTIONS)
    if unknown or len(options) != len(pairs):
        raise RouteError("takes starttls= and ca= after the ?, each once")
    return options


def _encryption(scheme: str, host: str, starttls: str | None) -> Encryption:
    """Encrypt always, but on this machine itself or where somebody said never."""
    if scheme == "smtps":
        if starttls is not None:
            raise RouteError("smtps:// is encrypted from the start; drop starttls=")
        return Encryption.TLS
    if starttls is None:
        return Encryption.NONE if is_loopback(host) else Encryption.STARTTLS
    if starttls == "required":
        return Encryption.STARTTLS
    if starttls == "never":
        return Encryption.NONE
    raise RouteError("starttls= takes required or never")


def _trust(path: str | None) -> Path | None:
    if path is None:
        return None
    if not Path(path).is_file():
        raise RouteError("ca= names a file of certificates that is not there")
    return Path(path)

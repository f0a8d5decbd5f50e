"""Sign a finished message with DKIM, when a key is configured. It sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from afterword.carriers.addresses import BadAddressError, ascii_domain
from afterword.carriers.errors import SigningError

KEY, DOMAIN, SELECTOR = (
    "AFTERWORD_DKIM_KEY",
    "AFTERWORD_DKIM_DOMAIN",
    "AFTERWORD_DKIM_SELECTOR",
)
SMALLEST_KEY = 2048

SIGNED = (
    b"from",
    b"to",
    b"reply-to",
    b"subject",
    b"date",
    b"message-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"auto-submitted",
    b"mime-version",
    b"content-type",
)
"""Every header of a message, named once more than it stands there: a header
that somebody adds on the way breaks the signature too."""


@dataclass(frozen=True)
class Signer:
    """A key, and the name under which others find its public half."""

    domain: str
    selector: str
    key: bytes = field(repr=False)

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Signer | None:
        """Read the three settings. None set: no signature. Some set: an error."""
        given = {name: environment.get(name, "") for name in (KEY, DOMAIN, SELECTOR)}
        if not any(given.values()):
            return None
        for name, value in given.items():
            if not value:
                raise SigningError(name, "is needed too; set all three, or none")
        return cls(
            domain=_host(DOMAIN, given[DOMAIN]),
            selector=_host(SELECTOR, given[SELECTOR]),
            key=_key(Path(given[KEY])),
        )


def sign(message: bytes, *, signer: Signer | None) -> bytes:
    """Give the message with its signature on top; unchanged without a signer."""
    if signer is None:
        return message
    signature: bytes = dkim.sign(
        message,
        signer.selector.encode("ascii"),
        signer.domain.encode("ascii"),
        signer.key,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=_headers(message),
    )
    return signature + message


def _headers(message: bytes) -> list[bytes]:
    head = message.partition(b"\r\n\r\n")[0].lower()
    present = {line.partition(b":")[0] for line in head.split(b"\r\n")}
    return [name for name in SIGNED if name in present] + list(SIGNED)


def _host(setting: str, value: str) -> str:
    try:
        return ascii_domain(value)
    except BadAddressError:
        raise SigningError(setting, "is not a host name") from None


def _key(path: Path) -> bytes:
    try:
        pem = path.read_bytes()
    except OSError:
        raise SigningError(KEY, "names a file that cannot be read") from None
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SigningError(
            KEY, "names a file that holds no private key in PEM without a password"
        ) from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_KEY:
        raise SigningError(KEY, f"needs an RSA key of {SMALLEST_KEY} bits or more")
    return key.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    )

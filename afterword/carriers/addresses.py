"""Write an e-mail address as the envelope needs it. No look-up, no guess."""

from __future__ import annotations

import re

LONGEST = 254
LONGEST_LOCAL = 64
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f-\x9f<>()\[\]\\,;:@\"]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


class BadAddressError(ValueError):
    """Mail cannot go there. The text says why and never repeats the address."""


def for_envelope(address: str) -> str:
    """Give the address with an ASCII domain, or say that it is none.

    Whatever could break out of a command line (line ends, spaces, brackets,
    quotes, control and invisible characters) makes it no address.
    """
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or not _visible(local):
        raise BadAddressError("is not an address")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise BadAddressError("is not an address")
    written = f"{local}@{ascii_domain(domain)}"
    octets = len(local.encode("utf-8", "replace"))
    if octets > LONGEST_LOCAL or len(written.encode("utf-8", "replace")) > LONGEST:
        raise BadAddressError("is too long")
    return written


def ascii_domain(domain: str) -> str:
    """Give a host name in ASCII, or say that it is none."""
    try:
        name = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise BadAddressError("has no host name") from error
    if not name or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise BadAddressError("has no host name")
    return name


def _visible(text: str) -> bool:
    return text.isprintable()

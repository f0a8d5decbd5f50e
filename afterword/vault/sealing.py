"""AES-256-GCM with associated data. Pure; knows nothing of rows or people.

A sealed value is ``0x01 | 12 random bytes | ciphertext and tag``. The associated
data binds it to its place, so that two sealed values cannot be swapped.
"""

from __future__ import annotations

import hmac
import json
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORM = b"\x01"
_NONCE = 12


class CannotOpenError(Exception):
    """A sealed value cannot be opened: changed, moved, or its key is gone."""

    for_people = "This can no longer be read."


def seal(key: bytes, plain: bytes, *place: str) -> bytes:
    """Seal bytes for one place, such as (table, column, row)."""
    nonce = secrets.token_bytes(_NONCE)
    return FORM + nonce + AESGCM(key).encrypt(nonce, plain, _bound(place))


def unseal(key: bytes, sealed: bytes, *place: str) -> bytes:
    """Open what was sealed for this place with this key, or fail."""
    if sealed[:1] != FORM:
        raise CannotOpenError("unknown form of a sealed value")
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, body, _bound(place))
    except (InvalidTag, ValueError) as error:
        raise CannotOpenError("sealed value does not fit its place or key") from error


def blind_index(key: bytes, value: str, *place: str) -> bytes:
    """Give 16 bytes that are equal for equal values in one place, and say no more."""
    normal = unicodedata.normalize("NFKC", value).casefold().strip()
    return indexed(index_key(key, *place), normal)


def index_key(key: bytes, *place: str) -> bytes:
    """Give the key of the blind index of one place alone."""
    return hmac.digest(key, _bound(place), "sha256")


def indexed(own: bytes, value: str) -> bytes:
    """Give the blind index of a value as it stands, by the key of its place."""
    return hmac.digest(own, value.encode(), "sha256")[:16]


def _bound(place: tuple[str, ...]) -> bytes:
    return FORM + json.dumps(list(place), separators=(",", ":")).encode()

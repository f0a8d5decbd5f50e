"""Short codes that people can read out and type: on a card, in a message. Pure."""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which look like something else."""
LENGTH: Final = 10
"""Characters; five bits each make 50."""
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def make() -> str:
    """Make a code, grouped for the eye: ``XXXX-XXXX-XX``."""
    plain = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return group(plain)


def group(plain: str) -> str:
    """Put hyphens between fours."""
    return "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def normal(typed: str) -> str:
    """Give the code as it was made, however it was typed; empty if it cannot be one."""
    text = unicodedata.normalize("NFKC", typed[:100]).upper()
    kept = "".join(c for c in text if c.isalnum()).translate(_READ_AS)
    right = len(kept) == LENGTH and all(c in ALPHABET for c in kept)
    return kept if right else ""

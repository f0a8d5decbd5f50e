"""Names under which attempts are counted: hashed, so that no address is stored."""

from __future__ import annotations

from django.utils.crypto import salted_hmac


def make_key(key: str, prefix: str, version: int) -> str:
    """Give a name that says nothing about who tried, for Django's cache."""
    return salted_hmac(
        "afterword.accounts.attempts",
        f"{prefix}:{version}:{key}",
        algorithm="sha256",
    ).hexdigest()

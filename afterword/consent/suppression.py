"""Stops that hold for an address, whoever it belongs to. Keyed hashes, no addresses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from afterword import clock
from afterword.consent.models import Suppression

Because = Literal["client", "refused", "erased", "journal"]


def stop_address(index: bytes, because: Because, *, at: datetime | None = None) -> bool:
    """Stop an address in the open practice. False if it was stopped already.

    A stop is never written as older than what is there: a slow clock loses nothing.
    """
    newest = _newest(index)
    if newest is not None and newest.says == "stopped":
        return False
    moment = at or clock.now()
    if newest is not None:
        moment = max(moment, newest.at)
    Suppression.objects.create(
        address_index=index, says="stopped", because=because, at=moment
    )
    return True


def reopen_address(index: bytes) -> bool:
    """Open an address again because its owner agreed anew. False if it was open."""
    newest = _newest(index)
    if newest is None or newest.says == "reopened":
        return False
    Suppression.objects.create(
        address_index=index,
        says="reopened",
        because="client",
        at=max(clock.now(), newest.at + timedelta(microseconds=1)),
    )
    return True


def is_stopped(index: bytes) -> bool:
    """Say whether a stop holds for an address in the open practice."""
    newest = _newest(index)
    return newest is not None and newest.says == "stopped"


def all_stopped(indexes: Collection[bytes]) -> bool:
    """Say whether a stop holds for every one of these addresses."""
    return all(is_stopped(index) for index in indexes)


def _newest(index: bytes) -> Suppression | None:
    # Of two lines with one moment the stop counts: "stopped" sorts after "reopened".
    lines = Suppression.objects.filter(address_index=bytes(index))
    return lines.order_by("-at", "-says").first()

"""Counts of wrong codes from one place, to slow guessing. It never stops a stop."""

from __future__ import annotations

import hmac
import ipaddress
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from afterword import clock
from afterword.consent.models import Attempt
from afterword.vault import ring

WINDOW: Final = timedelta(minutes=15)
MOST: Final = 10
"""Tries of a code from one place in a window. With 50 bits that is enough."""
MOST_STOPS: Final = 30
"""After so many wrong codes on the stop page it still stops, but no longer tells."""


def count(kind: str, place: str) -> int:
    """Count one try, in one statement, and give how many there were in the window."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consent_attempt AS a (bucket, count, since) "
            "VALUES (%(bucket)s, 1, %(now)s) ON CONFLICT (bucket) DO UPDATE SET "
            "count = CASE WHEN a.since < %(old)s THEN 1 ELSE a.count + 1 END, "
            "since = CASE WHEN a.since < %(old)s THEN %(now)s ELSE a.since END "
            "RETURNING count",
            {"bucket": _bucket(kind, place), "now": now, "old": now - WINDOW},
        )
        return int(cursor.fetchone()[0])


def take_back(kind: str, place: str) -> None:
    """Take one try back, because the code was right."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consent_attempt SET count = greatest(count - 1, 0) "
            "WHERE bucket = %s",
            [_bucket(kind, place)],
        )


def forget_old() -> int:
    """Delete counts whose window is over; they say nothing any more."""
    deleted, _ = Attempt.objects.filter(since__lt=clock.now() - WINDOW).delete()
    return deleted


def _bucket(kind: str, place: str) -> bytes:
    """Give a keyed hash of a network: an address; for IPv6 the /64 of one home."""
    try:
        address = ipaddress.ip_address(place.strip())
    except ValueError:
        network = place.strip()[:100]
    else:
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        prefix = 64 if address.version == 6 else 32  # noqa: PLR2004 - IPv6
        network = str(ipaddress.ip_network((address, prefix), strict=False))
    key = ring.load(settings.KEYS).index
    return hmac.digest(key, f"attempt:{kind}:{network}".encode(), "sha256")[:16]

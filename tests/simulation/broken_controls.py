"""Each takes one control out of the register, to see the simulation find it.

The simulation runs with one of these to show that its checks can fail; nothing else
imports them.
"""

from __future__ import annotations

from afterword.consent import register
from afterword.consent.services import withdrawing


def nobody_looks_again() -> None:
    """Hand over what was in transit without looking at ledger and status again."""
    register.still_in_transit = lambda _hand_off: True  # type: ignore[assignment]


def stop_is_answered_before_it_is_looked_up() -> None:
    """Answer a plain yes without waiting for what is on its way."""
    withdrawing._cancel = lambda *_: (True, None)  # type: ignore[assignment]


def no_lock() -> None:
    """Work without the client's lock, and without the mark of what began."""
    register._take = lambda *_: None  # type: ignore[assignment]


def an_occasion_is_tried_again() -> None:
    """Take what is unknown or in transit for something to send again."""
    claim = register.claim

    def again(**parts):
        register.HandOff.objects.filter(
            client_id=parts["client"],
            occasion=parts["occasion"],
            status__in=["unknown", "in_transit"],
        ).update(status="claimed", claimed_at="2000-01-01T00:00Z")
        return claim(**parts)

    register.claim = again  # type: ignore[assignment]


def the_lock_lasts_for_the_session() -> None:
    """Hold the lock by the session and never let it go."""

    def take(cursor, client) -> None:
        cursor.execute(
            "SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))",
            [f"afterword.contact:{client}"],
        )

    register._take = take  # type: ignore[assignment]

"""Each takes one control out of the register, to see the simulation find it.

The simulation runs with one of these to show that its checks can fail; nothing else
imports them.
"""

from __future__ import annotations

import time

from afterword.consent import register
from afterword.consent.services import withdrawing


def nobody_reads_the_ledger() -> None:
    """Look at the register alone, never at the ledger."""
    register.is_stopped = lambda *_, **__: False  # type: ignore[assignment]
    register._has_stopped = lambda _hand_off: False  # type: ignore[assignment]


def nobody_reads_the_ledger_again() -> None:
    """Read the ledger at the claim, and not as it begins and goes."""
    register._has_stopped = lambda _hand_off: False  # type: ignore[assignment]


def the_ledger_is_written_after_the_wait() -> None:
    """Wait for the lock first, and write the stop into the ledger only then."""
    cancel, save = withdrawing._cancel, withdrawing._save
    answers = {}

    def late(client, scope, by, at, door):
        answers[client] = cancel(client, scope, by, withdrawing.WITHIN)
        time.sleep(0.1)
        return save(client, scope, by, at, door)

    withdrawing._save = late  # type: ignore[assignment]
    withdrawing._cancel = lambda client, *_: answers[client]  # type: ignore[assignment]


def stop_is_answered_before_it_is_looked_up() -> None:
    """Answer a plain yes without waiting for what is on its way."""
    withdrawing._cancel = lambda *_: (True, ())  # type: ignore[assignment]


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


def the_gate_does_not_look_again() -> None:
    """Read ledger, register and facts at the claim alone, and never as it goes."""
    nobody_reads_the_ledger_again()
    register.still_in_transit = lambda _hand_off: True  # type: ignore[assignment]
    _weigh_once()


def a_ruling_is_made_before_the_lock_and_kept() -> None:
    """Weigh before anything is locked, and go by that to the end."""
    from afterword.contact import services as gate
    from afterword.tenancy import practice

    _weigh_once()
    carry_out = gate.carry_out

    def early(*, request, by, at):
        with practice(by.practice):
            gate.weigh(request, at=at)
        time.sleep(0.2)
        return carry_out(request=request, by=by, at=at)

    gate.carry_out = early  # type: ignore[assignment]


def the_gate_tries_again() -> None:
    """Let the gate take up what nobody knows the end of."""
    from afterword.contact import services as gate

    claim = gate._claim

    def again(request, by, at):
        with register.practice(by.practice):
            register.HandOff.objects.filter(
                client_id=request.client,
                occasion=request.occasion,
                status__in=["unknown", "in_transit"],
            ).update(status="claimed", claimed_at="2000-01-01T00:00Z")
        return claim(request, by, at)

    gate._claim = again  # type: ignore[assignment]


def no_lock_as_it_goes() -> None:
    """Hold the client's lock at the claim, and not while handing over."""
    from contextlib import contextmanager

    from afterword.contact import services as gate
    from afterword.tenancy import practice

    hand_over = gate._hand_over

    @contextmanager
    def unlocked(client, *, practice_id):
        with practice(practice_id, durable=True):
            token = register._locked.set(register._locked.get() | {client})
            try:
                yield
            finally:
                register._locked.reset(token)

    def free(*rest):
        locked, register.locked = register.locked, unlocked
        try:
            return hand_over(*rest)
        finally:
            register.locked = locked

    gate._hand_over = free  # type: ignore[assignment]


def a_refusal_is_sent_anyway() -> None:
    """Send whatever the ruling says."""
    from afterword.contact.weighing import Weighed

    Weighed.releases = property(lambda _weighed: True)  # type: ignore[assignment]


def _weigh_once() -> None:
    from afterword.contact import services as gate

    weigh, known = gate.weigh, {}

    def once(request, *, at):
        if request.occasion not in known:
            known[request.occasion] = weigh(request, at=at)
        return known[request.occasion]

    gate.weigh = once  # type: ignore[assignment]

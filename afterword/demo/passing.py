"""Let time pass in the demonstration, a day at a time, as it would have passed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword import clock
from afterword.accounts import tasks as record
from afterword.audit.actors import machine
from afterword.config import environment
from afterword.consent.services import void_unconfirmed
from afterword.followup import services as followup
from afterword.screening import services as screening
from afterword.tenancy.models import Practice

NOON = time(12, 0)


def days(number: int) -> None:
    """Let days pass. Each practice's round is made at its own noon, every day."""
    for _ in range(number):
        start = clock.now()
        for at, home in _noons(start):
            clock.move(max(at - clock.now(), timedelta()), folder=environment.home())
            void_unconfirmed(practice_id=home, at=clock.now())
            followup.sweep(home)
            screening.raise_due(by=machine(home), at=clock.now())
        rest = start + clock.DAY - clock.now()
        clock.move(max(rest, timedelta()), folder=environment.home())
    record.place_all()


def to_noon() -> None:
    """Move on to the next noon in California, when everybody here is awake."""
    zone = ZoneInfo("America/Los_Angeles")
    clock.move(_next_noon(clock.now(), zone) - clock.now(), folder=environment.home())


def _noons(start: datetime) -> list[tuple[datetime, UUID]]:
    homes = Practice.objects.values_list("id", "time_zone")
    return sorted((_next_noon(start, ZoneInfo(zone)), home) for home, zone in homes)


def _next_noon(after: datetime, zone: ZoneInfo) -> datetime:
    local = after.astimezone(zone)
    noon = datetime.combine(local.date(), NOON, zone)
    if noon <= after:
        noon = datetime.combine(local.date() + clock.DAY, NOON, zone)
    return noon

"""Hours of people's own day. Pure: no clock and no database.

An instant is only ever turned into wall time, never the other way round, so a
change of the clocks cannot open an hour that was not agreed to.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afterword.rules.localities import place


@dataclass(frozen=True)
class Hours:
    """A span of every day's wall time, its end excluded. It may cross midnight.

    The same time twice means the whole day.
    """

    start: time
    end: time

    def hold(self, moment: time) -> bool:
        """Say whether a wall time lies inside."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


def wall(at: datetime, zone: str) -> datetime:
    """Give the wall time at an instant where people live by ``zone``."""
    if at.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return at.astimezone(ZoneInfo(zone))


def end_of_day(at: datetime, *zones: str) -> datetime:
    """Give the instant at which the day ends in the first of these zones to end it."""
    ends = [
        datetime.combine(
            wall(at, zone).date() + timedelta(days=1), time(), tzinfo=ZoneInfo(zone)
        )
        for zone in zones
    ]
    return min(each.astimezone(UTC) for each in ends)


def inside(
    at: datetime, *, zone: str, agreed: Hours, quiet: Collection[Hours] = ()
) -> bool:
    """Say whether an instant lies in the agreed hours and in no quiet ones."""
    moment = wall(at, zone).time()
    return agreed.hold(moment) and not any(each.hold(moment) for each in quiet)


def quiet_in(places: Collection[str]) -> tuple[Hours, ...]:
    """Give the quiet hours of these places; of none: those of everywhere."""
    found = [place(each).quiet_hours for each in places or ("everywhere",)]
    return tuple(Hours(hours.value.start, hours.value.end) for hours in found if hours)

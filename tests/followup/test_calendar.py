"""A step goes on its own days and hours, in every zone and over every clock change."""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

import pytest

from afterword.consent.terms import StepTerms
from afterword.contact.hours import Hours, inside
from afterword.followup.calendar import Days, days_of, is_due, is_near, is_over

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COMING = (1_798_761_600, 1_861_920_000)  # 2027 and 2028
DAY = Hours(time(9), time(20))
QUIET = (Hours(time(20), time(9)),)
YEAR = [StepTerms(f"m{n}", f"P{n}M", 3, 7, "outcome_measure") for n in (1, 3, 6, 12)]
AROUND = [timedelta(seconds=s) for s in (-86400, -3600, -1, 0, 1, 1799, 3600, 43200)]


@dataclass(frozen=True)
class Table:
    """One zone as the time zone database writes it, read without `zoneinfo`."""

    name: str
    moments: list[int]
    offsets: list[int]

    def wall(self, at: datetime) -> datetime:
        """Add the offset that holds at an instant: an oracle by plain arithmetic."""
        seconds = int((at - EPOCH).total_seconds())
        place = bisect_right(self.moments, seconds)
        return (at + timedelta(seconds=self.offsets[place])).replace(tzinfo=None)


@cache
def tables() -> list[Table]:
    """Read every zone of the database."""
    return [_table(name) for name in sorted(available_timezones() - {"localtime"})]


def _table(name: str) -> Table:
    raw = _file(name)
    _, first = _counts(raw, 0)
    start = 44 + first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8
    start += first[1] + first[0]
    _, (_, _, _, times, types, _) = _counts(raw, start)
    at = start + 44
    moments = struct.unpack_from(f">{times}q", raw, at)
    kinds = raw[at + 8 * times : at + 9 * times]
    infos = [
        struct.unpack_from(">lbb", raw, at + 9 * times + 6 * n)[0] for n in range(types)
    ]
    before = next(
        (
            infos[n]
            for n in range(types)
            if not struct.unpack_from(">lbb", raw, at + 9 * times + 6 * n)[1]
        ),
        infos[0],
    )
    return _go_on(Table(name, list(moments), [before, *(infos[n] for n in kinds)]))


def _file(name: str) -> bytes:
    """Read the same file that Python reads: the system's, else the package's."""
    for folder in TZPATH:
        if (path := Path(folder, *name.split("/"))).is_file():
            return path.read_bytes()
    return files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


def _go_on(table: Table) -> Table:
    """Add the changes to come: the database gives a rule for them, not a list."""
    zone = ZoneInfo(table.name)
    last = table.moments[-1] if table.moments else 0
    for day in range(COMING[0], COMING[1], 86400):
        if day <= last or _offset(zone, day) == _offset(zone, day + 86400):
            continue
        low, high = day, day + 86400
        while high - low > 1:
            middle = (low + high) // 2
            same = _offset(zone, middle) == _offset(zone, low)
            low, high = (middle, high) if same else (low, middle)
        table.moments.append(high)
        table.offsets.append(_offset(zone, high))
    return table


def _offset(zone: ZoneInfo, moment: int) -> int:
    offset = (EPOCH + timedelta(seconds=moment)).astimezone(zone).utcoffset()
    return int(offset.total_seconds())


def _counts(raw: bytes, at: int) -> tuple[bytes, tuple[int, ...]]:
    head = struct.unpack_from(">4sc15x6l", raw, at)
    return head[0], head[2:]


def test_a_step_goes_in_its_hours_around_every_change_of_the_clocks():
    """What goes, goes in the agreed wall hours, whatever the clocks do that day."""
    looked = 0
    seen: set[tuple[int, ...]] = set()
    for table in tables():
        for place, moment in enumerate(table.moments):
            if not -1_500_000_000 < moment < 4_100_000_000:
                continue
            change = (moment, *table.offsets[place : place + 2])
            if change in seen:
                continue
            seen.add(change)
            for gap in AROUND:
                at = EPOCH + timedelta(seconds=moment) + gap
                true = table.wall(at).time()
                allowed = inside(at, zone=table.name, agreed=DAY, quiet=QUIET)
                assert allowed == (time(9) <= true < time(20)), (table.name, at)
                looked += 1
    assert looked > 10_000


def test_a_year_of_steps_keeps_to_its_dates_over_every_change_of_the_clocks():
    """A step that is due on the day of a change goes on that wall date."""
    looked = 0
    for table in tables():
        for moment in table.moments:
            if not COMING[0] <= moment < COMING[1]:
                continue
            instant = EPOCH + timedelta(seconds=moment)
            day = table.wall(instant).date()
            for step in YEAR:
                days = Days(*_window_around(step, day))
                for gap in AROUND:
                    at = instant + gap
                    true = table.wall(at).date()
                    due = days.due_on <= true <= days.closes_on
                    over = true > days.closes_on
                    assert is_due(days, at=at, zone=table.name) == due
                    assert is_over(days, at=at, zone=table.name) == over
                    looked += 1
    assert looked > 20_000


def _window_around(step: StepTerms, day: date) -> tuple[date, date, date]:
    ended_on = day - timedelta(days=31 * int(step.offset[1:-1]))
    days = days_of(step, ended_on)
    shift = day - days.due_on
    return days.opens_on + shift, day, days.closes_on + shift


def test_every_day_has_a_moment_to_send_in_every_zone():
    """No change of the clocks swallows all the agreed hours of a day."""
    for table in tables():
        for day in range(0, 365, 7):
            noon_utc = datetime(2027, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
            ticks = (noon_utc + timedelta(hours=h) for h in range(-13, 14))
            assert any(
                inside(at, zone=table.name, agreed=DAY, quiet=QUIET) for at in ticks
            )


@pytest.mark.parametrize(
    ("ended_on", "due"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2027, 8, 31), date(2027, 9, 30)),
        (date(2027, 12, 31), date(2028, 1, 31)),
    ],
)
def test_a_month_end_clamps(ended_on, due):
    """One month after a long month's end is the short month's last day."""
    assert days_of(YEAR[0], ended_on).due_on == due


def test_steps_do_not_chain():
    """The third month counts from the ending, not from the clamped first step."""
    ended_on = date(2027, 1, 31)

    third = days_of(YEAR[1], ended_on)

    assert third.due_on == date(2027, 4, 30)
    assert days_of(StepTerms("m2", "P2M", 3, 7, "x"), ended_on).due_on.day == 31


def test_the_window_is_whole_days_where_the_client_lives():
    """A step opens at the client's midnight and is over after their last day."""
    days = Days(date(2027, 3, 1), date(2027, 3, 4), date(2027, 3, 11))
    zone = "Pacific/Auckland"  # 13 hours ahead in March

    assert not is_due(days, at=datetime(2027, 3, 3, 10, 59, tzinfo=UTC), zone=zone)
    assert is_due(days, at=datetime(2027, 3, 3, 11, 0, tzinfo=UTC), zone=zone)
    assert is_due(days, at=datetime(2027, 3, 11, 10, 59, tzinfo=UTC), zone=zone)
    assert is_over(days, at=datetime(2027, 3, 11, 11, 0, tzinfo=UTC), zone=zone)
    assert not is_near(days, at=datetime(2027, 2, 24, 10, 59, tzinfo=UTC), zone=zone)
    assert is_near(days, at=datetime(2027, 2, 24, 11, 0, tzinfo=UTC), zone=zone)


def test_hours_may_cross_midnight():
    """Somebody who works at night may ask for messages at night."""
    night = Hours(time(22), time(6))

    assert night.hold(time(23))
    assert night.hold(time(5, 59))
    assert not night.hold(time(6))
    assert not night.hold(time(21, 59))

"""Calendar periods: a day moved by P2Y, P1M, P60D. Not: hours and zones."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

_FORM = re.compile(
    r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?\Z"
)


@dataclass(frozen=True)
class Span:
    """A length of time on the calendar."""

    months: int = 0
    days: int = 0

    @classmethod
    def read(cls, text: str) -> Span | None:
        """Read an ISO 8601 duration of years, months, weeks and days."""
        found = _FORM.match(text)
        if not found:
            return None
        years, months, weeks, days = (int(part or 0) for part in found.groups())
        return cls(months=12 * years + months, days=7 * weeks + days)

    def after(self, day: date) -> date:
        """Move a day on. Month ends and 29 February clamp; nothing overflows."""
        return _days_on(_months_on(day, self.months), self.days)

    def before(self, day: date) -> date:
        """Move a day back, with the same clamps."""
        return _days_on(_months_on(day, -self.months), -self.days)


def has_passed(start: date, span: Span, *, on: date) -> bool:
    """Say whether the last day of the period has ended.

    ``on`` is the earlier of the two people's local dates, so a period ends only
    when its last day has ended for both.
    """
    return on > span.after(start)


@lru_cache(maxsize=4096)
def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    if year < MINYEAR:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_on(day: date, days: int) -> date:
    if not days:
        return day
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min

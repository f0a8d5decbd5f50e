"""On which days a step may go: wall dates where the client lives. Pure.

An instant is only ever turned into a date, never the other way round, so a change
of the clocks cannot move a step to another day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from afterword.consent.terms import StepTerms
from afterword.contact.hours import wall

SHOWN_AHEAD = timedelta(days=7)
"""A step that would be held is shown this long before it is due."""


@dataclass(frozen=True)
class Days:
    """The days of one step: it goes from ``due_on`` on, and never after the last."""

    opens_on: date
    due_on: date
    closes_on: date


def days_of(step: StepTerms, ended_on: date) -> Days:
    """Count one step from the day of the ending. Month ends clamp; nothing chains."""
    opens_on, closes_on = step.window(ended_on)
    return Days(opens_on, step.due_on(ended_on), closes_on)


def is_due(days: Days, *, at: datetime, zone: str) -> bool:
    """Say whether a step may go on the day that it is now where the client lives."""
    return days.due_on <= wall(at, zone).date() <= days.closes_on


def is_over(days: Days, *, at: datetime, zone: str) -> bool:
    """Say whether a step's last day has ended where the client lives."""
    return wall(at, zone).date() > days.closes_on


def is_near(days: Days, *, at: datetime, zone: str) -> bool:
    """Say whether a step is due within a week, so that it is looked at beforehand."""
    return wall(at, zone).date() >= days.due_on - SHOWN_AHEAD

"""The only reader of the time. The demonstration can move it; nothing else can."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)

MOVED = "clock-moved-by"
"""File in the data folder: whole seconds by which the demonstration moved on."""


def now() -> datetime:
    """Say what time it is, in UTC."""
    return unmoved() + _moved_by()


def unmoved() -> datetime:
    """Say what time it is on this machine, where moving the clock must not matter.

    How long somebody has been signed in is told by libraries that ask the machine.
    """
    return datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """Say what day it is for people who live by ``zone``, an IANA name."""
    return now().astimezone(ZoneInfo(zone)).date()


def move(by: timedelta, *, folder: Path) -> None:
    """Move the demonstration's clock on. Time never runs backwards."""
    if by < timedelta():
        raise ValueError("the demonstration's clock only moves forwards")
    seconds = int((_moved_by() + by).total_seconds())
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{MOVED}.new"
    draft.write_text(str(seconds), encoding="ascii")
    draft.replace(folder / MOVED)


def _moved_by() -> timedelta:
    """Read how far the demonstration has moved; nothing outside a demonstration.

    Read each time: web and worker are two processes, and both must agree.
    """
    folder = os.environ.get("AFTERWORD_DEMO_CLOCK")
    if not folder:
        return timedelta()
    try:
        return timedelta(seconds=int(Path(folder, MOVED).read_text(encoding="ascii")))
    except FileNotFoundError:
        return timedelta()

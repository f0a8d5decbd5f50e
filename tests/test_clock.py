"""The time is read in one place, and only a demonstration can move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from afterword import clock


def test_it_tells_the_time_of_now():
    """Between two looks at the machine's own clock."""
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)


def test_a_moved_clock_file_means_nothing_outside_a_demonstration(tmp_path):
    """A file alone moves no clock."""
    clock.move(timedelta(days=31), folder=tmp_path)

    assert clock.now() - datetime.now(UTC) < timedelta(seconds=5)


def test_a_demonstration_moves_on_and_never_back(tmp_path, monkeypatch):
    """Two moves add up; a move into the past is refused."""
    monkeypatch.setenv("AFTERWORD_DEMO_CLOCK", str(tmp_path))
    clock.move(timedelta(days=31), folder=tmp_path)
    clock.move(timedelta(days=1), folder=tmp_path)

    assert clock.now() - datetime.now(UTC) > timedelta(days=31, hours=23)
    with pytest.raises(ValueError, match="forwards"):
        clock.move(timedelta(days=-1), folder=tmp_path)


def test_today_is_where_the_person_lives(monkeypatch):
    """The same instant is two days on two sides of the world."""
    monkeypatch.setattr(
        clock, "now", lambda: datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
    )

    assert clock.today("Pacific/Auckland").day == 24
    assert clock.today("America/Los_Angeles").day == 23

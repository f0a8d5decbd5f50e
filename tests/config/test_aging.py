"""What the doctor says of records that grew old, in words and by its exit code."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from afterword import clock
from afterword.config import aging, operations
from afterword.support.models import HelpLine, Service
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture
def home(db):
    return factories.a_practice()


def line(home, checked_on):
    with practice(home.pk):
        HelpLine.objects.create(
            country="GB",
            does="hide",
            line="Shout",
            source="its page",
            checked_by="Sam Example",
            checked_on=checked_on,
            at=clock.now(),
        )


def service(home, checked_on):
    with practice(home.pk):
        Service.objects.create(
            name="Alder Walk-in (invented)",
            cost="free",
            checked_by="Sam Example",
            checked_on=checked_on,
            added_at=clock.now(),
        )


def test_shipped_lines_that_rest_on_an_old_list_are_counted_and_named_by_country():
    """Most come from lists of 2021 or before."""
    with pytest.raises(aging.OldError, match=r"\d+ of \d+ rest on a list"):
        aging.shipped_lines(TODAY)


@pytest.mark.parametrize(("make", "look"), [(line, "own_lines"), (service, "services")])
def test_what_was_checked_within_a_year_is_in_order(home, make, look):
    """365 days to the day; one more and it is named."""
    make(home, TODAY - timedelta(days=365))

    assert "within a year" in getattr(aging, look)(TODAY)
    with pytest.raises(aging.OldError) as found:
        getattr(aging, look)(TODAY + timedelta(days=1))
    assert "Shout" in str(found.value) or "Alder Walk-in" in str(found.value)


def test_a_text_that_was_read_more_than_a_year_ago_is_named():
    """By its pack."""
    assert "within a year" in aging.packs(TODAY)
    with pytest.raises(aging.OldError, match="newer edition"):
        aging.packs(TODAY + timedelta(days=400))


def test_old_is_told_and_fails_only_when_asked_to(monkeypatch, capsys):
    """Exit code 0, and 1 with --strict."""

    def old() -> str:
        raise aging.OldError("one is old")

    monkeypatch.setattr(operations, "CHECKS", (("settings", lambda: "fine"),))
    monkeypatch.setattr(aging, "CHECKS", (("help lines", old),))

    assert operations.doctor() == 0
    assert operations.doctor(strict=True) == 1
    assert capsys.readouterr().out.count("LOOK   help lines: one is old") == 2

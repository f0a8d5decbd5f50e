"""At night what says nothing any more is let go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afterword import clock
from afterword.accounts.models import StaffSession
from afterword.consent.models import Attempt
from afterword.followup import tasks


@pytest.mark.django_db(transaction=True)
def test_old_counts_and_sessions_go_and_fresh_ones_stay():
    """Neither a wrong code of last week nor an old sign-in is kept."""
    now, week = clock.now(), timedelta(days=7)
    for name, since in ((b"old", now - week), (b"new", now)):
        Attempt.objects.create(bucket=name, count=1, since=since)
    for name, until in (("old", now - week), ("new", now + week)):
        StaffSession.objects.create(session_key=name, expire_date=until)

    tasks.tidy(0)

    assert [bytes(one.bucket) for one in Attempt.objects.all()] == [b"new"]
    assert [one.session_key for one in StaffSession.objects.all()] == ["new"]

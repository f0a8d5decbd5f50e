"""Which episode is meant: what goes on before what has ended, what began last."""

from __future__ import annotations

from datetime import date

import pytest

from afterword.clinic import episodes
from afterword.clinic.models import Episode
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("days", "running", "meant"),
    [
        ([(SECOND, None), (FIRST, None)], 0, 0),
        ([(THIRD, THIRD), (FIRST, None), (SECOND, SECOND)], 1, 1),
        ([(FIRST, THIRD), (SECOND, SECOND)], None, 0),
        ([], None, None),
    ],
)
def test_the_episode_that_is_meant(days, running, meant):
    """One rule for one client and for all of them at once."""
    home = factories.a_practice()
    clinician = factories.a_clinician(home)
    client = factories.a_client(home)
    with practice(home.pk):
        made = [
            Episode.objects.create(
                client=client, clinician=clinician, started_on=begun, ended_on=ended
            )
            for begun, ended in days
        ]
        found = (
            episodes.going_on(client.pk),
            episodes.current(client.pk),
            episodes.current_of_each().get(client.pk),
        )

    wanted = [None if at is None else made[at] for at in (running, meant, meant)]
    assert list(found) == wanted

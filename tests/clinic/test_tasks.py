"""Background work of the clinic: ids only, in pieces, behind everything else."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from afterword.clinic import tasks
from afterword.clinic.services import likeness
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def queued() -> list[tuple[dict[str, str], int]]:
    """Read what waits to be filled in: its arguments and its priority."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args::text, priority FROM procrastinate_jobs "
            "WHERE task_name = 'clinic.fill_in' AND status = 'todo' ORDER BY id"
        )
        return [(json.loads(args), priority) for args, priority in cursor.fetchall()]


def test_each_practice_is_asked_for_once_behind_everything_else():
    """By its id and nothing more; whoever waits for a message is served first."""
    homes = [factories.a_practice(), factories.a_practice()]

    tasks.look_who_is_left(0)
    tasks.look_who_is_left(3600)

    told = [args for args, _ in queued()]
    assert sorted(each["practice_id"] for each in told) == sorted(
        str(home.pk) for home in homes
    )
    assert {priority for _, priority in queued()} == {tasks.LAST}


def test_it_asks_for_another_go_while_somebody_is_left(monkeypatch):
    """And stops by itself."""
    monkeypatch.setattr(likeness, "MANY", 2)
    home = factories.a_practice()
    for _ in range(3):
        factories.a_client(home, likeness_edition=0)

    tasks.fill_in(str(home.pk))

    assert len(queued()) == 1
    with practice(home.pk):
        assert not likeness.is_complete()
    tasks.fill_in(str(home.pk))
    with practice(home.pk):
        assert likeness.is_complete()

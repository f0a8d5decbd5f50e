"""The round of screening: each practice, what is due and what is to be forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afterword import clock
from afterword.attention import queries as waiting
from afterword.clinic.services.likeness import Wanted
from afterword.screening import services, tasks
from afterword.screening.models import ConflictCheck
from afterword.tenancy import practice
from tests.screening.declared import NOON, declared, planned

pytestmark = pytest.mark.django_db


def test_a_round_raises_what_is_due_and_forgets_what_was_asked(
    home, person, clinician, ruth, monkeypatch
):
    """Once an hour, by the machine; a second round changes nothing."""
    planned(declared(person, clinician, ruth), ruth)
    services.check_conflict(
        about="hire", wanted=Wanted(name="Jane Other"), by=ruth, at=NOON
    )
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=60))

    for _ in range(2):
        tasks.look_again(0)

        with practice(home.pk):
            due = waiting.everything_waiting(kinds=["relationship_to_review"])
            assert len(due) == 1
            assert ConflictCheck.objects.get().asked is None

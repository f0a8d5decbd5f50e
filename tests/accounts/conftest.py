"""What tests of sign-in share: a practice, its administrator, browser and record.

Django is imported inside: this file is read before Django is set up.
"""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _keys():
    from pathlib import Path

    from django.conf import settings

    from afterword.vault import ring

    if not Path(settings.KEYS).exists():
        ring.make(Path(settings.KEYS))


@pytest.fixture
def home(db):
    """A practice that is set up."""
    from afterword import clock
    from tests import factories

    return factories.a_practice(set_up_at=clock.now())


@pytest.fixture
def administrator(home):
    """Who looks after that practice's people."""
    from afterword.audit.actors import Role
    from tests import factories

    return factories.a_member(home, Role.ADMINISTRATOR)


@pytest.fixture
def elsewhere(db):
    """Another practice's administrator, a stranger here."""
    from afterword.audit.actors import Role
    from tests import factories

    other = factories.a_practice(name="Elm Example", neutral_name="Elm")
    return factories.a_member(other, Role.ADMINISTRATOR)


@pytest.fixture
def desk(client, administrator):
    """The administrator's browser, signed in."""
    from tests.staff import sign_in

    return sign_in(client, administrator)


@pytest.fixture
def events(home):
    """Read the record of the practice: names with outcomes, oldest first."""
    from afterword.audit.models import Event
    from afterword.tenancy import practice

    def read():
        with practice(home.pk):
            rows = Event.objects.order_by("at")
            return list(rows.values_list("name", "outcome"))

    return read

"""What tests of the staff pages share: a practice, its people, browsers, its record.

Django is imported inside: this file is read before Django is set up.
"""

from __future__ import annotations

import pytest


def findable(home, clinician):
    """Make a client whose name can be looked up, as an import makes them."""
    from afterword.clinic.models import Client
    from afterword.clinic.services.people import name_index
    from afterword.tenancy import practice
    from tests import factories

    made = factories.a_client(home, clinician)
    with practice(home.pk):
        index = name_index("Jo Example")
        Client.objects.filter(pk=made.pk).update(name_index=index)
    return made


@pytest.fixture
def home(db):
    """A practice that is set up."""
    from afterword import clock
    from tests import factories

    return factories.a_practice(set_up_at=clock.now())


@pytest.fixture
def ruth(home):
    """A clinician, as the person who signs in."""
    from afterword.audit.actors import Role
    from tests import factories

    return factories.a_member(home, Role.CLINICIAN)


@pytest.fixture
def clinician(home, ruth):
    """The same clinician, as the row that carries clients."""
    from tests import factories

    return factories.a_clinician(home, ruth)


@pytest.fixture
def person(home, clinician):
    """A client of that clinician's, in care, whom an exact name finds."""
    return findable(home, clinician)


@pytest.fixture
def administrator(home):
    """Who looks after the practice."""
    from afterword.audit.actors import Role
    from tests import factories

    return factories.a_member(home, Role.ADMINISTRATOR)


@pytest.fixture
def browser_of():
    """Give a browser in which somebody is signed in."""
    from django.test import Client

    from tests.staff import sign_in

    return lambda actor: sign_in(Client(), actor)


@pytest.fixture
def desk(browser_of, ruth, clinician):
    """The clinician's browser, signed in."""
    return browser_of(ruth)


@pytest.fixture
def events(home):
    """Read the record of the practice: names with outcomes, oldest first."""
    from afterword.audit.models import Event
    from afterword.tenancy import practice

    def read():
        with practice(home.pk):
            return list(Event.objects.order_by("at").values_list("name", "outcome"))

    return read

"""One clinician, one client in care, and an ending that is open.

Django is imported inside: this file is read before Django is set up.
"""

from __future__ import annotations

import pytest


@pytest.fixture
def home(db):
    """A practice."""
    from tests import factories

    return factories.a_practice()


@pytest.fixture
def ruth(home):
    """Who signs in as its clinician."""
    from afterword.audit.actors import Role
    from tests import factories

    return factories.a_member(home, Role.CLINICIAN)


@pytest.fixture
def clinician(home, ruth):
    """The clinician that Ruth is."""
    from tests import factories

    return factories.a_clinician(home, ruth)


@pytest.fixture
def client(home, clinician):
    """Somebody in her care."""
    from tests import factories

    return factories.a_client(home, clinician)


@pytest.fixture
def ending(client, ruth):
    """Their ending, just opened."""
    from afterword.ending.services import writing

    return writing.open_ending(client=client.pk, by=ruth)

"""Clients at their own pages, on the day that their first check-in is due."""

from __future__ import annotations

import pytest

from tests.mail import hands

__all__ = ["hands"]


@pytest.fixture(autouse=True)
def journal_folder(settings, tmp_path):
    """Give each test a journal of stops of its own."""
    settings.JOURNAL = tmp_path / "journal"
    return settings.JOURNAL


@pytest.fixture
def jo(db, hands):
    """Give a client who agreed to three check-ins, and has not come in yet."""
    from tests.portal.people import a_visitor

    return a_visitor(
        home_values={
            "phone": "+1 415 555 0100",
            "coming_back": "Ruth has room from May. A first hour costs $90.",
        }
    )


@pytest.fixture
def inside(jo):
    """Give the same client, who has come in with their card."""
    return jo.come_in()


@pytest.fixture
def kim(db, hands):
    """Give a client who is asked on the tablet, on the day that it all ends."""
    from tests.portal.people import somebody_asked
    from tests.stories import AGREED_AT

    hands.put(AGREED_AT)
    return somebody_asked()

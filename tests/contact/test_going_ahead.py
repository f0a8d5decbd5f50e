"""A person makes a contact only while the answer is a yes, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from afterword.contact.services.looking_again import look_again, record_go_ahead
from tests.go_aheads import NUMBER, a_point, opened, the_row

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(story):
    return a_point(story.client)


def look(story, go_ahead, hands):
    return look_again(go_ahead=go_ahead, by=story.staff, at=hands.now)


def test_basic(story, phone, hands):
    """A go-ahead opens."""
    made = opened(story, phone)
    seen = look(story, made, hands)
    assert seen.state == "open"
    assert seen.address == NUMBER
    record_go_ahead(go_ahead=made, came="done", by=story.staff, at=hands.now)
    row = the_row(story, made)
    assert row.hand_off.status == "accepted"
    print(row.hand_off.occasion, row.valid_until, row.confirmed)

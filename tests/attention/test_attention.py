"""What waits, waits once, for somebody by name, until they say that it is done."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from afterword.attention import queries, services
from afterword.attention.errors import NothingWaitsError
from afterword.attention.services import Kind
from afterword.audit.models import Event
from afterword.tenancy import practice
from tests.stories import FIRST_NOON, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story():
    """A practice with one clinician."""
    return an_agreement()


def a_thing(story, key="one", **kept):
    """Let one thing wait."""
    values = {"kind": Kind.ANSWERS, "owner": story.clinician.pk, "at": FIRST_NOON}
    return services.raise_item(key=key, by=story.machine, **(values | kept))


def waiting(story, **whose):
    """Give what waits, by id."""
    with practice(story.practice.id):
        return [each.id for each in queries.waiting(**whose)]


def test_raising_the_same_thing_twice_is_one_item(story):
    """The key names the thing; two calls leave one item and two lines."""
    assert a_thing(story) == a_thing(story)

    with practice(story.practice.id):
        lines = Event.objects.filter(name="attention.raised")
        assert sorted(lines.values_list("outcome", flat=True)) == ["done", "repeated"]


def test_what_is_done_stays_done(story):
    """A thing that is raised again after it was done does not come back."""
    item = a_thing(story)
    for _ in range(2):
        services.finish(item=item, by=story.staff, at=FIRST_NOON)

    a_thing(story)

    assert waiting(story, owners=[story.clinician.pk]) == []


def test_what_is_due_first_is_on_top_and_owners_see_their_own(story):
    """By day due, undated last; what has no owner is the administrators'."""
    later = a_thing(story, "a", due_at=FIRST_NOON + timedelta(days=9))
    undated = a_thing(story, "b")
    first = a_thing(story, "c", due_at=FIRST_NOON + timedelta(days=1))
    nobodys = a_thing(story, "d", owner=None)

    assert waiting(story, owners=[story.clinician.pk]) == [first, later, undated]
    assert waiting(story, administrators=True) == [nobodys]
    assert waiting(story, owners=[uuid4()]) == []


def test_it_can_be_passed_on(story):
    """Another owner, the same day."""
    item = a_thing(story)

    services.pass_on(item=item, to=None, by=story.staff)

    assert waiting(story, administrators=True) == [item]


def test_a_strangers_item_is_not_there(story):
    """Another practice's item cannot be finished or passed on."""
    item = a_thing(story)
    other = an_agreement(address="kim@mail.example")

    with pytest.raises(NothingWaitsError):
        services.finish(item=item, by=other.staff, at=FIRST_NOON)
    with pytest.raises(NothingWaitsError):
        services.pass_on(item=item, to=None, by=other.staff)


def test_it_is_undone_with_what_it_speaks_of(story):
    """An item commits with its cause: when that is undone, so is the item."""

    def begin_and_break():
        with practice(story.practice.id):
            a_thing(story)
            raise OSError("disk full")

    with pytest.raises(OSError, match="full"):
        begin_and_break()

    assert waiting(story, owners=[story.clinician.pk]) == []

"""The pages of a contact that a person makes: offered, opened, closed, told of."""

from __future__ import annotations

import pytest
from django.urls import reverse

from afterword import clock
from afterword.desk import asking
from tests.desk.pages import words
from tests.go_aheads import CONFIRMED, NUMBER, a_point, stated
from tests.staff import sign_in


@pytest.fixture
def phone(story):
    return a_point(story.client)


@pytest.fixture
def desk_of(client, story):
    return sign_in(client, story.staff)


def answered(story, *, by=None, said=None, **act):
    """Ask about an answer to the client by phone; give the ruling's id."""
    wanted = {"purpose": "reply_to_client", "initiator": "client", "channel": "phone"}
    return asking.ask(
        story.client,
        wanted | act,
        by=by or story.staff,
        at=clock.now(),
        extra=stated() if said is None else said,
    ).id


def test_basic(story, phone, desk_of):
    """Yes."""
    page = desk_of.get(reverse("desk:ruling", args=[answered(story)]))
    print(words(page))
    assert page.context["offer"].form is not None
    r = page.context["offer"].url
    back = desk_of.post(r, {"confirm": ["discreet_wording"]})
    assert back.status_code == 422
    made = desk_of.post(r, {"confirm": CONFIRMED[:4]})
    print(made["Location"])
    page = desk_of.get(made["Location"])
    print(words(page))
    assert NUMBER in words(page)
    for name in ("today", "followup"):
        print(words(desk_of.get(reverse(f"desk:{name}"))))
    print(words(desk_of.get(reverse("desk:person", args=[story.client.pk]))))
    done = desk_of.post(made["Location"] + "/came", {"came": "done", "note": "Fine."})
    print(words(desk_of.get(done["Location"])))

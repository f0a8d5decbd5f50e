"""The pages about somebody who stopped coming, walked by who may and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Web
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.contact.models import GoAhead
from afterword.ending.models import Ending
from afterword.ending.services import dropping_out
from afterword.ending.unplanned import Dropout
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from tests import factories
from tests.desk.pages import title, words
from tests.go_aheads import a_point
from tests.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
ALARMS = ("alarm", "emergency", "danger to", "at risk", "worried", "urgent", "alert")


@pytest.fixture
def last():
    return clock.today("America/Los_Angeles") - timedelta(days=20)


@pytest.fixture
def ending(person, ruth, last):
    return dropping_out.record_dropout(
        client=person.pk, absence=dropping_out.Absence(last), by=ruth
    )


def addresses(person, ending):
    return [
        reverse("desk:stopped_coming", args=[person.pk]),
        reverse("desk:dropout", args=[ending]),
        reverse("desk:dropout_came_back", args=[ending]),
    ]


def test_from_the_persons_page_to_the_closed_ending(desk, home, person, last):
    """The fact, the page of what is left, the close; and nothing was sent."""
    there = desk.get(reverse("desk:person", args=[person.pk]))
    assert "They stopped coming" in words(there)
    form = reverse("desk:stopped_coming", args=[person.pk])
    answer = desk.post(form, {"last_attended_on": str(last), "notice": "none"})
    assert answer.status_code == 303
    page = desk.get(answer["Location"])

    text = words(page)
    assert "You may try to reach them 2 times." in text
    assert "Nobody asked them before the end, and nobody asks now." in text
    assert not [word for word in ALARMS if word in text.lower()]
    assert "Jo" not in title(page)
    with practice(home.pk):
        made = Ending.objects.get().pk
        assert not GoAhead.objects.exists()
    desk.post(reverse("desk:ending_close", args=[made]))
    assert "This ending is closed." in words(desk.get(answer["Location"]))


def test_to_ask_about_an_attempt_everything_known_is_filled_in(desk, ending):
    """What for, and that the therapist starts: only the way is left to say."""
    page = desk.get(reverse("desk:dropout", args=[ending]))
    wanted = page.context["attempt_url"]

    form = desk.get(wanted).context["form"]

    assert form["initiator"].value() == "therapist"
    assert form["purpose"].value() == "unfinished_ending"


def test_days_that_cannot_be_are_said_beside_their_field(desk, person, last):
    """With the form as it was typed, and nothing kept."""
    form = reverse("desk:stopped_coming", args=[person.pk])
    typed = {
        "last_attended_on": str(last),
        "missed_on": str(last - timedelta(days=1)),
        "notice": "message",
    }

    answer = desk.post(form, typed)

    assert answer.status_code == 422
    assert "The missed day is before the last session" in words(answer)


def test_what_is_next_follows_the_count_and_the_stop(desk, home, person, ending):
    """After the number of the house the letter; after a stop the close."""
    page = reverse("desk:dropout", args=[ending])
    assert "Ask about one attempt" in words(desk.get(page))

    Practice.objects.filter(pk=home.pk).update(outreach_attempts=0)
    text = words(desk.get(page))
    assert "The closing letter is what is left." in text
    assert "Ask about one attempt" not in text

    desk.post(reverse("desk:stop", args=[person.pk]), {"scope": "no_contact"})
    assert "Close the ending without a word to them." in words(desk.get(page))


def test_the_ending_leads_to_it_and_a_return_leads_back(desk, home, person, ending):
    """Both ways, and the ending is blank after it."""
    there = reverse("desk:dropout", args=[ending])
    a_point(person)
    assert there in desk.get(reverse("desk:ending", args=[ending])).content.decode()

    desk.post(reverse("desk:dropout_came_back", args=[ending]))

    assert desk.get(there).status_code == 404
    with practice(home.pk):
        assert Dropout.objects.get().came_back_at
        assert Ending.objects.get().ended_on is None


def test_strangers_and_other_roles_find_nothing(home, person, ending):
    """A colleague, other roles, another practice; a stranger is asked to sign in."""
    elsewhere = factories.a_practice(set_up_at=clock.now())
    stranger = factories.a_member(elsewhere)
    factories.a_clinician(elsewhere, stranger)
    colleague = factories.a_member(home)
    factories.a_clinician(home, colleague)
    others = [stranger, colleague]
    others += [
        factories.a_member(home, role)
        for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.COMPLIANCE)
    ]
    browsers = {actor: sign_in(Web(), actor) for actor in others}
    for path in addresses(person, ending):
        for actor in others:
            browser = browsers[actor]
            others_see = {browser.get(path).status_code, browser.post(path).status_code}
            assert others_see <= {404, 405}, (path, actor.roles)
        for answer in (Web().get(path), Web().post(path)):
            assert answer.status_code in {302, 405}


def test_the_number_is_the_administrators(home, desk, administrator, browser_of):
    """Set by them alone, shown on the page of the practice."""
    page = reverse("desk:practice_outreach")
    assert desk.get(page).status_code == 404
    boss = browser_of(administrator)

    assert boss.post(page, {"attempts": "9"}).status_code == 422
    assert boss.post(page, {"attempts": "1"}).status_code == 303

    assert Practice.objects.get(pk=home.pk).outreach_attempts == 1
    shown = words(boss.get(reverse("desk:practice")))
    assert "You try to reach them once at most." in shown

"""What shows that nobody was left alone, and what an ending bars for later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from afterword import clock
from afterword.clinic.models import Client, Clinician
from afterword.desk import prepared
from afterword.ending.models import Ending
from afterword.ending.services import writing
from afterword.tenancy import practice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ending(home, person, ruth):
    """An ending in California, told of six weeks ahead."""
    with practice(home.pk):
        Client.objects.filter(pk=person.pk).update(places=["US-CA"])
        Clinician.objects.update(
            professions=["psychologist"],
            registers=["us-ca-psychology"],
            memberships=["apa"],
            places=["US-CA"],
            sets_complete=True,
        )
    made = writing.open_ending(client=person.pk, by=ruth)
    today = clock.today("America/Los_Angeles")
    writing.write_facts(
        ending=made,
        facts=writing.EndingFacts(
            kind="planned",
            ended_by="both",
            agreed="yes",
            ending_form="formal",
            ended_on=today,
            last_professional_contact_on=today,
            approach="psychodynamic",
        ),
        by=ruth,
    )
    first = (today - timedelta(weeks=6)).isoformat()
    writing.write_part(
        ending=made, key="notice", plain={"first_spoken_on": first}, by=ruth
    )
    return made


def test_it_shows_what_is_there_and_what_is_not(desk, ending):
    """Notice is met with its weeks; the rest is not written down."""
    page = desk.get(reverse("desk:ending_task", args=[ending, "notice"]))

    words = page.content.decode()
    assert "6 weeks before the last day" in words
    assert words.count("Not written down") == 3


def test_only_texts_that_bind_for_certain_are_named(home, ending):
    """Where the client lives is not known, so other places' texts may bind too."""
    with practice(home.pk):
        Client.objects.update(places=[])
        row = Ending.objects.get()
        told = prepared.sources(row, on=clock.today())
        barred = prepared.later(row, on=clock.today())

    who = {one.cite.who for _asks, reasons in told for one in reasons}
    later = {one.cite.who for one in barred}
    assert any("APA" in name for name in who)
    assert any("California" in name for name in later)
    assert not any("Quebec" in name or "Norway" in name for name in who | later)


def test_an_approach_without_check_ins_offers_none_until_asked(desk, ending):
    """They are one link away, for a client who asks for them."""
    address = reverse("desk:ending_task", args=[ending, "contact"])

    assert 'value="light_check_in"' not in desk.get(address).content.decode()
    assert 'value="light_check_in"' in desk.get(f"{address}?all").content.decode()


def test_a_pretext_is_said_plainly_before_closing(desk, ending, ruth):
    """It bars nothing, and it says that ending makes nothing right."""
    writing.write_part(ending=ending, key="notice", plain={"pretext": "yes"}, by=ruth)

    page = desk.get(reverse("desk:ending_task", args=[ending, "check"]))

    assert "Nothing that would begin then becomes right" in page.content.decode()


def test_goals_are_kept_with_their_own_ratings(desk, ending):
    """A rating without its goal is refused in words; whole ones are read back."""
    address = reverse("desk:ending_task", args=[ending, "review"])

    refused = desk.post(address, {"goal_1_now": "7"})
    desk.post(
        address,
        {"goal_1": "Sleep through", "goal_1_before": "0", "goal_1_now": "7"},
    )

    assert refused.status_code == 422
    page = desk.get(reverse("desk:ending_task", args=[ending, "check"]))
    assert "From 0 to 7 of 10" in page.content.decode()


def test_an_open_door_needs_a_way_in(desk, ending):
    """And a closed one needs another place."""
    address = reverse("desk:ending_task", args=[ending, "returning"])

    assert desk.post(address, {"may_return": "yes_same"}).status_code == 422
    assert desk.post(address, {"may_return": "no"}).status_code == 422
    answer = desk.post(address, {"may_return": "yes_same", "how": "Ring 555 0100"})
    assert answer.status_code == 303

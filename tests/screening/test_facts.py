"""What was declared reaches the gate: of this clinician and client, and no further."""

from __future__ import annotations

import pytest

from afterword.audit.actors import Role
from afterword.contact import services as gate
from afterword.contact.drafting import situate
from afterword.contact.facts import gather
from afterword.contact.requests import ContactRequest
from afterword.rules.facts import Facts
from afterword.screening.facts import facts_about
from afterword.tenancy import practice
from tests import factories
from tests.screening.declared import (
    NOON,
    TODAY,
    declared,
    looked_at,
    said,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(home, person, clinician, ruth):
    """A practice, a client, their clinician, and the clinician who signs in."""
    return home, person, clinician, ruth


def values(home, client, clinician, **about):
    """Give what is told, without its source and day."""
    with practice(home.pk):
        found = facts_about(client.pk, clinician=clinician.pk, on=TODAY, **about)
    return {name: fact.value for name, fact in found.items()}


def a_request(client, clinician, purpose, **more):
    values = {
        "client": client.pk,
        "purpose": purpose,
        "occasion": "",
        "on": TODAY,
        "channel": "in_person",
        "sender": clinician.pk,
        "initiator": "client",
    }
    return ContactRequest(**(values | more))


def gathered(by, client, clinician, purpose, **more):
    """Give what the gate would answer, with all that it weighed."""
    request = a_request(client, clinician, purpose, **more)
    return gate.preview(request=request, by=by, at=NOON).decision


def test_nothing_declared_says_nothing(home, person, clinician):
    """It is not taken to be none: the gate asks."""
    assert values(home, person, clinician) == {}
    with practice(home.pk):
        assert dict(facts_about(person.pk, clinician=None, on=TODAY)) == {}


def test_what_is_asked_about_itself_is_told_whole(home, person, clinician, ruth):
    """All five facts, each as the clinician's, of its day."""
    one = declared(person, clinician, ruth)

    assert values(home, person, clinician, relationship=one) == {
        "relationship_kind": "community",
        "relationship_preexisting": False,
        "started_by": "chance",
        "small_community": True,
        "person_is": "client",
    }
    with practice(home.pk):
        found = facts_about(person.pk, clinician=clinician.pk, on=TODAY)
    assert {(fact.source, fact.as_of) for fact in found.values()} == {
        ("clinician", TODAY)
    }


def test_it_is_no_fact_for_a_colleague_or_about_somebody_else(
    home, person, clinician, ruth
):
    """A relationship binds its own two people."""
    declared(person, clinician, ruth, kind="intimate")
    colleague = factories.a_clinician(home, factories.a_member(home, Role.CLINICIAN))
    other = factories.a_client(home, clinician)

    assert values(home, person, colleague) == {}
    assert values(home, other, clinician) == {}


@pytest.mark.parametrize(
    ("kind", "purpose", "is_told"),
    [
        ("business", "business", True),
        ("business", "social", False),
        ("business", "gift", True),
        ("business", "return_request", True),
        ("online", "social_media_connection", True),
    ],
)
def test_a_question_about_a_relationship_is_told_of_that_kind(
    told, kind, purpose, is_told
):
    """What somebody else is to each other says nothing about a new one."""
    home, person, clinician, ruth = told
    declared(person, clinician, ruth, kind=kind, small_community="")

    found = values(home, person, clinician, purpose=purpose)

    assert ("relationship_kind" in found) is is_told


def test_of_several_the_closest_stands_for_them_all(home, person, clinician, ruth):
    """And a small place stays a small place."""
    declared(person, clinician, ruth, kind="community", small_community="yes")
    declared(person, clinician, ruth, kind="social", small_community="no")
    declared(person, clinician, ruth, kind="intimate", stage="planned")

    told = values(home, person, clinician, purpose="return_request")

    assert told["relationship_kind"] == "social"
    assert told["small_community"] is True


def test_what_closed_the_way_back_stays_closed(home, person, clinician, ruth):
    """After it changed, and after it ended; what ended otherwise is gone."""
    romance = declared(person, clinician, ruth, kind="intimate")
    looked_at(romance, ruth, "changed", said=said(kind="business"))
    shop = declared(person, clinician, ruth, kind="business")
    for one in (romance, shop):
        looked_at(one, ruth, "ended")

    told = values(home, person, clinician, purpose="return_request")

    assert told["relationship_kind"] == "intimate"
    assert "small_community" not in told


def test_what_was_only_thought_of_closes_nothing(home, person, clinician, ruth):
    """A plan is weighed as a plan; it has not begun."""
    declared(person, clinician, ruth, kind="intimate", stage="planned")

    told = values(home, person, clinician, purpose="return_request")

    assert "relationship_kind" not in told


def test_the_gate_weighs_a_return_with_the_romance_that_was_declared(
    home, clinician, ruth, person
):
    """Who was intimate with somebody points them elsewhere; a code says so."""
    clinician.memberships, clinician.sets_complete = ["apa"], True
    with practice(home.pk):
        clinician.save()
    before = gathered(ruth, person, clinician, "return_request")
    declared(person, clinician, ruth, kind="intimate")

    after = gathered(ruth, person, clinician, "return_request")

    assert "relationship_kind" not in before.facts
    assert "apa_2017.s10-07" not in fired(before)
    assert after.facts["relationship_kind"].value == "intimate"
    assert "apa_2017.s10-07" in fired(after)


def fired(decision):
    return {finding.rule.id for finding in decision.findings if finding.fired}


@pytest.mark.parametrize(("small", "counts"), [("yes", True), ("no", False)])
def test_a_small_place_counts_for_an_ordinary_letter(told, small, counts):
    """What was declared is no matter of second relationships alone."""
    _home, person, clinician, ruth = told
    declared(person, clinician, ruth, small_community=small)

    decision = gathered(ruth, person, clinician, "wellbeing_check", channel="letter")

    weighed = {one.rule.id for one in decision.findings if one.fired or one.doubtful}
    assert ("baseline.small_community" in weighed) is counts


def test_what_was_declared_wins_over_what_somebody_says_now(
    home, clinician, ruth, person
):
    """The record is not talked over by whoever asks."""
    one = declared(person, clinician, ruth, kind="business")
    extra = Facts.of(relationship_kind="none", small_community=False, source="you")
    request = a_request(person, clinician, "business", relationship=one)
    with practice(home.pk):
        found = gather(situate(request, at=NOON), on=TODAY, extra=extra)

    assert found["relationship_kind"].value == "business"
    assert found["small_community"].value is True


def test_a_relationship_of_another_client_is_not_told(home, clinician, ruth, person):
    """An id of somebody else's opens nothing."""
    other = factories.a_client(home, clinician)
    one = declared(other, clinician, ruth, small_community="")

    assert values(home, person, clinician, relationship=one) == {}

"""What speaks against an agreement, settled as it was made, stays settled for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afterword import clock
from afterword.clinic.models import Episode
from afterword.contact import services as gate
from afterword.contact.services import consulting
from afterword.tenancy import practice
from tests.contact.talks import a_talk, new_edition
from tests.stories import AGREED_AT, FIRST_NOON, THIRD_MONTH_NOON

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def talk(hands, sink):
    """Dependency was a focus of the work, and everybody knew as they agreed."""
    hands.put(AGREED_AT)
    return a_talk(reported="dependent")


def settled(talk, hands, days=1):
    """Let a colleague settle it some days after the ending, for a month."""
    hands.put(AGREED_AT + days * DAY)
    ruling = talk.asked(on=FIRST_NOON.date())
    talk.settle(ruling)
    return ruling


def weighed(talk, key="m1"):
    request = talk.story.request(key, clock.now())
    return gate.preview(request=request, by=talk.ruth, at=clock.now())


def outcome(talk, key="m1") -> str:
    return weighed(talk, key).decision.outcome.value


def test_it_holds_for_the_whole_agreement(talk, hands, sink):
    """Also long after the ninety days of one talk, and the message goes out."""
    settled(talk, hands)

    for key, noon in (("m1", FIRST_NOON), ("m3", THIRD_MONTH_NOON)):
        hands.put(noon)
        assert outcome(talk, key) == "permit", key
    request = talk.story.request("m3", clock.now())
    hand_off = gate.carry_out(request=request, by=talk.story.machine, at=clock.now())
    assert hand_off.status == "accepted"


def test_unsettled_it_wants_a_talk_and_holds_nobody(talk, hands):
    """The ledger is complete: what nobody settled was not settled."""
    hands.put(FIRST_NOON)

    found = weighed(talk).decision

    assert found.values["settled_when_agreed"] is False
    assert found.outcome.value == "consult"


@pytest.mark.parametrize(("days", "later"), [(14, "permit"), (15, "consult")])
def test_both_ends_of_the_fourteen_days(talk, hands, days, later):
    """As long as it could be confirmed, it is settled as it is made; not afterwards."""
    settled(talk, hands, days)
    hands.put(THIRD_MONTH_NOON)

    assert outcome(talk, "m3") == later


@pytest.mark.parametrize("name", ["dependent", "coercive_home", "risk_level"])
def test_a_new_fact_ends_it_for_good(talk, hands, name):
    """Also when it is taken back: then it is talked over anew."""
    settled(talk, hands)
    hands.put(FIRST_NOON)
    value = {"risk_level": "concern", "dependent": "no"}.get(name, "yes")
    talk.story.report(name, value, hands.now - DAY)
    talk.story.report("dependent", "yes", hands.now)

    assert outcome(talk) == "consult"


def test_a_fact_that_nobody_reported_is_not_covered(talk, hands):
    """It settles the rules that it named, and no other."""
    settled(talk, hands)
    hands.put(FIRST_NOON)
    assert outcome(talk) == "permit"

    with practice(talk.story.practice.id):
        Episode.objects.filter(client=talk.story.client).update(
            approach="psychodynamic"
        )

    assert outcome(talk) == "consult"


def test_another_edition_ends_it(talk, hands, monkeypatch):
    """Rules that changed were not settled."""
    settled(talk, hands)
    hands.put(FIRST_NOON)
    new_edition(monkeypatch, "baseline")

    assert outcome(talk) == "consult"


def test_on_conditions_it_waits_until_they_are_met(talk, hands):
    """Then it is settled as it was made."""
    hands.put(AGREED_AT + DAY)
    ruling = talk.asked(on=FIRST_NOON.date())
    talk.settle(ruling, conditions="The plan names another person.", days=1)
    hands.put(FIRST_NOON)
    assert outcome(talk) == "consult"

    consulting.meet_conditions(ruling=ruling.id, by=talk.ruth, at=hands.now)

    assert outcome(talk) == "permit"


def test_a_no_ends_it(talk, hands):
    """Whoever settles it may take it back."""
    ruling = settled(talk, hands)
    hands.put(FIRST_NOON)
    assert outcome(talk) == "permit"

    talk.decline(ruling, by=talk.compliance)

    assert outcome(talk) == "consult"


def test_what_else_was_talked_over_then_holds_for_its_own_time(talk, hands):
    """The fact that a settlement brings about does not end that very settlement."""
    talk.story.report("risk_level", "serious", AGREED_AT + DAY / 2)
    settled(talk, hands)

    hands.put(FIRST_NOON)
    assert outcome(talk) == "permit"
    hands.put(THIRD_MONTH_NOON)
    found = weighed(talk, "m3").decision

    assert found.values["settled_when_agreed"] is True
    assert found.outcome.value == "consult"

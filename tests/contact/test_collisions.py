"""A duty and a bar meet: two people say how, never against the client's own stop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afterword import clock
from afterword.attention import queries as attention
from afterword.audit.actors import Role
from afterword.consent.scopes import Scope
from afterword.consent.services import withdraw
from afterword.contact.errors import NotYoursToSettleError, StopStandsError
from afterword.contact.models import Ruling, Settlement
from afterword.contact.services import consulting
from afterword.contact.services.consulting import Consultant
from afterword.contact.weighing import weigh
from afterword.rules.deciding import made_on
from afterword.tenancy import practice
from tests import factories
from tests.contact.talks import a_breach, a_talk, by_letter, stated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk(hands):
    """A breach to be told of, and a court order that touches this contact."""
    return a_talk(reported="protective_order")


def collide(talk):
    """Ask about the notice: a duty and a bar meet."""
    ruling = talk.asked(by_letter(talk, "breach_notice"), a_breach())
    assert ruling.answer["reason"] == "collision"
    return ruling


def answer(talk, purpose="breach_notice", extra=None):
    with practice(talk.story.practice.id):
        return weigh(
            by_letter(talk, purpose), at=clock.now(), extra=extra or a_breach()
        ).decision


def stop(talk):
    """Let the client ask that nobody here makes contact."""
    withdraw(
        client=talk.story.client.id,
        scope=Scope.no_contact(),
        by=talk.story.by_client(),
        at=clock.now(),
    )


def test_one_person_settles_no_collision(talk):
    """However often they say it; and it goes on waiting for one more."""
    ruling = collide(talk)
    talk.settle(ruling)
    talk.settle(ruling, days=20)

    assert answer(talk).outcome.value == "consult"
    with practice(talk.story.practice.id):
        assert [one.about for one in attention.to_settle()] == [ruling.id]


def test_two_who_say_the_same_make_it_a_duty_to_be_done(talk):
    """The outcome is *require*, and the answer names the settlement."""
    ruling = collide(talk)
    talk.settle(ruling)
    second = talk.settle(ruling, by=talk.compliance)

    found = answer(talk)

    assert (found.outcome.value, found.line.value) == ("require", "settled_collision")
    assert [one.id for one in found.settled_by] == [str(second)]
    with practice(talk.story.practice.id):
        assert attention.to_settle() == []


def test_it_ends_with_the_sooner_of_their_days(talk):
    """Nobody's word holds for longer than they gave it."""
    ruling = collide(talk)
    talk.settle(ruling, days=60)
    talk.settle(ruling, by=talk.compliance, days=10)

    (settled,) = answer(talk).settled_by

    assert settled.until == clock.now().date() + timedelta(days=10)


def test_two_who_say_different_things_settle_nothing(talk):
    """It waits until two agree."""
    ruling = collide(talk)
    talk.settle(ruling)
    talk.decline(ruling, by=talk.compliance)

    assert answer(talk).outcome.value == "consult"
    with practice(talk.story.practice.id):
        assert len(attention.to_settle()) == 1


def test_one_who_changes_their_mind_takes_it_back(talk):
    """Each person's newest word counts."""
    ruling = collide(talk)
    talk.settle(ruling)
    talk.settle(ruling, by=talk.compliance)
    talk.decline(ruling)

    assert answer(talk).outcome.value == "consult"


def test_by_another_route_nothing_is_released(talk):
    """Two say so, nothing waits any more, and the answer stays what it was."""
    ruling = collide(talk)
    talk.decline(ruling)
    talk.decline(ruling, by=talk.compliance)

    assert answer(talk).outcome.value == "consult"
    with practice(talk.story.practice.id):
        assert attention.to_settle() == []


def test_who_asked_may_be_the_second_and_never_the_first(talk):
    """A duty has an owner, who is one of the two at most."""
    ruling = collide(talk)
    with pytest.raises(NotYoursToSettleError):
        talk.settle(ruling, by=talk.ruth)

    talk.settle(ruling)
    colleague = factories.a_member(talk.story.practice, Role.CLINICIAN)
    with pytest.raises(NotYoursToSettleError):
        talk.settle(ruling, by=colleague)
    talk.settle(ruling, by=talk.ruth)

    assert answer(talk).outcome.value == "require"


def test_it_is_due_before_the_duty_is(talk):
    """A talk does not let the law's day go by: sooner than a week if need be."""
    found = a_breach()
    late = found.but(
        incident_discovered_on=stated(
            incident_discovered_on=clock.now().date() - timedelta(days=58)
        )["incident_discovered_on"]
    )
    talk.asked(by_letter(talk, "breach_notice"), late)

    with practice(talk.story.practice.id):
        (item,) = attention.to_settle()
    assert item.due_at.date() == clock.now().date() + timedelta(days=2)


def test_the_clients_stop_stands_where_no_law_goes_before_it(talk):
    """The engine is asked, and does not give way; so nobody can say it."""
    talk = a_talk(reported="")
    stop(talk)
    ruling = talk.asked(
        by_letter(talk, "rights_response"), stated(duty_trigger="request")
    )
    assert ruling.answer["reason"] == "collision"

    with pytest.raises(StopStandsError):
        talk.settle(ruling)

    assert talk.rows(Settlement) == []
    talk.decline(ruling)


def test_two_rows_that_no_verb_wrote_do_not_lift_a_stop(talk):
    """It is the engine that refuses, whatever lies in the table."""
    talk = a_talk(reported="")
    stop(talk)
    extra = stated(duty_trigger="request")
    ruling = talk.asked(by_letter(talk, "rights_response"), extra)
    forge(talk, ruling, answer(talk, "rights_response", extra))

    found = answer(talk, "rights_response", extra)

    assert found.settlements
    assert (found.outcome.value, found.line.value) == ("consult", "collision")


def test_such_rows_do_settle_where_no_stop_stands(talk):
    """The test above can fail: the same rows settle another bar."""
    ruling = collide(talk)
    forge(talk, ruling, answer(talk))

    assert answer(talk).outcome.value == "require"


def test_a_law_that_goes_before_the_stop_leaves_the_other_bar_to_settle(talk):
    """A breach is told of although nobody should write; the court order is settled."""
    stop(talk)
    ruling = collide(talk)
    talk.settle(ruling)
    talk.settle(ruling, by=talk.compliance)

    assert answer(talk).outcome.value == "require"


def forge(talk, ruling, decision):
    """Write down that two people said *do the duty*, past every check."""
    with practice(talk.story.practice.id):
        kept = Ruling.objects.get(pk=ruling.id)
        for number, who in enumerate((talk.supervisor, talk.compliance), start=1):
            Settlement.objects.create(
                ruling=kept,
                client=kept.client,
                number=number,
                verdict="duty",
                rules=[each["rule"] for each in ruling.answer["because_of"]],
                facts_hash=made_on(decision.facts),
                editions=ruling.answer["packs"],
                by_id=who.id,
                by_role="supervisor",
                at=clock.now(),
                until=clock.now().date() + timedelta(days=30),
            )


def test_who_works_alone_and_somebody_outside_are_two(hands):
    """The one records what the other said."""
    talk = a_talk(alone=True, reported="protective_order")
    ruling = talk.ask(by_letter(talk, "breach_notice"), a_breach())

    consulting.record_advice(
        ruling=ruling.id,
        verdict="yes",
        advice=talk.advice(),
        consultant=Consultant("Kim Outsider", "lawyer", "by phone"),
        by=talk.ruth,
        at=clock.now(),
    )

    assert answer(talk).outcome.value == "require"

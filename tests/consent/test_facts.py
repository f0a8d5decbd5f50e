"""What the ledger tells the gate: only what is so, and nothing guessed."""

from __future__ import annotations

from datetime import timedelta
from importlib import resources

import pytest
import yaml

from afterword.clinic.models import Clinician, ContactPoint
from afterword.consent import facts, queries, suppression
from afterword.consent import services as consent
from afterword.consent.scopes import Scope
from afterword.tenancy import practice
from tests import factories


def about(world, **rest):
    values = {
        "client": world.client.id,
        "directive_id": world.directive,
        "contact_point": world.point.id,
        "on": world.ended_on,
    }
    with practice(world.home.id):
        found = facts.facts_about(**(values | rest))
    return {name: fact.value for name, fact in found.items()}


def test_what_was_agreed(world):
    """A confirmed directive gives its state, its days and by whom it was given."""
    factories.safe_contact(world.client, by=world.as_client())
    known = about(world)

    assert known["consent_state"] == "confirmed"
    assert known["consent_given_on"] == world.ended_on
    assert known["consent_confirmed_on"] == world.ended_on
    assert known["consent_given_by"] == "client"
    assert known["consent_until"] == world.ended_on + timedelta(days=210)
    assert (known["no_contact"], known["no_replies"]) == (False, False)
    assert known["channel_agreed"] is True
    assert known["address_stopped"] is False
    assert known["address_confirmed_on"] == world.ended_on
    assert known["address_shared"] is False
    assert known["told_channel_risk"] is True


def test_whoever_agreed_to_nothing_has_none(asked):
    """For a client on file, what is not in the ledger was not agreed."""
    known = about(asked, directive_id=None, contact_point=None)

    assert known == {"consent_state": "none", "no_contact": False, "no_replies": False}


def test_a_proposal_is_no_consent(asked):
    """What was proposed is proposed, without a day of consent."""
    asked.directive = factories.proposed_directive(
        asked.client,
        asked.clinician,
        asked.point,
        by=asked.staff,
        ended_on=asked.ended_on,
    )
    known = about(asked)

    assert known["consent_state"] == "proposed"
    assert "consent_given_on" not in known
    assert "channel_agreed" not in known


def withdrawn(world):
    consent.withdraw(
        client=world.client.id,
        scope=Scope.everything(),
        by=world.as_client(),
        at=world.now,
    )


def paused(world):
    consent.pause(
        directive=world.directive,
        client=world.client.id,
        by=world.as_client(),
        at=world.now,
    )


def grantee_left(world):
    with practice(world.home.id):
        Clinician.objects.update(left_on=world.ended_on)


def over(world):
    consent.lapse(
        directive=world.directive,
        client=world.client.id,
        by=world.staff,
        at=world.now,
        why="window",
    )


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (withdrawn, "withdrawn"),
        (paused, "withdrawn"),
        (grantee_left, "lapsed"),
        (over, "lapsed"),
    ],
)
def test_what_ended_is_not_confirmed(world, act, state):
    """A stop, a pause, a clinician who left and a lapse each take the ground away."""
    act(world)

    assert about(world)["consent_state"] == state


def test_what_has_run_out_has_lapsed(world):
    """The day after its last day a directive has lapsed, with no line needed."""
    last = world.ended_on + timedelta(days=210)

    assert about(world, on=last)["consent_state"] == "confirmed"
    assert about(world, on=last + timedelta(days=1))["consent_state"] == "lapsed"


def test_a_purpose_finds_its_directive(world):
    """Without a directive's id the one that speaks of the purpose is found."""
    asks = {"directive_id": None}

    assert about(world, **asks, purpose="outcome_measure")["consent_state"] == (
        "confirmed"
    )
    assert about(world, **asks, purpose="social")["consent_state"] == "none"


def test_another_address_is_not_agreed(world):
    """An address of the client's that the directive does not name is not agreed."""
    other = factories.an_email(world.client)

    assert about(world, contact_point=other.id)["channel_agreed"] is False


def test_somebody_elses_address_tells_nothing(world):
    """An address that is not this client's gives no facts at all."""
    theirs = factories.an_email(factories.a_client(world.home))
    known = about(world, contact_point=theirs.id)

    assert "address_stopped" not in known
    assert known["channel_agreed"] is False


def test_two_clients_at_one_address_share_it(world):
    """An address that another client is reached at is shared, whatever was said."""
    factories.safe_contact(world.client, by=world.as_client(), address_shared=False)
    partner = factories.a_client(world.home)
    with practice(world.home.id):
        mine = ContactPoint.objects.get(pk=world.point.pk)
        theirs = factories.an_email(partner)
        ContactPoint.objects.filter(pk=theirs.pk).update(
            address_index=mine.address_index
        )

    assert about(world)["address_shared"] is True


def test_without_a_word_about_it_sharing_is_unknown(world):
    """Nobody asked the client yet: the fact is absent, not no."""
    assert "address_shared" not in about(world)


def test_what_the_client_asked_for_is_open(world):
    """After `no_contact` the client's own message opens one answer, also there."""
    consent.say_no_contact(client=world.client.id, by=world.as_client(), at=world.now)
    assert about(world)["no_contact"] is True
    assert about(world)["address_stopped"] is True
    consent.reopen_contact(
        client=world.client.id,
        by=world.as_client("email"),
        at=world.now,
        occasion="inbound:7",
    )

    one = about(world, directive_id=None, occasion="inbound:7")
    two = about(world, directive_id=None, occasion="inbound:8")

    assert (one["no_contact"], one["address_stopped"]) == (False, False)
    assert (two["no_contact"], two["address_stopped"]) == (True, True)


def test_every_fact_is_in_the_vocabulary(world):
    """Nothing is told that no rule can read, and every value is allowed."""
    factories.safe_contact(world.client, by=world.as_client())
    text = (resources.files("afterword.rules") / "facts.yaml").read_text("utf-8")
    vocabulary = yaml.load(text, Loader=yaml.BaseLoader)["facts"]  # noqa: S506

    for name, value in about(world).items():
        spec = vocabulary[name]
        assert spec["type"] in {"bool", "date", "enum"}
        assert spec["type"] != "enum" or value in spec["values"]


def test_the_newest_word_on_reaching_holds(world):
    """How a client wants to be reached is what they said last."""
    factories.safe_contact(world.client, by=world.as_client(), at=world.now)
    factories.safe_contact(
        world.client,
        by=world.as_client(),
        at=world.now + timedelta(seconds=1),
        sender_label="Ruth",
    )

    with practice(world.home.id):
        assert queries.safe_contact_of(world.client.id).sender_label == "Ruth"


def test_a_slow_clock_loses_no_stop(world):
    """A stop by a host whose clock is behind still holds; so does a stop on a tie."""
    index = b"i" * 16
    early = world.now - timedelta(hours=1)
    with practice(world.home.id):
        suppression.stop_address(index, "client", at=world.now)
        assert suppression.reopen_address(index)
        assert not suppression.is_stopped(index)
        assert suppression.stop_address(index, "client", at=early)
        assert suppression.is_stopped(index)
        assert not suppression.stop_address(index, "refused")

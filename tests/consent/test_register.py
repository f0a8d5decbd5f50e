"""The register: one occasion, one row, ever; and nothing outside the lock."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from afterword import clock
from afterword.audit.actors import machine
from afterword.consent import register
from afterword.consent import services as consent
from afterword.consent.errors import RegisterError
from afterword.consent.models import HandOff
from afterword.consent.scopes import Scope
from afterword.tenancy import practice

STATES = ["claimed", "in_transit", "accepted", "rejected", "unknown", "cancelled"]


def held(world):
    return register.locked(world.client.id, practice_id=world.home.id)


def claim(world, *, occasion="step:1", directive="own", ruling=None):
    return register.claim(
        client=world.client.id,
        occasion=occasion,
        ruling_id=ruling or uuid.uuid4(),
        purpose="outcome_measure",
        directive_id=world.directive if directive == "own" else directive,
        contact_point_id=world.point.id,
        by=machine(world.home.id),
    )


def status(world, hand_off):
    with practice(world.home.id):
        return HandOff.objects.get(pk=hand_off.pk).status


def test_a_contact_goes_through_the_register(world):
    """Claimed, in transit, looked at again, accepted: each once."""
    with held(world):
        made = claim(world)
    with held(world):
        assert register.begin(made)
    with held(world):
        assert register.still_in_transit(made)
        assert register.finish(made, "accepted") == "accepted"

    assert status(world, made) == "accepted"


@pytest.mark.parametrize("state", STATES)
def test_an_occasion_is_claimed_once(world, state):
    """Whatever became of it, the same occasion is never claimed again."""
    with held(world):
        first = claim(world)
        HandOff.objects.filter(pk=first.pk).update(status=state)

    with held(world):
        assert claim(world) is None


@pytest.mark.parametrize("state", STATES[1:])
def test_what_began_or_ended_does_not_begin_again(world, state):
    """Only what is claimed can begin; unknown is final."""
    with held(world):
        made = claim(world)
        HandOff.objects.filter(pk=made.pk).update(status=state)

    with held(world):
        assert not register.begin(made)
        if state != "in_transit":
            assert not register.still_in_transit(made)
    assert status(world, made) == state


def test_a_claim_whose_worker_died_is_taken_over_by_one(world, monkeypatch):
    """After two minutes another worker may take it; the first one cannot begin."""
    with held(world):
        first = claim(world)
    later = clock.now() + register.ABANDONED_AFTER + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    with held(world):
        second = claim(world)
    with held(world):
        assert second.pk == first.pk
        assert not register.begin(first)
        assert register.begin(second)
        assert not register.begin(second)


@pytest.mark.parametrize(
    "step",
    [
        lambda w, h: claim(w, occasion="step:2"),
        lambda _, h: register.begin(h),
        lambda _, h: register.still_in_transit(h),
        lambda _, h: register.finish(h, "accepted"),
        lambda _, h: register.cancel(h),
        lambda _, h: register.give_up(h),
        lambda w, _: register.cancel_in_scope(w.client.id, Scope.everything()),
    ],
)
def test_no_step_without_the_lock(world, step):
    """A step outside the client's lock is refused: it is a mistake in code."""
    with held(world):
        made = claim(world)

    with practice(world.home.id), pytest.raises(RegisterError):
        step(world, made)


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("accepted", "accepted"),
        ("refused", "rejected"),
        ("refused_address", "rejected"),
        ("unreachable", "rejected"),
        ("unknown", "unknown"),
    ],
)
def test_what_the_carrier_said_is_kept(world, said, becomes):
    """Each word of a carrier has its status; an unknown word is an error."""
    with held(world):
        made = claim(world)
        register.begin(made)
        assert register.finish(made, said) == becomes

    with held(world), pytest.raises(RegisterError):
        register.finish(made, said)
    with held(world), pytest.raises(KeyError):
        register.finish(made, "perhaps")


def test_only_what_is_agreed_is_claimed(world):
    """Under a directive that is not there or not live nothing is claimed."""
    with held(world):
        assert claim(world, directive=uuid.uuid4()) is None
    consent.pause(
        directive=world.directive,
        client=world.client.id,
        by=world.as_client(),
        at=world.now,
    )
    with held(world):
        assert claim(world) is None


def test_an_answer_to_the_client_waits_for_no_directive(world):
    """Without a directive the rules decide; `no_replies` bars it here as well."""
    with held(world):
        assert claim(world, occasion="inbound:1", directive=None)
    consent.say_no_replies(client=world.client.id, by=world.as_client(), at=world.now)
    with held(world):
        assert claim(world, occasion="inbound:2", directive=None) is None


def test_any_stop_after_the_claim_is_seen(world):
    """Even what needs no directive is cancelled by a stop that came after its claim."""
    with held(world):
        made = claim(world, occasion="notice:1", directive=None)
        HandOff.objects.filter(pk=made.pk).update(status="claimed")
    consent.say_no_contact(client=world.client.id, by=world.as_client(), at=world.now)
    with held(world):
        HandOff.objects.filter(pk=made.pk).update(status="claimed")
        assert not register.begin(made)

    assert status(world, made) == "cancelled"


def test_what_was_left_in_transit_becomes_unknown(world, monkeypatch):
    """A hand-off that nobody finished is unknown after two minutes, not before."""
    with held(world):
        made = claim(world)
        register.begin(made)
    assert register.sweep_unknown(world.home.id) == 0
    later = clock.now() + register.ABANDONED_AFTER + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert register.sweep_unknown(world.home.id) == 1
    assert status(world, made) == "unknown"
    assert register.sweep_unknown(world.home.id) == 0


def test_another_practice_has_another_register(world):
    """The same occasion in another practice is another row."""
    from tests.consent.worlds import a_world

    other = a_world(agreed=True)
    with held(world):
        assert claim(world)
    with held(other):
        assert claim(other)

    with practice(world.home.id):
        assert HandOff.objects.count() == 1

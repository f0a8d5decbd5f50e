"""Promises over the shipped packs, proved for all facts. Not: single cases."""

from __future__ import annotations

from functools import cache

import pytest
import z3

from afterword.rules.loading.packs import load_packs
from tests.promises.symbolic import World, knows_no_more, sound

SLOWEST = 20_000


@cache
def book():
    return load_packs(cache=False)


def lanes(*, never_permit):
    words = load_packs().vocabulary
    return [p for p in words.purposes if words.lane_of(p).never_permit is never_permit]


def in_lane(lane):
    return [n for n, p in load_packs().vocabulary.purposes.items() if p.lane == lane]


def counterexample(*terms):
    """Find facts for which all terms hold; none means a proof that they never do."""
    solver = z3.Solver()
    solver.set("timeout", SLOWEST)
    solver.add(*terms)
    result = solver.check()
    assert result != z3.unknown, "the solver gave up, so nothing is proved"
    if result == z3.unsat:
        return None
    model = solver.model()
    return sorted(f"{name} = {model[name]}" for name in model.decls())


def value(world, fact, word):
    """Say that a fact is known, and what it is."""
    known, _ = world.known(fact)
    values = world.book.vocabulary.facts[fact].values
    return z3.And(known, z3.Int(fact) == (values.index(word) if values else int(word)))


@pytest.mark.parametrize("purpose", lanes(never_permit=True))
def test_nothing_is_ever_permitted_in_the_social_intimate_and_publicity_lanes(purpose):
    """No facts and no settlement release a contact of these lanes."""
    world = World("w", book())
    releases = world.releases(purpose)
    assert counterexample(releases, sound(world)) is None


@pytest.mark.parametrize("purpose", in_lane("follow_up"))
def test_a_follow_up_is_released_only_on_live_consent(purpose):
    """Consent is confirmed, no stop stands, nobody has died; each is known."""
    world = World("w", book())
    releases = world.releases(purpose, settled=purpose != "caring_contact")
    needed = z3.And(
        value(world, "consent_state", "confirmed"),
        value(world, "no_contact", 0),
        value(world, "no_replies", 0),
        value(world, "alive", "yes"),
        value(world, "channel_agreed", 1),
    )
    assert counterexample(releases, z3.Not(needed), sound(world)) is None


@pytest.mark.parametrize("purpose", lanes(never_permit=False))
def test_knowing_less_never_releases(purpose):
    """I6(c): a fact absent, or said to be unknowable, never turns no into yes."""
    more, fewer = World("more", book()), World("fewer", book())
    now, then = fewer.releases(purpose), more.releases(purpose)
    weaker = knows_no_more(fewer, more)
    covered = z3.Implies(fewer.known("covered")[0], more.known("covered")[0])
    limits = z3.And(weaker, covered, sound(more), sound(fewer))
    assert counterexample(now, z3.Not(then), limits) is None


@pytest.mark.parametrize("purpose", ["wellbeing_check", "billing", "reply_to_client"])
def test_the_proof_is_not_empty(purpose):
    """There are facts that release these, so the proofs above speak of something."""
    world = World("w", book())
    releases = world.releases(purpose)
    assert counterexample(releases, sound(world)) is not None

"""Promises over the shipped packs, proved for all facts. Not: single cases."""

from __future__ import annotations

from functools import cache

import pytest
import z3

from afterword.rules.loading.packs import load_packs
from afterword.rules.rulebook import RuleBook
from tests.promises.symbolic import World, as_case, knows_no_more, sound

SLOWEST = 20_000


@cache
def book():
    return load_packs(cache=False)


def lanes(*, never_permit):
    words = load_packs().vocabulary
    return [p for p in words.purposes if words.lane_of(p).never_permit is never_permit]


def in_lane(lane):
    return [n for n, p in load_packs().vocabulary.purposes.items() if p.lane == lane]


def counterexample(*terms, purpose=""):
    """Find facts for which all terms hold, as a case; none means that they never do."""
    solver = z3.Solver()
    solver.set("timeout", SLOWEST)
    solver.add(*terms)
    result = solver.check()
    assert result != z3.unknown, "the solver gave up, so nothing is proved"
    if result == z3.unsat:
        return None
    return as_case(solver.model(), purpose, book().vocabulary)


def every(*, without=frozenset()):
    words = load_packs().vocabulary
    return [n for n, p in words.purposes.items() if p.lane not in without]


def only_opening(rules):
    """Give the book without texts that were not seen, and without mere cautions."""
    packs = [
        {
            **pack.plain,
            "rules": [
                plain
                for plain, rule in zip(pack.plain["rules"], pack.rules, strict=True)
                if rule.opens
            ],
        }
        for pack in rules.packs
    ]
    return RuleBook.of(rules.vocabulary, packs, covered=rules.covered)


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
    assert counterexample(releases, sound(world), purpose=purpose) is None


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
    assert (
        counterexample(releases, z3.Not(needed), sound(world), purpose=purpose) is None
    )


@pytest.mark.parametrize("purpose", in_lane("follow_up"))
@pytest.mark.parametrize("bar", ["agreed_too_late", "confirmed_too_late"])
def test_a_follow_up_rests_on_consent_from_before_the_end(purpose, bar):
    """It was given by the end and confirmed within 14 days; when is known."""
    world = World("w", book())
    releases = world.releases(purpose, settled=purpose != "caring_contact")
    late = z3.And(*(world.ask(c).yes for c in book().rules[f"baseline.{bar}"].when))
    dated = z3.And(
        *(
            world.known(name)[0]
            for name in ("consent_given_on", "consent_confirmed_on", "ended_on")
        )
    )
    for_us = [releases, sound(world)]
    assert counterexample(*for_us, late, purpose=purpose) is None
    assert counterexample(*for_us, z3.Not(dated), purpose=purpose) is None


@pytest.mark.parametrize("purpose", every(without={"safety", "reply"}))
def test_no_contact_yields_only_to_a_duty_that_names_it(purpose):
    """Who asked for no contact gets what they ask for since, or what a law orders."""
    world = World("w", book())
    releases = world.releases(purpose)
    ordered = [
        duty.fired
        for duty in world.found(purpose).duties
        if "client_stop" in duty.prevails_over
    ]
    asked = z3.Or(
        value(world, "answers_client", 1), value(world, "initiator", "client")
    )
    limits = [value(world, "no_contact", 1), z3.Not(asked), sound(world)]
    unordered = z3.Not(z3.Or(*ordered)) if ordered else z3.BoolVal(val=True)
    assert counterexample(releases, unordered, *limits, purpose=purpose) is None


@pytest.mark.parametrize("purpose", ["reply_to_client", "return_request"])
def test_who_asked_for_no_answer_gets_none(purpose):
    """Not even to their own message."""
    world = World("w", book())
    limits = [world.releases(purpose), value(world, "no_replies", 1), sound(world)]
    assert counterexample(*limits, purpose=purpose) is None


@pytest.mark.parametrize("purpose", every())
def test_a_text_that_was_not_seen_and_a_caution_never_loosen(purpose):
    """Whatever is released is released without unseen texts and cautions too."""
    world = World("w", book())
    without = World("w", only_opening(book()))
    releases, then = world.releases(purpose), without.releases(purpose)
    limits = [sound(world), sound(without)]
    assert counterexample(releases, z3.Not(then), *limits, purpose=purpose) is None


@pytest.mark.parametrize("purpose", lanes(never_permit=False))
def test_knowing_less_never_releases(purpose):
    """I6(c): a fact absent, or said to be unknowable, never turns no into yes."""
    more, fewer = World("more", book()), World("fewer", book())
    now, then = fewer.releases(purpose), more.releases(purpose)
    weaker = knows_no_more(fewer, more)
    covered = z3.Implies(fewer.known("covered")[0], more.known("covered")[0])
    limits = z3.And(weaker, covered, sound(more), sound(fewer))
    assert counterexample(now, z3.Not(then), limits, purpose=purpose) is None


@pytest.mark.parametrize("purpose", ["wellbeing_check", "billing", "reply_to_client"])
def test_the_proof_is_not_empty(purpose):
    """There are facts that release these, so the proofs above speak of something."""
    world = World("w", book())
    releases = world.releases(purpose)
    assert counterexample(releases, sound(world)) is not None

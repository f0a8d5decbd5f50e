"""The solver's model of the shipped packs and the engine agree. Not: what is right.

A proof over a model that differs from the engine would prove nothing about it.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest
import z3

from afterword.rules.combining import Line
from afterword.rules.conditions import NO, UNKNOWN, YES, holds
from afterword.rules.deciding import Settlement, decide
from afterword.rules.facts import CANNOT_BE_KNOWN, Facts, Known, Members, Unknowable
from afterword.rules.loading.packs import load_packs
from afterword.rules.periods import Span, has_passed
from tests.promises.symbolic import World, _number, edition

ON = date(2026, 11, 23)
SETS = 20
"""Fact sets for each purpose; with some sixty purposes, more than a thousand."""
RARE = {"duty": 2, "safety": 4}
"""Lanes with lines that chance seldom reaches, and how many times more is drawn."""
ELSEWHERE = {"places": "BO-L", "memberships": "other", "registers": "other"}
"""What no pack names, beside all that some pack names."""


OFTEN = {
    "consent_state": "confirmed",
    "consent_given_by": "client",
    "consent_given_on": ON - timedelta(days=2500),
    "consent_confirmed_on": ON - timedelta(days=2500),
    "ending_kind": "planned",
    "address_confirmed_on": ON - timedelta(days=20),
    "risk_level": "serious",
    "identifiable_victim": True,
    "person_at_risk": "other",
    "approach": "cbt",
    "hipaa_covered": True,
}
"""Drawn more often, so that more than refusals comes out."""


@cache
def book():
    return load_packs(cache=False)


@cache
def named(kind):
    """Give every place, membership or register that some pack binds by."""
    found = {
        one
        for pack in book().packs
        for binds in (pack.binds, pack.yardstick_for)
        for one in binds.get(kind, ())
    }
    return sorted(found | {ELSEWHERE[kind]})


class Recording(World):
    """A world that remembers what each of its truths stands for."""

    def __init__(self):
        super().__init__("w", book())
        self.sets, self.days, self.periods = set(), {}, set()
        self.editions = set()

    def _set(self, fact, wanted, *, negated=False):
        self.sets.add((fact, wanted))
        return super()._set(fact, wanted, negated=negated)

    def ask(self, condition):
        word, fact, wanted = condition.plain
        kind = word.removeprefix("not_")
        if kind in ("on", "before", "at_least"):
            self.days[f"{kind}:{fact}:{wanted}"] = (condition, word != kind)
        return super().ask(condition)

    def in_force(self, rule):
        self.editions.add((rule.in_force_from, rule.in_force_until))
        return super().in_force(rule)

    def running(self, period):
        if period is not None and period.span is not None:
            self.periods |= {(anchor, period.lasts) for anchor in period.anchors}
        return super().running(period)


@cache
def modelled(purpose):
    """Give the world of a purpose, its lines, and one term that picks the line."""
    world = Recording()
    lines = world.lines(purpose)
    picked = z3.IntVal(-1)
    for number, (_line, term) in reversed(list(enumerate(lines))):
        picked = z3.If(term, z3.IntVal(number), picked)
    return world, [line for line, _ in lines], picked


@cache
def asked_of(fact):
    """Give every member of an open set that some rule asks about."""
    lines = [line for rule in book().rules.values() for line in rule.plain["when"]]
    return sorted({one for _, name, wanted in lines if name == fact for one in wanted})


def truths(world, values, settled):
    """Give every variable of a world its value under these facts."""
    vocabulary = world.book.vocabulary
    pairs = []
    for fact, (known, never) in world.facts.items():
        value = values.get(fact)
        unknowable = value is CANNOT_BE_KNOWN
        there = value is not None and not unknowable
        pairs += [(known, z3.BoolVal(there)), (never, z3.BoolVal(unknowable))]
        spec = vocabulary.facts[fact]
        if spec.type in ("enum", "bool", "int"):
            number = _number(spec, value) if there else 0
            pairs.append((z3.Int(fact), z3.IntVal(number)))
    for fact, wanted in world.sets:
        value = values.get(fact)
        places = vocabulary.places if fact.endswith("_places") else None
        answer = holds(value, wanted, places) if isinstance(value, Members) else UNKNOWN
        pairs.append((z3.Bool(f"has:{fact}:{wanted}"), z3.BoolVal(answer == YES)))
        pairs.append(
            (z3.Bool(f"unsaid:{fact}:{wanted}"), z3.BoolVal(answer == UNKNOWN))
        )
    for name, (condition, negated) in world.days.items():
        said = NO if negated else YES
        pairs.append((z3.Bool(name), z3.BoolVal(condition.test(values, ON) == said)))
    for anchor, lasts in world.periods:
        day = values.get(anchor)
        over = isinstance(day, date) and has_passed(day, Span.read(lasts), on=ON)
        pairs.append((z3.Bool(f"passed:{anchor}:{lasts}"), z3.BoolVal(over)))
    for first, last in world.editions:
        here = z3.BoolVal(first <= ON <= last)
        pairs.append((z3.Bool(edition(first, last)), here))
    for rule in world.book.rules:
        pairs.append((z3.Bool(f"settled:{rule}"), z3.BoolVal(rule in settled)))
    return pairs


def some_value(chance, spec):
    if spec.type == "set":
        kind = "places" if spec.name.endswith("_places") else spec.name
        from_ = named(kind) if kind in ELSEWHERE else spec.values or asked_of(kind)
        some = chance.sample(list(from_), min(len(from_), chance.choice([0, 1, 1, 2])))
        return Members(some, complete=chance.random() < 0.85)
    usual = spec.ordinary if spec.ordinary is not None else spec.in_general
    how_often = 0.3 if spec.group == "risk" else 0.97
    if usual is not None and chance.random() < how_often:
        return usual
    if spec.name in OFTEN and chance.random() < 0.7:
        return OFTEN[spec.name]
    if spec.type == "date":
        days = chance.choice([5, 20, 40, 200, 500, 1000, 2500])
        return ON - timedelta(days=days)
    if spec.type == "int":
        return chance.randrange(4)
    return chance.choice(spec.values or (True, False))


def some_facts(chance, purpose):
    """Draw facts: mostly usual ones, some absent, a few that nobody can find out."""
    found = {"purpose": Known(purpose, "", ON)}
    absent, never = chance.choice([(0.0, 0.0), (0.02, 0.01), (0.3, 0.05)])
    for name, spec in book().vocabulary.facts.items():
        if name == "purpose" or spec.who == "engine" or spec.type == "text":
            continue
        if chance.random() < absent:
            continue
        value = some_value(chance, spec)
        unknowable = chance.random() < never
        found[name] = (
            Unknowable("nobody knows", "", ON) if unknowable else Known(value, "", ON)
        )
    return Facts(found | somebody_bound(chance))


def somebody_bound(chance):
    """Draw, more often than not, somebody whom one of the packs binds."""
    if chance.random() < 0.3:
        return {}
    binds = chance.choice([pack.binds for pack in book().packs if pack.binds])
    found = {}
    for kind, members in binds.items():
        names = ("therapist_places", "client_places") if kind == "places" else (kind,)
        for name in names:
            found[name] = Known(Members([chance.choice(list(members))]), "", ON)
    return found


def questions_for(purpose):
    """Give the same random facts and settlements each time."""
    chance = random.Random(f"concordance:{purpose}")
    times = RARE.get(book().vocabulary.lane_of(purpose).name, 1)
    for _ in range(SETS * times):
        yield some_facts(chance, purpose), some_settlement(chance, purpose)


def some_settlement(chance, purpose):
    """Settle some consults; duties are left out, the model knows no collisions."""
    names = [r.id for r in book().rules.values() if r.effect != "require"]
    share = chance.choice([0.0, 0.5, 1.0])
    return Settlement(
        id="s",
        rules=frozenset(name for name in names if chance.random() < share),
        purpose=purpose,
        until=ON + timedelta(days=30),
        by="two people",
        standing=True,
    )


@pytest.mark.parametrize("purpose", sorted(load_packs().vocabulary.purposes))
def test_the_model_gives_the_line_that_the_engine_gives(purpose):
    """For random facts and settlements, both take the same line of the combination."""
    world, lines, picked = modelled(purpose)
    for facts, settlement in questions_for(purpose):
        decision = decide(facts, book(), on=ON, settlements=(settlement,))
        pairs = truths(world, decision.values, settlement.rules)
        number = z3.simplify(z3.substitute(picked, *pairs))
        assert z3.is_int_value(number), f"a truth was not given: {number}"
        assert lines[number.as_long()] is decision.line, (facts, settlement.rules)


def test_the_random_facts_reach_every_line_that_a_pack_can_reach():
    """More than a thousand sets, of every kind; else agreeing would say little."""
    seen = Counter(
        decide(facts, book(), on=ON, settlements=(settlement,)).line
        for purpose in book().vocabulary.purposes
        for facts, settlement in questions_for(purpose)
    )
    assert seen.total() >= 1_000
    assert set(Line) - set(seen) == {Line.SETTLED_COLLISION}
    assert min(seen.values()) >= 2, seen

"""Asking all rules at once says what each line by itself says. Not: what rules do."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache

import pytest

from afterword.rules.binding import bound, weighing
from afterword.rules.conditions import UNKNOWABLE, UNKNOWN
from afterword.rules.deciding import decide
from afterword.rules.facts import CANNOT_BE_KNOWN, Facts, Known, Members
from afterword.rules.loading.packs import load_packs
from afterword.rules.remembering import Remembered

ON = date(2026, 11, 23)
PERSON = {
    "registers": Members([]),
    "memberships": Members(["apa"]),
    "professions": Members(["psychologist"]),
    "therapist_places": Members(["US-NY"]),
    "client_places": Members(["US-NY"]),
    "yardstick_accepted": True,
}


@cache
def book():
    return load_packs()


def some_value(chance, spec):
    if chance.random() < 0.3:
        return None
    if chance.random() < 0.1:
        return CANNOT_BE_KNOWN
    if spec.type == "set":
        members = chance.sample(spec.values or ("US", "GB"), chance.randrange(2))
        return Members(members, complete=chance.random() < 0.5)
    if spec.type == "date":
        return ON - timedelta(days=chance.randrange(2000))
    if spec.type == "bool":
        return chance.random() < 0.5
    return chance.choice(spec.values or range(5))


def some_values(chance):
    facts = book().vocabulary.facts
    found = {name: some_value(chance, spec) for name, spec in facts.items()}
    return {n: v for n, v in found.items() if v is not None}


def one_by_one(rules, values):
    """Give what the sieve gives, from each line of each rule by itself."""
    left = unknown = unknowable = 0
    for one in rules:
        answers = [condition.test(values, ON) for condition in one.rule.when]
        if all(answer >= 0 for answer in answers):
            left |= one.bit
            unknown |= one.bit * any(answer & UNKNOWN for answer in answers)
            unknowable |= one.bit * any(answer & UNKNOWABLE for answer in answers)
    return left, unknown, unknowable


@pytest.mark.parametrize("seed", range(4))
def test_all_lines_asked_at_once_say_what_each_says_by_itself(seed):
    """For every purpose, with facts known, missing, and said to be unknowable."""
    chance = random.Random(seed)
    some_left = some_doubt = 0
    for purpose in book().vocabulary.purposes:
        selected = weighing(book(), purpose, bound(book(), PERSON).standing)
        values = some_values(chance)
        left, unknown, unknowable = book().sieve.sift(selected.selected, values, {}, ON)
        found = (left, unknown & left, unknowable & left)
        assert found == one_by_one(selected.by_number.values(), values), purpose
        some_left += left.bit_count()
        some_doubt += (unknown & left).bit_count()
    assert some_left > some_doubt > 0


def test_what_was_forgotten_is_worked_out_again():
    """More values than are remembered change no answer."""
    selected = weighing(book(), "wellbeing_check", bound(book(), PERSON).standing)
    before = book().sieve.sift(selected.selected, {"attempts_made": 1}, {}, ON)
    for number in range(1000):
        book().sieve.sift(selected.selected, {"attempts_made": number}, {}, ON)
    assert len(book().sieve._facts["attempts_made"].said) <= 256
    assert book().sieve.sift(selected.selected, {"attempts_made": 1}, {}, ON) == before


def test_no_more_is_remembered_than_was_allowed():
    """When it is full it begins anew, and keeps the newest."""
    remembered = Remembered(most=2)
    for number in range(5):
        assert remembered.keep(number, -number) == -number
    assert remembered == {4: -4}


def test_an_edition_counts_on_its_days_alone():
    """The same person and purpose, asked about two days, meet two sets of rules."""
    rule = next(
        rule
        for rule in book().rules.values()
        if rule.in_force_until < ON and not rule.when and rule.pack.binds
    )
    purpose = min(rule.purposes)
    named = {**rule.pack.yardstick_for, **rule.pack.binds}
    who = {name: [named[name][0]] for name in named if name != "places"}
    places = named.get("places", ["US"])[:1]
    facts = Facts.of(
        purpose=purpose, **who, therapist_places=places, client_places=places
    )
    for day, there in ((rule.in_force_until, True), (ON, False)):
        found = decide(facts, book(), on=day).findings
        assert any(finding.rule is rule for finding in found) is there


def test_findings_stand_in_the_order_of_the_book():
    """Whatever is left of the rules, nobody's comes before another's by chance."""
    order = {rule: number for number, rule in enumerate(book().rules.values())}
    facts = Facts.of(as_of=ON, **PERSON)
    for purpose in book().vocabulary.purposes:
        told = decide(facts.but(purpose=Known(purpose)), book(), on=ON)
        found = [order[finding.rule] for finding in told.findings]
        assert found == sorted(found), purpose
        assert found, purpose


def test_what_the_engine_works_out_cannot_be_given():
    """Who says that all rules are held here, or names another lane, is not heard."""
    facts = Facts.of(
        purpose="wellbeing_check",
        professions=["psychologist"],
        therapist_places=["US-TX"],
        client_places=["US-TX"],
        covered=True,
        lane="safety",
        as_of=ON,
    )
    told = decide(facts, book(), on=ON)
    assert told.values["covered"] is False
    assert told.values["lane"] == "follow_up"
    assert own_rules_checked(told).fired
    unknown = decide(facts.but(professions=None), book(), on=ON)
    assert unknown.bound.covered & UNKNOWN
    assert "covered" not in unknown.values
    assert own_rules_checked(unknown).doubtful


def own_rules_checked(decision):
    (found,) = (f for f in decision.findings if f.rule.id == "baseline.own_rules")
    return found

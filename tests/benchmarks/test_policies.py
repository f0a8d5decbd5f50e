"""The policy given to the peers is the engine's own, in every language. Not: times."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache

import pytest

from afterword.rules.facts import Facts, Known
from afterword.rules.loading.packs import load_packs
from afterword.rules.rulebook import RuleBook
from tests.benchmarks import cedar, cel, reading, rego
from tests.benchmarks.cases import Cases
from tests.benchmarks.decisions import SIXTY, all_packs, sixty_rules
from tests.benchmarks.peers import PEERS, everybody
from tests.benchmarks.policy import WORKED_OUT, answer_of, facts_of, policy_of
from tests.promises.test_ignorance_never_helps import (
    ON,
    some_facts,
    some_pack,
    vocabulary,
    with_exceptions,
)

POLICIES = {"sixty rules": sixty_rules, "all packs": all_packs}
MANY = 200
BINDING = ("memberships", "professions")


@cache
def policy(name):
    return POLICIES[name](load_packs())


@cache
def cases(name):
    return Cases(policy(name), seed=8).some(MANY)


def fired_in_cedar(whole):
    found = reading.cedar(cedar.text_of(whole.roles))
    assert found.keys() == whole.named.keys()
    for role, (effect, _) in found.items():
        assert (effect == "forbid") == (whole.named[role].effect == "forbid")
    return lambda values: [n for n, (_, holds) in found.items() if holds(values)]


def fired_in_cel(whole):
    said = reading.cel(cel.text_of(whole.roles))
    names = [role.name for role in whole.roles]
    return lambda values: [
        n for n, holds in zip(names, said, strict=True) if holds(values)
    ]


def fired_in_rego(whole):
    found = reading.rego(rego.text_of(whole.roles))
    assert found.keys() == whole.named.keys()
    return lambda values: [n for n, holds in found.items() if holds(values)]


LANGUAGES = {"Cedar": fired_in_cedar, "CEL": fired_in_cel, "Rego": fired_in_rego}


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_gives_the_answers_of_the_engine(language, name):
    """The same outcome and the same deciding rules, on random requests."""
    fired = LANGUAGES[language](policy(name))
    for case in cases(name):
        told = answer_of(policy(name), case.purpose, fired(case.plain))
        assert told == case.answer, case.plain


def some_small_policy(chance):
    """Give a policy with exceptions, periods on their last day, and unseen texts."""
    effects = ("forbid", "consult", "permit", "permit")
    packs = [some_pack(chance, name, effects, chance.randrange(1, 5)) for name in "pq"]
    for rule in (rule for pack in packs for rule in pack["rules"]):
        if rule["effect"] == "consult" and chance.random() < 0.5:
            rule["grade"] = "memory"
    book = RuleBook.of(vocabulary(), with_exceptions(chance, packs))
    return policy_of(book, on=ON + timedelta(days=chance.choice([0, 1])))


def test_what_is_written_gives_the_answers_of_the_engine_on_small_books():
    """Random rules that lift one another, with days on both sides of an edge."""
    chance = random.Random(4)
    lifted = unseen = 0
    for _ in range(600):
        small = some_small_policy(chance)
        if not small.roles:
            continue
        asking = Cases(small, seed=1)
        written = [language(small) for language in LANGUAGES.values()]
        for facts in everything_known(chance, small):
            case = asking.case_of(facts)
            for fired in written:
                told = answer_of(small, case.purpose, fired(case.plain))
                assert told == case.answer, case.plain
            findings = asking.decided(facts).findings
            lifted += any(found.lifted for found in findings)
            unseen += any(not found.rule.opens for found in findings)
    assert lifted > 10
    assert unseen > 10


def everything_known(chance, small):
    """Draw facts until all are known, for a purpose that the policy knows."""
    for _ in range(3):
        known = {"yardstick_accepted": Known(chance.random() < 0.7)}
        while not {*small.kinds, *BINDING} <= {*known, *WORKED_OUT}:
            known |= {n: f for n, f in some_facts(chance).items() if is_whole(f)}
        known["purpose"] = Known(chance.choice(small.purposes))
        yield Facts(known)


def is_whole(fact):
    return isinstance(fact, Known) and getattr(fact.value, "complete", True)


@pytest.mark.parametrize("name", POLICIES)
def test_the_requests_bring_out_more_than_refusals(name):
    """Every outcome that the policy can have, and most often with a deciding rule."""
    answers = [case.answer for case in cases(name)]
    assert {answer.outcome for answer in answers} == {"refuse", "consult", "permit"}
    assert sum(1 for answer in answers if answer.because_of) > MANY / 2
    asking = Cases(policy(name), seed=1)
    decisions = [asking.decided(case.facts) for case in cases(name)]
    assert not any(found.doubtful for each in decisions for found in each.findings)


def test_a_program_for_one_purpose_says_the_same_of_that_purpose():
    """Split by purpose, and with only the facts that the purpose asks for."""
    whole = policy("all packs")
    for case in cases("all packs"):
        roles = whole.of(case.purpose)
        narrow = {n: case.plain[n] for n in whole.asked_for(case.purpose)}
        said = reading.cel(cel.text_of(roles, dispatched=True)) if roles else []
        fired = reading.rego(rego.text_of(roles, dispatched=True))
        names = [
            role.name for role, holds in zip(roles, said, strict=True) if holds(narrow)
        ]
        assert names == [name for name, holds in fired.items() if holds(narrow)]
        assert answer_of(whole, case.purpose, names) == case.answer


def test_the_small_policy_is_of_sixty_rules_and_knows_what_it_asks_for():
    """Every fact that a role asks for has a kind, and a value in every case."""
    small = policy("sixty rules")
    assert len(small.book.rules) == SIXTY
    asked = {fact for role in small.roles for fact in facts_of(role.term)}
    assert asked <= small.kinds.keys()
    assert all(case.plain.keys() == small.kinds.keys() for case in cases("sixty rules"))


def test_rules_of_every_form_are_in_the_large_policy():
    """Periods, exceptions, yardsticks: what makes the rules hard is not left out."""
    large = policy("all packs")
    assert any(role.name.endswith("~after") for role in large.roles)
    assert any(rule.lifts for rule in large.book.rules.values())
    assert any(pack.yardstick_for for pack in large.book.packs)
    assert {role.effect for role in large.roles} == {"forbid", "consult", "permit"}
    weighed = [
        r for r in load_packs().rules.values() if r.effect in ("forbid", "permit")
    ]
    kept = [rule for rule in weighed if rule.id in large.book.rules]
    assert len(kept) > 0.8 * len(weighed)


@pytest.mark.parametrize("name", POLICIES)
def test_the_peers_agree_where_they_are_installed(name):
    """`make bench` asks this of every case that it times; here of a few."""
    for module in ("cedarpy", "cel_expr_python", "regorus"):
        pytest.importorskip(module)
    subjects = everybody(policy(name))
    assert len({subject.name for subject in subjects}) == 1 + len(PEERS)
    for subject in subjects:
        for case in cases(name)[:40]:
            answer = subject.answer(subject.ready(case))
            assert answer == case.answer, (subject.name, subject.form)

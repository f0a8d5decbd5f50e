"""Promise I6, by brute force: ignorance never helps. Not: the shipped packs."""

from __future__ import annotations

import os
import random
from datetime import date, timedelta
from functools import cache

from afterword.rules.combining import Outcome
from afterword.rules.deciding import Settlement, decide, made_on
from afterword.rules.facts import Facts, Known, Members, Unknowable
from afterword.rules.loading.packs import load_packs
from afterword.rules.rulebook import RuleBook

ON = date(2026, 6, 1)
PURPOSES = ("wellbeing_check", "duty_to_protect", "research_follow_up", "social")
KINDS = ("confidentiality", "no_consent", "client_stop", "boundary")
SETS = int(os.environ.get("PROVE_SETS", "15000"))
"""Rule sets in a normal run; `make prove` asks for many more."""
HELD = (Outcome.HOLD, Outcome.REFUSE)


@cache
def vocabulary():
    return load_packs(cache=False).vocabulary


def some_line(chance):
    return chance.choice(
        [
            ["in", "initiator", [chance.choice(["therapist", "client"])]],
            ["not_in", "initiator", ["client"]],
            ["in", "promotional", [chance.random() < 0.5]],
            ["number", "attempts_made", 2],
            ["not_number", "attempts_made", 2],
            ["in", "data_used", [chance.choice(["contact", "dates"])]],
            ["not_in", "data_used", ["dates"]],
            ["before", "consent_given_on", {"fact": "ended_on"}],
            ["at_least", "ended_on", {"date": "2025-06-01"}],
        ]
    )


def some_rule(chance, pack, number, effects):
    effect = chance.choice(effects)
    rule = {
        "id": f"{pack}.r{number}",
        "effect": effect,
        "when": [some_line(chance) for _ in range(chance.choice([0, 1, 1, 2]))],
        "purposes": PURPOSES,
        "because": "Because.",
        "lifts": [],
    }
    if effect == "forbid":
        rule["kind"] = chance.choice(KINDS)
    if effect == "require":
        rule["prevails_over"] = chance.sample(KINDS, chance.choice([0, 1, 3]))
    if chance.random() < 0.3:
        lasts = ["P1Y", "P2Y"] + (
            ["permanent", "no_number"] if effect == "forbid" else []
        )
        after = (
            "consult" if effect == "forbid" else chance.choice(["consult", "nothing"])
        )
        anchors = chance.choice(
            [["ended_on"], ["ended_on", "last_professional_contact_on"]]
        )
        rule["period"] = {
            "lasts": chance.choice(lasts),
            "from": anchors,
            "afterwards": after,
        }
    return rule


def some_pack(chance, name, effects, size):
    binds = {"memberships": ["m"]} if chance.random() < 0.3 else {}
    measures = {"professions": ["nurse"]} if binds and chance.random() < 0.5 else {}
    return {
        "pack": name,
        "title": name,
        "rank": "association",
        "file": f"{name}.yaml",
        "hash": name,
        "binds": binds,
        "yardstick_for": measures,
        "source": {"grade": "primary"},
        "rules": [some_rule(chance, name, i, effects) for i in range(size)],
    }


def with_exceptions(chance, packs):
    """Let permits lift any bar or consult, and consults those of their own pack."""
    targets = [
        r["id"]
        for p in packs
        for r in p["rules"]
        if r["effect"] in ("forbid", "consult")
    ]
    for pack in packs:
        for rule in pack["rules"]:
            own = [
                t
                for t in targets
                if t.startswith(pack["pack"] + ".") and t != rule["id"]
            ]
            lifts = {"permit": targets, "consult": own}.get(rule["effect"], [])
            if lifts and chance.random() < 0.4:
                rule["lifts"] = [chance.choice(lifts)]
    return packs


def some_facts(chance):
    days = [date(2023, 6, 1), date(2024, 6, 1), date(2025, 6, 1), date(2026, 5, 1)]
    facts = {
        "initiator": chance.choice(["therapist", "client", "chance"]),
        "promotional": chance.random() < 0.5,
        "attempts_made": chance.randrange(4),
        "data_used": Members(
            chance.sample(["contact", "dates"], chance.randrange(3)),
            complete=chance.random() < 0.7,
        ),
        "consent_given_on": chance.choice(days),
        "ended_on": chance.choice(days),
        "last_professional_contact_on": chance.choice(days),
        "memberships": Members(
            ["m"] if chance.random() < 0.5 else [], complete=chance.random() < 0.8
        ),
        "professions": Members(["nurse"] if chance.random() < 0.5 else []),
    }
    known = {
        name: Known(value) if chance.random() < 0.85 else Unknowable("nobody knows")
        for name, value in facts.items()
        if chance.random() < 0.8
    }
    return Facts({"purpose": Known(chance.choice(PURPOSES)), **known})


def some_settlements(chance, packs, facts):
    """Name some rules; bind to these facts, or stand for a population."""
    names = [rule["id"] for pack in packs for rule in pack["rules"]]
    standing = chance.random() < 0.5
    return (
        Settlement(
            id="s",
            rules=frozenset(chance.sample(names, chance.randrange(len(names) + 1))),
            purpose=str(facts.values_known["purpose"]),
            until=ON + timedelta(days=chance.choice([-1, 30])),
            by="two people",
            facts_hash="" if standing else made_on(facts),
            standing=standing,
        ),
    )


def ask(packs, facts, settlements):
    book = RuleBook.of(vocabulary(), packs)
    return decide(facts, book, on=ON, settlements=settlements)


def a_few(chance, many):
    found = list(many)
    return chance.sample(found, min(4, len(found)))


def worlds(seed, count, purpose=None):
    """Give random rule sets with facts, settlements and the answer to them."""
    chance = random.Random(seed)
    every = ("forbid", "consult", "permit", "permit", "require", "oblige")
    for _ in range(count):
        packs = [
            some_pack(chance, name, every, chance.randrange(1, 4))
            for name in ("p", "q")
        ]
        packs = with_exceptions(chance, packs)
        facts = some_facts(chance)
        if purpose:
            facts = facts.but(purpose=Known(purpose))
        settlements = some_settlements(chance, packs, facts)
        yield chance, packs, facts, settlements, ask(packs, facts, settlements)


def less_known(facts):
    """Give the same facts with one of them absent, or said to be unknowable."""
    for name in facts:
        if name != "purpose":
            yield facts.but(**{name: None})
            if isinstance(facts[name], Known):
                yield facts.but(**{name: Unknowable("nobody knows")})


def test_no_restriction_and_no_ignorance_opens_a_door():
    """(a) a bar more, (b) restrictions more, (c) a fact less: none releases."""
    seen = dict.fromkeys(Outcome, 0)
    for chance, packs, facts, settlements, before in worlds(6, SETS * 4 // 5):
        seen[before.outcome] += 1
        if before.releases:
            continue
        bar = some_pack(chance, "a", ("forbid",), 1)
        assert not ask([*packs, bar], facts, settlements).releases, (packs, bar, facts)
        more = with_exceptions(
            chance, [some_pack(chance, "b", ("forbid", "consult", "oblige"), 2)]
        )
        assert not ask([*packs, *more], facts, settlements).releases, (
            packs,
            more,
            facts,
        )
        book = before.book
        for fewer in a_few(chance, less_known(facts)):
            after = decide(fewer, book, on=ON, settlements=settlements)
            assert not after.releases, (packs, facts, fewer, settlements)
    assert min(seen.values()) > SETS // 500, f"the worlds are too alike: {seen}"


def test_the_safety_lane_is_never_held():
    """Whatever is missing or forbidden, nobody in the safety lane is told to wait."""
    for chance, packs, facts, settlements, before in worlds(
        7, SETS // 5, "duty_to_protect"
    ):
        assert before.outcome not in HELD
        for fewer in a_few(chance, less_known(facts)):
            after = decide(fewer, before.book, on=ON, settlements=settlements)
            assert after.outcome not in HELD, packs

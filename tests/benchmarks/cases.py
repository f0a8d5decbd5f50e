"""Random requests that a policy can weigh, and people whom its packs bind.

Not: likely people. Each fact is drawn by itself, mostly with its ordinary value.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from afterword.rules.binding import WHERE, WHO
from afterword.rules.deciding import Decision, decide
from afterword.rules.facts import Facts, Known, Members
from afterword.rules.gathering import because_of
from afterword.rules.places import Places
from afterword.rules.rulebook import RuleBook
from afterword.rules.vocabulary import FactSpec
from tests.benchmarks.policy import WORKED_OUT, Answer, Policy

USUAL = 0.9
"""How often a fact that is mostly one way is so, so that not all is refused."""
OLDEST = 3000
PEOPLE = 12
"""Kinds of people who ask, as one practice might have them."""


@dataclass(frozen=True)
class Case:
    """One request: as facts, as the plain values that a peer gets, and its answer."""

    purpose: str
    facts: Facts
    plain: Mapping[str, Any]
    answer: Answer


class Asking:
    """Somebody who goes on asking; no request is asked twice."""

    def __init__(
        self, book: RuleBook, names: Collection[str], *, on: date, seed: int
    ) -> None:
        self._book, self._on = book, on
        self._names = sorted(set(names) - set(WORKED_OUT))
        self._chance = random.Random(seed)
        self._people = list(_people(book, self._chance))

    def facts(self, purposes: Collection[str], *, missing: float = 0.0) -> Facts:
        """Draw one request; of its facts but the purpose, some may be missing."""
        chance, specs = self._chance, self._book.vocabulary.facts
        values = {n: _value(specs[n], self._on, chance) for n in self._names}
        person = chance.choice(self._people)
        values |= {name: Members(members) for name, members in person.items()}
        values["yardstick_accepted"] = chance.random() < USUAL
        kept = {n: v for n, v in values.items() if chance.random() >= missing}
        kept["purpose"] = chance.choice(sorted(purposes))
        return Facts({name: Known(v, as_of=self._on) for name, v in kept.items()})


class Cases:
    """Requests in which everything is known, each with the answer of the engine."""

    def __init__(self, policy: Policy, *, seed: int) -> None:
        self.policy = policy
        self._asking = Asking(policy.book, policy.kinds, on=policy.on, seed=seed)

    def some(self, count: int) -> list[Case]:
        """Give so many new ones."""
        purposes = self.policy.purposes
        return [self.case_of(self._asking.facts(purposes)) for _ in range(count)]

    def decided(self, facts: Facts) -> Decision:
        """Ask the engine."""
        return decide(facts, self.policy.book, on=self.policy.on)

    def case_of(self, facts: Facts) -> Case:
        """Make a case of facts that are all known."""
        policy = self.policy
        decision = self.decided(facts)
        values = {**facts.values_known}
        values |= {name: decision.values.get(name, False) for name in WORKED_OUT}
        places = policy.book.vocabulary.places
        plain = {name: _plain(name, values[name], places) for name in policy.kinds}
        deciding = frozenset(rule.id for rule in because_of(decision))
        answer = Answer(decision.outcome.value, deciding)
        return Case(decision.purpose, facts, plain, answer)


def _value(spec: FactSpec, on: date, chance: random.Random) -> Any:
    usual = spec.ordinary if spec.ordinary is not None else spec.in_general
    if usual is not None and chance.random() < USUAL:
        return usual
    if spec.type == "bool":
        return chance.random() < 0.5
    if spec.type == "date":
        return on - timedelta(days=chance.randrange(OLDEST))
    if spec.type == "int":
        return chance.randrange(5)
    if spec.type == "set":
        return Members(chance.sample(spec.values, min(2, len(spec.values))))
    return chance.choice(spec.values or ("none",))


def _people(book: RuleBook, chance: random.Random) -> list[dict[str, list[str]]]:
    """Give some kinds of people, each bound by another pack, in places named finely."""
    known = sorted({where for pack in book.packs for where in _places(pack)})
    count = min(PEOPLE, len(book.packs))
    people = []
    for pack in (book.packs[i * len(book.packs) // count] for i in range(count)):
        named = {**pack.yardstick_for, **pack.binds}
        person = {
            name: [chance.choice(named[name])] if name in named else [] for name in WHO
        }
        if not person["professions"]:
            professions = book.vocabulary.facts["professions"].values
            person["professions"] = [chance.choice(professions)]
        wanted = named.get("places") or known or ["ZZ"]
        place = _fine(chance.choice(wanted), known, book.vocabulary.places)
        people.append({**person, **{name: [place] for name in WHERE}})
    return people


def _places(pack: Any) -> tuple[str, ...]:
    return (*pack.binds.get("places", ()), *pack.yardstick_for.get("places", ()))


def _fine(place: str, known: Collection[str], places: Places) -> str:
    """Name a place so finely that no pack asks where in it: nothing is in doubt."""
    while inside := [k for k in known if k != place and place in places.above(k)]:
        place = inside[0]
    if place in places.regions:
        place = next(m for m in places.regions[place] if m in places.countries)
    return place


def _plain(name: str, value: Any, places: Places) -> Any:
    """Give a value to a peer: days as numbers, places with all that they lie in."""
    if isinstance(value, Members):
        if name in WHERE:
            return sorted({a for m in value.members for a in places.above(m)})
        return sorted(value.members)
    return value.toordinal() if isinstance(value, date) else value

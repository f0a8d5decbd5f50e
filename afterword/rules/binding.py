"""Which authorities bind these people, and what is not covered. Not: what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from afterword.rules.conditions import (
    NO,
    UNKNOWABLE,
    UNKNOWN,
    YES,
    Answer,
    all_of,
    any_of,
    holds,
)
from afterword.rules.facts import CANNOT_BE_KNOWN, Members
from afterword.rules.findings import Finding, findings_of
from afterword.rules.places import Places
from afterword.rules.remembering import Remembered
from afterword.rules.rulebook import FORBID, Pack, Period, Rule, RuleBook
from afterword.rules.sifting import Selection

WHO = ("registers", "memberships", "professions")
WHERE = ("therapist_places", "client_places")
_DAYS = 16
"""For how many days a standing remembers what is in force."""
BINDING_FACTS = (*WHO, *WHERE, "yardstick_accepted")


@dataclass(frozen=True)
class Authority:
    """A pack that binds or may bind. ``restricts`` and ``grants`` are the doubts."""

    pack: Pack
    restricts: Answer
    grants: Answer

    @property
    def is_yardstick(self) -> bool:
        """Whether the pack does not bind, and is only measured against."""
        return self.grants == NO


@dataclass(frozen=True, eq=False)
class Standing:
    """Under whom somebody stands: every pack that binds or may bind."""

    authorities: tuple[Authority, ...]
    _in_force: Remembered[tuple[Authority, ...]] = field(
        default_factory=lambda: Remembered(most=_DAYS), repr=False
    )

    def in_force(self, on: date) -> tuple[Authority, ...]:
        """Give those of which something is in force on a day."""
        found = self._in_force.get(on)
        if found is not None:
            return found
        holding = [one for one in self.authorities if one.pack.holds_on(on)]
        return self._in_force.keep(on, tuple(holding))

    @cached_property
    def yardsticks(self) -> frozenset[str]:
        """The packs that do not bind, and are only measured against."""
        return frozenset(one.pack.id for one in self.authorities if one.is_yardstick)

    @cached_property
    def of(self) -> Mapping[Pack, Authority]:
        """Each authority by its pack."""
        return {authority.pack: authority for authority in self.authorities}

    @cached_property
    def waiting(self) -> tuple[tuple[Authority, tuple[Rule, ...]], ...]:
        """Each authority with its waiting periods before an intimate contact."""
        return tuple(
            (
                authority,
                tuple(
                    rule
                    for rule in authority.pack.rules
                    if "intimate" in rule.purposes
                    and rule.effect == FORBID
                    and rule.period
                ),
            )
            for authority in self.authorities
        )


@dataclass(frozen=True, eq=False)
class Bound:
    """What binds these people, and the places without a pack."""

    standing: Standing
    covered: Answer
    not_covered: tuple[str, ...]

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Every pack that binds or may bind."""
        return self.standing.authorities


class ToWeigh(NamedTuple):
    """A rule that may speak, its bit in the sieve, and whether its source binds.

    Everybody to whom it speaks in the same way shares it.
    """

    rule: Rule
    bit: int
    since: date
    until: date
    period: Period | None
    restricts: Answer
    grants: Answer
    said: dict[tuple[Answer, Answer], tuple[Finding, ...]]
    """What it said before, by the doubts about its lines and about its period."""

    def say(self, doubts: Answer, stage: Answer) -> tuple[Finding, ...]:
        """Say what the rule does, and remember it."""
        found = self.said[doubts, stage] = tuple(
            findings_of(
                self.rule, doubts, stage, restricts=self.restricts, grants=self.grants
            )
        )
        return found


@dataclass(frozen=True, eq=False)
class Weighing:
    """The rules that may speak for one purpose, under one standing."""

    by_number: Mapping[int, ToWeigh]
    selected: Selection
    liftable: int
    """The bits of those that an exception could lift."""

    def those_of(self, bits: int) -> list[ToWeigh]:
        """Give the rules whose bits are set, in the order of the book."""
        found = []
        while bits:
            last = self.by_number[bits.bit_length() - 1]
            bits ^= last.bit
            found.append(last)
        found.reverse()
        return found


def bound(book: RuleBook, values: Mapping[str, Any]) -> Bound:
    """Work out what binds; the same people are worked out once."""
    key = tuple(map(values.get, BINDING_FACTS))
    people = book.remembered["people"]
    found: Bound | None = people.get(key)
    return people.keep(key, _work_out(book, values)) if found is None else found


def uncovered(book: RuleBook, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Name professions and places of these people whose own rules are not all here."""
    return bound(book, values).not_covered


def authorities_of(book: RuleBook, values: Mapping[str, Any]) -> tuple[Authority, ...]:
    """Ask every pack whether it binds; it is the same whatever the contact is for."""
    return bound(book, values).authorities


def weighing(book: RuleBook, purpose: str, standing: Standing) -> Weighing:
    """Gather the rules that may speak; the same purpose and standing only once."""
    key = (purpose, standing)
    weighings = book.remembered["weighings"]
    found: Weighing | None = weighings.get(key)
    return weighings.keep(key, _gather(book, *key)) if found is None else found


def _work_out(book: RuleBook, values: Mapping[str, Any]) -> Bound:
    places = book.vocabulary.places
    found = []
    for pack in _within_reach(book, values):
        grants = _binds(pack.binds, values, places)
        restricts = any_of([grants, _yardstick(pack, values, places)])
        if restricts != NO:
            found.append(Authority(pack, restricts, grants))
    authorities = tuple(found)
    standings = book.remembered["standings"]
    standing = standings.get(authorities)
    if standing is None:
        standing = standings.keep(authorities, Standing(authorities))
    return Bound(standing, *_coverage(book, values))


def _within_reach(book: RuleBook, values: Mapping[str, Any]) -> Sequence[Pack]:
    """Leave out packs of places that these people surely have nothing to do with."""
    near: set[str] = set()
    for name in WHERE:
        value = values.get(name)
        if not isinstance(value, Members) or not value.complete:
            return book.packs
        for place in value.members:
            near |= book.near(place)
    return [p for p in book.packs if not p.places or not near.isdisjoint(p.places)]


def _gather(book: RuleBook, purpose: str, standing: Standing) -> Weighing:
    rules = [
        _to_weigh(book, rule, authority)
        for authority in standing.authorities
        for rule in authority.pack.by_purpose.get(purpose, ())
    ]
    numbers = [book.numbers[one.rule] for one in rules]
    return Weighing(
        by_number=dict(zip(numbers, rules, strict=True)),
        selected=book.sieve.select(numbers),
        liftable=sum([one.bit for one in rules if one.rule.id in book.lifted_by]),
    )


def _to_weigh(book: RuleBook, rule: Rule, authority: Authority) -> ToWeigh:
    key = (rule, authority.restricts, authority.grants)
    rules: Remembered[ToWeigh] = book.remembered["rules"]
    found = rules.get(key)
    if found is not None:
        return found
    return rules.keep(
        key,
        ToWeigh(
            rule,
            1 << book.numbers[rule],
            rule.in_force_from,
            rule.in_force_until,
            rule.period,
            authority.restricts,
            authority.grants,
            {},
        ),
    )


def _yardstick(pack: Pack, values: Mapping[str, Any], places: Places) -> Answer:
    """Measure non-members by the main association's code, unless they decline."""
    if not pack.yardstick_for or values.get("yardstick_accepted") is False:
        return NO
    return _binds(pack.yardstick_for, values, places)


def _binds(
    binds: Mapping[str, Sequence[str]], values: Mapping[str, Any], places: Places
) -> Answer:
    """Any of the people named, and any of the places if places are named."""
    parts = []
    people = [name for name in WHO if name in binds]
    if people:
        who = any_of([_named(values, n, binds[n], None) for n in people])
        if who == NO:
            return NO
        parts.append(who)
    if "places" in binds:
        wanted = binds["places"]
        parts.append(any_of([_named(values, name, wanted, places) for name in WHERE]))
    return all_of(parts)


def _named(
    values: Mapping[str, Any], name: str, wanted: Sequence[str], places: Places | None
) -> Answer:
    value = values.get(name)
    if value is None:
        return UNKNOWN
    if value is CANNOT_BE_KNOWN:
        return UNKNOWABLE
    return holds(value, wanted, places)


def _coverage(
    book: RuleBook, values: Mapping[str, Any]
) -> tuple[Answer, tuple[str, ...]]:
    """Say whether somebody stated that the packs for these people have been written."""
    professions, here, there = (
        values.get(name)
        for name in ("professions", "therapist_places", "client_places")
    )
    missing = []
    for place in sorted(_members(here)):
        named = sorted(_members(professions))
        missing += [f"{p} in {place}" for p in named if not _is_covered(book, place, p)]
    for place in sorted(_members(there) - _members(here)):
        if not _is_covered(book, place, None):
            missing.append(place)
    if missing:
        return NO, tuple(missing)
    doubts = YES
    for value in (professions, here, there):
        if value is CANNOT_BE_KNOWN:
            doubts |= UNKNOWABLE
        elif value is None or not value.complete or not value.members:
            doubts |= UNKNOWN
    return doubts, ()


def _is_covered(book: RuleBook, place: str, profession: str | None) -> bool:
    above = book.vocabulary.places.above(place)
    return any(
        (profession is None or profession in professions)
        and not above.isdisjoint(where)
        for professions, where in book.covered
    )


def _members(value: Any) -> frozenset[str]:
    return value.members if isinstance(value, Members) else frozenset()

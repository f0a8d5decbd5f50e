"""Which authorities bind these people, and what is not covered. Not: what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from afterword.rules.conditions import (
    NO,
    UNKNOWABLE,
    UNKNOWN,
    YES,
    Answer,
    Test,
    all_of,
    any_of,
    holds,
)
from afterword.rules.facts import CANNOT_BE_KNOWN, Members
from afterword.rules.places import Places
from afterword.rules.rulebook import Pack, Rule, RuleBook

WHO = ("registers", "memberships", "professions")
WHERE = ("therapist_places", "client_places")
BINDING_FACTS = (*WHO, *WHERE, "yardstick_accepted")
_REMEMBERED = 4096


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


@dataclass(frozen=True)
class Bound:
    """What binds: authorities, the rules to weigh, and places without a pack."""

    authorities: tuple[Authority, ...]
    rules: tuple[tuple[Rule, tuple[Test, ...], Answer, Answer], ...]
    covered: Answer
    not_covered: tuple[str, ...]


def bound(book: RuleBook, purpose: str, values: Mapping[str, Any]) -> Bound:
    """Work out what binds for this purpose; the same people are worked out once."""
    people = tuple(values.get(name) for name in BINDING_FACTS)
    key = (purpose, *people)
    found: Bound | None = book._worked_out.get(key)  # noqa: SLF001 - its own memory
    if found is None:
        authorities = book._worked_out.get(people)  # noqa: SLF001
        if authorities is None:
            authorities = authorities_of(book, values)
        found = _work_out(book, purpose, authorities, values)
        if len(book._worked_out) >= _REMEMBERED:  # noqa: SLF001
            book._worked_out.clear()  # noqa: SLF001
        book._worked_out[people] = authorities  # noqa: SLF001
        book._worked_out[key] = found  # noqa: SLF001
    return found


def uncovered(book: RuleBook, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Name professions and places of these people whose own rules are not all here."""
    return _coverage(book, values)[1]


def authorities_of(book: RuleBook, values: Mapping[str, Any]) -> tuple[Authority, ...]:
    """Ask every pack whether it binds; it is the same whatever the contact is for."""
    places = book.vocabulary.places
    found = []
    for pack in book.packs:
        grants = _binds(pack.binds, values, places)
        restricts = any_of([grants, _yardstick(pack, values, places)])
        if restricts != NO:
            found.append(Authority(pack, restricts, grants))
    return tuple(found)


def _work_out(
    book: RuleBook,
    purpose: str,
    authorities: tuple[Authority, ...],
    values: Mapping[str, Any],
) -> Bound:
    covered, missing = _coverage(book, values)
    return Bound(
        authorities=authorities,
        rules=tuple(
            (rule, rule.tests, authority.restricts, authority.grants)
            for authority in authorities
            for rule in authority.pack.rules
            if purpose in rule.purposes
        ),
        covered=covered,
        not_covered=missing,
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

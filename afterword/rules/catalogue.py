"""Find packs by place, profession, topic and title; say which are old or to come.

Nobody is given a day here that they did not ask for. Not: which pack binds whom
(``binding``), and no count of how complete anything is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from afterword.rules.periods import Span
from afterword.rules.places import Places
from afterword.rules.rulebook import Pack, Rule, RuleBook
from afterword.rules.words import is_date

READ_AGAIN_AFTER: Final = Span(months=12)
"""A text that was read longer ago than this is stale."""
OLD_EDITION: Final = "superseded"
_RANKS: Final = ("statute", "regulator", "association", "practice")
_EDITION: Final = re.compile(r"(.+)_(?:19|20)\d\d")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. What is empty does not narrow."""

    place: str = ""
    profession: str = ""
    topic: str = ""
    """A lane or a purpose."""
    title: str = ""

    def __bool__(self) -> bool:
        return any((self.place, self.profession, self.topic, self.title.strip()))


@dataclass(frozen=True)
class Standing:
    """How current a text is on one day."""

    is_stale: bool
    is_over: bool
    """Replaced by a newer edition, or no longer in force."""
    begins_on: date | None
    """The day from which it will hold, where that is to come."""
    later: tuple[tuple[date, Rule], ...]
    """Its rules that begin to hold on a day to come."""
    ended: tuple[tuple[date, Rule], ...]
    """Its rules whose last day is over, while the text itself holds."""


def chosen(book: RuleBook, wanted: Wanted) -> tuple[Pack, ...]:
    """Give the packs that fit everything that is looked for."""
    return tuple(pack for pack in book.packs if _fits(pack, wanted, book))


def highest_first(packs: Iterable[Pack]) -> list[Pack]:
    """Put law first and our own words last, and sort by title within."""
    return sorted(packs, key=lambda p: (_RANKS.index(p.rank), p.title.casefold()))


def rules_on(pack: Pack, topic: str, book: RuleBook) -> tuple[Rule, ...]:
    """Give the rules of a pack on a lane or a purpose; on no topic, all of them."""
    purposes = purposes_of(topic, book)
    return tuple(rule for rule in pack.rules if not topic or rule.purposes & purposes)


def purposes_of(topic: str, book: RuleBook) -> frozenset[str]:
    """Give the purposes of a lane, or the purpose itself."""
    words = book.vocabulary
    if topic in words.lanes:
        return frozenset(n for n, p in words.purposes.items() if p.lane == topic)
    return frozenset({topic} & words.purposes.keys())


def places_of(pack: Pack) -> tuple[str, ...]:
    """Name the places that a pack speaks for; none stands for everywhere."""
    return _named(pack, "places")


def professions_of(pack: Pack) -> tuple[str, ...]:
    """Name the professions that a pack binds or measures."""
    return _named(pack, "professions")


def by_place(packs: Iterable[Pack]) -> dict[str, tuple[Pack, ...]]:
    """Sort packs by the places that they name; those of no place under ``""``."""
    return _sorted_by((pack, places_of(pack) or ("",)) for pack in packs)


def by_profession(packs: Iterable[Pack]) -> dict[str, tuple[Pack, ...]]:
    """Sort packs by the professions that they name; those of none under ``""``."""
    return _sorted_by((pack, professions_of(pack) or ("",)) for pack in packs)


def policies_of(pack: Pack) -> frozenset[str]:
    """Name the house policies of a text: it holds where a practice adopts one."""
    return pack.house_policies


def standing(pack: Pack, *, on: date) -> Standing:
    """Say how current a text is on a day."""
    begins, ends = _dates(pack)
    own = [rule for rule in pack.rules if rule.plain.get("in_force")]
    over = pack.grade == OLD_EDITION or (ends is not None and ends < on)
    coming = begins is not None and begins > on
    return Standing(
        is_stale=is_stale(pack, on=on),
        is_over=over,
        begins_on=begins if coming else None,
        later=()
        if coming
        else tuple((r.in_force_from, r) for r in own if r.in_force_from > on),
        ended=()
        if over
        else tuple((r.in_force_until, r) for r in own if r.in_force_until < on),
    )


def is_stale(pack: Pack, *, on: date) -> bool:
    """Say whether the text was read more than a year before a day."""
    due = read_again_by(pack)
    return due is not None and due < on


def read_again_by(pack: Pack) -> date | None:
    """Give the last day on which the reading of a text is still fresh."""
    if not is_date(pack.read_on):
        return None
    return READ_AGAIN_AFTER.after(date.fromisoformat(pack.read_on))


def newest_reading(packs: Iterable[Pack]) -> date:
    """Give the day on which any of the texts was read last."""
    days = [date.fromisoformat(p.read_on) for p in packs if is_date(p.read_on)]
    return max(days, default=date.min)


def editions_of(pack: Pack, book: RuleBook) -> tuple[Pack, ...]:
    """Give the other editions of the same text: the same id but for its year."""
    name = _EDITION.fullmatch(pack.id)
    if name is None:
        return ()
    return tuple(
        other
        for other in book.packs
        if other is not pack
        and (its := _EDITION.fullmatch(other.id))
        and its[1] == name[1]
    )


def _fits(pack: Pack, wanted: Wanted, book: RuleBook) -> bool:
    return (
        _in_place(pack, wanted.place, book.vocabulary.places)
        and _of_profession(pack, wanted.profession)
        and bool(rules_on(pack, wanted.topic, book) or not wanted.topic)
        and _is_called(pack, wanted.title)
    )


def _in_place(pack: Pack, place: str, places: Places) -> bool:
    """Say whether a pack holds in a place: it names it, or what it lies in, or none."""
    named = places_of(pack)
    return not place or not named or any(places.lies_in(place, one) for one in named)


def _of_profession(pack: Pack, profession: str) -> bool:
    """Say whether a pack may bind a profession: it names it, or names nobody at all."""
    if not profession or profession in professions_of(pack):
        return True
    return not any(
        _named(pack, who) for who in ("professions", "memberships", "registers")
    )


def _is_called(pack: Pack, title: str) -> bool:
    """Say whether every word that was typed is in the title or the id."""
    name = f"{pack.title} {pack.id}".casefold()
    return all(word in name for word in title.casefold().split())


def _named(pack: Pack, key: str) -> tuple[str, ...]:
    both = (*pack.binds.get(key, ()), *pack.yardstick_for.get(key, ()))
    return tuple(dict.fromkeys(both))


def _sorted_by(
    named: Iterable[tuple[Pack, Sequence[str]]],
) -> dict[str, tuple[Pack, ...]]:
    found: dict[str, list[Pack]] = {}
    for pack, keys in named:
        for key in keys:
            found.setdefault(key, []).append(pack)
    return {key: tuple(found[key]) for key in sorted(found)}


def _dates(pack: Pack) -> tuple[date | None, date | None]:
    dates: Mapping[str, str] = pack.plain.get("in_force") or {}
    since, until = dates.get("from"), dates.get("until")
    return (
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
    )

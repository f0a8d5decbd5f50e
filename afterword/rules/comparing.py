"""Decide the same questions under two sets of packs, and say what differs.

An edit of one rule moves answers that its author did not think of. Not: which of
two answers is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from afterword.rules.asking import read_question
from afterword.rules.binding import WHERE, WHO
from afterword.rules.casebook import Case, cases_of
from afterword.rules.cases import facts_of, usual
from afterword.rules.catalogue import places_of
from afterword.rules.combining import Outcome
from afterword.rules.deciding import Decision, decide
from afterword.rules.errors import FactsError, RulesError
from afterword.rules.facts import Facts, Known, Members
from afterword.rules.gathering import because_of, carried
from afterword.rules.rulebook import Pack, RuleBook

FREEDOM: Final = (
    Outcome.REFUSE,
    Outcome.HOLD,
    Outcome.CONSULT,
    Outcome.REQUIRE,
    Outcome.PERMIT,
)
"""From the answer that lets least happen to the one that leaves most open."""
_NO_PART: Final = "ZZ"
"""A part that no country has."""


class Change(StrEnum):
    """What became of an answer."""

    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    OTHER_REASON = "other_reason"
    SAME = "same"


class Way(StrEnum):
    """How a case is asked."""

    ALONE = "alone"
    """Under its own pack and those that it names, as `packs test` asks it."""
    WHOLE = "whole"
    """Of all packs, by somebody whom its own pack binds, with all else as usual."""
    GIVEN = "given"
    """A question of a file, or a stored one, of all packs."""


@dataclass(frozen=True)
class Question:
    """One question that is put to both."""

    name: str
    way: Way
    facts: Mapping[bool, Facts]
    """By whether the packs are the new ones: each reads facts in its own places."""
    on: date
    packs: tuple[str, ...] = ()
    """The packs that are asked; none stands for all."""


@dataclass(frozen=True)
class Said:
    """What one set of packs answered."""

    outcome: Outcome
    line: str
    because_of: tuple[str, ...]
    obligations: tuple[str, ...]

    @classmethod
    def of(cls, decision: Decision) -> Said:
        """Keep of a decision what a change is told by."""
        return cls(
            outcome=decision.outcome,
            line=decision.line.value,
            because_of=tuple(sorted(rule.id for rule in because_of(decision))),
            obligations=tuple(sorted(name for name, _ in carried(decision))),
        )


@dataclass(frozen=True)
class Difference:
    """One question whose answer is another one under the new packs."""

    question: Question
    change: Change
    before: Said
    after: Said


@dataclass
class Both:
    """Two sets of packs side by side, and how many questions each change had."""

    old: RuleBook
    new: RuleBook
    counts: Counter[Change] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    """Questions that one of the two cannot read, with the reason."""
    _parts: dict[tuple[bool, tuple[str, ...]], RuleBook] = field(default_factory=dict)
    _same: dict[tuple[str, ...], bool] = field(default_factory=dict)

    def differences(self, asked: Iterable[Question]) -> Iterator[Difference]:
        """Put each question to both, count it, and give it where the answers differ."""
        for question in asked:
            if question.packs and self._untouched(question.packs):
                self.counts[Change.SAME] += 1
                continue
            before = self._said(question, new=False)
            after = self._said(question, new=True)
            change = compare(before, after)
            self.counts[change] += 1
            if change is not Change.SAME:
                yield Difference(question, change, before, after)

    @property
    def asked(self) -> int:
        """Say how many questions were put to both."""
        return self.counts.total()

    @cached_property
    def same_places(self) -> bool:
        """Say whether a place means the same to both, so that facts read the same."""
        return self.old.vocabulary.places == self.new.vocabulary.places

    def _untouched(self, packs: tuple[str, ...]) -> bool:
        """Say whether these packs, weighed by themselves, are the same in both."""
        if packs not in self._same:
            old, new = (
                {pack.id: pack.hash for pack in book.packs if pack.id in packs}
                for book in (self.old, self.new)
            )
            self._same[packs] = old == new and self.same_places
        return self._same[packs]

    def _said(self, question: Question, *, new: bool) -> Said:
        book = self.new if new else self.old
        if question.packs:
            key = (new, question.packs)
            if key not in self._parts:
                self._parts[key] = book.only(question.packs)
            book = self._parts[key]
        return Said.of(decide(question.facts[new], book, on=question.on))


def compare(before: Said, after: Said) -> Change:
    """Say what became of an answer.

    It is looser where the outcome leaves more open, or where the same outcome asks
    for less; stricter the other way round.
    """
    if before == after:
        return Change.SAME
    was, now = FREEDOM.index(before.outcome), FREEDOM.index(after.outcome)
    if was != now:
        return Change.LOOSENED if now > was else Change.TIGHTENED
    asked, asks = set(before.obligations), set(after.obligations)
    if asks < asked:
        return Change.LOOSENED
    if asks > asked:
        return Change.TIGHTENED
    return Change.OTHER_REASON


def cases_as_questions(both: Both, roots: tuple[Path, Path]) -> Iterator[Question]:
    """Give every case of both folders, alone and as a whole question, each once."""
    seen: set[tuple[Any, ...]] = set()
    there = {False: both.old, True: both.new}
    packs = {new: {pack.id: pack for pack in book.packs} for new, book in there.items()}
    for new, root in zip((False, True), roots, strict=True):
        for pack in there[new].packs:
            for case in cases_of(pack, root):
                facts = _read(case, both)
                if facts is None:
                    continue
                name, on = f"{pack.id}: {case.says}", facts[1]
                asked = {k: found.fingerprint() for k, found in facts[0].items()}
                key = (pack.id, case.also, asked[False], on)
                if key in seen:
                    continue
                seen.add(key)
                ids = (pack.id, *case.also)
                if all(set(ids) <= known.keys() for known in packs.values()):
                    yield Question(name, Way.ALONE, facts[0], on, ids)
                who = _bound_by(pack, there[new], on)
                who |= usual(there[new].vocabulary, on)
                whole = {k: _with(who, f) for k, f in facts[0].items()}
                yield Question(name, Way.WHOLE, whole, on)


def _read(case: Case, both: Both) -> tuple[dict[bool, Facts], date] | None:
    try:
        old, on = facts_of(case, both.old.vocabulary)
        new, _ = facts_of(case, both.new.vocabulary)
    except (FactsError, ValueError) as error:
        both.unread.append(f"{case.says}: {error}")
        return None
    return {False: old, True: new}, on


def _bound_by(pack: Pack, book: RuleBook, on: date) -> dict[str, Known]:
    """Say who would have to ask so that this pack binds them, and nobody else's.

    What they are not is known too: no other pack is in doubt for want of a register.
    """
    binds = pack.binds or pack.yardstick_for
    who = {name: Members(binds.get(name, ())[:1]) for name in WHO}
    named = binds.get("places") or pack.yardstick_for.get("places") or ()
    where = Members([_inside(named[0], book)] if named else [])
    return {
        name: Known(value, "usual", on)
        for name, value in {**who, **dict.fromkeys(WHERE, where)}.items()
    }


def _with(who: Mapping[str, Known], facts: Facts) -> Facts:
    """Add who asks and what is usual; what a case says itself stays."""
    return facts.but(**{name: said for name, said in who.items() if name not in facts})


def _inside(place: str, book: RuleBook) -> str:
    """Give a corner of a place of which no pack speaks by itself.

    Somebody who is only known to be in a country is perhaps in each of its parts.
    """
    if "-" in place:
        return place
    regions = book.vocabulary.places.regions
    members = [one for one in regions.get(place, (place,)) if one not in regions]
    named = {one for pack in book.packs for one in places_of(pack)}
    unnamed = [one for one in members if one not in named] or members
    return f"{unnamed[0]}-{_NO_PART}"


def lines_as_questions(
    lines: Iterable[str], both: Both, *, today: date
) -> Iterator[Question]:
    """Give the questions of a file, one a line as `ask --lines` reads them."""
    for number, line in enumerate(lines, start=1):
        try:
            old, on = read_question(line, both.old.vocabulary, on=None, today=today)
            new = old
            if not both.same_places:
                new, _ = read_question(line, both.new.vocabulary, on=None, today=today)
        except RulesError as error:
            both.unread.append(f"line {number}: {error}")
            continue
        yield Question(f"line {number}", Way.GIVEN, {False: old, True: new}, on)

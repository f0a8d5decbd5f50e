"""Rules and packs as they are weighed, from checked plain data. Not: reading YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from afterword.rules.conditions import Condition, Test, compile_condition
from afterword.rules.periods import Span
from afterword.rules.remembering import Remembered
from afterword.rules.sifting import Sieve
from afterword.rules.vocabulary import Vocabulary

FORBID, CONSULT, PERMIT, REQUIRE, OBLIGE = (
    "forbid",
    "consult",
    "permit",
    "require",
    "oblige",
)
SEEN = frozenset({"primary", "secondary"})
HOUSE = "house"
HOUSE_POLICIES = "house_policies"
"""The fact that names the house policies which a practice has adopted."""
_MOST = {
    "near": 512,
    "people": 4096,
    "standings": 512,
    "weighings": 4096,
    "rules": 4096,
}
"""How much a book remembers of what ``binding`` worked out."""


@dataclass(frozen=True)
class Period:
    """How long a rule holds, counted from the latest of its anchors."""

    lasts: str
    span: Span | None
    anchors: tuple[str, ...]
    afterwards: str


@dataclass(frozen=True)
class Due:
    """When a duty must be done, and who owns it."""

    span: Span | None
    anchors: tuple[str, ...]
    owner: str


@dataclass(frozen=True, eq=False)
class Rule:
    """One sentence of a source."""

    id: str
    pack: Pack = field(repr=False)
    effect: str
    kind: str
    when: tuple[Condition, ...]
    tests: tuple[Test, ...]
    purposes: frozenset[str]
    period: Period | None
    because: str
    cite: str
    grade: str
    url: str
    in_force_from: date
    in_force_until: date
    lifts: tuple[str, ...]
    prevails_over: frozenset[str]
    obligations: tuple[str, ...]
    warnings: tuple[str, ...]
    derived_from: tuple[str, ...]
    signed_by: str
    signed_on: str
    due: Due | None
    plain: Mapping[str, Any] = field(repr=False)

    @property
    def read_on(self) -> str:
        """The day on which this section was read; that of its pack if no other."""
        return str(self.plain.get("read_on") or self.pack.read_on)

    def holds_on(self, day: date) -> bool:
        """Say whether this edition is in force on a day."""
        return self.in_force_from <= day <= self.in_force_until

    @cached_property
    def is_seen(self) -> bool:
        """Whether its text was seen, or it is our own; only then may it loosen."""
        return self.grade in SEEN or self.grade == HOUSE or bool(self.derived_from)

    @cached_property
    def opens(self) -> bool:
        """Whether it may be a ground. A caution asks for a talk and opens nothing."""
        return self.is_seen and self.plain.get("opens") != "no"


@dataclass(frozen=True, eq=False)
class Pack:
    """One source text."""

    id: str
    title: str
    rank: str
    file: str
    hash: str
    binds: Mapping[str, Sequence[str]]
    yardstick_for: Mapping[str, Sequence[str]]
    grade: str
    url: str
    read_on: str
    not_modelled: tuple[str, ...]
    rules: tuple[Rule, ...]
    plain: Mapping[str, Any] = field(repr=False)

    @cached_property
    def places(self) -> frozenset[str]:
        """The only places where it can speak; none if it may speak anywhere."""
        named = [self.binds, *([self.yardstick_for] if self.yardstick_for else ())]
        if not all("places" in binds for binds in named):
            return frozenset()
        return frozenset(place for binds in named for place in binds["places"])

    @cached_property
    def by_purpose(self) -> Mapping[str, Sequence[Rule]]:
        """The rules that may speak, by what a contact is for."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for purpose in rule.purposes:
                found.setdefault(purpose, []).append(rule)
        return found

    @cached_property
    def house_policies(self) -> frozenset[str]:
        """The policies of a house policy: it holds where a practice adopts one."""
        return frozenset(
            name
            for rule in self.rules
            for line in rule.when
            if line.plain[1] == HOUSE_POLICIES
            for name in line.plain[2]
        )

    def holds_on(self, day: date) -> bool:
        """Say whether any of its rules is in force on a day."""
        return any(rule.holds_on(day) for rule in self.rules)

    @property
    def is_seen(self) -> bool:
        """Whether the text itself, or a page about it, was seen."""
        return self.grade in SEEN


@dataclass(frozen=True, eq=False)
class RuleBook:
    """All packs with the vocabulary. Remembers only what it worked out."""

    vocabulary: Vocabulary
    packs: tuple[Pack, ...]
    covered: tuple[tuple[frozenset[str], tuple[str, ...]], ...]
    rules: Mapping[str, Rule]
    lifted_by: Mapping[str, tuple[Rule, ...]]
    remembered: Mapping[str, Remembered[Any]] = field(
        default_factory=lambda: {name: Remembered(most=m) for name, m in _MOST.items()},
        repr=False,
    )

    @cached_property
    def numbers(self) -> Mapping[Rule, int]:
        """Each rule of every pack, with its number in the sieve."""
        every = (rule for pack in self.packs for rule in pack.rules)
        return {rule: number for number, rule in enumerate(every)}

    @cached_property
    def sieve(self) -> Sieve:
        """The lines of all rules, ready to be asked at once."""
        return Sieve(
            [rule.when for rule in self.numbers], worked_out=self.vocabulary.worked_out
        )

    def near(self, place: str) -> frozenset[str]:
        """Name the places of packs that a place lies in, or that lie in it."""
        known: Remembered[frozenset[str]] = self.remembered["near"]
        if place in known:
            return known[place]
        places = self.vocabulary.places
        named = {name for pack in self.packs for name in pack.places}
        within = {name for name in named if places.lies_in(name, place)}
        return known.keep(place, frozenset(within | (named & places.above(place))))

    @classmethod
    def build(cls, plain: Mapping[str, Any]) -> RuleBook:
        """Make a rule book from the checked plain data of ``loading``."""
        covered = tuple(
            (frozenset(line["professions"]), tuple(line["places"]))
            for line in plain["places"].get("covered", ())
        )
        return cls.of(Vocabulary.build(plain), plain["packs"], covered=covered)

    @classmethod
    def of(
        cls,
        vocabulary: Vocabulary,
        packs: Iterable[Mapping[str, Any]],
        *,
        covered: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (),
    ) -> RuleBook:
        """Make a rule book from checked packs in the words of a vocabulary."""
        built = tuple(_pack(pack, vocabulary) for pack in packs)
        rules = {rule.id: rule for pack in built for rule in pack.rules}
        lifted_by: dict[str, list[Rule]] = {}
        for rule in rules.values():
            for target in rule.lifts:
                lifted_by.setdefault(target, []).append(rule)
        return cls(
            vocabulary=vocabulary,
            packs=built,
            covered=covered,
            rules=rules,
            lifted_by={target: tuple(by) for target, by in lifted_by.items()},
        )

    def only(self, ids: Iterable[str]) -> RuleBook:
        """Give the book with these packs alone, as if each one bound everybody."""
        wanted = set(ids)
        packs = [
            {**pack.plain, "binds": {}, "yardstick_for": {}}
            for pack in self.packs
            if pack.id in wanted
        ]
        return RuleBook.of(self.vocabulary, packs, covered=self.covered)


def _pack(plain: Mapping[str, Any], vocabulary: Vocabulary) -> Pack:
    source = plain["source"]
    pack = Pack(
        id=plain["pack"],
        title=plain["title"],
        rank=plain["rank"],
        file=plain["file"],
        hash=plain["hash"],
        binds=plain["binds"],
        yardstick_for=plain.get("yardstick_for", {}),
        grade=source["grade"],
        url=source.get("url", ""),
        read_on=source.get("read_on", ""),
        not_modelled=tuple(plain.get("not_modelled", ())),
        rules=(),
        plain=plain,
    )
    rules = tuple(_rule(rule, pack, vocabulary) for rule in plain["rules"])
    object.__setattr__(pack, "rules", rules)
    return pack


def _rule(plain: Mapping[str, Any], pack: Pack, vocabulary: Vocabulary) -> Rule:
    sets = vocabulary.sets
    when = tuple(
        compile_condition(line, vocabulary.places, sets)
        for line in plain["when"]
        if line[1] not in ("purpose", "lane")
    )
    in_force = {**pack.plain.get("in_force", {}), **plain.get("in_force", {})}
    grade = plain.get("grade", pack.grade)
    return Rule(
        id=plain["id"],
        pack=pack,
        effect=plain["effect"],
        kind=plain.get("kind", ""),
        when=when,
        tests=tuple(condition.test for condition in when),
        purposes=frozenset(plain["purposes"]),
        period=_period(plain.get("period")),
        because=plain["because"],
        cite=plain.get("cite", ""),
        grade=grade,
        url=plain.get("url", pack.url if grade in SEEN else ""),
        in_force_from=_day(in_force.get("from"), date.min),
        in_force_until=_day(in_force.get("until"), date.max),
        lifts=tuple(plain.get("lifts", ())),
        prevails_over=frozenset(plain.get("prevails_over", ())),
        obligations=tuple(plain.get("obligations", ())),
        warnings=tuple(plain.get("warnings", ())),
        derived_from=tuple(plain.get("derived_from", ())),
        signed_by=plain.get("signed_by", ""),
        signed_on=plain.get("signed_on", ""),
        due=_due(plain),
        plain=plain,
    )


def _period(plain: Mapping[str, Any] | None) -> Period | None:
    if plain is None:
        return None
    return Period(
        lasts=plain["lasts"],
        span=Span.read(plain["lasts"]),
        anchors=tuple(plain.get("from", ())),
        afterwards=plain.get("afterwards", "nothing"),
    )


def _due(plain: Mapping[str, Any]) -> Due | None:
    if plain["effect"] != REQUIRE:
        return None
    due = plain.get("due", {})
    within = due.get("within")
    return Due(
        span=Span.read(within) if within else None,
        anchors=tuple(due.get("from", ())),
        owner=plain.get("owner", ""),
    )


def _day(text: str | None, default: date) -> date:
    return date.fromisoformat(text) if text else default

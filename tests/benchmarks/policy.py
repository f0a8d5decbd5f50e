"""The shipped rules as a two-valued engine can hold them, for one day.

Not modelled for the peers, because they have no words for it: missing facts and doubt,
duties (`require`), conditions added to a yes (`oblige`), settlements, the safety lane,
explanation. What is left (bars, talks, permits, exceptions, periods, who is bound) is
taken from the packs themselves, so that everybody weighs the same rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from afterword.rules.binding import WHERE, WHO
from afterword.rules.conditions import Condition
from afterword.rules.deciding import PERIODS_OVER
from afterword.rules.periods import Span
from afterword.rules.rulebook import CONSULT, FORBID, PERMIT, Pack, Rule, RuleBook

WORKED_OUT = ("covered", PERIODS_OVER)
"""Facts that the engine works out by itself; the peers are given them."""
WEIGHED = (FORBID, CONSULT, PERMIT)


@dataclass(frozen=True)
class OneOf:
    """A fact has one of these values."""

    fact: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Shares:
    """A set has at least one of these members."""

    fact: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class AtLeast:
    """A number is at least another: that of a fact, if one is named, and so many."""

    fact: str
    number: int
    beyond: str = ""


@dataclass(frozen=True)
class All:
    """Every term holds."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Some:
    """At least one term holds."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class No:
    """A term does not hold."""

    term: Term


Term = OneOf | Shares | AtLeast | All | Some | No


@dataclass(frozen=True)
class Role:
    """What a rule does when a term holds; a rule with a period may have two roles."""

    name: str
    rule: str
    effect: str
    is_ground: bool
    """A permit, or a talk that a seen text asks for: a contact may rest on it."""
    purposes: frozenset[str]
    term: Term


@dataclass(frozen=True)
class Policy:
    """All roles, the kind of every fact that they ask for, and the book they are of."""

    book: RuleBook
    on: date
    roles: tuple[Role, ...]
    kinds: Mapping[str, str]
    purposes: tuple[str, ...]

    @cached_property
    def never_permit(self) -> frozenset[str]:
        """The purposes that end in a talk at best."""
        words = self.book.vocabulary
        return frozenset(p for p in self.purposes if words.lane_of(p).never_permit)

    @cached_property
    def named(self) -> Mapping[str, Role]:
        """Each role by its name."""
        return {role.name: role for role in self.roles}

    def of(self, purpose: str) -> tuple[Role, ...]:
        """Give the roles that can speak for a purpose."""
        return tuple(role for role in self.roles if purpose in role.purposes)

    def asked_for(self, purpose: str) -> frozenset[str]:
        """Name the facts that those roles ask for."""
        return frozenset(f for role in self.of(purpose) for f in facts_of(role.term))


class Answer(NamedTuple):
    """An outcome, and the rules that decided it."""

    outcome: str
    because_of: frozenset[str]


def answer_of(policy: Policy, purpose: str, fired: Iterable[str]) -> Answer:
    """Turn the roles that hold into an answer, for an engine that only finds them."""
    by: dict[str, list[str]] = {effect: [] for effect in WEIGHED}
    grounded = False
    for name in fired:
        role = policy.named[name]
        by[role.effect].append(role.rule)
        grounded = grounded or role.is_ground
    if by[FORBID]:
        return Answer("refuse", frozenset(by[FORBID]))
    if not grounded:
        return Answer("refuse", frozenset())
    if by[CONSULT]:
        return Answer("consult", frozenset(by[CONSULT]))
    outcome = "consult" if purpose in policy.never_permit else "permit"
    return Answer(outcome, frozenset(by[PERMIT]))


def policy_of(
    book: RuleBook,
    *,
    on: date,
    packs: Collection[str] = (),
    purposes: tuple[str, ...] = (),
    most: int | None = None,
) -> Policy:
    """Give the policy of a book on a day.

    Of all packs and purposes, or of some; with all their rules, or with so many, taken
    evenly from them all.
    """
    words = book.vocabulary
    purposes = purposes or tuple(words.purposes)
    purposes = tuple(p for p in purposes if words.lane_of(p).name != "safety")
    kept = [
        rule
        for rule in book.rules.values()
        if _is_said(rule, purposes, on) and (not packs or rule.pack.id in packs)
    ]
    if most is not None:
        kept = [kept[i * len(kept) // most] for i in range(most)]
    ids = {rule.id for rule in kept}
    smaller = RuleBook.of(
        words,
        [
            {**pack.plain, "rules": [_within(r, purposes) for r in rules]}
            for pack in book.packs
            if (rules := [rule for rule in pack.rules if rule.id in ids])
        ],
        covered=book.covered,
    )
    roles = tuple(_roles(smaller, on))
    return Policy(
        book=smaller,
        on=on,
        roles=roles,
        kinds=_kinds(smaller, roles),
        purposes=purposes,
    )


def _is_said(rule: Rule, purposes: tuple[str, ...], on: date) -> bool:
    """Say whether a two-valued engine has words for all of a rule."""
    return (
        rule.effect in WEIGHED
        and not rule.purposes.isdisjoint(purposes)
        and rule.in_force_from <= on <= rule.in_force_until
        and not any(_moves_months(condition) for condition in rule.when)
    )


def _moves_months(condition: Condition) -> bool:
    """Two days that both vary, months apart: no number of days says that."""
    word, _, wanted = condition.plain
    if word.removeprefix("not_") not in ("before", "at_least"):
        return False
    span = Span.read(wanted.get("by", "P0D"))
    return len(condition.facts) > 1 and span is not None and span.months != 0


def _within(rule: Rule, purposes: tuple[str, ...]) -> dict[str, Any]:
    return {**rule.plain, "purposes": [p for p in purposes if p in rule.purposes]}


def _roles(book: RuleBook, on: date) -> Iterable[Role]:
    sets = book.vocabulary.sets
    found = [role for rule in book.rules.values() for role in _of_rule(rule, sets, on)]
    for role in found:
        exceptions = {rule.id for rule in book.lifted_by.get(role.rule, ())}
        lifting = tuple(other.term for other in found if other.rule in exceptions)
        if lifting and role.effect in (FORBID, CONSULT):
            term = All((role.term, No(Some(lifting))))
            yield replace(role, term=term)
        else:
            yield role


def _of_rule(rule: Rule, sets: frozenset[str], on: date) -> list[Role]:
    """Give the roles of a rule: while its period runs, and after it has passed."""
    lines = tuple(_line(condition, sets, on) for condition in rule.when)
    base = _all((*_bound(rule.pack, grants=rule.effect == PERMIT), *lines))
    limit = _all((*_bound(rule.pack, grants=False), *lines))
    period = rule.period
    if period is None:
        return [_role(rule, rule.effect, base)]
    if rule.effect == FORBID and period.lasts == "no_number":
        return [_role(rule, CONSULT, base)]
    if period.span is None:
        return [_role(rule, rule.effect, base)]
    last = (_latest_passed(period.span, on) + timedelta(days=1)).toordinal()
    runs = Some(tuple(AtLeast(anchor, last) for anchor in period.anchors))
    roles = [_role(rule, rule.effect, _all((base, runs)))]
    if rule.effect == FORBID or period.afterwards == CONSULT:
        after = _role(rule, CONSULT, _all((limit, No(runs))))
        roles.append(replace(after, name=f"{rule.id}~after"))
    return roles


def _role(rule: Rule, effect: str, term: Term) -> Role:
    ground = effect == PERMIT or (effect == CONSULT and rule.opens)
    return Role(rule.id, rule.id, effect, ground, rule.purposes, term)


def _all(terms: Iterable[Term]) -> Term:
    flat: list[Term] = []
    for term in terms:
        flat += term.terms if isinstance(term, All) else (term,)
    return All(tuple(flat))


def _bound(pack: Pack, *, grants: bool) -> tuple[Term, ...]:
    """Say whom a pack binds; if it grants nothing, also for whom it is a yardstick."""
    binds = _people(pack.binds)
    if grants or not pack.yardstick_for:
        return binds
    measures = (No(OneOf("yardstick_accepted", (False,))), *_people(pack.yardstick_for))
    return (Some((All(binds), All(measures))),)


def _people(binds: Mapping[str, Iterable[str]]) -> tuple[Term, ...]:
    who = tuple(Shares(name, tuple(binds[name])) for name in WHO if name in binds)
    where = tuple(
        Shares(name, tuple(binds["places"])) for name in WHERE if "places" in binds
    )
    return tuple(Some(terms) for terms in (who, where) if terms)


def _line(condition: Condition, sets: frozenset[str], on: date) -> Term:
    word, fact, wanted = condition.plain
    kind = word.removeprefix("not_")
    term: Term
    if kind == "number":
        term = AtLeast(fact, wanted)
    elif kind in ("before", "at_least"):
        term = _compared(fact, wanted, on)
        if kind == "before":
            term = No(term)
    elif kind == "on":
        days = tuple(date.fromisoformat(day).toordinal() for day in wanted)
        term = OneOf(fact, days)
    elif fact in sets:
        term = Shares(fact, tuple(wanted))
    else:
        term = OneOf(fact, tuple(wanted))
    return No(term) if word != kind else term


def _compared(fact: str, wanted: Mapping[str, str], on: date) -> AtLeast:
    span = Span.read(wanted.get("by", "P0D")) or Span()
    back = wanted.get("sign") == "-"
    if wanted.get("fact") not in (None, "today"):
        return AtLeast(fact, -span.days if back else span.days, beyond=wanted["fact"])
    day = date.fromisoformat(wanted["date"]) if "date" in wanted else on
    moved = span.before(day) if back else span.after(day)
    return AtLeast(fact, moved.toordinal())


def _latest_passed(span: Span, on: date) -> date:
    """Find the latest day from which a period has passed: later days follow later."""
    day = span.before(on)
    while span.after(day) < on:
        day += timedelta(days=1)
    while span.after(day) >= on:
        day -= timedelta(days=1)
    return day


def _kinds(book: RuleBook, roles: Iterable[Role]) -> dict[str, str]:
    """Say what each fact that some role asks for is: text, yes or no, number, set."""
    specs = book.vocabulary.facts
    kinds = {"purpose": "text"}
    for name in sorted({fact for role in roles for fact in facts_of(role.term)}):
        kind = specs[name].type
        kinds[name] = {"bool": "yes_no", "set": "set", "enum": "text"}.get(
            kind, "number"
        )
    return kinds


def facts_of(term: Term) -> Iterable[str]:
    """Name the facts that a term asks for."""
    if isinstance(term, (All, Some)):
        for inner in term.terms:
            yield from facts_of(inner)
    elif isinstance(term, No):
        yield from facts_of(term.term)
    else:
        yield term.fact
        if isinstance(term, AtLeast) and term.beyond:
            yield term.beyond

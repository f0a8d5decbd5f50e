"""The shipped packs on a solver's terms, through the combination that ships.

Not: calendars. Each comparison of days is a free truth; so is which editions are in
force, and what is covered. What is proved so holds on every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import z3

from afterword.rules.binding import WHERE, WHO
from afterword.rules.combining import (
    OUTCOME_OF,
    Bar,
    Consult,
    Duty,
    Found,
    Logic,
    Outcome,
    Permit,
    combine,
)
from afterword.rules.periods import Span

TRUE, FALSE = z3.BoolVal(val=True), z3.BoolVal(val=False)


def any_(terms):
    return z3.Or(*terms)


def all_(terms):
    return z3.And(*terms)


TERMS = Logic(any=any_, all=all_, no=z3.Not, truth=z3.BoolVal)


@dataclass(frozen=True)
class Said:
    """No, or the doubts that are left; neither means yes."""

    no: z3.BoolRef
    unknown: z3.BoolRef
    unknowable: z3.BoolRef

    @property
    def yes(self):
        return z3.Not(z3.Or(self.no, self.unknown, self.unknowable))


ALWAYS = Said(FALSE, FALSE, FALSE)
NEVER = Said(TRUE, FALSE, FALSE)


def both(*said):
    no = any_([s.no for s in said])
    return Said(
        no,
        all_([z3.Not(no), any_([s.unknown for s in said])]),
        all_([z3.Not(no), any_([s.unknowable for s in said])]),
    )


def either(*said):
    yes = any_([s.yes for s in said])
    no = all_([s.no for s in said])
    open_ = z3.Not(z3.Or(yes, no))
    return Said(
        no,
        all_([open_, any_([s.unknown for s in said])]),
        all_([open_, any_([s.unknowable for s in said])]),
    )


class World:
    """One state of knowledge. All worlds share their truths, and know more or less."""

    def __init__(self, name, book):
        self.name = name
        self.book = book
        self.facts = {}
        self.partly = {}

    def known(self, fact):
        self.facts.setdefault(
            fact,
            (
                z3.Bool(f"{self.name}:{fact}:known"),
                z3.Bool(f"{self.name}:{fact}:unknowable"),
            ),
        )
        return self.facts[fact]

    def knowledge(self, facts):
        """Say what is missing for some facts: nothing, or which doubts."""
        pairs = [self.known(fact) for fact in facts]
        return (
            any_([z3.And(z3.Not(known), z3.Not(never)) for known, never in pairs]),
            any_([z3.And(z3.Not(known), never) for known, never in pairs]),
        )

    def ask(self, condition):
        """Answer one line of `when`, from the truth that all worlds share."""
        word, fact, wanted = condition.plain
        negated, kind = word.startswith("not_"), word.removeprefix("not_")
        unknown, unknowable = self.knowledge(condition.facts)
        spec = self.book.vocabulary.facts[fact]
        if spec.type == "set":
            return self._set(fact, tuple(wanted), negated=negated)
        truth = z3.Bool(f"{kind}:{fact}:{wanted}")
        if kind == "in":
            value = z3.Int(fact)
            truth = any_([value == _number(spec, w) for w in wanted])
        elif kind == "number":
            truth = z3.Int(fact) >= wanted
        doubt = z3.Or(unknown, unknowable)
        return Said(
            z3.And(z3.Not(doubt), truth if negated else z3.Not(truth)),
            unknown,
            unknowable,
        )

    def _set(self, fact, wanted, *, negated=False):
        """Answer for a set: it may hold a member, not hold it, or not say."""
        absent, never = self.knowledge([fact])
        there = z3.Bool(f"has:{fact}:{wanted}")
        unsaid = z3.Bool(f"unsaid:{fact}:{wanted}")
        doubt = z3.Or(absent, never)
        unknown = z3.Or(absent, z3.And(z3.Not(doubt), unsaid, z3.Not(there)))
        opposite = there if negated else z3.Not(there)
        return Said(z3.And(z3.Not(doubt), z3.Not(unknown), opposite), unknown, never)

    def binds(self, binds):
        parts = []
        people = [name for name in WHO if name in binds]
        if people:
            parts.append(either(*(self._set(n, tuple(binds[n])) for n in people)))
        if "places" in binds:
            wanted = tuple(binds["places"])
            parts.append(either(*(self._set(name, wanted) for name in WHERE)))
        return both(*parts) if parts else ALWAYS

    def running(self, period):
        """Say whether a period runs: each anchor's truth is shared by all worlds."""
        if period is None or period.span is None:
            return ALWAYS
        said = []
        for anchor in period.anchors:
            unknown, unknowable = self.knowledge([anchor])
            passed = z3.Bool(f"passed:{anchor}:{period.lasts}")
            known = z3.Not(z3.Or(unknown, unknowable))
            said.append(Said(z3.And(known, passed), unknown, unknowable))
        return either(*said)

    def in_force(self, rule):
        """Say whether a rule's edition is in force: all worlds look at the same day."""
        days = (rule.in_force_from, rule.in_force_until)
        if days == (date.min, date.max):
            return ALWAYS
        return Said(z3.Not(z3.Bool(edition(*days))), FALSE, FALSE)

    def found(self, purpose, *, settled=True):
        """Give bars, duties, consults and grounds for a purpose, as terms."""
        return self._found(purpose, settled)

    def lines(self, purpose, *, settled=True):
        """Give the combination's lines for a purpose, and their terms."""
        lane = self.book.vocabulary.lane_of(purpose)
        lines = combine(
            self._found(purpose, settled),
            TERMS,
            safety=lane.name == "safety",
            answer_only=lane.answer_only,
            never_permit=lane.never_permit,
        )
        return list(lines)

    def releases(self, purpose, *, settled=True):
        """The term that says this purpose may be carried out."""
        terms, earlier = [], []
        for line, term in self.lines(purpose, settled=settled):
            if OUTCOME_OF[line] in (Outcome.REQUIRE, Outcome.PERMIT):
                terms.append(z3.And(term, *[z3.Not(e) for e in earlier]))
            earlier.append(term)
        return any_(terms)

    def _found(self, purpose, settled):
        roles = []
        for pack in self.book.packs:
            grants = self.binds(pack.binds)
            restricts = grants
            if pack.yardstick_for:
                declined = self.ask(
                    _Line(
                        ("yardstick_accepted",), ("in", "yardstick_accepted", [False])
                    )
                )
                measured = self.binds(pack.yardstick_for)
                said_no = z3.And(*[declined.yes])
                measured = Said(
                    z3.Or(measured.no, said_no),
                    z3.And(measured.unknown, z3.Not(said_no)),
                    z3.And(measured.unknowable, z3.Not(said_no)),
                )
                restricts = either(grants, measured)
            for rule in pack.rules:
                if purpose in rule.purposes:
                    said = [self.in_force(rule), *(self.ask(c) for c in rule.when)]
                    roles += self._roles(rule, both(*said), restricts, grants)
        return self._sorted(roles, settled)

    def _roles(self, rule, when, restricts, grants):
        """Give (rule, role, fired, doubtful, grounded): as `deciding` has it."""
        runs = self.running(rule.period)
        limit = both(when, restricts)
        if rule.effect == "forbid" and rule.period and rule.period.lasts == "no_number":
            return [_restriction(rule, "consult", limit)]
        passed = Said(z3.Not(runs.no), FALSE, FALSE)
        if rule.effect == "forbid":
            after = both(limit, passed)
            bar = _restriction(rule, "forbid", both(limit, runs))
            maybe = z3.And(z3.Not(limit.no), runs.unknown)
            _, _, fired, doubtful, grounded = _restriction(rule, "consult", after)
            return [bar, (rule, "consult", fired, z3.Or(doubtful, maybe), grounded)]
        found = []
        if rule.period and rule.period.afterwards == "consult":
            later = both(limit, Said(runs.yes, runs.unknown, runs.unknowable))
            found.append(_restriction(rule, "consult", later))
        if rule.effect in ("consult", "oblige"):
            return [_restriction(rule, rule.effect, both(limit, runs)), *found]
        ground = both(when, grants, runs)
        doubtful = z3.And(ground.unknown, z3.Not(ground.unknowable))
        return [(rule, rule.effect, ground.yes, doubtful, ground.yes), *found]

    def _sorted(self, roles, settled):
        found = Found([], [], [], [])
        for rule, role, fires, doubts, grounded in roles:
            fired, doubtful, ground = fires, doubts, fires
            by = [r for r in roles if rule.id in r[0].lifts]
            if role in ("forbid", "consult") and by:
                lifted = any_([z3.And(f, g) for _, _, f, _, g in by])
                maybe = any_([z3.Or(z3.And(f, g), d) for _, _, f, d, g in by])
                fired, doubtful, ground = (
                    z3.And(fired, z3.Not(maybe)),
                    z3.And(z3.Or(doubtful, z3.And(fired, maybe)), z3.Not(lifted)),
                    z3.And(fired, z3.Not(lifted)),
                )
            done = z3.And(z3.Bool(f"settled:{rule.id}"), grounded) if settled else FALSE
            if role == "forbid":
                found.bars.append(Bar(rule.kind, fired, doubtful, FALSE))
            elif role == "consult":
                found.consults.append(
                    Consult(fired, doubtful, done, ground, rule.opens)
                )
            elif role == "permit":
                found.permits.append(Permit(fired, doubtful))
            elif role == "require":
                found.duties.append(Duty(rule.prevails_over, fired, doubtful, FALSE))
        return found


def edition(first, last):
    """Name the truth that a day lies between two others."""
    return f"in force:{first}:{last}"


@dataclass(frozen=True)
class _Line:
    facts: tuple
    plain: tuple


def _restriction(rule, role, said):
    unknown = z3.And(said.unknown, z3.Not(said.no))
    fired = z3.And(z3.Not(said.no), z3.Not(said.unknown))
    return rule, role, fired, unknown, said.yes


def _number(spec, word):
    if isinstance(word, bool):
        return int(word)
    return spec.values.index(word) if spec.values else word


def sound(world):
    """What holds of every world: closed lists, and P2Y has passed before P5Y has."""
    terms = [z3.Not(z3.And(known, never)) for known, never in world.facts.values()]
    for fact in world.facts:
        spec = world.book.vocabulary.facts[fact]
        if spec.type in ("enum", "bool"):
            terms.append(
                z3.And(z3.Int(fact) >= 0, z3.Int(fact) < (len(spec.values) or 2))
            )
    lengths = {}
    for rule in world.book.rules.values():
        for anchor in rule.period.anchors if rule.period and rule.period.span else ():
            lengths.setdefault(anchor, set()).add(rule.period.lasts)
    for anchor, found in lengths.items():
        ordered = sorted(
            found, key=lambda text: Span.read(text).months * 31 + Span.read(text).days
        )
        terms += [
            z3.Implies(z3.Bool(f"passed:{anchor}:{b}"), z3.Bool(f"passed:{anchor}:{a}"))
            for a, b in pairwise(ordered)
        ]
    return z3.And(*terms)


def as_case(model, purpose, vocabulary):
    """Write a counterexample as the case it is, which a clinician can read.

    Days are free in the model, so what it assumes of them stands below the facts.
    """
    given = {str(name): model[name] for name in model.decls()}
    facts, assumed = {"purpose": purpose}, []
    for name, told in sorted(given.items()):
        if name in vocabulary.facts and z3.is_int_value(told):
            if any(_is_true(given, f"{w}:{name}:known") for w in ("w", "more")):
                facts[name] = _word(vocabulary.facts[name], told.as_long())
        elif name.endswith(":unknowable") and z3.is_true(told):
            facts[name.split(":")[1]] = {"unknowable": "yes"}
        elif not name.endswith((":known", ":unknowable")) and z3.is_true(told):
            assumed.append(name)
    lines = [f"- case: a counterexample for {purpose}", "  facts:"]
    lines += [f"    {name}: {value}" for name, value in facts.items()]
    return "\n".join([*lines, *(f"  # {each}" for each in assumed)])


def _is_true(given, name):
    return name in given and z3.is_true(given[name])


def _word(spec, number):
    if spec.values:
        return spec.values[number]
    return ("no", "yes")[number] if spec.type == "bool" else number


def knows_no_more(fewer, more):
    """Say that one world knows a part of what another knows, and the same of it."""
    terms = []
    for fact in {*fewer.facts, *more.facts}:
        (known, _), (known_then, never_then) = fewer.known(fact), more.known(fact)
        if fact in ("covered", "waiting_periods_over"):
            continue
        terms += [z3.Implies(known, known_then), z3.Implies(never_then, z3.Not(known))]
    return z3.And(*terms)

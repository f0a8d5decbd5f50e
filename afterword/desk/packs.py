"""Packs and rules as their pages show them. It shows what is held and decides nothing.

The words of a pack are its own, in English; what stands around them is translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from afterword.contact.weighing import book
from afterword.desk.fact_words import known_fact
from afterword.desk.forms.places import place_words
from afterword.desk.sources import day_of, page_of, page_of_pack, reason_of
from afterword.look.shown import KnownFact, Reason
from afterword.rules import catalogue, telling
from afterword.rules.asking import read_facts
from afterword.rules.casebook import Case, cases_of
from afterword.rules.catalogue import Standing
from afterword.rules.depending import depends
from afterword.rules.errors import FactsError
from afterword.rules.loading.packs import PACKS
from afterword.rules.rulebook import Pack, Rule

_DAY: Final = "2026-06-01"
"""The day of a case that names none; see ``afterword.rules.cases``."""


@dataclass(frozen=True)
class PackLine:
    """One text in a list."""

    url: str
    title: str
    rank: str
    binds: str
    read: str
    notes: tuple[str, ...]
    rules: int
    """How many of its rules speak of what is looked for."""


@dataclass(frozen=True)
class RuleLine:
    """One rule on the page of its text."""

    id: str
    anchor: str
    url: str
    section: str
    does: str
    because: str
    about: str
    period: str
    must: tuple[str, ...]
    changes: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class CaseLine:
    """One case: its sentence, what is known in it, what is expected."""

    says: str
    outcome: str
    expected: str
    on: date | None
    facts: tuple[KnownFact, ...]
    usual: bool


@dataclass(frozen=True)
class Tie:
    """One way in which a rule is tied to others."""

    heading: str
    rules: tuple[Tied, ...]


@dataclass(frozen=True)
class Tied:
    """Another rule, with the address of its page."""

    url: str
    name: str
    because: str


def pack_line(pack: Pack, *, today: date, topic: str = "") -> PackLine:
    """Show one text in a list."""
    return PackLine(
        url=page_of_pack(pack),
        title=pack.title,
        rank=telling.RANKS[pack.rank],
        binds=_binds(pack),
        read=telling.grade_words(pack.grade, pack.read_on),
        notes=_briefly(pack, today),
        rules=len(catalogue.rules_on(pack, topic, book())),
    )


def about_pack(pack: Pack) -> list[KnownFact]:
    """Give what holds of a whole text: who says it, whom it binds, how it was read."""
    said = [
        (_("What it is"), telling.RANKS[pack.rank]),
        (_("Whom it binds"), _binds(pack)),
        (_("Whom it measures without binding"), _measures(pack)),
        (_("How it was read"), telling.grade_words(pack.grade, pack.read_on)),
        (_("Edition"), str(pack.plain.get("edition", ""))),
        (_("In force"), telling.in_force_words(pack)),
        (_("Held here as"), f"{pack.id}, {pack.hash[:10]}"),
    ]
    return _known(said)


def rule_line(rule: Rule, *, today: date) -> RuleLine:
    """Show one rule on the page of its text."""
    words = book().vocabulary
    section = rule.id.removeprefix(f"{rule.pack.id}.")
    return RuleLine(
        id=rule.id,
        anchor=section,
        url=page_of(rule),
        section=section_words(rule),
        does=telling.effect_words(rule),
        because=rule.because,
        about=telling.topic_words(rule, words),
        period=telling.period_words(rule),
        must=tuple(words.obligations[name].says for name in rule.obligations),
        changes=tuple(words.warnings[name] for name in rule.warnings),
        notes=_rule_notes(rule, today),
    )


def about_rule(rule: Rule) -> list[KnownFact]:
    """Give what holds of one rule, in the order in which a reviewer asks."""
    words = book().vocabulary
    conditions = telling.condition_words(rule, words, place_words)
    said = [
        (_("For"), telling.topic_words(rule, words)),
        *((_("When"), line) for line in conditions),
        (_("How long"), telling.period_words(rule)),
        (_("By when"), telling.due_words(rule)),
        (_("How it was read"), telling.grade_words(rule.grade, rule.read_on)),
        (_("In force"), telling.rule_dates_words(rule) or _as_its_text(rule)),
        (
            _("Signed"),
            f"{rule.signed_by}, {_full(rule.signed_on)}" if rule.signed_by else "",
        ),
        (_("Note"), str(rule.plain.get("note", ""))),
        (_("Its id"), rule.id),
    ]
    return _known(said)


def ties(rule: Rule) -> list[Tie]:
    """Give what a rule lifts and is lifted by, and what depends on its section."""
    tied = depends(rule, book())
    found = (
        (_("It lifts"), tied.lifts),
        (_("It is lifted by"), tied.lifted_by),
        (_("It gives way to"), tied.gives_way_to),
        (_("It is our reading of"), tied.read_from),
        (_("Our readings that rest on it"), tied.read_into),
        (_("From the same section"), tied.same_section),
    )
    return [
        Tie(heading, tuple(_tied(other, rule.pack) for other in rules))
        for heading, rules in found
        if rules
    ]


def cases_about(rule: Rule) -> tuple[list[CaseLine], list[CaseLine]]:
    """Give the cases in which a rule applies, and those in which it stays silent."""
    cases = cases_of(rule.pack, PACKS)
    applies = [_case(case) for case in cases if rule.id in case.applies]
    silent = [_case(case) for case in cases if rule.id in case.stays_silent]
    return applies, silent


def other_editions(pack: Pack) -> list[tuple[str, str]]:
    """Give the other editions of a text: where each is shown, and its title."""
    found = catalogue.editions_of(pack, book())
    return [(page_of_pack(other), other.title) for other in found]


def standing_words(now: Standing) -> tuple[str, ...]:
    """Say what a reader must know of how current a text is; perhaps nothing."""
    found = []
    if now.is_over:
        found.append(_("Replaced, or no longer in force"))
    if now.begins_on:
        found.append(_("Holds from %(day)s") % {"day": _day(now.begins_on)})
    if now.is_stale:
        found.append(_("Read more than a year ago"))
    return tuple(found)


def coming(packs: Iterable[Pack], *, today: date) -> list[tuple[str, Reason]]:
    """Give every rule that begins to hold on a day to come, the nearest first."""
    found: list[tuple[date, Rule]] = []
    for pack in packs:
        now = catalogue.standing(pack, on=today)
        if now.begins_on:
            found += [(max(now.begins_on, r.in_force_from), r) for r in pack.rules]
        found += now.later
    return [
        (_day(day), reason_of(rule))
        for day, rule in sorted(found, key=lambda pair: (pair[0], pair[1].id))
    ]


def sections_first(pack: Pack, topic: str) -> Sequence[Rule]:
    """Give the rules of a text that speak of a topic, in the order of the text."""
    return catalogue.rules_on(pack, topic, book())


def uncovered_words(said: str) -> str:
    """Say a profession and its place in words: ``psychologist in US-CA``."""
    profession, within, place = said.replace("_", " ").partition(" in ")
    return f"{profession}{within}{place_words(place)}" if within else profession


def section_words(rule: Rule) -> str:
    """Name the section of a rule; of our own words, what it is about."""
    own = rule.id.removeprefix(f"{rule.pack.id}.").replace("_", " ").replace("-", " ")
    return rule.cite or own[:1].upper() + own[1:]


def _tied(other: Rule, pack: Pack) -> Tied:
    where = "" if other.pack is pack else f", {other.pack.title}"
    name = f"{section_words(other)}: {telling.effect_words(other)}{where}"
    return Tied(page_of(other), name, other.because)


def _case(case: Case) -> CaseLine:
    on = day_of(case.on or _DAY)
    return CaseLine(
        says=case.says[:1].upper() + case.says[1:],
        outcome=str(case.expect.get("outcome", "")),
        expected=_sentence(telling.reason_words(case, book())),
        on=on if case.on else None,
        facts=_facts(case, on),
        usual=case.usual,
    )


def _known(said: Iterable[tuple[str, str]]) -> list[KnownFact]:
    """Give what is there to say, each beginning like a sentence but for ids."""
    return [
        KnownFact(name, value if "_" in value else value[:1].upper() + value[1:])
        for name, value in said
        if value
    ]


def _sentence(words: str) -> str:
    said = words[:1].upper() + words[1:]
    return f"{said}." if said and not said.endswith("?") else said


def _facts(case: Case, on: date | None) -> tuple[KnownFact, ...]:
    """Give what a case takes as known; of what cannot be read, the bare words."""
    try:
        known = read_facts(case.facts, book().vocabulary, on=on or date.max)
    except FactsError:
        told = telling.given_words(case, book().vocabulary, place_words)
        return tuple(KnownFact(name=name, value=value) for name, value in told)
    shown = (known_fact(name, fact) for name, fact in known.items())
    return tuple(KnownFact(name=one.name, value=one.value) for one in shown)


def _briefly(pack: Pack, today: date) -> tuple[str, ...]:
    """Say how current a text is, where the way it was read does not say so already."""
    now = catalogue.standing(pack, on=today)
    if pack.grade == catalogue.OLD_EDITION:
        now = replace(now, is_over=False)
    return standing_words(now)


def _rule_notes(rule: Rule, today: date) -> tuple[str, ...]:
    if rule.in_force_from > today:
        return (_("Holds from %(day)s") % {"day": _day(rule.in_force_from)},)
    if rule.in_force_until < today:
        return (_("Held until %(day)s") % {"day": _day(rule.in_force_until)},)
    return ()


def _binds(pack: Pack) -> str:
    if catalogue.policies_of(pack):
        return _("Practices that adopt it")
    return telling.binds_words(pack.binds, place_words)


def _measures(pack: Pack) -> str:
    if not pack.yardstick_for:
        return ""
    return telling.binds_words(pack.yardstick_for, place_words)


def _as_its_text(rule: Rule) -> str:
    return telling.in_force_words(rule.pack)


def _day(day: date) -> str:
    return date_format(day, _("l j F Y"))


def _full(text: Any) -> str:
    day = day_of(str(text))
    return _day(day) if day else str(text)

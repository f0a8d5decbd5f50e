"""`afterword packs list | show | stale`: packs and rules in words. Not: weighing."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any, Final

from afterword.clock import today
from afterword.rules import catalogue, telling
from afterword.rules.casebook import cases_of
from afterword.rules.commands.printing import (
    ANSWERED,
    a_folder,
    day_given,
    say,
    say_json,
)
from afterword.rules.depending import depends
from afterword.rules.errors import OptionError
from afterword.rules.loading.packs import load_from
from afterword.rules.localities import place_words
from afterword.rules.rulebook import Pack, Rule, RuleBook
from afterword.rules.vocabulary import FactSpec, Vocabulary, suggest
from afterword.rules.words import read_word

_WIDTH: Final = 88
_OFFERED: Final = 3


def run_list(options: argparse.Namespace) -> int:
    """List the packs that fit what was asked for."""
    book = load_from(a_folder(options.packs))
    words = book.vocabulary
    facts = words.facts
    wanted = catalogue.Wanted(
        place=_known(options.place, facts["client_places"], words, "place"),
        profession=_known(
            options.profession, facts["professions"], words, "profession"
        ),
        topic=_topic(options.purpose, words),
    )
    found = catalogue.chosen(book, wanted)
    if options.json:
        say_json([_plain(pack) for pack in found])
        return ANSWERED
    for pack in found:
        own = catalogue.rules_on(pack, wanted.topic, book)
        of = f" of {len(pack.rules)}" if wanted.topic else ""
        say(
            f"{pack.id}  {pack.rank}, {len(own)}{of} rules, {pack.grade}, "
            f"read {pack.read_on}\n    {pack.title}"
        )
    if not found:
        say("No pack fits. What no pack speaks of is answered by silence, which is no.")
    return ANSWERED


def run_show(options: argparse.Namespace) -> int:
    """Show one pack, or one rule with its cases and what depends on it."""
    root = a_folder(options.packs)
    book = load_from(root)
    packs = {pack.id: pack for pack in book.packs}
    if options.id in packs:
        lines = _pack(packs[options.id], book)
    elif options.id in book.rules:
        lines = _rule_whole(book.rules[options.id], book, root)
    else:
        hint = _near(options.id, [*packs, *book.rules])
        raise OptionError(
            f"there is no pack and no rule `{options.id[:80]}`. {hint}".strip()
        )
    say("\n".join(lines))
    return ANSWERED


def run_stale(options: argparse.Namespace) -> int:
    """Name packs whose text was read longer than a year ago."""
    on = day_given(options.on) or today()
    book = load_from(a_folder(options.packs))
    known = [pack.id for pack in book.packs]
    if options.pack is not None and options.pack not in known:
        hint = suggest(options.pack, known)
        raise OptionError(f"there is no pack `{options.pack[:80]}`. {hint}".strip())
    for pack in book.packs:
        if options.pack in (None, pack.id) and catalogue.is_stale(pack, on=on):
            say(f"{pack.id}: read {pack.read_on}, more than P1Y ago")
    return ANSWERED


def _near(text: str, known: Sequence[str]) -> str:
    """Offer the ids that begin like this, else the nearest one."""
    begins = [name for name in known if text and name.startswith(text)]
    if not begins:
        return suggest(text, known)
    return f"did you mean {' or '.join(f'`{name}`' for name in begins[:_OFFERED])}?"


def _known(text: str | None, spec: FactSpec, words: Vocabulary, what: str) -> str:
    if text is None:
        return ""
    value = read_word(spec, text, words)
    if value is None:
        hint = suggest(text, spec.values) or "places are codes such as US-CA or GB"
        raise OptionError(f"there is no {what} `{text[:80]}`; {hint}")
    return str(value)


def _topic(text: str | None, words: Vocabulary) -> str:
    known = [*words.purposes, *words.lanes]
    if text is None or text in known:
        return text or ""
    hint = suggest(text, known) or "they are listed by `afterword purposes`"
    raise OptionError(f"there is no purpose and no lane `{text[:80]}`; {hint}")


def _plain(pack: Pack) -> dict[str, Any]:
    return {
        "pack": pack.id,
        "title": pack.title,
        "rank": pack.rank,
        "binds": dict(pack.binds),
        "yardstick_for": dict(pack.yardstick_for),
        "grade": pack.grade,
        "read_on": pack.read_on,
        "url": pack.url,
        "hash": pack.hash,
        "rules": [rule.id for rule in pack.rules],
    }


def _pack(pack: Pack, book: RuleBook) -> Iterator[str]:
    yield pack.title
    yield f"{pack.id}, {telling.RANKS[pack.rank].lower()}"
    yield f"binds: {telling.binds_words(pack.binds, place_words)}"
    if pack.yardstick_for:
        measured = telling.binds_words(pack.yardstick_for, place_words)
        yield f"measures without binding: {measured}"
    yield telling.grade_words(pack.grade, pack.read_on)
    if since := telling.in_force_words(pack):
        yield f"in force {since}"
    if pack.url:
        yield pack.url
    for other in catalogue.editions_of(pack, book):
        yield f"another edition: {other.id}"
    for rule in pack.rules:
        yield ""
        yield from _rule(rule)
    for line in pack.not_modelled:
        yield ""
        yield _filled(f"not modelled: {line}")


def _rule(rule: Rule) -> Iterator[str]:
    cite = f"  {rule.cite}" if rule.cite else ""
    yield f"{rule.id}  {telling.effect_words(rule)}{cite}"
    yield _filled(rule.because)
    if period := telling.period_words(rule):
        yield _filled(period)


def _rule_whole(rule: Rule, book: RuleBook, root: Path) -> Iterator[str]:
    words = book.vocabulary
    yield from _rule(rule)
    yield f"    {rule.pack.title}"
    yield f"    {telling.grade_words(rule.grade, rule.read_on)}"
    if rule.url:
        yield f"    {rule.url}"
    yield from _part("for", [telling.topic_words(rule, words)])
    yield from _part("when", telling.condition_words(rule, words, place_words))
    yield from _part("due", [telling.due_words(rule)] if rule.due else [])
    yield from _part(
        "must be met", [words.obligations[n].says for n in rule.obligations]
    )
    yield from _part("would change", [words.warnings[n] for n in rule.warnings])
    yield from _ties(rule, book)
    applies, silent = [], []
    for case in cases_of(rule.pack, root):
        if rule.id in case.applies:
            applies.append(f"{case.says}: {telling.expected_words(case, book)}")
        elif rule.id in case.stays_silent:
            silent.append(case.says)
    yield from _part("cases in which it applies", applies)
    yield from _part("cases in which it stays silent", silent)


def _ties(rule: Rule, book: RuleBook) -> Iterator[str]:
    tied = depends(rule, book)
    for heading, rules in (
        ("lifts", tied.lifts),
        ("is lifted by", tied.lifted_by),
        ("is our reading of", tied.read_from),
        ("our readings that rest on it", tied.read_into),
        ("gives way to", tied.gives_way_to),
        ("from the same section", tied.same_section),
    ):
        yield from _part(heading, [f"{r.id}: {r.because}" for r in rules])


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"\n{heading}:"
        yield from (_filled(line) for line in found)


def _filled(text: str) -> str:
    return fill(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")

"""Pages of the reference about packs: each in words, and indexes. Not: writing files.

They are the same on every day: what is old is told as of the newest reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from afterword.config.reference_marks import listed, table, to_pack, to_rule
from afterword.rules import catalogue, telling
from afterword.rules.casebook import Case, cases_of
from afterword.rules.depending import depends
from afterword.rules.loading.packs import PACKS
from afterword.rules.localities import place_words
from afterword.rules.phrases import full_day
from afterword.rules.rulebook import Pack, Rule, RuleBook

_INDEXES: Final = (
    ("by-place.md", "by place"),
    ("by-profession.md", "by profession"),
    ("by-topic.md", "by what a contact is for"),
    ("by-reading.md", "by the day on which each was read"),
)
_EVERYWHERE: Final = "Everywhere"
_ANY_PROFESSION: Final = "Whatever the profession"


def pages(book: RuleBook) -> dict[str, str]:
    """Give each page by its file name."""
    found = {
        "README.md": _contents(book),
        "by-place.md": _by_place(book),
        "by-profession.md": _by_profession(book),
        "by-topic.md": _by_topic(book),
        "by-reading.md": _by_reading(book),
    }
    found |= {f"{pack.id}.md": _pack(pack, book) for pack in book.packs}
    return {f"rules/{name}": text for name, text in found.items()}


def _contents(book: RuleBook) -> str:
    rows = (
        (to_pack(p), p.rank, str(len(p.rules)), p.grade, p.read_on) for p in book.packs
    )
    indexes = ", ".join(f"[{words}]({name})" for name, words in _INDEXES)
    return "\n\n".join(
        (
            "# Rules",
            (
                "One page for each source text. How a pack is written: "
                "[for rule authors](../../guide/rule-authors.md)."
            ),
            f"The same texts {indexes}.",
            table(("pack", "rank", "rules", "grade", "read on"), rows),
        )
    )


def _by_place(book: RuleBook) -> str:
    sorted_ = catalogue.by_place(book.packs)
    return _index(
        "Rules by place",
        "The place that a text names. A text of a country or a region holds in each of "
        "its parts too.",
        {place_words(code) if code else _EVERYWHERE: p for code, p in sorted_.items()},
    )


def _by_profession(book: RuleBook) -> str:
    sorted_ = catalogue.by_profession(book.packs)
    names = {
        telling.plural(name) if name else _ANY_PROFESSION: packs
        for name, packs in sorted_.items()
    }
    return _index(
        "Rules by profession",
        "The professions that a text binds or measures. Texts that name no profession "
        "are last: they bind members, those on a register, or everybody.",
        {name[:1].upper() + name[1:]: packs for name, packs in names.items()},
    )


def _index(title: str, about: str, named: Mapping[str, Iterable[Pack]]) -> str:
    last = [name for name in (_EVERYWHERE, _ANY_PROFESSION) if name in named]
    order = [*sorted(name for name in named if name not in last), *last]
    parts = [f"# {title}", about]
    for name in order:
        lines = [f"{to_pack(p)} ({telling.RANKS[p.rank].lower()})" for p in named[name]]
        parts += [f"## {name}", listed(lines)]
    return "\n\n".join(parts)


def _by_topic(book: RuleBook) -> str:
    parts = [
        "# Rules by topic",
        (
            "What a contact is for, in thirteen kinds. Behind each text stand the "
            "sections that speak of it. What each kind holds: "
            "[purposes](../purposes.md)."
        ),
    ]
    for lane in book.vocabulary.lanes.values():
        lines = []
        for pack in book.packs:
            rules = catalogue.rules_on(pack, lane.name, book)
            sections = [to_rule(rule, rule.cite) for rule in rules]
            if sections:
                lines.append(f"{to_pack(pack)}: {', '.join(sections)}")
        parts += [f"## {lane.label.capitalize()}", listed(lines)]
    return "\n\n".join(parts)


def _by_reading(book: RuleBook) -> str:
    newest = catalogue.newest_reading(book.packs)
    rows = sorted(
        (str(due), to_pack(pack), pack.grade, pack.read_on)
        for pack in book.packs
        if (due := catalogue.read_again_by(pack))
    )
    standing = [(pack, catalogue.standing(pack, on=newest)) for pack in book.packs]
    old = [to_pack(pack) for pack, now in standing if now.is_stale]
    over = [to_pack(pack) for pack, now in standing if now.is_over]
    coming = [
        f"{now.begins_on}: {to_pack(pack)}" for pack, now in standing if now.begins_on
    ]
    coming += [
        f"{day}: {to_rule(rule)}" for _, now in standing for day, rule in now.later
    ]
    ended = [
        f"{day}: {to_rule(rule)}" for _, now in standing for day, rule in now.ended
    ]
    parts = [
        "# Rules by reading",
        (
            f"As of {full_day(newest)}, the newest reading. A text that was "
            "read longer than a year ago is stale. `afterword packs stale` names those "
            "of today."
        ),
    ]
    for heading, lines, none in (
        ("Stale", old, "None."),
        ("Replaced, or no longer in force", over, "None."),
        ("Sections that ended", sorted(ended), "None."),
        ("To come", sorted(coming), "Nothing."),
    ):
        parts += [f"## {heading}", listed(lines) or none]
    heads = ("to be read again by", "pack", "grade", "read on")
    return "\n\n".join([*parts, "## Every text", table(heads, rows)])


def _pack(pack: Pack, book: RuleBook) -> str:
    about = [
        f"{telling.RANKS[pack.rank]}.",
        f"Binds: {telling.binds_words(pack.binds, place_words)}.",
    ]
    if pack.yardstick_for:
        measured = telling.binds_words(pack.yardstick_for, place_words)
        about.append(f"Measures without binding: {measured}.")
    about.append(
        f"{telling.grade_words(pack.grade, pack.read_on)}. {_link(pack.url)}".strip()
    )
    if since := telling.in_force_words(pack):
        about.append(f"In force {since}.")
    if others := catalogue.editions_of(pack, book):
        about.append(f"Other editions: {', '.join(map(to_pack, others))}.")
    parts = [f"# {pack.title}", "  \n".join(about)]
    cases = cases_of(pack, PACKS)
    parts += [_rule(rule, cases, book) for rule in pack.rules]
    if pack.not_modelled:
        parts += ["## Not modelled", listed(pack.not_modelled)]
    return "\n\n".join(parts)


def _rule(rule: Rule, cases: Iterable[Case], book: RuleBook) -> str:
    lines = [*_says(rule, book), *_ties(rule, book)]
    for case in cases:
        if rule.id in case.applies:
            lines.append(f"Case: {case.says}: {telling.expected_words(case, book)}")
        elif rule.id in case.stays_silent:
            lines.append(f"Case in which it stays silent: {case.says}.")
    return f"## {rule.id}\n\n{rule.because}\n\n{listed(lines)}"


def _says(rule: Rule, book: RuleBook) -> Iterator[str]:
    words = book.vocabulary
    yield f"{telling.effect_words(rule)}."
    yield f"For: {telling.topic_words(rule, words)}."
    for line in telling.condition_words(rule, words, place_words):
        yield f"When: {line}"
    if period := telling.period_words(rule):
        yield f"Period: {period}"
    if rule.due:
        yield f"Due: {telling.due_words(rule)}"
    read = telling.grade_words(rule.grade, rule.read_on)
    yield f"Source: {rule.cite or 'our own'}. {read}. {_link(rule.url)}".strip()
    dates = telling.rule_dates_words(rule)
    if dates:
        yield f"In force {dates}."
    for name in rule.obligations:
        yield f"Must be met: {words.obligations[name].says} (`{name}`)"
    for name in rule.warnings:
        yield f"Would change: {words.warnings[name]} (`{name}`)"
    if rule.signed_by:
        yield f"Signed: {rule.signed_by}, {rule.signed_on}."


def _ties(rule: Rule, book: RuleBook) -> Iterator[str]:
    tied = depends(rule, book)
    for words, rules in (
        ("Lifts", tied.lifts),
        ("Is lifted by", tied.lifted_by),
        ("Gives way to", tied.gives_way_to),
        ("Our reading of", tied.read_from),
        ("Rests on it", tied.read_into),
        ("From the same section", tied.same_section),
    ):
        if rules:
            yield f"{words}: {', '.join(map(to_rule, rules))}."


def _link(url: str) -> str:
    return f"<{url}>" if url else ""

"""A plan as something to keep: chapters, then plain text, JSON or pages to print.

What is live (what comes next, how to come back, help numbers) is put in as it stands
on the day, and says so. It stores nothing, and what is hidden is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from afterword.ending import plan_words
from afterword.ending.plan_words import Block
from afterword.ending.plans import Plan
from afterword.letters import plan as pages
from afterword.support import lines as support
from afterword.support.lines import Country, Line
from afterword.support.words import KINDS

SHAPE: Final = 1
"""The version of the JSON file; it rises when a reader would have to change."""
HELP: Final = "help"
ANSWERS: Final = "answers"
LINES: Final = 3
"""How many services stand beside the emergency number; the help page has them all."""


@dataclass(frozen=True)
class Chapter:
    """One heading with its lines."""

    key: str
    heading: str
    blocks: tuple[Block, ...]

    @property
    def lines(self) -> list[str]:
        """Give every line, the small headings among them."""
        return [
            line
            for block in self.blocks
            for line in (f"{block.heading}:" if block.heading else "", *block.lines)
            if line
        ]


@dataclass(frozen=True)
class Live:
    """What is not typed but stands as of today."""

    on: date
    next: tuple[str, ...] = ()
    coming_back: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """Totals of questions, only if they were asked for."""
    country: Country | None = None
    """Where the person is now, as they chose; none leaves the numbers out."""
    help_address: str = ""


@dataclass(frozen=True)
class Keepsake:
    """A plan with what was live on one day."""

    on: date
    chapters: tuple[Chapter, ...]
    words: dict[str, Any] = field(default_factory=dict)
    country: str = ""
    help_address: str = ""

    @property
    def made(self) -> str:
        """Say of which day it is."""
        return _("As it was on %(day)s.") % {"day": _day(self.on)}


def keepsake(plan: Plan, live: Live) -> Keepsake:
    """Put a plan and what is live on this day together."""
    return Keepsake(
        on=live.on,
        chapters=tuple(_chapters(plan, live)),
        words={part.key: part.words for part in plan.written},
        country=live.country.iso if live.country else "",
        help_address=live.help_address,
    )


def as_text(kept: Keepsake) -> str:
    """Give it as plain text."""
    told = [f"{_('My plan').upper()}\n{kept.made}"]
    for chapter in kept.chapters:
        rule = "-" * len(chapter.heading)
        told.append("\n".join([chapter.heading, rule, *chapter.lines]))
    return "\n\n".join(told) + "\n"


def as_data(kept: Keepsake) -> dict[str, Any]:
    """Give it for programs, in the shape that the guide describes."""
    return {
        "what": "plan",
        "version": SHAPE,
        "made_on": kept.on.isoformat(),
        "parts": [
            {
                "part": chapter.key,
                "heading": chapter.heading,
                "words": kept.words.get(chapter.key, {}),
                "lines": chapter.lines,
            }
            for chapter in kept.chapters
        ],
        "country": kept.country,
        "help": kept.help_address,
    }


def as_pages(kept: Keepsake, *, language: str, large: bool = False) -> bytes:
    """Give it as a tagged PDF, also in large print."""
    return pages.printed_plan(
        heading=_("My plan"),
        made=kept.made,
        chapters=[
            pages.Chapter(
                chapter.heading,
                tuple((block.heading, block.lines) for block in chapter.blocks),
            )
            for chapter in kept.chapters
        ],
        page=_("Page"),
        of=_("of"),
        language=language,
        large=large,
    )


def help_blocks(live: Live) -> tuple[Block, ...]:
    """Give the numbers of the country that somebody is in, each with its date."""
    country = live.country
    if country is None:
        return ()
    first = []
    if country.first:
        call = _("If your life is in danger, call %(number)s.")
        first.append(call % {"number": country.first.number})
    told = [*first, *(_service(line, on=live.on) for line in country.lines[:LINES])]
    newest = _("Looked up on %(day)s. The newest numbers: %(address)s")
    said = newest % {"day": _day(live.on), "address": live.help_address}
    return (Block("", (*told, said), apart=True),)


def _chapters(plan: Plan, live: Live) -> Iterator[Chapter]:
    more = {
        "people": (_("Services that were named to you"), live.services),
        "coming_back": ("", live.coming_back),
        "next": ("", live.next),
    }
    for part in plan.parts:
        blocks = plan_words.blocks(part)
        under, lines = more.get(part.key, ("", ()))
        if lines:
            blocks = (*blocks, Block(under, tuple(lines), apart=True))
        if blocks and not part.hidden:
            yield Chapter(part.key, plan_words.heading(part.key), blocks)
        if part.key == "safety" and live.country:
            where = _("Help in %(place)s") % {"place": live.country.place}
            yield Chapter(HELP, where, help_blocks(live))
    if live.answers:
        block = Block("", live.answers, apart=True)
        yield Chapter(ANSWERS, _("My answers to the questions"), (block,))


def _service(line: Line, *, on: date) -> str:
    """Say in one line what a service is, how it is reached, and who says so."""
    ways = [_("Call %(number)s") % {"number": _number(one)} for one in line.phone]
    if line.text and line.text.keyword:
        said = {"word": line.text.keyword, "number": line.text.to}
        ways.append(_("Text %(word)s to %(number)s") % said)
    elif line.text:
        ways.append(_("Text %(number)s") % {"number": line.text.to})
    ways += [address for address in (line.chat, line.web) if address and not ways]
    parts = [f"{line.name}: {', '.join(ways)}.", f"{KINDS[line.kind]}."]
    parts += [f"{text.capitalize()}." for text in (line.cost, line.hours) if text]
    source = line.seen_in[0] if line.seen_in else None
    if source is not None:
        day = source.when or (_day(source.dated) if source.dated else _("no date"))
        parts.append(_("From %(list)s, %(day)s.") % {"list": source.title, "day": day})
    if source and source.dated and source.is_old(on):
        parts.append(_("It may have changed."))
    return " ".join(parts)


def _number(one: support.Number) -> str:
    if not one.then:
        return one.show
    return _("%(number)s, then press %(key)s") % {"number": one.show, "key": one.then}


def _day(day: date) -> str:
    return date_format(day, _("l j F Y"))

"""A letter as paper and as plain text: paragraphs and blocks, nothing else.

Pure. What people typed is data and never a template; the file names nobody.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from afterword.letters.conventions import PAPERS, Conventions
from afterword.letters.drafts import Template, entries, paragraphs
from afterword.letters.errors import LetterDataError
from afterword.letters.press import Data, language_parts, printed, seen, tidy

WIDTH: Final = 72
LONGEST_ADDRESS: Final = 7
"""Lines that fit the window of an envelope."""


@dataclass(frozen=True)
class Help:
    """Whom to reach at once, as it was looked up when the letter was printed."""

    place: str
    """The name as it stands after *in*."""
    country: str
    emergency: str
    lines: tuple[str, ...]
    dated: date | None
    """The day of the oldest source that was used; unknown stays unknown."""
    page: str
    """Where the numbers stand as they are now."""


@dataclass(frozen=True)
class LetterWords:
    """The words around what was written. English; whoever translates passes another."""

    document_title: str = "Letter"
    page: str = "Page"
    of: str = "of"
    danger: str = (
        "If your life is in danger, call {number}. That is the number in {place}."
    )
    no_number: str = (
        "If your life is in danger, call the emergency number where you are."
    )
    now: str = "Numbers change. Those of today are at {page}"
    elsewhere: str = "That page has numbers for other countries too."
    not_ours: str = "We do not run these lines, and we do not learn who calls."


@dataclass(frozen=True)
class Section:
    """One block as it is printed."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    is_help: bool = False


@dataclass(frozen=True)
class Letter:
    """Everything that is on the paper."""

    sections: tuple[Section, ...]
    written_on: date
    sender: str
    """The neutral name of the practice."""
    how: Conventions
    paper: str
    address: tuple[str, ...] = ()
    """Name and address for the window; empty where it is handed over."""
    words: LetterWords = LetterWords()


def compose(
    found: Template,
    body: Mapping[str, str],
    *,
    help_now: Help | None,
    words: LetterWords | None = None,
) -> tuple[Section, ...]:
    """Put the blocks of a letter in their order, help among them."""
    made = []
    for block in found.blocks:
        if block.key == "help":
            if help_now is not None:
                made.append(_help(block.heading, help_now, words or LetterWords()))
            continue
        text = body.get(block.key, "")
        if block.key == "options":
            made.append(Section(block.heading, items=entries(text)))
        else:
            made.append(Section(block.heading, paragraphs(text)))
    return tuple(each for each in made if each.paragraphs or each.items)


def pdf(letter: Letter, *, large: bool = False) -> bytes:
    """Give the letter as a tagged PDF, perhaps in large print."""
    return printed("letter", _data(letter, large=large))


def pictures(letter: Letter, *, large: bool = False) -> list[bytes]:
    """Give its pages as PNG pictures."""
    return seen("letter", _data(letter, large=large))


def envelope(
    *, address: tuple[str, ...], sender: str, paper: str, language: str
) -> bytes:
    """Give the sheet for an envelope: who it is for, and a sender that says nothing."""
    return printed("envelope", _envelope(address, sender, paper, language))


def envelope_picture(
    *, address: tuple[str, ...], sender: str, paper: str, language: str
) -> bytes:
    """Give the sheet for an envelope as a PNG picture."""
    (picture,) = seen("envelope", _envelope(address, sender, paper, language))
    return picture


def plain_text(letter: Letter, *, width: int = WIDTH) -> str:
    """Give the letter as plain text, its lines broken at ``width``."""
    how = letter.how
    parts = [letter.sender, how.day(letter.written_on)]
    parts += ["\n".join(letter.address)] if letter.address else []
    parts += [_section(each, how, width) for each in letter.sections]
    return "\n\n".join(parts) + "\n"


def address_lines(text: str) -> tuple[str, ...]:
    """Cut a postal address into lines that fit a window, or say that it does not."""
    lines = tuple(tidy(line) for line in text.splitlines() if tidy(line))
    if not lines or len(lines) > LONGEST_ADDRESS:
        raise LetterDataError(where="address", problem="has no line, or more than 7")
    return lines


def addressed(name: str, address: str) -> tuple[str, ...]:
    """Put a name above an address whose first line is not that name already."""
    lines = address_lines(address)
    if not name or _is_name(lines[0], name):
        return lines
    return address_lines("\n".join([name, *lines]))


def _is_name(line: str, name: str) -> bool:
    """Say whether a line names them: their last name in it, and another of theirs."""
    words = set(re.findall(r"\w+", line.casefold()))
    *given, last = re.findall(r"\w+", name.casefold()) or [""]
    if last not in words or any(sign.isdigit() for sign in line):
        return False
    return not words.isdisjoint(given) if given else words == {last}


def _help(heading: str, found: Help, words: LetterWords) -> Section:
    danger = (
        words.danger.format(number=found.emergency, place=found.place)
        if found.emergency
        else words.no_number
    )
    return Section(
        heading,
        paragraphs=(
            danger,
            words.not_ours,
            f"{words.now.format(page=found.page)}. {words.elsewhere}",
        ),
        items=found.lines,
        is_help=True,
    )


def _section(section: Section, how: Conventions, width: int) -> str:
    """Give one block: its heading on the line above, what is counted up together."""
    said = [_wrapped(each, how, width) for each in section.paragraphs]
    items = "\n".join(_item(each, how, width) for each in section.items)
    at = 1 if section.is_help else len(said)
    parts = [*said[:at], *([items] if items else []), *said[at:]]
    text = "\n\n".join(parts)
    return f"{how.typographic(section.heading)}\n{text}" if section.heading else text


def _wrapped(text: str, how: Conventions, width: int) -> str:
    lines = [tidy(line) for line in text.splitlines()]
    return "\n".join(_filled(how.typographic(line), width) for line in lines if line)


def _item(text: str, how: Conventions, width: int) -> str:
    return _filled(how.typographic(tidy(text)), width, first="- ", rest="  ")


def _filled(text: str, width: int, *, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _data(letter: Letter, *, large: bool) -> dict[str, Data]:
    if letter.paper not in PAPERS:
        raise LetterDataError(where="paper", problem="is not A4 or US Letter")
    if len(letter.address) > LONGEST_ADDRESS:
        raise LetterDataError(where="address", problem="has more than 7 lines")
    how = letter.how
    sections: list[Data] = [
        {
            "heading": how.typographic(one.heading),
            "paragraphs": [
                [how.typographic(line) for line in each.splitlines() if line.strip()]
                for each in one.paragraphs
            ],
            "items": [how.typographic(each) for each in one.items],
            "is_help": one.is_help,
        }
        for one in letter.sections
    ]
    words: dict[str, Data] = dict(asdict(letter.words))
    data: dict[str, Data] = {
        "paper": letter.paper,
        "large": large,
        "sender": letter.sender,
        "day": how.day(letter.written_on),
        "address": list(letter.address),
        "sections": sections,
        "words": words,
    }
    return data | language_parts(how.tag)


def _envelope(
    address: tuple[str, ...], sender: str, paper: str, language: str
) -> dict[str, Data]:
    if paper not in PAPERS:
        raise LetterDataError(where="paper", problem="is not A4 or US Letter")
    if not address or len(address) > LONGEST_ADDRESS:
        raise LetterDataError(where="address", problem="has no line, or more than 7")
    data: dict[str, Data] = {
        "address": list(address),
        "sender": sender,
        "paper": paper,
        "title": "Envelope",
    }
    return data | language_parts(language)

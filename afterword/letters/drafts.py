"""The letters that are kept as data, and how one is filled. Pure; it stores nothing.

A template is blocks with fixed keys. What is not known stays as a gap in square
brackets, which a reader sees and which keeps the letter from going out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from afterword.letters.errors import LetterDataError

IDS: Final = (
    "planned_end_client",
    "planned_end_referrer",
    "dropout_close",
    "transfer_client",
    "transfer_receiver",
    "practice_closing",
    "therapist_leaving",
    "executor_notice",
    "no_follow_up_confirmed",
    "follow_up_agreed",
    "thank_you_no_contact",
)
BLOCKS: Final = (
    "name",
    "ended",
    "next",
    "way_back",
    "options",
    "help",
    "records",
    "no_reply",
    "close",
)
"""The parts of a letter, in their order. ``help`` is never typed: it is looked up."""
TO_CLIENT: Final = frozenset({"client", "guardian"})
TO_OTHERS: Final = frozenset({"referrer", "receiver"})
RECIPIENTS: Final = TO_CLIENT | TO_OTHERS
NEEDED: Final[Mapping[bool, tuple[str, ...]]] = {
    True: ("name", "ended", "way_back", "options", "help", "records", "no_reply"),
    False: ("name", "ended", "way_back", "records", "no_reply"),
}
"""What no letter lacks: to the person (true), or to another professional."""
GUARDIAN: Final = "guardian"
GUARDIAN_PURPOSE: Final = "family_contact"
"""What a letter to somebody who stands for the person is, when it is posted."""
PLACEHOLDERS: Final[Mapping[str, str]] = {
    "name": "the name to use",
    "client_name": "the person's name",
    "recipient_name": "the name of the reader",
    "practice": "the name of the practice",
    "therapist": "the name of the person they worked with",
    "writer": "your name",
    "therapist_news": "what happened, in one sentence",
    "started_on": "the day on which it began",
    "ended_on": "the last day",
    "last_met_on": "the day on which you last met",
    "closing_on": "the day on which the practice closes",
    "leaves_on": "the last day here",
    "return_route": "how they can come back, or that they cannot",
    "third_return_route": "how the person can come back, or that they cannot",
    "next_service": "who is there for them now, and how to reach them",
    "options": "a place that can help, and how to reach it",
    "records_holder": "who keeps the records",
    "records_how": "how to ask for them",
    "questions_to": "who answers questions, how, and until when",
    "no_contact_said": "their decision about letters, which is not written down",
    "notes_agreed": "what they said yes to, which is not confirmed",
}
"""The closed list of what a template may leave open, and what a gap then says."""
TELLS: Final[Mapping[str, str]] = {
    "client_name": "dates",
    "started_on": "dates",
    "ended_on": "dates",
    "last_met_on": "dates",
    "next_service": "summary",
    "options": "summary",
}
"""What somebody else learns from what is filled in, as a release names it.

That there was work and when; or more than that: where the person was pointed to.
"""
OPTIONS: Final = 3
_FOLDER = files("afterword") / "packs" / "letters"
_OPEN = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r"\[[^\[\]]*\]")


@dataclass(frozen=True)
class Block:
    """One part of a template."""

    key: str
    text: str = ""
    heading: str = ""
    guardian: str = ""
    """The text where somebody who stands for the person reads it."""


@dataclass(frozen=True)
class Template:
    """One letter as it is kept."""

    id: str
    locale: str
    title: str
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    content: str
    blocks: tuple[Block, ...]
    needs: tuple[str, ...]
    """What a release must cover before anybody else reads it."""
    hash: str

    @property
    def is_to_client(self) -> bool:
        """Say whether the person gets it, or somebody who stands for them."""
        return TO_CLIENT.issuperset(self.recipients)

    @property
    def needed(self) -> tuple[str, ...]:
        """Name the blocks without which it does not go."""
        return NEEDED[self.is_to_client]

    def purposes_for(self, recipient: str) -> tuple[str, ...]:
        """Name what it can be for when it is posted to them."""
        return (GUARDIAN_PURPOSE,) if recipient == GUARDIAN else self.purposes

    def needs_for(self, recipient: str) -> tuple[str, ...]:
        """Name what a release must cover for this reader: nothing for the person."""
        return self.needs if recipient in {GUARDIAN, *TO_OTHERS} else ()

    @property
    def typed(self) -> tuple[Block, ...]:
        """Give the blocks that somebody may edit."""
        return tuple(block for block in self.blocks if block.key != "help")


@cache
def template(name: str, locale: str = "en") -> Template:
    """Give one letter in a language, or say that there is none."""
    if name not in IDS:
        raise LetterDataError(where="letter", problem="is not on the list")
    stem = name if locale == "en" else f"{name}.{locale}"
    file = _FOLDER / f"{stem}.yaml"
    if not file.is_file():
        raise LetterDataError(where="language", problem="has no letters here yet")
    return read(name, file.read_text(encoding="utf-8"))


def read(name: str, text: str) -> Template:
    """Turn one file into a template, or say what is wrong with it."""
    said: Any = yaml.safe_load(text)
    blocks = tuple(
        Block(
            one["key"],
            one.get("text", "").strip(),
            one.get("heading", ""),
            one.get("guardian", "").strip(),
        )
        for one in said["blocks"]
    )
    found = Template(
        id=said["letter"],
        locale=said["locale"],
        title=said["title"],
        recipients=tuple(said["for"]),
        purposes=tuple(said["purposes"]),
        content=said["content"],
        blocks=blocks,
        needs=tuple(said.get("needs", ())),
        hash=hashlib.sha256(text.encode()).hexdigest(),
    )
    _check(name, found)
    return found


def fill(
    found: Template, values: Mapping[str, str], recipient: str = "client"
) -> dict[str, str]:
    """Give the text of each block with what is known. A value is never filled again."""

    def put(one: re.Match[str]) -> str:
        value = values.get(one[1], "").strip()
        if one[1] == "options":
            return _options(value)
        return value or f"[{PLACEHOLDERS[one[1]]}]"

    return {block.key: _OPEN.sub(put, _text(block, recipient)) for block in found.typed}


def gaps(text: str) -> tuple[str, ...]:
    """Find what is still left open in a text."""
    return tuple(_GAP.findall(text))


def entries(text: str) -> tuple[str, ...]:
    """Give the places of the block of options: one each line."""
    lines = (line.strip().lstrip("-*• ").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def paragraphs(text: str) -> tuple[str, ...]:
    """Cut a text at its empty lines; a line of its own in a paragraph stays one."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return tuple(part.strip() for part in parts if part.strip())


def are_places(options: Sequence[str]) -> bool:
    """Say whether these are as many different places as a letter has to name."""
    told = [one.strip() for one in options if one.strip()]
    return len(options) == len(told) == len(set(told)) == OPTIONS


def _text(block: Block, recipient: str) -> str:
    return (recipient == GUARDIAN and block.guardian) or block.text


def _options(known: str) -> str:
    lines = list(entries(known))
    missing = OPTIONS - len(lines)
    return "\n".join(lines + [f"[{PLACEHOLDERS['options']}]"] * max(0, missing))


def _told(found: Template) -> set[str]:
    """Name what somebody else would learn from a template, by what it fills in."""
    readers = {GUARDIAN, *TO_OTHERS} & set(found.recipients)
    texts = [_text(block, one) for block in found.blocks for one in readers]
    return {TELLS[name] for name in _OPEN.findall("".join(texts)) if name in TELLS}


def _check(name: str, found: Template) -> None:
    keys = [block.key for block in found.blocks]
    text = "".join(block.text + block.guardian for block in found.blocks)
    named = set(_OPEN.findall(text))
    is_mixed = not TO_CLIENT.issuperset(found.recipients) and not TO_OTHERS.issuperset(
        found.recipients
    )
    wrong = (
        (found.id != name, "has another name inside"),
        (keys != [key for key in BLOCKS if key in keys], "has its blocks out of order"),
        (len(set(keys)) != len(keys), "has a block twice"),
        (bool(named - PLACEHOLDERS.keys()), "leaves open what nobody can fill"),
        (bool(set(found.recipients) - RECIPIENTS), "is for somebody unknown"),
        (is_mixed, "is for the person and for others"),
        (not set(found.needed).issubset(keys), "lacks a block"),
        (not _told(found).issubset(found.needs), "needs no release for what it tells"),
        (bool(set(found.needs) - set(TELLS.values())), "needs what no release names"),
    )
    for is_so, problem in wrong:
        if is_so:
            raise LetterDataError(where=f"letter {name}", problem=problem)

"""The parts of a client's plan and what each may hold. Pure; it stores nothing.

What is typed comes in as text by field; what is kept is the same, with the six short
lists of the safety plan as lists. The order of the parts is fixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from afterword.ending.errors import PlanWordsError

Words: TypeAlias = dict[str, Any]
"""What a part holds, as it is kept: text by field, or lists."""

KEYS: Final = (
    "reasons",
    "learned",
    "helps",
    "keep_doing",
    "early_signs",
    "steps",
    "hard_days",
    "safety",
    "people",
    "coming_back",
    "next",
    "notes",
)
LIVE: Final = "next"
"""What is agreed on is shown as it stands; nobody writes it here."""
SAFETY: Final = "safety"
LISTS: Final = ("signs", "alone", "company", "people", "services", "safer")
"""The six steps, in their order."""
WITH_REACH: Final = frozenset({"people", "services"})
"""Steps whose lines say whom to reach and how."""
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(KEYS, ("text",)),
    "steps": ("alone", "with_someone", "with_service"),
    SAFETY: (*LISTS, "made_with"),
    LIVE: (),
}
MOST: Final = 5
LONGEST: Final = 3000
LONGEST_LINE: Final = 200


@dataclass(frozen=True)
class Part:
    """One part of a plan as its owner sees it."""

    key: str
    words: Words = field(default_factory=dict)
    hidden: bool = False
    can_undo: bool = False
    changed_on: date | None = None
    version: int = 0

    @property
    def number(self) -> int:
        """Give its place, which is also its dull address."""
        return KEYS.index(self.key) + 1

    @property
    def is_live(self) -> bool:
        """Say whether it is shown as it stands and never typed."""
        return self.key == LIVE

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is written in it."""
        return not self.words


@dataclass(frozen=True)
class Plan:
    """All parts in their order; whatever is not written is empty."""

    parts: tuple[Part, ...]

    def part(self, key: str) -> Part:
        """Give one part."""
        return self.parts[KEYS.index(key)]

    @property
    def shown(self) -> tuple[Part, ...]:
        """Give what is not hidden."""
        return tuple(part for part in self.parts if not part.hidden)

    @property
    def written(self) -> tuple[Part, ...]:
        """Give what has words in it and is not hidden."""
        return tuple(part for part in self.shown if not part.is_empty)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is written at all, hidden or not."""
        return all(part.is_empty for part in self.parts)


def plan_of(parts: Mapping[str, Part]) -> Plan:
    """Put parts in their order and the missing ones between them."""
    return Plan(tuple(parts.get(key, Part(key)) for key in KEYS))


def key_at(number: int) -> str | None:
    """Give the part at a place, if there is one."""
    return KEYS[number - 1] if 1 <= number <= len(KEYS) else None


def kept(key: str, typed: Mapping[str, str], *, on: date) -> Words:
    """Turn what was typed into what is kept; nothing typed is an empty part."""
    fields = FIELDS.get(key, ())
    if not fields or set(typed) - set(fields):
        raise PlanWordsError("no such part, or none that is written")
    if any(len(text) > LONGEST for text in typed.values()):
        raise PlanWordsError("too long")
    if key == SAFETY:
        return _safety(typed, on=on)
    return {
        name: text
        for name in fields
        if (text := typed.get(name, "").replace("\r\n", "\n").strip())
    }


def typed(part: Part) -> dict[str, str]:
    """Turn what is kept into what stands in a form."""
    found = {}
    for name in FIELDS[part.key]:
        value = part.words.get(name, "")
        found[name] = "\n".join(map(_line, value)) if isinstance(value, list) else value
    return found


def same(one: Words, other: Words) -> bool:
    """Say whether two hold the same words; the day of looking through is none."""
    return {**one, "last_reviewed": ""} == {**other, "last_reviewed": ""}


def joined(key: str, before: Words, added: Words) -> Words:
    """Put new words below those that stood there. A safety plan is taken whole."""
    if key == SAFETY or not before:
        return added
    both = {name: [before.get(name), added.get(name)] for name in FIELDS[key]}
    return {
        name: "\n".join(text for text in texts if text)
        for name, texts in both.items()
        if any(texts)
    }


def lines(text: str) -> list[str]:
    """Give the lines that have something in them."""
    return [line for each in text.splitlines() if (line := " ".join(each.split()))]


def _safety(typed: Mapping[str, str], *, on: date) -> Words:
    words: Words = {}
    for name in LISTS:
        found = lines(typed.get(name, ""))
        if len(found) > MOST or any(len(line) > LONGEST_LINE for line in found):
            raise PlanWordsError("a list is longer than five lines")
        if found:
            words[name] = _people(found) if name in WITH_REACH else found
    made_with = " ".join(typed.get("made_with", "").split())
    if len(made_with) > LONGEST_LINE:
        raise PlanWordsError("too long")
    if not words:
        return {}
    return words | {"made_with": made_with, "last_reviewed": on.isoformat()}


def _people(found: Sequence[str]) -> list[dict[str, str]]:
    """Read `name: how to reach them` line by line.

    Only two dots before a blank part them: a time of day or a web address is whole.
    """
    pairs = (line.partition(": ") for line in found)
    return [{"label": who.strip(), "reach": how.strip()} for who, _, how in pairs]


def _line(one: str | Mapping[str, str]) -> str:
    if isinstance(one, str):
        return one
    return f"{one['label']}: {one['reach']}" if one["reach"] else one["label"]

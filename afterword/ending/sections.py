"""The tasks of an ending and what each may hold. Pure: names, choices, and no words.

The letters are those of the record of an ending: A facts, B review, C maintaining,
D early signs, E crisis, F feelings, G referrals, H return, I contact, J records,
K closure. What a person writes in words is sealed; codes and days are plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Holds = Literal["choice", "day", "number", "words", "list"]

YES_NO = ("yes", "no")
GOALS_AT_MOST = 5
RATING_AT_MOST = 10


@dataclass(frozen=True)
class Field:
    """One thing that a task asks."""

    name: str
    holds: Holds
    choices: tuple[str, ...] = ()

    @property
    def is_sealed(self) -> bool:
        return self.holds in {"words", "list"}


@dataclass(frozen=True)
class Section:
    """One task. Without fields here, another table or its own page holds it."""

    key: str
    letter: str
    fields: tuple[Field, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields)


def _words(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "words") for name in names)


def _yes_no(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "choice", YES_NO) for name in names)


SECTIONS: tuple[Section, ...] = (
    Section("facts", "A"),
    Section(
        "notice",
        "A",
        (
            Field("first_spoken_on", "day"),
            Field(
                "raised_by",
                "choice",
                ("client", "therapist", "both", "service", "other"),
            ),
            Field("sessions", "number"),
            *_yes_no("alternatives_discussed", "pretext"),
            *_words("alternatives"),
        ),
    ),
    Section(
        "review",
        "B",
        (
            Field("goals", "list"),
            *_words("unfinished", "helped"),
        ),
    ),
    Section("measure", "B"),
    Section(
        "keeping",
        "C",
        _words("practice_plan", "reasons", "supporters", "strengths"),
    ),
    Section(
        "signs",
        "D",
        (*_words("triggers", "hard_dates", "if_then"), *_yes_no("setback_explained")),
    ),
    Section(
        "safety",
        "E",
        (
            Field("needed", "choice", ("no", "declined", "existing", "made_today")),
            *_yes_no("means_discussed"),
            Field("country", "choice"),
            Field("lines_shown_on", "day"),
        ),
    ),
    Section(
        "feelings",
        "F",
        (
            *_yes_no("discussed"),
            Field("gift", "choice", ("none", "taken", "declined")),
            *_words("theirs", "own_note", "farewell"),
        ),
    ),
    Section("support", "G"),
    Section(
        "returning",
        "H",
        (
            Field("may_return", "choice", ("yes_same", "yes_other", "no")),
            Field("until", "day"),
            *_words("how", "waiting", "cost", "because", "triggers"),
        ),
    ),
    Section("contact", "I"),
    Section(
        "outside",
        "I",
        (
            Field("meeting", "choice", ("they_greet_first", "nobody_greets", "other")),
            Field("voicemail", "choice", ("nothing", "name_and_number")),
            *_yes_no("told_not_monitored", "told_no_third_parties"),
            *_words("agreed"),
        ),
    ),
    Section("plan", "D"),
    Section(
        "records",
        "J",
        (
            *_yes_no("retention_told", "access_told"),
            Field("kept_until", "day"),
            *_words("held_by", "how_to_ask"),
        ),
    ),
    Section("letters", "K"),
    Section(
        "closing",
        "K",
        (
            Field("fees", "choice", ("settled", "open", "none")),
            Field("property", "choice", ("returned", "open", "none")),
            Field("supervisor_told", "choice", ("yes", "no", "not_needed")),
            Field("copy_given", "choice", ("yes", "no", "declined")),
            Field("signed", "choice", ("both", "clinician", "nobody")),
            Field(
                "form",
                "choice",
                ("usual", "large_print", "easy_read", "audio", "sign_language"),
            ),
            *_yes_no("interpreter"),
            *_words("note"),
        ),
    ),
)
BY_KEY: Mapping[str, Section] = MappingProxyType({one.key: one for one in SECTIONS})
ALWAYS = ("facts", "contact")
"""No template can leave these out."""


def unknown(key: str, names: Iterable[str]) -> list[str]:
    """Name what a part of this key cannot hold."""
    section = BY_KEY.get(key)
    return sorted(set(names) - (section.names if section else frozenset()))


def wrong(key: str, plain: Mapping[str, object]) -> list[str]:
    """Name the plain answers that are not among the choices of their field."""
    section = BY_KEY.get(key)
    fields = {one.name: one for one in section.fields} if section else {}
    return sorted(
        name
        for name, value in plain.items()
        if (field := fields.get(name)) is None
        or field.is_sealed
        or (field.choices and value not in field.choices)
    )

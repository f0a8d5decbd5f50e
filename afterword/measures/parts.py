"""What a questionnaire is made of. Values only; nothing is read or decided here."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

TOTAL = "total"
GRADES = ("primary", "secondary", "memory")
Number = int | float
"""A score. Whole where the questionnaire's scores are whole."""


class Direction(enum.StrEnum):
    """Which way is easier for the person."""

    LOWER_BETTER = "lower_better"
    HIGHER_BETTER = "higher_better"


class Adding(enum.StrEnum):
    """How a total comes about."""

    SUM = "sum"
    MEAN = "mean"
    GROUPS = "groups"
    """The highest answer of each group of questions, added up."""
    NONE = "none"
    """There is no total; each scale stands by itself."""


class Tier(enum.StrEnum):
    """What its licence lets us do with the words."""

    OPEN = "open"
    ACCEPT = "accept"
    """Shipped unaltered, off until the operator accepts its terms."""
    SHELL = "shell"
    """No words are shipped: it is scored by numbers and shown to nobody."""


@dataclass(frozen=True)
class Evidence:
    """Where something was read, how, and when."""

    source: str
    grade: str
    read_on: dt.date
    says: str = ""


@dataclass(frozen=True)
class Question:
    """One question as numbers: what may be answered, and how it is counted."""

    id: str
    values: tuple[Number, ...]
    reverse: bool = False
    may_not_apply: bool = False
    optional: bool = False

    @property
    def whole(self) -> bool:
        """Say whether only whole numbers are answers."""
        return all(isinstance(value, int) for value in self.values)


@dataclass(frozen=True)
class Item:
    id: str
    text: str


@dataclass(frozen=True)
class Answer:
    value: int
    text: str


@dataclass(frozen=True)
class Range:
    """From the lowest score to the highest, both possible."""

    low: Number
    high: Number

    def __contains__(self, score: Number) -> bool:
        return self.low <= score <= self.high


@dataclass(frozen=True)
class Band:
    """Scores from ``range.low`` to below the next band have this name."""

    range: Range
    name: str


@dataclass(frozen=True)
class Subscale:
    id: str
    title: str
    items: tuple[str, ...]
    range: Range
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Cutoff:
    """A score at which the source says something; ``scale`` or the total."""

    id: str
    scale: str
    at_least: Number | None
    at_most: Number | None
    meaning: str
    evidence: Evidence
    variant: str = ""
    """The numbering that it holds for."""

    def met(self, score: Number) -> bool:
        """Say whether a score is at the cut-off or beyond it."""
        if self.at_least is not None:
            return score >= self.at_least
        return self.at_most is not None and score <= self.at_most


@dataclass(frozen=True)
class Missing:
    """A published rule for gaps: how many each scale may have, at most."""

    at_most: Mapping[str, int]
    places: int
    evidence: Evidence


@dataclass(frozen=True)
class Skip:
    """Where each of ``lowest`` has its lowest answer, the others are not asked."""

    lowest: tuple[str, ...]
    not_asked: tuple[str, ...]


@dataclass(frozen=True)
class Reliability:
    """What reliable change needs, as one source gives it."""

    sd: float
    reliability: float
    evidence: Evidence


@dataclass(frozen=True)
class Threshold:
    """A published number: from this difference on it counts as change."""

    at_least: Number
    evidence: Evidence


@dataclass(frozen=True)
class Variant:
    """Another way to number the same answers: moved, or turned round."""

    id: str
    shift: int
    turned: bool
    note: str


@dataclass(frozen=True)
class Loinc:
    """Codes of LOINC that were seen; what was not seen is left out."""

    panel: str = ""
    total: str = ""
    items: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    answers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """What each answer's code stands for."""

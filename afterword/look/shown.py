"""Values that the fragments show, so that a page hands over words and no rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Cite:
    """Who says so, where, and how it was read."""

    who: str
    section: str = ""
    url: str = ""
    grade: str = ""
    read_on: date | None = None
    composed: bool = False
    """True for our own reading of several texts that say nothing by name."""
    page: str = ""
    """Where the rule itself is shown here, with its cases."""

    @property
    def only_stricter(self) -> bool:
        """Say whether this text may not loosen anything, since it was not seen."""
        return self.grade not in {"", "primary", "secondary"}


@dataclass(frozen=True)
class Reason:
    """One sentence of why, and its source."""

    because: str
    cite: Cite | None = None


@dataclass(frozen=True)
class Side:
    """One of two things that meet: a duty, or a bar."""

    heading: str
    reasons: Sequence[Reason]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Duty:
    """One thing that must be met: computed, never ticked by anybody."""

    words: str
    met: bool
    by: str = ""
    """What meets it, or what is missing."""
    url: str = ""
    link: str = ""
    due: date | None = None
    owner: str = ""


@dataclass(frozen=True)
class KnownFact:
    """One fact, who said so and since when; a way to change it, if there is one."""

    name: str
    value: str
    source: str = ""
    as_of: date | None = None
    change_url: str = ""


@dataclass(frozen=True)
class Says:
    """One authority that was asked, what it answered, and its rules that apply."""

    who: str
    says: str
    read: Cite | None = None
    """How its text was read, and when."""
    rules: Sequence[Reason] = ()
    page: str = ""
    """Where its text is shown here."""


@dataclass(frozen=True)
class RulingView:
    """A ruling in the order in which it is read."""

    outcome: str
    on: date
    heading: str
    asked: str = ""
    words: str = ""
    """Other words for the strip, such as a duty's date."""
    why_heading: str = ""
    reasons: Sequence[Reason] = ()
    sides: Sequence[Side] = ()
    """A duty and a bar that meet; shown beside each other instead of the reasons."""
    duties: Sequence[Duty] = ()
    met: Sequence[Duty] = ()
    """Those that are met already, folded away below what is left."""
    conditions: Sequence[str] = ()
    """What must be met, where there is no draft yet to hold it against."""
    changes: Sequence[str] = ()
    warnings: Sequence[str] = ()
    speaking: Sequence[Says] = ()
    """Authorities that said something, the highest first."""
    silent: Sequence[Says] = ()
    """Authorities that were asked and say nothing about this."""
    unsure: Sequence[Says] = ()
    """Those of which it is not known whether they bind."""
    assuming: Sequence[str] = ()
    """What a provisional answer takes for granted."""
    provisional: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a plan in time."""

    words: str
    when: str
    state: str = "planned"
    """``done`` fills the dot; anything else leaves it open."""


@dataclass(frozen=True)
class Task:
    """One task of an ending. Without an address it cannot start yet."""

    words: str
    state: str
    url: str = ""
    note: str = ""
    done: bool = False


@dataclass(frozen=True)
class Option:
    """One answer row."""

    value: str
    words: str
    hint: str = ""

"""What a client agrees to, as a value. Pure: no database, no clock."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

CHANNELS = ("email", "sms", "phone", "letter", "portal")
_OFFSET = re.compile(r"P(\d{1,3})([DWMY])")


class TermsError(ValueError):
    """The terms contradict themselves. The text says where."""


@dataclass(frozen=True)
class StepTerms:
    """One contact that was agreed: when, why, and with which questionnaire."""

    key: str
    offset: str  # from the day of the ending, such as P1M
    before_days: int
    after_days: int
    purpose: str
    instrument: str = ""

    def window(self, ended_on: date) -> tuple[date, date]:
        """Give the first and the last day on which it may go out."""
        due = self.due_on(ended_on)
        return (
            due - timedelta(days=self.before_days),
            due + timedelta(days=self.after_days),
        )

    def due_on(self, ended_on: date) -> date:
        """Give the day on which it is due, clamped to the end of a short month."""
        return later(ended_on, self.offset)

    def is_within(self, other: StepTerms) -> bool:
        """Say whether this asks for nothing that ``other`` does not allow."""
        return (
            self.key == other.key
            and self.offset == other.offset
            and 0 <= self.before_days <= other.before_days
            and 0 <= self.after_days <= other.after_days
            and self.purpose == other.purpose
            and self.instrument in {"", other.instrument}
        )


@dataclass(frozen=True)
class Asked:
    """One contact held against the terms. What is not known is not covered."""

    purpose: str
    channel: str
    contact_point: UUID | None
    sender: UUID | None
    on: date
    ended_on: date | None
    used: int
    """How many contacts under these terms have begun already."""
    language: str
    step: str = ""
    instrument: str = ""


@dataclass(frozen=True)
class Terms:
    """All that a directive allows, and nothing beside it."""

    protocol: str
    purposes: tuple[str, ...]
    grantee_kind: Literal["clinician", "practice"]
    grantee: UUID
    channel: str
    contact_point: UUID
    steps: tuple[StepTerms, ...]
    count: int
    starts_on: date
    ends_on: date
    language: str
    wording_hash: str

    def check(self) -> None:
        """Refuse terms that contradict themselves."""
        for wrong, problem in (
            (not self.purposes, "no purpose"),
            (self.grantee_kind not in {"clinician", "practice"}, "no grantee"),
            (self.channel not in CHANNELS, "no such channel"),
            (self.count < 1, "a count below one"),
            (self.starts_on > self.ends_on, "it ends before it starts"),
            (not self.language or not self.wording_hash, "no language or wording"),
            (len({s.key for s in self.steps}) < len(self.steps), "a step twice"),
            (len(self.steps) > self.count, "more steps than contacts"),
        ):
            if wrong:
                raise TermsError(problem)
        for step in self.steps:
            if step.purpose not in self.purposes:
                raise TermsError(f"step `{step.key}` has another purpose")
            if min(step.before_days, step.after_days) < 0:
                raise TermsError(f"step `{step.key}` has a window below zero")
            later(self.starts_on, step.offset)

    def is_within(self, other: Terms) -> bool:
        """Say whether these terms are the same or narrower in every respect."""
        theirs = {step.key: step for step in other.steps}
        return (
            self.protocol == other.protocol
            and set(self.purposes) <= set(other.purposes)
            and (self.grantee_kind, self.grantee) == (other.grantee_kind, other.grantee)
            and (self.channel, self.contact_point)
            == (other.channel, other.contact_point)
            and bool(self.steps or not other.steps)
            and all(s.key in theirs and s.is_within(theirs[s.key]) for s in self.steps)
            and self.count <= other.count
            and self.starts_on >= other.starts_on
            and self.ends_on <= other.ends_on
            and (self.language, self.wording_hash)
            == (other.language, other.wording_hash)
        )

    def covers(self, asked: Asked) -> bool:
        """Say whether one contact is inside these terms in every respect."""
        return (
            asked.purpose in self.purposes
            and self.is_sent_by(asked.sender)
            and asked.channel == self.channel
            and asked.contact_point == self.contact_point
            and asked.language == self.language
            and asked.used < self.count
            and self.starts_on <= asked.on <= self.ends_on
            and self._covers_step(asked)
        )

    def is_sent_by(self, sender: UUID | None) -> bool:
        """Say whether this sender may act: the clinician named, or anyone here."""
        if sender is None:
            return False
        return self.grantee_kind == "practice" or sender == self.grantee

    def step(self, key: str) -> StepTerms | None:
        """Give one step by its key."""
        return next((step for step in self.steps if step.key == key), None)

    def _covers_step(self, asked: Asked) -> bool:
        if not self.steps:
            return not asked.step and not asked.instrument
        step = self.step(asked.step)
        if step is None or asked.ended_on is None:
            return False
        first, last = step.window(asked.ended_on)
        return (
            step.purpose == asked.purpose
            and asked.instrument in {"", step.instrument}
            and first <= asked.on <= last
        )

    def to_json(self) -> dict[str, Any]:
        """Give the terms as they stand in the ledger."""
        return {
            "protocol": self.protocol,
            "purposes": list(self.purposes),
            "grantee_kind": self.grantee_kind,
            "grantee": str(self.grantee),
            "channel": self.channel,
            "contact_point": str(self.contact_point),
            "steps": [vars(step) for step in self.steps],
            "count": self.count,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "language": self.language,
            "wording_hash": self.wording_hash,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Terms:
        """Read terms from the ledger; what is missing is an error, never a default."""
        return cls(
            protocol=data["protocol"],
            purposes=tuple(data["purposes"]),
            grantee_kind=data["grantee_kind"],
            grantee=UUID(data["grantee"]),
            channel=data["channel"],
            contact_point=UUID(data["contact_point"]),
            steps=tuple(StepTerms(**step) for step in data["steps"]),
            count=int(data["count"]),
            starts_on=date.fromisoformat(data["starts_on"]),
            ends_on=date.fromisoformat(data["ends_on"]),
            language=data["language"],
            wording_hash=data["wording_hash"],
        )


def later(day: date, offset: str) -> date:
    """Give the day that is ``offset`` after ``day``; a short month clamps."""
    match = _OFFSET.fullmatch(offset)
    if match is None:
        raise TermsError(f"`{offset}` is not an offset such as P1M")
    number, unit = int(match[1]), match[2]
    if unit in "DW":
        return day + timedelta(days=number * (7 if unit == "W" else 1))
    months = day.year * 12 + day.month - 1 + number * (12 if unit == "Y" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))

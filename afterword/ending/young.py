"""Whose yes an ending with a young person needs, and until when each counts. Pure.

A guardian's yes needs the young person's beside it, and ends the day before a place
lets them decide. What falls due from the day of age on rests on their own yes alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from afterword.clinic.ages import guardian_ends_on
from afterword.consent.terms import Terms
from afterword.rules.localities import place

GUARDIAN: Final = "guardian"
OWN: Final = "client"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Age:
    """At which age a place lets somebody decide, and where that stands."""

    place: str
    of_age: int | None
    own_consent: int | None
    cite: str = ""
    was_read: bool = False
    """The text was seen; one that was not opens nothing."""


@dataclass(frozen=True)
class Whose:
    """Whose yes counts for a young person, and until when."""

    majority_on: date
    guardian_until: date | None
    """The last day on which a guardian's yes counts; unknown where no age is."""
    ages: tuple[Age, ...]

    def guardian_counts(self, on: date) -> bool:
        """Say whether a guardian's yes counts on a day."""
        return self.guardian_until is not None and on <= self.guardian_until


@dataclass(frozen=True)
class Offers:
    """What is put before a young person: two yeses, each for its own days."""

    now: Terms | None
    asks: str
    later: Terms | None

    @property
    def is_empty(self) -> bool:
        return self.now is None and self.later is None


def whose(majority_on: date, places: Collection[str]) -> Whose:
    """Say whose yes counts, from the day of age and where they live."""
    ends_on = guardian_ends_on(majority_on, places)
    return Whose(
        majority_on,
        None if ends_on is None else ends_on - _DAY,
        tuple(_age(each) for each in places),
    )


def offers(
    terms: Terms, *, whose: Whose, ended_on: date, asks: str, own_later: bool
) -> Offers:
    """Cut the check-ins in two at the day of age. A step belongs to one yes or none.

    ``asks`` says whose yes carries what comes before that day; ``own_later`` that the
    young person wants to say themselves what comes from it on.
    """
    if asks != GUARDIAN:  # who may decide alone now may also later
        return Offers(terms, OWN, None)
    until = whose.guardian_until
    now = None if until is None else _within(terms, ended_on, ended_on, until)
    later = _within(terms, ended_on, whose.majority_on, terms.ends_on)
    return Offers(now, asks, later if own_later else None)


def _within(terms: Terms, ended_on: date, first: date, last: date) -> Terms | None:
    steps = tuple(
        step for step in terms.steps if first <= step.due_on(ended_on) <= last
    )
    starts_on = max(first, terms.starts_on)
    if not steps or starts_on > min(last, terms.ends_on):
        return None
    return replace(
        terms,
        steps=steps,
        count=len(steps),
        starts_on=starts_on,
        ends_on=min(last, terms.ends_on),
    )


def _age(iso: str) -> Age:
    found = place(iso)
    own, full = found.own_consent_age, found.majority_age
    return Age(
        found.name,
        full.value if full else None,
        own.value if own else None,
        own.source.cite if own else "",
        own is not None and own.source.seen,
    )

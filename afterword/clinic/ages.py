"""On which day a client comes of age, and on which day a guardian's word ends. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from afterword.rules.localities import guardian_authority_ends, place
from afterword.rules.periods import Span


def majority_on(date_of_birth: date, places: Collection[str]) -> date | None:
    """Give the day on which somebody is of age in every one of these places.

    Unknown where a place gives no age: then nobody is taken to be of age.
    """
    oldest = _oldest_majority(places)
    if oldest is None:
        return None
    return Span(months=12 * oldest).after(date_of_birth)


def kept_majority(
    date_of_birth: date | None, places: Collection[str], *, today: date
) -> date | None:
    """Give the day of age as it may stand in plain: of an adult, only that they are.

    The day itself would give away the date of birth, which is sealed; so an adult's
    is the day on which it was written down.
    """
    day = majority_on(date_of_birth, places) if date_of_birth else None
    return None if day is None else max(day, today)


def guardian_ends_on(of_age_on: date, places: Collection[str]) -> date | None:
    """Give the first day on which a guardian no longer decides, from ``majority_on``.

    It is the earliest age that any of the places names, own consent included.
    """
    oldest, earliest = _oldest_majority(places), guardian_authority_ends(places)
    if oldest is None or earliest is None:
        return None
    return Span(months=12 * (oldest - earliest.value)).before(of_age_on)


def _oldest_majority(places: Collection[str]) -> int | None:
    ages = [place(each).majority_age for each in places]
    if not ages or None in ages:
        return None
    return max(age.value for age in ages if age is not None)

"""How dates, times, quotes and paper look where a letter is read. Pure.

One table for English, by the reader's country. Another language adds its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from afterword.letters.errors import LetterDataError

PAPERS: Final = ("a4", "us-letter")
_AMERICAN: Final = frozenset({"US", "PR", "GU", "VI", "AS", "MP"})
LETTER_SIZE: Final = _AMERICAN | {
    *(
        "CA",
        "MX",
        "PH",
        "CL",
        "CO",
        "CR",
        "GT",
        "HN",
        "NI",
        "PA",
        "SV",
        "VE",
        "DO",
        "BO",
    )
}
"""Countries whose office paper is 8.5 by 11 inches. Everywhere else it is A4."""
MONTH_FIRST: Final = _AMERICAN | {"CA", "PH"}
TWELVE_HOURS: Final = MONTH_FIRST | {"AU", "NZ", "IN"}
DOUBLE_QUOTES: Final = MONTH_FIRST
ENGLISH: Final = frozenset(
    {"US", "CA", "GB", "IE", "AU", "NZ", "ZA", "IN", "PH", "SG", "HK", "MT"}
)
"""Countries with an English of their own. Elsewhere it is that of Britain."""

_DAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday"),
    *("Friday", "Saturday", "Sunday"),
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CURLY: Final = "\u2019"
_SINGLE: Final = ("\u2018", _CURLY)
_DOUBLE: Final = ("“", "”")
_NOON: Final = 12
_OPENS = re.compile(r"(^|[\s(\[\u2013\u2014])(['\"])")


@dataclass(frozen=True)
class Conventions:
    """How things are written for one reader."""

    language: str
    country: str

    @property
    def tag(self) -> str:
        """Give the language tag that a screen reader goes by."""
        country = self.country if self.country in ENGLISH else "GB"
        return f"{self.language}-{country}"

    @property
    def paper(self) -> str:
        """Give the paper that a printer there holds."""
        return "us-letter" if self.country in LETTER_SIZE else "a4"

    def day(self, day: date) -> str:
        """Write a day in full: Monday 1 March 2027, or Monday, March 1, 2027."""
        name, month = _DAYS[day.weekday()], _MONTHS[day.month - 1]
        if self.country in MONTH_FIRST:
            return f"{name}, {month} {day.day}, {day.year}"
        return f"{name} {day.day} {month} {day.year}"

    def hour(self, at: time) -> str:
        """Write a time of day: 14:30, or 2:30 pm."""
        if self.country not in TWELVE_HOURS:
            return f"{at.hour:02}:{at.minute:02}"
        half = "am" if at.hour < _NOON else "pm"
        return f"{at.hour % _NOON or _NOON}:{at.minute:02} {half}"

    def count(self, number: int) -> str:
        """Write a number with its thousands apart: 1,250."""
        return f"{number:,}"

    def typographic(self, text: str) -> str:
        """Turn typed quotes into those of the place. What is curly stays."""
        opens, closes = _DOUBLE if self.country in DOUBLE_QUOTES else _SINGLE

        def opened(found: re.Match[str]) -> str:
            is_apostrophe = found[2] == "'" and text[found.end() :][:1].isdigit()
            return f"{found[1]}{_CURLY if is_apostrophe else opens}"

        return _OPENS.sub(opened, text).replace('"', closes).replace("'", _CURLY)


def conventions(language: str, place: str) -> Conventions:
    """Give what holds for a language in a place such as ``US-CA`` or ``GB``."""
    if language.partition("-")[0] != "en":
        raise LetterDataError(where="language", problem="has no letters here yet")
    return Conventions("en", place.partition("-")[0].upper())

"""From a row of text to a person, or to the reasons why it cannot be one."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from zoneinfo import available_timezones

import phonenumbers

from afterword.rules import localities

LONGEST_NAME = 200
DATE_ORDERS = {
    "ymd": "year, month, day",
    "dmy": "day, month, year",
    "mdy": "month, day, year",
}
STATUSES = {
    "current": "current",
    "active": "current",
    "yes": "current",
    "open": "current",
    "former": "former",
    "inactive": "former",
    "discharged": "former",
    "no": "former",
    "closed": "former",
    "ended": "former",
    "archived": "former",
    "": "current",
}
_YES_NO = {
    "yes": "yes",
    "y": "yes",
    "true": "yes",
    "1": "yes",
    "ok": "yes",
    "no": "no",
    "n": "no",
    "false": "no",
    "0": "no",
}
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
_JOINERS = "\u200c\u200d"  # needed to write Persian and several Indian scripts


@dataclass(frozen=True)
class Person:
    """One person as a file describes them. Contactable for nothing."""

    external_id: str
    name: str
    preferred_name: str = ""
    date_of_birth: date | None = None
    email: str = ""
    phones: tuple[str, ...] = ()
    status: str = "current"
    clinician: str = ""
    time_zone: str = ""
    language: str = ""
    place: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """Give text that is equal for equal rows and differs for others."""
        said = {name: str(value) for name, value in vars(self).items()}
        return json.dumps(said, sort_keys=True)


@dataclass(frozen=True)
class Refusal:
    """Why a row cannot be taken, in words for the person who brought it."""

    reasons: tuple[str, ...]


class _Cells:
    """The cells of one row by our names, cleaned, with what is wrong gathered."""

    def __init__(self, cells: list[str], mapping: Mapping[str, int]) -> None:
        self.problems: list[str] = []
        self._cells = cells
        self._mapping = mapping

    def text(self, name: str, longest: int = LONGEST_NAME) -> str:
        place = self._mapping.get(name)
        raw = (
            self._cells[place] if place is not None and place < len(self._cells) else ""
        )
        cleaned = clean(raw)
        if len(cleaned) > longest:
            self.problems.append(
                f"{name.replace('_', ' ')} is longer than {longest} characters"
            )
            return ""
        return cleaned


def person_of(
    cells: list[str],
    mapping: Mapping[str, int],
    *,
    date_order: str,
    country: str,
    today: date,
) -> Person | Refusal:
    """Read one row. Every problem of the row is named, not only the first."""
    row = _Cells(cells, mapping)
    name = row.text("name") or " ".join(
        part for part in (row.text("given_name"), row.text("family_name")) if part
    )
    external_id = row.text("external_id", 100)
    if not external_id:
        row.problems.append("there is no client number; it is how a row is known again")
    if not name:
        row.problems.append("there is no name")
    person = Person(
        external_id=external_id,
        name=name,
        preferred_name=row.text("preferred_name"),
        date_of_birth=_born(row, date_order, today),
        email=_email(row),
        phones=_phones(row, country),
        status=_status(row),
        clinician=row.text("clinician"),
        time_zone=_zone(row),
        language=_language(row),
        place=_place(row, country),
        evidence=_evidence(row),
    )
    return Refusal(tuple(row.problems)) if row.problems else person


def clean(text: str) -> str:
    """Take out what cannot be seen, and write the rest in one way (NFC)."""
    kept = [
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter in _JOINERS or unicodedata.category(letter) not in _INVISIBLE
    ]
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def _born(row: _Cells, order: str, today: date) -> date | None:
    text = row.text("date_of_birth", 30)
    if not text:
        return None
    numbers = re.fullmatch(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})", text)
    if numbers is None:
        row.problems.append(f"date of birth “{text}” is not a date in numbers")
        return None
    parts = [int(number) for number in numbers.groups()]
    if len(numbers[1]) == 4:  # a year in front can only mean one thing  # noqa: PLR2004
        order = "ymd"
    found = dict(zip(order, parts, strict=True))
    try:
        born = date(found["y"], found["m"], found["d"])
    except ValueError:
        born = None
    if born is None or not (date(1900, 1, 1) <= born <= today):
        row.problems.append(
            f"date of birth “{text}” is not possible as {DATE_ORDERS[order]}"
        )
        return None
    return born


def _email(row: _Cells) -> str:
    text = row.text("email", 254)
    if text and not _EMAIL.fullmatch(text):
        row.problems.append(f"e-mail “{text}” is not an address")
        return ""
    return text


def _phones(row: _Cells, country: str) -> tuple[str, ...]:
    found = []
    for name in ("mobile", "phone"):
        text = row.text(name, 40)
        if not text:
            continue
        try:
            number = phonenumbers.parse(text, country.partition("-")[0])
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            row.problems.append(f"{name} “{text}” is not a phone number")
            continue
        found.append(
            phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        )
    return tuple(dict.fromkeys(found))


def _status(row: _Cells) -> str:
    text = row.text("status", 40)
    found = STATUSES.get(text.casefold())
    if found is None:
        row.problems.append(f"status “{text}” is not known (use current or former)")
        return "current"
    return found


def _zone(row: _Cells) -> str:
    text = row.text("time_zone", 64)
    if text and text not in _zones():
        row.problems.append(
            f"time zone “{text}” is not known (use a name such as Europe/London)"
        )
        return ""
    return text


def _language(row: _Cells) -> str:
    text = row.text("language", 40)
    if not text:
        return ""
    known = {
        "english": "en",
        "french": "fr",
        "german": "de",
        "spanish": "es",
        "welsh": "cy",
        "dutch": "nl",
        "italian": "it",
        "portuguese": "pt",
    }
    tag = known.get(text.casefold(), text)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        row.problems.append(f"language “{text}” is not known (use a code such as en)")
        return ""
    return tag


def _place(row: _Cells, country: str) -> str:
    text = row.text("place", 60).upper()
    if not text:
        return ""
    home = country.partition("-")[0]
    if named := _parts(home).get(text.casefold()):
        return named
    if re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", text) is None:
        row.problems.append(
            f"state “{text.title()}” is not known (use California, CA or US-CA)"
        )
        return ""
    return text if "-" in text else f"{home}-{text}"


@lru_cache(maxsize=8)
def _parts(country: str) -> dict[str, str]:
    """Give the states and provinces of a country by name, as far as they are known."""
    codes = (c for c in localities.written_places() if c.startswith(f"{country}-"))
    return {localities.place(code).name.casefold(): code for code in codes}


def _evidence(row: _Cells) -> dict[str, str]:
    """Keep what the old system said about contact. It is never consent."""
    found = {}
    for name in ("email_ok", "text_ok", "voicemail_ok"):
        said = _YES_NO.get(row.text(name, 40).casefold())
        if said:
            found[name] = said
    return found


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())

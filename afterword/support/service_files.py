"""A file of services: from bytes to rows, each with what is wrong. It stores nothing.

Every problem of a row is named, with the line on which it stands.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from afterword.clinic.caseload.errors import NotTextError
from afterword.clinic.caseload.reading import delimiter_of, text_of
from afterword.clinic.caseload.rows import clean
from afterword.rules import localities
from afterword.rules.loading.packs import load_packs
from afterword.support import lines
from afterword.support.directory import ServiceFacts
from afterword.support.kinds import COSTS, NEEDS
from afterword.support.services.errors import (
    NoColumnsError,
    NotAFileError,
    TooLargeError,
)
from afterword.support.words import LANGUAGES

LARGEST: Final = 5_000_000
MOST_ROWS: Final = 5_000
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "external_id": ("id", "number", "service number"),
    "name": ("service", "organisation", "organization"),
    "needs": ("need", "for", "what for"),
    "places": ("place", "country", "state", "where"),
    "phone": ("telephone", "tel"),
    "web": ("website", "url"),
    "email": ("e-mail", "mail"),
    "address": (),
    "cost": ("price",),
    "cost_words": ("cost notes", "price notes"),
    "languages": ("language",),
    "for_whom": ("whom", "audience"),
    "waiting": ("wait", "waiting time"),
    "checked_by": ("checked", "looked at by"),
    "checked_on": ("last checked", "date checked"),
}
"""Our columns, and what else they may be called in the first line."""
NEEDED: Final = ("name", "needs", "cost", "checked_by", "checked_on")
_LONGEST: Final = {
    "external_id": 60,
    "name": 160,
    "phone": 60,
    "email": 254,
    "address": 300,
    "checked_by": 80,
}
_ANYWHERE: Final = frozenset({"anywhere", "online", "everywhere", "*"})
_BETWEEN: Final = re.compile(r"[;,|]")


@dataclass(frozen=True)
class Row:
    """One line of a file: a service, or why it is none."""

    number: int
    said: ServiceFacts | None
    reasons: tuple[str, ...] = ()
    name: str = ""


def read(data: bytes, *, today: date) -> list[Row]:
    """Read a file. Raises ``ServiceFileError`` for one that cannot be read at all."""
    if len(data) > LARGEST:
        raise TooLargeError("bytes")
    try:
        text, _encoding = text_of(data)
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True
        )
        header = next(reader)
        mapping = _mapping(header)
        rows = list(_rows(reader, mapping, today))
    except (NotTextError, StopIteration, csv.Error) as why:
        raise NotAFileError("not a csv") from why
    return rows


def place_code(text: str) -> str:
    """Give the code of a place that is written as a code or by its name, or nothing."""
    found = _names().get(text.strip().casefold())
    return found or load_packs().vocabulary.places.read(text.strip().upper()) or ""


def _rows(
    reader: Iterator[list[str]], mapping: Mapping[str, int], today: date
) -> Iterator[Row]:
    seen: set[str] = set()
    for count, cells in enumerate(reader, start=1):
        if count > MOST_ROWS:
            raise TooLargeError("rows")
        if not any(cell.strip() for cell in cells):
            continue
        row = _Cells(cells, mapping).row(reader.line_num, today)  # type: ignore[attr-defined]
        if row.said is not None:
            key = row.said.external_id or row.said.name.casefold()
            if key in seen:
                twice = _("this service is in the file twice")
                row = Row(row.number, None, (twice,), row.name)
            seen.add(key)
        yield row


class _Cells:
    """The cells of one line by our names, with what is wrong gathered."""

    def __init__(self, cells: list[str], mapping: Mapping[str, int]) -> None:
        self.problems: list[str] = []
        self._cells = cells
        self._mapping = mapping

    def row(self, number: int, today: date) -> Row:
        """Read all of it."""
        name = self._text("name")
        plain = {
            column: self._text(column)
            for column in ("external_id", "phone", "email", "address", "cost_words")
        }
        more = {column: self._text(column) for column in ("for_whom", "waiting")}
        said = ServiceFacts(
            name=name,
            needs=self._list("needs", NEEDS),
            cost=self._one("cost", COSTS),
            places=self._places(),
            languages=self._list("languages", LANGUAGES),
            web=self._web(),
            checked_by=self._text("checked_by"),
            checked_on=self._day(today),
            **plain,
            **more,
        )
        self._whole(said)
        if self.problems:
            return Row(number, None, tuple(self.problems), name)
        return Row(number, said, (), name)

    def _whole(self, said: ServiceFacts) -> None:
        if not said.name:
            self.problems.append(_("there is no name"))
        if not said.ways:
            self.problems.append(_("there is no phone, web page, e-mail or address"))
        if not said.checked_by:
            self.problems.append(_("it does not say who checked it"))
        if not said.needs and not self._text("needs"):
            self.problems.append(_("it does not say what the service is for"))

    def _text(self, column: str) -> str:
        at = self._mapping.get(column)
        raw = self._cells[at] if at is not None and at < len(self._cells) else ""
        text = clean(raw)
        longest = _LONGEST.get(column, 200)
        if len(text) > longest:
            told = _("%(column)s is longer than %(longest)s characters") % {
                "column": column.replace("_", " "),
                "longest": longest,
            }
            if told not in self.problems:
                self.problems.append(told)
            return ""
        return text

    def _list(self, column: str, words: Mapping[str, object]) -> tuple[str, ...]:
        parts = [part.strip() for part in _BETWEEN.split(self._text(column))]
        found = [self._known(column, part, words) for part in parts if part]
        return tuple(dict.fromkeys(code for code in found if code))

    def _one(self, column: str, words: Mapping[str, object]) -> str:
        text = self._text(column)
        if not text:
            self.problems.append(_("it does not say what it costs"))
            return ""
        return self._known(column, text, words)

    def _known(self, column: str, text: str, words: Mapping[str, object]) -> str:
        """Give a code that is written as a code or in its words."""
        wanted = text.casefold()
        for code, said in words.items():
            if wanted in {code, code.replace("_", " "), str(said).casefold()}:
                return code
        self.problems.append(
            _("%(column)s “%(text)s” is not on the list")
            % {"column": column.replace("_", " "), "text": text}
        )
        return ""

    def _places(self) -> tuple[str, ...]:
        parts = [part.strip() for part in _BETWEEN.split(self._text("places"))]
        found = []
        for part in parts:
            if not part or part.casefold() in _ANYWHERE:
                continue
            code = place_code(part)
            if code:
                found.append(code)
            else:
                self.problems.append(
                    _("place “%(text)s” is not known (use a code such as GB or US-CA)")
                    % {"text": part}
                )
        return tuple(dict.fromkeys(found))

    def _web(self) -> str:
        text = self._text("web")
        if text and "://" not in text:
            text = f"https://{text}"
        if text and not text.startswith(("https://", "http://")):
            self.problems.append(_("web “%(text)s” is no web address") % {"text": text})
            return ""
        return text

    def _day(self, today: date) -> date:
        text = self._text("checked_on")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.problems.append(
                _("checked on “%(text)s” is not a day like 2026-11-23") % {"text": text}
            )
            return today
        if day > today:
            self.problems.append(_("the day on which it was checked is in the future"))
        return day


def _mapping(header: list[str]) -> dict[str, int]:
    at = {_plain(cell): place for place, cell in reversed(list(enumerate(header)))}
    found = {}
    for column, others in COLUMNS.items():
        for name in (column, *others):
            if _plain(name) in at:
                found[column] = at[_plain(name)]
                break
    missing = [name.replace("_", " ") for name in NEEDED if name not in found]
    if missing:
        raise NoColumnsError(missing)
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-./]+", "", text).casefold()


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Give countries and their parts by their names."""
    found = {one.name.casefold(): one.iso for one in lines.countries()}
    for code in localities.written_places():
        found[localities.place(code).name.casefold()] = code
    return found

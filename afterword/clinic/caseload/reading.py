"""From bytes to rows of text: encoding, delimiter, header, line numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from afterword.clinic.caseload.errors import (
    BrokenRowError,
    NoColumnsError,
    NotTextError,
    TooLargeError,
)

LARGEST = 60_000_000
LONGEST_CELL = 4_000
MOST_ROWS = 250_000
DELIMITERS = ",;\t|"

_FOREIGN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")


@dataclass(frozen=True)
class Layout:
    """Which columns a kind of file may have, by file, and which it needs."""

    columns: str
    needed: tuple[str, ...]


PEOPLE = Layout("columns.yaml", ("external_id", "name"))
SCORES = Layout("score_columns.yaml", ("external_id", "instrument", "day", "moment"))


@dataclass(frozen=True)
class Sheet:
    """A file as text, with what each column means."""

    header: tuple[str, ...]
    mapping: Mapping[str, int]
    delimiter: str
    encoding: str
    text: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give each row that is not empty, with the number of its line."""
        reader = csv.reader(
            io.StringIO(self.text, newline=""), delimiter=self.delimiter
        )
        next(reader)
        try:
            for count, cells in enumerate(reader):
                if count >= MOST_ROWS:
                    raise TooLargeError(f"{MOST_ROWS} rows")
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
        except csv.Error:
            raise BrokenRowError(reader.line_num + 1) from None


def read(
    data: bytes, *, chosen: Mapping[str, int] | None = None, layout: Layout = PEOPLE
) -> Sheet:
    """Find out how a file is written. ``chosen`` maps our names to its columns."""
    if len(data) > LARGEST:
        raise TooLargeError(f"{LARGEST // 1_000_000} MB")
    text, encoding = text_of(data)
    delimiter = delimiter_of(text)
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (StopIteration, csv.Error):
        raise NoColumnsError(list(layout.needed), []) from None
    mapping = dict(chosen) if chosen else _mapping(header, layout)
    missing = [name for name in layout.needed if not _has(mapping, name)]
    if missing:
        raise NoColumnsError(missing, header)
    return Sheet(tuple(header), mapping, delimiter, encoding, text)


def safe_cell(text: str) -> str:
    """Give a cell that no spreadsheet will run as a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _has(mapping: Mapping[str, int], name: str) -> bool:
    if name == "name":
        return "name" in mapping or {"given_name", "family_name"} <= mapping.keys()
    return name in mapping


def delimiter_of(text: str) -> str:
    """Find out what stands between the cells of the first line."""
    first = _first_line(text)
    return max(DELIMITERS, key=lambda each: _outside_quotes(first, each))


def text_of(data: bytes) -> tuple[str, str]:
    """Give a file as text, with the name of its encoding; refuse what is no text."""
    if data.startswith(_FOREIGN):
        raise NotTextError
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = ["utf-16"]
    else:
        names = ["utf-8-sig", "cp1252"]
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise NotTextError
        return text, name
    raise NotTextError


def _first_line(text: str) -> str:
    return re.split(r"\r\n|\r|\n", text, maxsplit=1)[0]


def _outside_quotes(line: str, delimiter: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(delimiter)


def _mapping(header: list[str], layout: Layout) -> dict[str, int]:
    found: dict[str, int] = {}
    places = {_plain(cell): place for place, cell in reversed(list(enumerate(header)))}
    for name, synonyms in _synonyms(layout.columns).items():
        for synonym in (name, *synonyms):
            place = places.get(_plain(synonym))
            if place is not None and place not in found.values():
                found[name] = place
                break
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-./]+", "", text).casefold()


@lru_cache(maxsize=2)
def _synonyms(columns: str) -> dict[str, list[str]]:
    source = files("afterword.clinic.caseload") / columns
    names: dict[str, list[str]] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return names

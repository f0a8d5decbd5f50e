"""Whom to reach at once: looked up when a letter is printed, where the client lives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from afterword.clinic.models import Client
from afterword.letters.letter import Help
from afterword.support import ways
from afterword.support.lines import Country, Kind, Line
from afterword.tenancy.models import Practice

LINES: Final = 3


def country_of(client: Client, home: Practice) -> str:
    """Give the country where the client lives; where nobody said it, the practice's."""
    place = next(iter(client.places), "") or home.country
    return place.partition("-")[0].upper()


def help_for(iso: str, home: UUID) -> Help:
    """Give the numbers of a country as a practice knows them, and where newer are."""
    where = urlsplit(ways.printed(home))
    return help_in(ways.country(iso, home), page=f"{where.netloc}{where.path}")


def help_in(found: Country | None, *, page: str) -> Help:
    """Give the numbers that a letter has room for; without a country, the page."""
    if found is None:
        return Help("", "", "", (), None, page)
    lines = _fit(found.lines)
    dates = [one.dated for line in lines for one in line.seen_in[:1] if one.dated]
    return Help(
        place=found.place,
        country=found.iso,
        emergency=found.first.number if found.first else "",
        lines=tuple(said(line) for line in lines),
        dated=min(dates, default=found.compiled_on),
        page=page,
    )


def said(line: Line) -> str:
    """Say one line in a sentence: its name, how it is reached, hours and cost."""
    ways = [
        f"call {one.show}" + (f", then press {one.then}" if one.then else "")
        for one in line.phone[:1]
    ]
    if line.text:
        word = f"{line.text.keyword} to " if line.text.keyword else ""
        ways.append(f"text {word}{line.text.to}")
    more = ", ".join(part for part in (line.hours, line.cost) if part)
    known = f" {more[:1].upper()}{more[1:]}." if more else ""
    return f"{line.name}: {' or '.join(ways)}.{known}"


def _fit(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Give those that anybody can call or text; lines for some fill what is left."""
    reached = [
        line
        for line in lines
        if (line.phone or line.text) and line.kind is not Kind.EMERGENCY_TEXT
    ]
    wanted = [line for line in reached if not line.for_whom]
    rest = [line for line in reached if line.for_whom]
    return tuple((wanted + rest)[:LINES])

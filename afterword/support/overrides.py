"""What a practice makes of the lines that are shipped. Read only; it writes nothing.

Emergency numbers are not looked at here: they stay as they are, whatever a practice
adds, puts right or hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from afterword.support import lines
from afterword.support.lines import CHECKED, Country, Kind, Line, Number, Source, Text
from afterword.support.models import HelpLine

ADD, CORRECT, HIDE = "add", "correct", "hide"
DOES: Final = (ADD, CORRECT, HIDE)
_BETWEEN: Final = re.compile(r"[\s().\-/]")


def standing(iso: str = "") -> list[HelpLine]:
    """Give what the open practice says now, of one country or of all."""
    rows = HelpLine.objects.filter(ended_at__isnull=True)
    if iso:
        rows = rows.filter(country=iso)
    return list(rows.order_by("country", "at", "pk"))


def by_country() -> Mapping[str, list[HelpLine]]:
    """Give the same by country."""
    found: dict[str, list[HelpLine]] = {}
    for row in standing():
        found.setdefault(row.country, []).append(row)
    return found


def as_known(country: Country, rows: Iterable[HelpLine]) -> Country:
    """Give a country as the practice knows it. Its emergency numbers are the same."""
    said = list(rows)
    gone = {row.line for row in said if row.does != ADD}
    kept = [
        line
        for line in country.lines
        if line.name not in gone or line.kind is Kind.EMERGENCY_TEXT
    ]
    own = [line_of(row) for row in said if row.does != HIDE]
    return replace(country, lines=lines.in_order([*own, *kept]))


def line_of(row: HelpLine) -> Line:
    """Give a row as the line that stands on the page."""
    source = Source(
        key="practice",
        title=row.source,
        seen=True,
        dated=row.checked_on,
        url=row.source_url,
    )
    return Line(
        name=row.name,
        kind=Kind(row.kind),
        confidence=CHECKED,
        sources=(source,),
        languages=tuple(row.languages),
        phone=numbers(row.phone),
        text=Text(row.text_to, row.text_word) if row.text_to else None,
        chat=row.chat,
        web=row.web,
        hours=row.hours,
        cost=row.cost,
        how=row.how,
        where=row.where,
        for_whom=row.for_whom,
        may_call_emergency=row.may_call_emergency,
    )


def numbers(said: str) -> tuple[Number, ...]:
    """Read numbers, one a line; a key to press afterwards stands behind a comma."""
    parted = (line.partition(",") for line in said.splitlines() if line.strip())
    return tuple(
        Number(show.strip(), digits(show), key.strip()) for show, _comma, key in parted
    )


def written(phone: Iterable[Number]) -> str:
    """Give numbers as they are read."""
    return "\n".join(
        f"{one.show}, {one.then}" if one.then else one.show for one in phone
    )


def digits(number: str) -> str:
    """Take out what people write between digits, and nothing else."""
    return _BETWEEN.sub("", number)

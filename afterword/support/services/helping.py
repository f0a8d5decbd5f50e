"""A practice's own word on help lines: add one, put one right, hide one, take it back.

Who checked it, on which day and where is asked for each time. Emergency numbers are
out of reach: nothing here can hide or change one.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.audit.refusals import refusing
from afterword.support import lines, overrides, publishing
from afterword.support.errors import NoSuchCountryError
from afterword.support.lines import Kind
from afterword.support.models import HelpLine
from afterword.support.services.errors import (
    ChangeError,
    KeptLineError,
    NoSuchLineError,
    NoSuchRowError,
    NotAllowedError,
    NotCheckedError,
    NotDialledError,
    PagesNotWrittenError,
    RetiredNumberError,
    UnknownWordError,
    UnreachableError,
    WrongCountryError,
)
from afterword.support.words import LANGUAGES
from afterword.tenancy import practice

MAY: Final = (Role.ADMINISTRATOR, Role.COMPLIANCE)
LONG_ENOUGH: Final = 7
"""So many digits belong to one country; shorter numbers mean something in each."""
_KEY: Final = re.compile(r"[0-9*#]{0,3}")
_HIDING: Final = ("country", "does", "line", "source", "source_url", "checked_by")


@dataclass(frozen=True)
class Word:
    """What a practice says of a line, and on whose looking it rests."""

    country: str
    does: str
    checked_by: str
    checked_on: date
    source: str
    line: str = ""
    """The shipped line that is put right or hidden; empty for one that is added."""
    name: str = ""
    kind: str = ""
    phone: str = ""
    text_to: str = ""
    text_word: str = ""
    chat: str = ""
    web: str = ""
    hours: str = ""
    cost: str = ""
    how: str = ""
    where: str = ""
    for_whom: str = ""
    may_call_emergency: bool | None = None
    languages: tuple[str, ...] = ()
    source_url: str = ""


@refusing("support.line_written", when=ChangeError)
def write_line(*, word: Word, by: Actor, at: datetime, today: date) -> UUID:
    """Add a line, put one right or hide it. What was said of it before is ended.

    The page is written at once. Raises ``PagesNotWrittenError`` when it could not be;
    what was said is kept all the same.
    """
    _allowed(by)
    _checked(word, today)
    _of_the_country(word)
    if word.does != overrides.HIDE:
        _reachable(word)
    with practice(by.practice):
        if word.line:
            HelpLine.objects.filter(
                line=word.line, ended_at__isnull=True, country=word.country
            ).update(ended_at=at, ended_by=by.id)
        values = asdict(word) | {"languages": list(word.languages)}
        if word.does == overrides.HIDE:
            values = {name: values[name] for name in (*_HIDING, "checked_on")}
        row = HelpLine.objects.create(at=at, by_id=by.id, **values)
        audit.record(
            "support.line_written",
            by=by,
            about=row,
            does=word.does,
            country=word.country,
            checked_on=word.checked_on.isoformat(),
        )
    _publish(by.practice, word.country, today)
    return row.pk


@refusing("support.line_ended", when=ChangeError)
def end_line(*, line: UUID, by: Actor, at: datetime, today: date) -> None:
    """Take back what was said of a line: what is shipped stands again."""
    _allowed(by)
    with practice(by.practice):
        row = HelpLine.objects.filter(pk=line).first()
        if row is None:
            raise NoSuchRowError
        changed = HelpLine.objects.filter(pk=line, ended_at__isnull=True).update(
            ended_at=at, ended_by=by.id
        )
        audit.record(
            "support.line_ended",
            by=by,
            about=row,
            outcome="done" if changed else "repeated",
            country=row.country,
        )
    _publish(by.practice, row.country, today)


def _publish(home: UUID, iso: str, today: date) -> None:
    try:
        publishing.publish(home, iso, on=today)
    except OSError as why:
        raise PagesNotWrittenError from why


def _allowed(by: Actor) -> None:
    if by.kind is not ActorKind.STAFF or not by.has(*MAY):
        raise NotAllowedError


def _checked(word: Word, today: date) -> None:
    """Refuse a word that nobody stands for."""
    if not (word.checked_by.strip() and word.source.strip()):
        raise NotCheckedError
    if word.checked_on > today:
        raise NotCheckedError
    if word.does not in overrides.DOES:
        raise UnknownWordError
    for page in (word.source_url, word.web, word.chat):
        if page and not page.startswith(("https://", "http://")):
            raise UnknownWordError


def _of_the_country(word: Word) -> None:
    """Refuse a line that is not shipped there, and one that leads to emergency help."""
    try:
        country = lines.country(word.country)
    except NoSuchCountryError as why:
        raise NoSuchLineError from why
    if word.does == overrides.ADD:
        if word.line:
            raise NoSuchLineError
        return
    found = next((line for line in country.lines if line.name == word.line), None)
    if found is None:
        raise NoSuchLineError
    if found.kind is Kind.EMERGENCY_TEXT:
        raise KeptLineError


def _reachable(word: Word) -> None:
    if not word.name.strip() or not (
        word.phone or word.text_to or word.chat or word.web
    ):
        raise UnreachableError
    if word.kind not in set(Kind) or set(word.languages) - set(LANGUAGES):
        raise UnknownWordError
    numbers = overrides.numbers(word.phone)
    for number in (*(one.show for one in numbers), *filter(None, [word.text_to])):
        _dialled_there(number, word.country)
    for one in numbers:
        if not _KEY.fullmatch(one.then):
            raise NotDialledError(overrides.written([one]))


def _dialled_there(number: str, iso: str) -> None:
    """Refuse what cannot be dialled, what is retired, and what is another country's."""
    dial = overrides.digits(number)
    if not lines.is_dialled(dial):
        raise NotDialledError(number)
    for trap in lines.retired():
        if dial == trap.dial and iso in trap.places:
            raise RetiredNumberError(number, trap.now)
    for trap in lines.only_in():
        if dial == trap.dial and iso not in trap.places:
            raise WrongCountryError(number, _named(trap.places))
    if len(dial) >= LONG_ENOUGH:
        places = [one.iso for one in lines.countries() if _stands(dial, one)]
        if places and iso not in places:
            raise WrongCountryError(number, _named(places))


def _stands(dial: str, country: lines.Country) -> bool:
    return any(dial in line.dials for line in country.lines)


def _named(isos: tuple[str, ...] | list[str]) -> str:
    return ", ".join(lines.country(iso).place for iso in isos)

"""Emergency numbers and crisis lines by country. Pure: no Django, no network, no clock.

A number is kept as people dial it there. Nothing is turned into an international
number: a short code with a country prefix cannot be dialled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, cast

import yaml

from afterword.support.errors import BrokenSupportError, NoSuchCountryError

CHECKED: Final = "checked"
"""Confidence of a line that somebody in the practice looked at, on a day they name."""

SHOWN = frozenset({"high", "medium"})
"""Confidence that a line must have to be shown. There is no other way in."""

OLD_AFTER: Final = timedelta(days=365)
"""So long after somebody looked, a record may have changed, and says so."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ISO = re.compile(r"[A-Z]{2}")
_DIGITS = re.compile(r"[0-9]{2,15}")


class Kind(StrEnum):
    """What a line is for. It decides the words beside it."""

    SUICIDE = "suicide"
    CRISIS = "crisis"
    MENTAL_HEALTH = "mental_health"
    LISTENING = "listening"
    YOUTH = "youth"
    EMERGENCY_TEXT = "emergency_text"
    RELAY = "relay"


@dataclass(frozen=True)
class Source:
    """Where a fact was seen, and when that place was written."""

    key: str
    title: str
    seen: bool
    dated: date | None = None
    when: str = ""
    """Words for the date, where the day itself is not known."""
    url: str = ""
    note: str = ""

    def is_old(self, on: date) -> bool:
        """Say whether it is so old that a number in it may have changed."""
        return self.dated is None or on - self.dated > OLD_AFTER


@dataclass(frozen=True)
class Number:
    """A number as people write it, and the digits to dial."""

    show: str
    dial: str
    then: str = ""
    """A key to press after the call is answered."""


@dataclass(frozen=True)
class Emergency:
    """An emergency number, and whether the number dataset knows it there."""

    number: str
    dial: str
    in_dataset: bool


@dataclass(frozen=True)
class Text:
    """Where to send a text, and the word to send."""

    to: str
    keyword: str = ""

    @property
    def dial(self) -> str:
        """Give the digits alone, for a link."""
        return re.sub(r"\D", "", self.to)


@dataclass(frozen=True)
class Line:
    """One service: what it is, how to reach it, and who says so."""

    name: str
    kind: Kind
    confidence: str
    sources: tuple[Source, ...]
    languages: tuple[str, ...] = ()
    phone: tuple[Number, ...] = ()
    text: Text | None = None
    chat: str = ""
    web: str = ""
    hours: str = ""
    cost: str = ""
    how: str = ""
    where: str = ""
    for_whom: str = ""
    may_call_emergency: bool | None = None

    @property
    def dials(self) -> tuple[str, ...]:
        """Give everything that a link of this line dials."""
        text = [self.text.dial] if self.text else []
        return (*(number.dial for number in self.phone), *text)

    @property
    def is_checked(self) -> bool:
        """Say whether the practice looked at it itself."""
        return self.confidence == CHECKED

    @property
    def seen_in(self) -> tuple[Source, ...]:
        """Give the sources that somebody saw, the newest first."""
        seen = (source for source in self.sources if source.seen)
        return tuple(sorted(seen, key=_age, reverse=True))


@dataclass(frozen=True)
class Country:
    """Help in one country."""

    iso: str
    name: str
    place: str
    """The name as it stands after *in*: the United Kingdom."""
    emergency: tuple[Emergency, ...]
    lines: tuple[Line, ...]
    dataset: str
    compiled_on: date

    @property
    def first(self) -> Emergency | None:
        """Give the number to call, if the dataset knows it to be one here."""
        return next((e for e in self.emergency if e.in_dataset), None)

    @property
    def others(self) -> tuple[Emergency, ...]:
        """Give every other number that is an emergency number here."""
        return tuple(e for e in self.emergency if e.in_dataset and e is not self.first)

    @property
    def unsure(self) -> tuple[Emergency, ...]:
        """Give numbers that lists name and the dataset does not know."""
        return tuple(e for e in self.emergency if not e.in_dataset)


@dataclass(frozen=True)
class Trap:
    """A number that must not be shown in some places, and why."""

    dial: str
    places: tuple[str, ...]
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class Directory:
    """A directory of lines in many countries, run by someone else."""

    name: str
    web: str


def isos() -> tuple[str, ...]:
    """Name every country that has a file, as two capital letters."""
    stems = (f.name.removesuffix(".yaml") for f in _folder().iterdir())
    return tuple(sorted(s.upper() for s in stems if len(s) == 2))  # noqa: PLR2004


@cache
def country(iso: str) -> Country:
    """Give help in one country. Lines below medium confidence are never in it."""
    if not _ISO.fullmatch(iso):
        raise NoSuchCountryError(iso)
    file = _folder() / f"{iso.lower()}.yaml"
    if not file.is_file():
        raise NoSuchCountryError(iso)
    said = _load(file)
    return read(iso, said, sources())


def countries() -> tuple[Country, ...]:
    """Give every country, in the order of its English name."""
    return tuple(sorted((country(iso) for iso in isos()), key=lambda c: c.name))


@cache
def sources() -> Mapping[str, Source]:
    """Give every source by its key."""
    return {key: Source(key=key, **said) for key, said in _about()["sources"].items()}


@cache
def directories() -> tuple[Directory, ...]:
    """Give the international directories."""
    return tuple(
        Directory(name=d["name"], web=d["web"]) for d in _about()["directories"]
    )


@cache
def retired() -> tuple[Trap, ...]:
    """Give the numbers that were crisis lines once and still go round."""
    return tuple(_trap(said) for said in _traps()["retired"])


@cache
def only_in() -> tuple[Trap, ...]:
    """Give the short numbers that are a crisis line in the named countries alone."""
    return tuple(_trap(said) for said in _traps()["only_in"])


def read(iso: str, said: Any, known: Mapping[str, Source]) -> Country:
    """Turn one file into a country, or say what is wrong with it."""
    if not isinstance(said, dict) or said.get("iso") != iso:
        raise BrokenSupportError(iso, "`iso` is missing or another (quote 'NO')")
    emergency = tuple(Emergency(**e) for e in said["emergency"])
    for number in emergency:
        _dialled(iso, number.dial)
    lines = [_line(iso, entry, known) for entry in said["lines"]]
    return Country(
        iso=iso,
        name=said["country"],
        place=str(said.get("place", said["country"])),
        emergency=emergency,
        lines=in_order([line for line in lines if line.confidence in SHOWN]),
        dataset=said["dataset"],
        compiled_on=said["compiled_on"],
    )


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Put a line to call first, and a text and a relay line among the first three."""
    plain = [
        line for line in lines if line.kind not in {Kind.EMERGENCY_TEXT, Kind.RELAY}
    ]
    ordered = sorted(plain, key=_how_sure)
    ordered += [line for line in lines if line not in ordered]
    for wanted, place in ((_takes_text, 1), (_is_relay, 2)):
        here = next((i for i, line in enumerate(ordered) if wanted(line)), None)
        if here is not None and here > place:
            ordered.insert(place, ordered.pop(here))
    return tuple(ordered)


def _how_sure(line: Line) -> int:
    return (CHECKED, "high", "medium").index(line.confidence)


def _takes_text(line: Line) -> bool:
    return line.text is not None and line.kind is not Kind.EMERGENCY_TEXT


def _is_relay(line: Line) -> bool:
    return line.kind is Kind.RELAY


def _line(iso: str, said: Mapping[str, Any], known: Mapping[str, Source]) -> Line:
    name = said["name"]
    languages = tuple(said.get("languages", ()))
    if not all(isinstance(language, str) for language in languages):
        raise BrokenSupportError(iso, f"`{name}` has a language that is not quoted")
    phone = tuple(Number(**number) for number in said.get("phone", ()))
    for number in phone:
        _dialled(iso, number.dial)
    text = Text(**said["text"]) if "text" in said else None
    if text:
        _dialled(iso, text.dial)
    if not (phone or text or said.get("chat") or said.get("web")):
        raise BrokenSupportError(iso, f"`{name}` cannot be reached")
    simple = ("chat", "web", "hours", "cost", "how", "where", "may_call_emergency")
    return Line(
        name=name,
        kind=Kind(said["kind"]),
        confidence=said["confidence"],
        sources=tuple(known[key] for key in said["sources"]),
        languages=languages,
        phone=phone,
        text=text,
        for_whom=said.get("for", ""),
        **{key: said[key] for key in simple if key in said},
    )


def is_dialled(dial: object) -> bool:
    """Say whether a telephone in its country can dial this as it stands."""
    return isinstance(dial, str) and _DIGITS.fullmatch(dial) is not None


def _dialled(iso: str, dial: str) -> None:
    if not is_dialled(dial):
        raise BrokenSupportError(iso, f"`{dial}` is not digits as dialled there")


def _load(file: Traversable) -> Any:
    text = file.read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  # both are safe loaders


def _folder() -> Traversable:
    return files("afterword") / "packs" / "support"


def _age(source: Source) -> date:
    return source.dated or date.min


def _trap(said: Mapping[str, Any]) -> Trap:
    return Trap(**{**said, "places": tuple(said["places"])})


@cache
def _traps() -> dict[str, Any]:
    return cast("dict[str, Any]", _load(_folder() / "retired.yaml"))


@cache
def _about() -> dict[str, Any]:
    file = _folder() / "sources.yaml"
    return cast("dict[str, Any]", _load(file))

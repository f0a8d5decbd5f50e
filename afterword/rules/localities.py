"""What a place says of ages, hours and duties, with sources. Not: rules about contact.

``places`` says which place lies in which; this reads ``packs/places/<iso>.yaml``. A
value that a place does not give is looked for in the place that it lies in, and is
``None`` (unknown) when no place gives it. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from importlib.resources import files
from typing import Any, Generic, Literal, TypeVar, get_args

import yaml

from afterword.rules.errors import PacksError, Problem

Grade = Literal["primary", "secondary", "memory", "house"]
GRADES: tuple[str, ...] = get_args(Grade)
EVERYWHERE = "everywhere"
_FOLDER = "packs/places"
_CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,3})?\Z")
_FIELDS = frozenset(
    {
        "majority_age",
        "own_consent_age",
        "time_zones",
        "quiet_hours",
        "duty_to_protect",
        "retention",
        "breach",
        "stop_words",
    }
)
_OWN_WORDS = frozenset({"place", "name", "within"})

T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """Where a value is written, how well that text was seen, and on which day."""

    cite: str
    grade: Grade
    as_of: date
    url: str = ""

    @property
    def seen(self) -> bool:
        """Say whether the text or a report of it was read; only then may it allow."""
        return self.grade in ("primary", "secondary")


@dataclass(frozen=True)
class Dated(Generic[T]):
    """A value with its source, and the place whose file gives it."""

    value: T
    source: Source
    place: str
    note: str = ""


@dataclass(frozen=True)
class QuietHours:
    """Hours of the person's own day in which nothing goes out."""

    start: time
    end: time

    def holds_at(self, moment: time) -> bool:
        """Say whether this wall time is quiet. The end itself is no longer quiet."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True)
class DutyToProtect:
    """Whether the place orders or allows acting against a danger, and how."""

    duty: Literal["mandatory", "permissive", "none"]
    basis: str
    trigger: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Retention:
    """How long a record is kept at least, from when, and what differs for minors."""

    adult: str
    counted_from: str
    minor: str


@dataclass(frozen=True)
class BreachClock:
    """By when the person and the authority hear of a breach: a period, or words."""

    person: str
    authority: str


@dataclass(frozen=True)
class Place:
    """One place as its file and the places around it describe it."""

    iso: str
    name: str
    within: tuple[str, ...]
    values: Mapping[str, Dated[Any]]

    @property
    def majority_age(self) -> Dated[int] | None:
        """Age of majority."""
        return self.values.get("majority_age")

    @property
    def own_consent_age(self) -> Dated[int] | None:
        """Age from which a young person may agree alone; opens nothing if not seen."""
        return self.values.get("own_consent_age")

    @property
    def time_zones(self) -> Dated[tuple[str, ...]] | None:
        """Every IANA zone that some part of the place uses."""
        return self.values.get("time_zones")

    @property
    def quiet_hours(self) -> Dated[QuietHours] | None:
        """Hours in which nothing goes out."""
        return self.values.get("quiet_hours")

    @property
    def duty_to_protect(self) -> Dated[DutyToProtect] | None:
        """What the place says about acting on a danger."""
        return self.values.get("duty_to_protect")

    @property
    def retention(self) -> Dated[Retention] | None:
        """How long a clinical record is kept."""
        return self.values.get("retention")

    @property
    def breach(self) -> Dated[BreachClock] | None:
        """How soon people and authority hear of a breach."""
        return self.values.get("breach")

    @property
    def stop_words(self) -> Dated[tuple[str, ...]] | None:
        """Words that stop messages; a person reads what no list knows."""
        return self.values.get("stop_words")


def place(iso: str) -> Place:
    """Give a place by its code. One without a file knows only what holds everywhere."""
    return _place(iso.strip().lower())


def place_words(iso: str) -> str:
    """Write a place as its name with its code, or as its code."""
    name = place(iso).name
    return f"{name} ({iso})" if name != iso else iso


def written_places() -> tuple[str, ...]:
    """Name every place that has a file, as its file writes it."""
    return tuple(sorted(_read(code)["place"] for code in _codes()))


def check_places() -> tuple[Problem, ...]:
    """Give what is wrong in the files of places; each is read once."""
    problems: list[Problem] = []
    for code in sorted(_codes()):
        try:
            _place(code)
        except PacksError as error:
            problems += error.problems
    return tuple(problems)


def guardian_authority_ends(isos: Iterable[str]) -> Dated[int] | None:
    """Give the earliest age, among these places, at which a guardian's word ends."""
    ages = [
        age
        for found in map(place, isos)
        for age in (found.majority_age, found.own_consent_age)
        if age is not None
    ]
    return min(ages, key=lambda age: age.value, default=None)


@lru_cache(maxsize=512)
def _place(code: str) -> Place:
    if code not in _codes():
        return _without_a_file(code)
    plain = _read(code)
    iso, within = str(plain["place"]), tuple(map(str, plain["within"]))
    values: dict[str, Dated[Any]] = {}
    for outer in reversed(within):
        values.update(_place(outer.lower()).values)
    for field in sorted(_FIELDS & plain.keys()):
        values[field] = _dated(iso, field, plain[field])
    return Place(iso=iso, name=str(plain["name"]), within=within, values=values)


def _without_a_file(code: str) -> Place:
    country, dash, _ = code.partition("-")
    outer = _place(country) if dash else _place(EVERYWHERE)
    iso = code.upper()
    return Place(iso=iso, name=iso, within=(outer.iso,), values=outer.values)


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    folder = files("afterword").joinpath(_FOLDER)
    names = (entry.name for entry in folder.iterdir())
    return frozenset(
        stem
        for name in names
        if name.endswith(".yaml")
        and (stem := name.removesuffix(".yaml")) != "regions"
        and (_CODE.match(stem) or stem == EVERYWHERE)
    )


@lru_cache(maxsize=512)
def _read(code: str) -> Mapping[str, Any]:
    text = files("afterword").joinpath(_FOLDER, f"{code}.yaml").read_text("utf-8")
    try:
        plain = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _wrong(code, f"this is not YAML: {error}") from None
    if not isinstance(plain, dict) or not plain.keys() >= _OWN_WORDS:
        raise _wrong(code, "a place needs `place`, `name` and `within`")
    if unknown := sorted(map(str, plain.keys() - _OWN_WORDS - _FIELDS)):
        raise _wrong(code, f"unknown words: {', '.join(unknown)}")
    if str(plain["place"]).lower() != code:
        raise _wrong(code, f"the file is named {code} and says {plain['place']}")
    return plain


def _dated(iso: str, field: str, plain: Any) -> Dated[Any]:
    try:
        source = plain["source"]
        if source["grade"] not in GRADES:
            raise _wrong(iso, f"{field}: the grade is one of {', '.join(GRADES)}")
        return Dated(
            value=_AS[field](plain["value"]),
            source=Source(
                cite=str(plain["cite"]),
                grade=source["grade"],
                as_of=_a_day(source["read_on"]),
                url=str(source.get("url", "")),
            ),
            place=iso,
            note=str(plain.get("note", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(iso, f"{field}: needs value, cite and source ({error})") from None


def _wrong(code: str, what: str) -> PacksError:
    return PacksError(
        [Problem(file=f"{_FOLDER}/{code.lower()}.yaml", line=1, what=what)]
    )


def _a_day(plain: Any) -> date:
    if isinstance(plain, date):
        return plain
    raise ValueError(f"{plain} is no day")


def _age(plain: Any) -> int:
    if isinstance(plain, int) and 0 < plain < 30:  # noqa: PLR2004 - no majority is later
        return plain
    raise ValueError(f"{plain} is no age")


def _words(plain: Any) -> tuple[str, ...]:
    if (
        isinstance(plain, list)
        and plain
        and all(isinstance(word, str) for word in plain)
    ):
        return tuple(plain)
    raise ValueError("a list of words is needed")


def _hours(plain: Any) -> QuietHours:
    return QuietHours(
        start=time.fromisoformat(plain["from"]), end=time.fromisoformat(plain["until"])
    )


def _duty(plain: Any) -> DutyToProtect:
    if plain["duty"] not in ("mandatory", "permissive", "none"):
        raise ValueError(f"{plain['duty']} is no kind of duty")
    return DutyToProtect(
        duty=plain["duty"],
        basis=str(plain["basis"]),
        trigger=str(plain["trigger"]),
        to=tuple(map(str, plain["to"])),
    )


def _retention(plain: Any) -> Retention:
    return Retention(
        adult=str(plain["adult"]),
        counted_from=str(plain["counted_from"]),
        minor=str(plain["minor"]),
    )


def _breach(plain: Any) -> BreachClock:
    return BreachClock(person=str(plain["person"]), authority=str(plain["authority"]))


_AS: Mapping[str, Callable[[Any], Any]] = {
    "majority_age": _age,
    "own_consent_age": _age,
    "time_zones": _words,
    "quiet_hours": _hours,
    "duty_to_protect": _duty,
    "retention": _retention,
    "breach": _breach,
    "stop_words": _words,
}

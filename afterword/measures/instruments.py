"""The questionnaires that are shipped: their wording, scale and sources.

Read from ``packs/instruments``. A file whose wording was changed is refused.
"""

from __future__ import annotations

import datetime as dt
import difflib
import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml

from afterword.measures.errors import InstrumentError, UnknownInstrumentError

TOTAL = "total"
GRADES = ("primary", "secondary", "memory")


class Direction(enum.StrEnum):
    """Which way is easier for the person."""

    LOWER_BETTER = "lower_better"
    HIGHER_BETTER = "higher_better"


@dataclass(frozen=True)
class Evidence:
    """Where something was read, how, and when."""

    source: str
    grade: str
    read_on: dt.date
    says: str = ""


@dataclass(frozen=True)
class Item:
    id: str
    text: str


@dataclass(frozen=True)
class Answer:
    value: int
    text: str


@dataclass(frozen=True)
class Range:
    """From the lowest score to the highest, both possible."""

    low: int
    high: int

    def __contains__(self, score: int) -> bool:
        return self.low <= score <= self.high


@dataclass(frozen=True)
class Band:
    range: Range
    name: str


@dataclass(frozen=True)
class Subscale:
    id: str
    title: str
    items: tuple[str, ...]
    range: Range


@dataclass(frozen=True)
class Cutoff:
    """A score from which the source says something; ``scale`` or the total."""

    scale: str
    at_least: int
    meaning: str
    evidence: Evidence


@dataclass(frozen=True)
class Reliability:
    """What reliable change needs, as one source gives it."""

    sd: float
    reliability: float
    evidence: Evidence


@dataclass(frozen=True)
class Instrument:
    """One questionnaire, whole. ``items_hash`` guards its wording."""

    id: str
    name: str
    title: str
    version: str
    language: str
    notice: str
    reference: str
    licence: tuple[Evidence, ...]
    recall: str
    stem: str
    items: tuple[Item, ...]
    answers: tuple[Answer, ...]
    wording: Evidence
    items_hash: str
    direction: Direction
    range: Range
    subscales: tuple[Subscale, ...]
    bands: tuple[Band, ...]
    bands_evidence: Evidence | None
    cutoffs: tuple[Cutoff, ...]
    reliability: Reliability | None
    reliability_note: str
    risk_items: tuple[str, ...]
    loinc: Mapping[str, str]
    not_modelled: tuple[str, ...]

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)

    def band_of(self, total: int) -> str | None:
        """Name the band that the source puts a total in, if it names any."""
        return next((b.name for b in self.bands if total in b.range), None)


def instruments() -> tuple[str, ...]:
    """Name every questionnaire that is shipped."""
    return tuple(
        sorted(
            file.name.removesuffix(".yaml")
            for file in _folder().iterdir()
            if file.name.endswith(".yaml")
        )
    )


@lru_cache(maxsize=64)
def instrument(id: str) -> Instrument:  # noqa: A002 - the field's word
    """Give one questionnaire, or say which there are."""
    known = instruments()
    if id not in known:
        near = difflib.get_close_matches(id.lower().replace("-", ""), known, n=1)
        raise UnknownInstrumentError(
            asked=id, known=known, near=near[0] if near else None
        )
    return read((_folder() / f"{id}.yaml").read_text(encoding="utf-8"), f"{id}.yaml")


def read(text: str, file: str) -> Instrument:
    """Read one file whole, or say what is wrong with it."""
    try:
        data = yaml.safe_load(text)
        made = _instrument(data)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        problem = f"{type(error).__name__}: {error}"
        raise InstrumentError(file=file, problem=problem) from error
    if f"{made.id}.yaml" != file:
        raise InstrumentError(file=file, problem="its id is not its file's name")
    if problem := _fault(made):
        raise InstrumentError(file=file, problem=problem)
    return made


def wording_hash(
    stem: str, items: tuple[Item, ...], answers: tuple[Answer, ...]
) -> str:
    """Give the checksum over every word that the client reads."""
    said = [stem, [[i.id, i.text] for i in items], [[a.value, a.text] for a in answers]]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _folder() -> Traversable:
    return files("afterword") / "packs" / "instruments"


def _instrument(d: Any) -> Instrument:
    bands = d["bands"] or {"list": []}
    return Instrument(
        id=str(d["id"]),
        name=str(d["name"]),
        title=str(d["title"]),
        version=str(d["version"]),
        language=str(d["language"]),
        notice=str(d["notice"]),
        reference=str(d["reference"]),
        licence=tuple(_evidence(e) for e in d["licence"]["evidence"]),
        recall=str(d["recall"]),
        stem=str(d["stem"]),
        items=tuple(Item(str(i["id"]), str(i["text"])) for i in d["items"]),
        answers=tuple(Answer(_whole(a["value"]), str(a["text"])) for a in d["answers"]),
        wording=_evidence(d["wording"]),
        items_hash=str(d["wording"]["sha256"]),
        direction=Direction(d["direction"]),
        range=_range(d["range"]),
        subscales=tuple(_subscale(s) for s in d["subscales"]),
        bands=tuple(Band(_range(b["range"]), str(b["name"])) for b in bands["list"]),
        bands_evidence=_evidence(bands) if d["bands"] else None,
        cutoffs=tuple(_cutoff(c) for c in d["cutoffs"]),
        reliability=_reliability(d["reliable_change"]),
        reliability_note=str(d["reliable_change_note"] or ""),
        risk_items=tuple(str(r) for r in d["risk_items"]),
        loinc=MappingProxyType({k: str(v["code"]) for k, v in d["loinc"].items()}),
        not_modelled=tuple(str(n) for n in d["not_modelled"]),
    )


def _evidence(d: Any) -> Evidence:
    if d["grade"] not in GRADES:
        raise ValueError(f"grade is one of {', '.join(GRADES)}")
    if not isinstance(d["read_on"], dt.date):
        raise TypeError("read_on is a date")
    return Evidence(
        source=str(d["source"]),
        grade=str(d["grade"]),
        read_on=d["read_on"],
        says=str(d.get("says", "")),
    )


def _subscale(d: Any) -> Subscale:
    items = tuple(str(i) for i in d["items"])
    return Subscale(str(d["id"]), str(d["title"]), items, _range(d["range"]))


def _cutoff(d: Any) -> Cutoff:
    return Cutoff(
        scale=str(d["scale"]),
        at_least=_whole(d["at_least"]),
        meaning=str(d["meaning"]),
        evidence=_evidence(d),
    )


def _reliability(d: Any) -> Reliability | None:
    if d is None:
        return None
    return Reliability(float(d["sd"]), float(d["reliability"]), _evidence(d))


def _range(d: Any) -> Range:
    low, high = d
    return Range(_whole(low), _whole(high))


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("a number is not whole")
    return value


def _fault(made: Instrument) -> str:
    """Name the first thing that does not fit together, or nothing."""
    values = [a.value for a in made.answers]
    scales = {s.id for s in made.subscales} | {TOTAL}
    named = {i for s in made.subscales for i in s.items} | set(made.risk_items)
    bands = [n for b in made.bands for n in range(b.range.low, b.range.high + 1)]
    sizes = [(made.range, len(made.items))]
    sizes += [(s.range, len(s.items)) for s in made.subscales]
    faults = {
        "an item or an answer stands twice": (
            len(set(made.item_ids)) != len(made.items)
            or len(set(values)) != len(values)
        ),
        "its wording was changed": (
            wording_hash(made.stem, made.items, made.answers) != made.items_hash
        ),
        "a scale or a risk names an item that is not there": (
            not named <= set(made.item_ids)
        ),
        "a range is not what the items can add up to": any(
            r != Range(min(values) * n, max(values) * n) for r, n in sizes
        ),
        "the bands do not cover the range once": (
            bool(bands) and bands != list(range(made.range.low, made.range.high + 1))
        ),
        "a cut-off names a scale that is not there": any(
            c.scale not in scales for c in made.cutoffs
        ),
        "it gives no licence, no notice, or no word on reliable change": (
            not made.licence
            or not made.notice
            or (made.reliability is None and not made.reliability_note)
        ),
    }
    return next((name for name, true in faults.items() if true), "")

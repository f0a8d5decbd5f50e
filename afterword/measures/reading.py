"""Read one questionnaire's file whole, or say what is wrong with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from afterword.measures.checking import fault
from afterword.measures.errors import InstrumentError
from afterword.measures.parts import (
    GRADES,
    Adding,
    Answer,
    Band,
    Cutoff,
    Direction,
    Evidence,
    Item,
    Loinc,
    Missing,
    Number,
    Question,
    Range,
    Reliability,
    Skip,
    Subscale,
    Threshold,
    Tier,
    Variant,
)
from afterword.measures.shells import Instrument, Shell

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one written in C where there is one: a command starts at once."""


def read(text: str, file: str, *, licence_pack: str = "") -> Shell:
    """Read one file; an ``Instrument`` where it has words, else a ``Shell``."""
    try:
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are the safe one
        made = _read(data, licence_pack)
        wording = str(data["wording"]["sha256"]) if made.has_words else ""
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        problem = f"{type(error).__name__}: {error}"
        raise InstrumentError(file=file, problem=problem) from error
    if f"{made.id}.yaml" != file:
        raise InstrumentError(file=file, problem="its id is not its file's name")
    if problem := fault(made, wording):
        raise InstrumentError(file=file, problem=problem)
    return made


def checksum_of(path: str) -> str:
    """Give the checksum over the words of a file, for whoever writes one."""
    with Path(path).open(encoding="utf-8") as file:
        made = _read(yaml.load(file, Loader=_LOADER), "")  # noqa: S506 - the safe one
    return made.items_hash


def evidence(d: Any) -> Evidence:
    """Read where something was read, with its grade and its day."""
    if d["grade"] not in GRADES:
        raise ValueError(f"grade is one of {', '.join(GRADES)}")
    if type(d["read_on"]) is not dt.date:
        raise TypeError("read_on is a date")
    return Evidence(
        source=str(d["source"]),
        grade=str(d["grade"]),
        read_on=d["read_on"],
        says=str(d.get("says", "")),
    )


def wording_hash(
    stem: str,
    items: tuple[Item, ...],
    answers: tuple[Answer, ...],
    own_answers: Mapping[str, tuple[Answer, ...]] = MappingProxyType({}),
) -> str:
    """Give the checksum over every word that the client reads."""
    said: list[Any] = [
        stem,
        [[i.id, i.text] for i in items],
        [[a.value, a.text] for a in answers],
    ]
    if own_answers:
        said.append(
            [[i, [[a.value, a.text] for a in own]] for i, own in own_answers.items()]
        )
    return _hash(said)


def _hash(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _read(d: Any, licence_pack: str) -> Shell:
    numbers = _numbers(d, licence_pack)
    if Tier(d["licence"]["tier"]) is Tier.SHELL:
        questions = tuple(_question(i, d, ()) for i in d["items"])
        said = [[q.id, list(q.values)] for q in questions]
        return Shell(**numbers, questions=questions, items_hash=_hash(said))
    named = d["answers"] if isinstance(d["answers"], dict) else {}
    usual = () if named else _answers(d["answers"])
    own = {str(i["id"]): _answers(named[i["answers"]]) for i in d["items"] if named}
    items = tuple(Item(str(i["id"]), str(i["text"])) for i in d["items"])
    return Instrument(
        **numbers,
        questions=tuple(
            _question(i, d, own.get(str(i["id"]), usual)) for i in d["items"]
        ),
        items_hash=wording_hash(str(d["stem"]), items, usual, own),
        stem=str(d["stem"]),
        items=items,
        answers=usual,
        own_answers=MappingProxyType(own),
        wording=evidence(d["wording"]),
    )


def _numbers(d: Any, licence_pack: str) -> dict[str, Any]:
    """Read everything but the questions and the words."""
    bands = d["bands"] or {"list": []}
    change = d["reliable_change"] or {}
    scoring = d.get("scoring") or {}
    table = d.get("conversion") or {"from": 0, "to": []}
    variants = tuple(_variant(v) for v in d.get("variants") or ())
    return {
        "id": str(d["id"]),
        "name": str(d["name"]),
        "title": str(d["title"]),
        "version": str(d["version"]),
        "language": str(d["language"]),
        "notice": str(d["notice"]),
        "reference": str(d["reference"]),
        "tier": Tier(d["licence"]["tier"]),
        "licence_pack": licence_pack,
        "licence": tuple(evidence(e) for e in d["licence"]["evidence"]),
        "recall": str(d["recall"]),
        "skips": tuple(
            Skip(_names(s["lowest"]), _names(s["not_asked"]))
            for s in d.get("skips") or ()
        ),
        "direction": Direction(d["direction"]),
        "adding": Adding(scoring.get("total", "sum")),
        "times": _whole(scoring.get("times", 1)),
        "groups": tuple(_names(g) for g in scoring.get("groups") or ()),
        "conversion": MappingProxyType(
            {table["from"] + n: _number(to) for n, to in enumerate(table["to"])}
        ),
        "range": _range(d["range"]),
        "missing": _missing(d.get("missing")),
        "subscales": tuple(_subscale(s, bands) for s in d["subscales"]),
        "bands": _bands(bands["list"]),
        "bands_evidence": evidence(bands) if d["bands"] else None,
        "cutoffs": tuple(_cutoff(c, variants) for c in d["cutoffs"]),
        "reliability": _reliability(change),
        "threshold": (
            Threshold(_number(change["at_least"]), evidence(change))
            if "at_least" in change
            else None
        ),
        "reliability_note": str(d["reliable_change_note"] or ""),
        "risk_items": _names(d["risk_items"]),
        "risk_note": str(d.get("risk_note") or ""),
        "variants": variants,
        "variant": variants[0].id if variants else "",
        "loinc": _loinc(d["loinc"] or {}, [str(i["id"]) for i in d["items"]]),
        "not_modelled": tuple(str(n) for n in d["not_modelled"]),
    }


def _question(i: Any, d: Any, answers: tuple[Answer, ...]) -> Question:
    id_ = str(i["id"])
    values: tuple[Number, ...] = tuple(sorted(a.value for a in answers))
    if not answers:
        values = tuple(_number(v) for v in i.get("values") or _steps(d["numbers"]))
    return Question(
        id=id_,
        values=values,
        reverse=id_ in _names(d.get("reverse")),
        may_not_apply=id_ in _names(d.get("may_not_apply")),
        optional=id_ in _names(d.get("optional")),
    )


def _steps(d: Any) -> tuple[Number, ...]:
    """Give every number from one to another, by whole steps or by tenths."""
    low, high = _whole(d["from"]), _whole(d["to"])
    if d.get("tenths"):
        return tuple(n / 10 for n in range(low * 10, high * 10 + 1))
    return tuple(range(low, high + 1))


def _answers(d: Any) -> tuple[Answer, ...]:
    return tuple(Answer(_whole(a["value"]), str(a["text"])) for a in d)


def _names(d: Any) -> tuple[str, ...]:
    return tuple(str(name) for name in d or ())


def _bands(d: Any) -> tuple[Band, ...]:
    return tuple(Band(_range(b["range"]), str(b["name"])) for b in d)


def _subscale(d: Any, bands: Any) -> Subscale:
    return Subscale(
        id=str(d["id"]),
        title=str(d["title"]),
        items=_names(d["items"]),
        range=_range(d["range"]),
        bands=_bands((bands.get("scales") or {}).get(d["id"], [])),
    )


def _cutoff(d: Any, variants: tuple[Variant, ...]) -> Cutoff:
    return Cutoff(
        id=str(d.get("id", d["scale"])),
        scale=str(d["scale"]),
        at_least=_number(d["at_least"]) if "at_least" in d else None,
        at_most=_number(d["at_most"]) if "at_most" in d else None,
        meaning=str(d["meaning"]),
        evidence=evidence(d),
        variant=str(d.get("variant", variants[0].id if variants else "")),
    )


def _missing(d: Any) -> Missing | None:
    if d is None:
        return None
    allowed = {str(scale): _whole(most) for scale, most in d["at_most"].items()}
    return Missing(MappingProxyType(allowed), _whole(d["places"]), evidence(d))


def _reliability(d: Any) -> Reliability | None:
    if "sd" not in d:
        return None
    return Reliability(float(d["sd"]), float(d["reliability"]), evidence(d))


def _variant(d: Any) -> Variant:
    return Variant(
        str(d["id"]), _whole(d["shift"]), d.get("turned") is True, str(d["note"])
    )


def _loinc(d: Any, ids: list[str]) -> Loinc:
    items = [str(code) for code in (d.get("items") or {}).get("codes", ())]
    answers = (d.get("answers") or {}).get("codes") or {}
    return Loinc(
        panel=str((d.get("panel") or {}).get("code", "")),
        total=str((d.get("total") or {}).get("code", "")),
        items=MappingProxyType(dict(zip(ids, items, strict=True)) if items else {}),
        answers=MappingProxyType({str(code): _whole(v) for v, code in answers.items()}),
    )


def _range(d: Any) -> Range:
    low, high = d
    return Range(_number(low), _number(high))


def _number(value: Any) -> Number:
    if type(value) not in (int, float):
        raise TypeError("a number is no number")
    return value  # type: ignore[no-any-return]


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("a number is not whole")
    return value

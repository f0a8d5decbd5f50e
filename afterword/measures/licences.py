"""Licence packs: words of others that are shipped, and off until terms are accepted.

An operator reads ``text`` and accepts it by its hash; what is stored, and by whom, is
not decided here. Other terms have another hash, so they must be accepted anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

import yaml

from afterword.measures.errors import InstrumentError, UnknownLicenceError
from afterword.measures.files import (
    TERMS,
    files_of_instruments,
    folders_of_licences,
)
from afterword.measures.parts import Evidence
from afterword.measures.reading import evidence


@dataclass(frozen=True)
class Licence:
    """The terms of one licence pack, as an operator reads and accepts them."""

    id: str
    title: str
    holder: str
    url: str
    """Where the licence itself stands."""
    instruments: tuple[str, ...]
    terms: tuple[str, ...]
    """What it asks, in short lines of our own."""
    text: str
    """What is accepted: the notice and the terms, whole."""
    sha256: str
    """The hash of ``text``. An acceptance names it."""
    evidence: tuple[Evidence, ...]


def licences() -> tuple[Licence, ...]:
    """Give every licence pack that is shipped."""
    return tuple(licence(name) for name in sorted(folders_of_licences()))


@cache
def licence(id: str) -> Licence:  # noqa: A002 - the field's word
    """Give one licence pack, or say which there are."""
    known = folders_of_licences()
    if id not in known:
        raise UnknownLicenceError(asked=id, known=tuple(sorted(known)))
    folder = known[id]
    said = {
        name: (folder / name).read_text(encoding="utf-8")
        for name in ("NOTICE", "LICENSE", TERMS)
    }
    text = f"{said['NOTICE'].strip()}\n\n{said['LICENSE'].strip()}\n"
    try:
        d = yaml.safe_load(said[TERMS])
        return Licence(
            id=id,
            title=str(d["title"]),
            holder=str(d["holder"]),
            url=str(d["url"]),
            instruments=tuple(
                name
                for name, file in sorted(files_of_instruments().items())
                if file.licence_pack == id
            ),
            terms=tuple(str(line) for line in d["terms"]),
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            evidence=tuple(evidence(one) for one in d["evidence"]),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        problem = f"{type(error).__name__}: {error}"
        raise InstrumentError(file=f"{id}/{TERMS}", problem=problem) from error

"""The questionnaires: as numbers that can be scored, and as words that may be shown.

``shell`` gives the numbers of any of them. ``instrument`` gives the words too, where
words are shipped and, for a licence pack, where its terms were accepted.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import fields
from functools import cache

from afterword.measures.errors import (
    NotAcceptedError,
    NoWordsError,
    UnknownInstrumentError,
)
from afterword.measures.files import files_of_instruments
from afterword.measures.licences import licence
from afterword.measures.parts import (
    TOTAL,
    Answer,
    Band,
    Direction,
    Evidence,
    Item,
    Range,
    Reliability,
)
from afterword.measures.reading import read
from afterword.measures.shells import Instrument, Shell
from afterword.measures.variants import in_variant

__all__ = [
    "TOTAL",
    "Answer",
    "Band",
    "Direction",
    "Evidence",
    "Instrument",
    "Item",
    "Range",
    "Reliability",
    "Shell",
    "instrument",
    "instruments",
    "read",
    "shell",
    "showable",
]


def instruments() -> tuple[str, ...]:
    """Name every questionnaire that can be scored, with words or without."""
    return tuple(sorted(files_of_instruments()))


def showable(accepted: Collection[str] = ()) -> tuple[str, ...]:
    """Name those whose words may be shown, given the hashes of accepted terms."""
    return tuple(n for n in instruments() if _barred(_read(n), accepted) is None)


@cache
def shell(id: str, *, variant: str = "") -> Shell:  # noqa: A002 - the field's word
    """Give one questionnaire as numbers, or say which there are."""
    found = in_variant(_known(id), variant)
    return Shell(**{f.name: getattr(found, f.name) for f in fields(Shell)})


def instrument(
    id: str,  # noqa: A002 - the field's word
    *,
    accepted: Collection[str] = (),
    variant: str = "",
) -> Instrument:
    """Give one questionnaire with its words, or say why it may not be shown.

    ``accepted`` holds the hashes of the terms that this operator has accepted, as
    ``licences`` gives them. Terms that changed since were not accepted.
    """
    found = _known(id)
    barred = _barred(found, accepted)
    if barred is not None or not isinstance(found, Instrument):
        raise barred or NoWordsError(name=found.name)
    return in_variant(found, variant)


def _barred(
    found: Shell, accepted: Collection[str]
) -> NoWordsError | NotAcceptedError | None:
    """Give the reason why its words may not be shown, if there is one."""
    if not isinstance(found, Instrument):
        return NoWordsError(name=found.name)
    if found.needs_acceptance:
        terms = licence(found.licence_pack)
        if terms.sha256 not in accepted:
            return NotAcceptedError(name=found.name, terms=terms.title)
    return None


def _known(asked: str) -> Shell:
    known = instruments()
    if asked not in known:
        near = difflib.get_close_matches(asked.lower().replace("-", ""), known, n=1)
        raise UnknownInstrumentError(
            asked=asked, known=known, near=near[0] if near else None
        )
    return _read(asked)


@cache
def _read(name: str) -> Shell:
    file = files_of_instruments()[name]
    return read(file.text(), f"{name}.yaml", licence_pack=file.licence_pack)

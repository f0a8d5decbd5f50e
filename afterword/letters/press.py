"""Turn a template and plain data into pages. Data is never read as a template."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

import typst

from afterword.letters.errors import LetterDataError, UnprintableCharacterError

TEMPLATES = Path(__file__).with_name("templates")

Data: TypeAlias = str | bool | int | list["Data"] | dict[str, "Data"]
Form: TypeAlias = Literal["pdf", "png"]

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2})?")


def printed(template: str, data: dict[str, Data]) -> bytes:
    """Give one tagged PDF. Equal data give equal bytes."""
    (pdf,) = _pages(template, data, "pdf")
    return pdf


def seen(template: str, data: dict[str, Data]) -> list[bytes]:
    """Give the pages as pictures, to look at."""
    return _pages(template, data, "png")


def tidy(text: str) -> str:
    """Drop what is unseen or could turn a text round; one space between words."""
    whole = unicodedata.normalize("NFC", text)
    spaced = re.sub(r"\s+", " ", whole)
    return "".join(c for c in spaced if unicodedata.category(c) not in _UNSEEN).strip()


def language_parts(language: str) -> dict[str, Data]:
    """Split a language tag as the typesetter wants it, or say that it is none."""
    if not _LANGUAGE.fullmatch(language):
        raise LetterDataError(where="language", problem="is not a language tag")
    name, _, region = language.partition("-")
    return {"language": name, "region": region.lower()}


def _pages(template: str, data: dict[str, Data], form: Form) -> list[bytes]:
    clean = _clean(data)
    for where, text in _texts(clean):
        _check_coverage(text, where)
    try:
        made = _compiled(template, clean, form)
    except typst.TypstError as error:
        if "does not fit" in str(error):
            raise LetterDataError(where="words", problem="do not fit") from error
        raise
    if isinstance(made, bytes):
        return [made]
    return list(made) if isinstance(made, list) else []


def _compiled(template: str, data: Data, form: Form) -> object:
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        sys_inputs={"data": json.dumps(data, sort_keys=True)},
        format=form,
        pdf_standards=["ua-1"] if form == "pdf" else [],
        ignore_system_fonts=True,
        timestamp=0,
        ppi=144.0,
    )


def _clean(data: Data) -> Data:
    if isinstance(data, str):
        return tidy(data)
    if isinstance(data, list):
        return [_clean(each) for each in data]
    if isinstance(data, dict):
        return {key: _clean(each) for key, each in data.items()}
    return data


def _texts(data: Data, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, list):
        for each in data:
            yield from _texts(each, where)
    elif isinstance(data, dict):
        for key, each in data.items():
            yield from _texts(each, f"{where} {key}".strip().replace("_", " "))


def _check_coverage(text: str, where: str) -> None:
    """Refuse a text with a character that would come out as an empty box."""
    unusual = "".join(sorted({c for c in text if not c.isascii()}))
    if not unusual or _can_print(unusual):
        return
    for character in unusual:
        if not _can_print(character):
            raise UnprintableCharacterError(character=character, where=where)


@lru_cache(maxsize=4096)
def _can_print(characters: str) -> bool:
    """Ask the typesetter itself: it stops a tagged PDF when a glyph is missing."""
    try:
        _compiled("coverage", list(characters), "pdf")
    except typst.TypstError:
        return False
    return True

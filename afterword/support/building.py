"""Write the help pages as plain files, one per country. They need nothing to be read.

Built when the application starts or a pack changes. No visit reaches this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from afterword.support.lines import (
    Country,
    Line,
    countries,
    directories,
    sources,
)
from afterword.support.words import KINDS, LANGUAGES

BESIDE = ("site.css", "leave.js", "icon.svg")
"""Copied next to the pages, so that they need nothing from anywhere else."""


def write_pages(
    folder: Path,
    *,
    built_on: date,
    name: str = "",
    language: str = "en",
    known: Mapping[str, Country] | None = None,
) -> tuple[Path, ...]:
    """Write every help page and what it needs into ``folder``.

    ``known`` takes the place of countries as they are shipped. All pages are made
    before the first is written: a broken pack leaves the old pages as they are. Each
    file takes its place at once, never half-written.
    """
    with override(language):
        shown = tuple((known or {}).get(one.iso, one) for one in countries())
        pages = dict(_pages(shown, built_on=built_on, name=name, language=language))
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write(folder / f"{stem}.html", page) for stem, page in pages.items()]
    written += [_write(folder / beside, _static(beside)) for beside in BESIDE]
    return tuple(written)


def write_country(
    folder: Path, country: Country, *, built_on: date, language: str = "en"
) -> Path:
    """Write the page of one country, as a practice knows it."""
    with override(language):
        page = _country(country, built_on=built_on, name="", language=language)
    folder.mkdir(parents=True, exist_ok=True)
    return _write(folder / f"{country.iso.lower()}.html", page)


def _pages(
    shown: tuple[Country, ...], *, built_on: date, name: str, language: str
) -> Iterator[tuple[str, bytes]]:
    common = {"name": name, "language": language, "countries": shown}
    for one in shown:
        page = _country(one, built_on=built_on, name=name, language=language)
        yield one.iso.lower(), page
        yield f"where-{one.iso.lower()}", _page("where", {**common, "suggested": one})
    yield "where", _page("where", common)
    yield "index", _page("anywhere", {**common, "directories": directories()})
    yield "private", _page("private", common)


def _country(country: Country, *, built_on: date, name: str, language: str) -> bytes:
    about = {
        "name": name,
        "language": language,
        "country": country,
        "lines": _shown(country, on=built_on),
    }
    return _page("country", about)


def _page(template: str, about: Mapping[str, Any]) -> bytes:
    context = {"directories": directories(), **about}
    return render_to_string(f"help/{template}.html", context).encode()


def _shown(country: Country, *, on: date) -> list[dict[str, Any]]:
    return [_one(line, on=on) for line in country.lines]


def _one(line: Line, *, on: date) -> dict[str, Any]:
    """Put words beside one line. Its source is always one that somebody saw."""
    source = line.seen_in[0] if line.seen_in else sources()["recollection"]
    return {
        "line": line,
        "what": KINDS[line.kind],
        "languages": [LANGUAGES[language] for language in line.languages],
        "source": source,
        "old": source.is_old(on),
    }


def _static(name: str) -> bytes:
    return (files("afterword") / "static" / name).read_bytes()


def _write(path: Path, page: bytes) -> Path:
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(page)
    draft.replace(path)
    return path

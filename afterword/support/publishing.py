"""Put a practice's help pages in their place, as files. Not: the pages themselves.

Each practice has a folder with the countries that it changed; everything else is read
from the pages for everybody. Where an installation serves one practice, its changes
stand on the pages for everybody too.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from afterword.support import lines, overrides
from afterword.support.building import write_country, write_pages
from afterword.support.lines import Country
from afterword.support.marks import mark_of
from afterword.tenancy import practice
from afterword.tenancy.models import Practice


def publish(home: UUID, iso: str, *, on: date) -> None:
    """Write one country of one practice anew; where nothing is changed, take it out."""
    folder = _folder()
    own = folder / mark_of(home)
    with practice(home):
        rows = overrides.standing(iso)
    known = overrides.as_known(lines.country(iso), rows)
    if rows:
        write_country(own, known, built_on=on)
    else:
        (own / f"{iso.lower()}.html").unlink(missing_ok=True)
    if is_alone(home):
        write_country(folder, known, built_on=on)


def publish_all(*, on: date) -> None:
    """Write every page of everybody anew: at the start, and once a day."""
    folder = _folder()
    changed = {home: _known(home) for home in _homes()}
    alone = next(iter(changed.values())) if len(changed) == 1 else {}
    write_pages(folder, built_on=on, known=alone)
    for home, countries in changed.items():
        own = folder / mark_of(home)
        for country in countries.values():
            write_country(own, country, built_on=on)
        for page in own.glob("*.html"):
            if page.stem.upper() not in countries:
                page.unlink()
    _forget(folder, {mark_of(home) for home in changed})


def is_alone(home: UUID) -> bool:
    """Say whether the installation serves this practice and no other."""
    return _homes() == [home]


def _known(home: UUID) -> dict[str, Country]:
    with practice(home):
        said = overrides.by_country()
    return {
        iso: overrides.as_known(lines.country(iso), rows) for iso, rows in said.items()
    }


def _homes() -> list[UUID]:
    return list(Practice.objects.order_by("id").values_list("id", flat=True))


def _forget(folder: Path, marks: set[str]) -> None:
    """Take away the pages of practices that are no more."""
    for own in folder.iterdir():
        if own.is_dir() and own.name not in marks:
            shutil.rmtree(own)


def _folder() -> Path:
    return Path(settings.HELP_FOLDER)

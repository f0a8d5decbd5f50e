"""The way to help as a practice knows it: its pages, their address, its lines.

Every page, file and paper takes it from here, so that none leaves out what a practice
put right.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from afterword.support import lines, overrides, publishing
from afterword.support.lines import Country
from afterword.support.marks import mark_of
from afterword.tenancy import practice


def path(home: UUID | None, page: str = "") -> str:
    """Give the path of one help page, or of the one that asks where somebody is.

    Without a practice: of the pages for everybody.
    """
    if page:
        return f"/h/{mark_of(home)}/{page}" if home else f"/h/{page}"
    return f"/help/{mark_of(home)}" if home else "/help"


def printed(home: UUID) -> str:
    """Give the whole address for paper and files. Where one practice is here: short.

    Its word then stands on the pages for everybody, and nobody types its mark.
    """
    return f"{settings.PUBLIC_URL}{path(None if publishing.is_alone(home) else home)}"


def country(iso: str, home: UUID) -> Country | None:
    """Give the help of a country as a practice knows it; none for no country."""
    if iso not in lines.isos():
        return None
    with practice(home):
        rows = overrides.standing(iso)
    return overrides.as_known(lines.country(iso), rows)

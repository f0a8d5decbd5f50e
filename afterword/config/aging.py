"""What grew old in an installation: help lines, a practice's own, services, packs.

Old is not wrong. It is told with its age, so that somebody looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from afterword import clock
from afterword.config import environment
from afterword.rules.loading.packs import load_packs

A_YEAR = timedelta(days=365)
NAMED = 8
"""So many are named; the others are counted."""


class OldError(Exception):
    """Something is older than a year. The text says what, for the command line."""

    for_people = "Something is older than a year. `afterword doctor` says what."


def shipped_lines(on: date) -> str:
    """Look at the lines that come with this version."""
    from afterword.support.lines import countries  # noqa: PLC0415

    every = [(one.iso, line) for one in countries() for line in one.lines]
    old = [(iso, line) for iso, line in every if line.seen_in[0].is_old(on)]
    if not old:
        return f"{len(every)}, each looked at within a year"
    places = sorted({iso for iso, _line in old})
    raise OldError(
        f"{len(old)} of {len(every)} rest on a list that is older than a year or has "
        f"no date, in {len(places)} countries ({_some(places)}). The pages say so. "
        "Check those that your clients may need: Practice, Help lines."
    )


def own_lines(on: date) -> str:
    """Look at what practices said of help lines themselves."""
    from afterword.support import overrides  # noqa: PLC0415

    rows = list(_of_every_practice(overrides.standing))
    old = [row for row in rows if on - row.checked_on > A_YEAR]
    if not old:
        return f"{len(rows)} of the practices' own, each checked within a year"
    named = [f"{row.country} {row.name or row.line}" for row in old]
    raise OldError(
        f"{len(old)} of {len(rows)} were last checked more than a year ago "
        f"({_some(named)}). Check them again: Practice, Help lines."
    )


def services(on: date) -> str:
    """Look at the services to which practices refer."""
    from afterword.support.models import Service  # noqa: PLC0415

    rows = list(
        _of_every_practice(lambda: Service.objects.filter(retired_at__isnull=True))
    )
    old = [row for row in rows if on - row.checked_on > A_YEAR]
    if not old:
        return f"{len(rows)}, each checked within a year"
    raise OldError(
        f"{len(old)} of {len(rows)} were last checked more than a year ago "
        f"({_some([row.name for row in old])}). Check them again: Services."
    )


def packs(on: date) -> str:
    """Look at when the text of each pack was read."""
    book = load_packs().packs
    old = [one.id for one in book if on - date.fromisoformat(one.read_on) > A_YEAR]
    if not old:
        return f"{len(book)} texts, each read within a year"
    raise OldError(
        f"{len(old)} of {len(book)} texts were read more than a year ago "
        f"({_some(old)}). They may have a newer edition."
    )


def _of_every_practice(rows: Callable[[], Any]) -> Iterator[Any]:
    from afterword.tenancy import practice  # noqa: PLC0415
    from afterword.tenancy.models import Practice  # noqa: PLC0415

    for home in Practice.objects.order_by("id").values_list("id", flat=True):
        with practice(home):
            yield from rows()


def _some(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


@contextmanager
def _rows() -> Iterator[None]:
    """Have the database run, and Django know it."""
    from afterword.config import operations  # noqa: PLC0415

    with operations.database():
        environment.load_django()
        yield


def _with_rows(look: Callable[[date], str]) -> Callable[[], str]:
    def looked() -> str:
        with _rows():
            return look(clock.today())

    return looked


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("help lines", lambda: shipped_lines(clock.today())),
    ("own help lines", _with_rows(own_lines)),
    ("services", _with_rows(services)),
    ("age of packs", lambda: packs(clock.today())),
)

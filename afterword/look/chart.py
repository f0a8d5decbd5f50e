"""The outcome chart as shapes and numbers. Pure: no Django, no clock, no markup.

Drawn twice, 600 and 330 units wide at one unit to a pixel, so that labels keep
their size on a phone. The table beside it holds the same numbers; the chart could
be left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from afterword.look.drawing import NARROW, WIDE, Drawing, Extras, draw
from afterword.look.scores import (
    ENGLISH,
    Asked,
    Band,
    Point,
    Row,
    Scale,
    Words,
    number,
    since,
)

__all__ = ["ENGLISH", "Band", "ChartView", "Point", "Scale", "Words", "chart", "since"]


@dataclass(frozen=True)
class ChartView:
    """All that a page needs: two drawings, words, and the table."""

    key: str
    caption: str
    title: str
    description: str
    wide: Drawing
    narrow: Drawing
    rows: tuple[Row, ...]
    bands: tuple[Band, ...] = ()
    reliability: str = ""


def chart(  # noqa: PLR0913  # each is one thing that a reader can see
    points: Sequence[Point],
    *,
    scale: Scale,
    ended_on: date,
    bands: Sequence[Band] = (),
    named: bool = False,
    chance: float | None = None,
    cutoff: tuple[float, str] | None = None,
    until: date | None = None,
    reliability: str = "",
    key: str = "chart",
    words: Words = ENGLISH,
) -> ChartView:
    """Draw scores around an ending. One measure, its whole range, nothing left out.

    ``chance`` is how much a score can differ by chance alone; ``named`` puts the
    names of bands at the right, for staff. ``until`` is the last planned day, so
    that the axis does not shrink to what has been answered.
    """
    about = Asked.of(points, scale, ended_on, until, words)
    rows = tuple(about.rows())
    extras = Extras(tuple(bands), named=named, chance=chance, cutoff=cutoff)
    form = words.caption_lower if scale.lower_is_easier else words.caption_higher
    said = ", ".join(f"{row.label} {row.score or row.note}" for row in rows)
    return ChartView(
        key=key,
        caption=form.format(
            name=scale.name, low=number(scale.low), high=number(scale.high)
        ),
        title=words.title if about.therapy[:-1] else words.title_after,
        description=f"{said}." if said else "",
        wide=draw(about, extras, width=WIDE),
        narrow=draw(about, extras, width=NARROW),
        rows=rows,
        bands=tuple(bands) if named else (),
        reliability=reliability,
    )

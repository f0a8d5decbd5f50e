"""One width of the outcome chart as shapes and places. Pure: no markup, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from afterword.look.scores import Asked, Band, Scale, Words, number, since

WIDE, NARROW = 600, 330
HEIGHT = 272
TOP, BOTTOM = 22, 234
LEFT, RIGHT = 30, 12
LETTER = 7
"""About how wide one letter of a label is."""
NEAR = 26
"""Labels closer than this to their neighbour go to the other side of the dot."""
LEVELS = 5
"""At most this many steps on the axis of scores."""


@dataclass(frozen=True)
class Field:
    """A rectangle: a band, or what chance alone can do."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Stroke:
    """A line from one place to another, or a path through several."""

    points: tuple[tuple[float, float], ...]
    after: bool = False

    @property
    def path(self) -> str:
        """Write the line as SVG path data."""
        return "M" + " L".join(f"{number(x)} {number(y)}" for x, y in self.points)


@dataclass(frozen=True)
class Mark:
    """A score: its shape, its place, its number and where the number stands."""

    kind: str
    """``start``, ``end``, ``dot`` or ``open``."""
    x: float
    y: float
    value: str
    value_x: float
    value_y: float
    anchor: str = "middle"


@dataclass(frozen=True)
class Label:
    """Words at a place."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Drawing:
    """One width of the chart, as shapes in its own units."""

    width: int
    left: float
    right: float
    bands: tuple[Field, ...]
    band_names: tuple[Label, ...]
    chance: Field | None
    chance_label: Label | None
    cutoff: tuple[float, Label] | None
    ending: float
    strokes: tuple[Stroke, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Label, ...]
    levels: tuple[Label, ...]
    height: int = HEIGHT
    top: float = TOP
    bottom: float = BOTTOM


@dataclass(frozen=True)
class Extras:
    bands: tuple[Band, ...]
    named: bool
    chance: float | None
    cutoff: tuple[float, str] | None


@dataclass(frozen=True)
class _Plot:
    """Turns days and scores into places of one drawing."""

    about: Asked
    left: float
    right: float
    ending: float

    @classmethod
    def of(cls, about: Asked, *, width: int, names: Sequence[str]) -> _Plot:
        """Give therapy about a third of the width; none if nothing was asked then."""
        room = max((len(name) * LETTER + RIGHT for name in names), default=RIGHT)
        left, right = float(LEFT), float(width - room)
        before = any(p.on < about.ended_on for p in about.therapy)
        share = 0.34 if before else 0.06
        return cls(about, left, right, left + (right - left) * share)

    def x(self, day: date) -> float:
        """Place a day: to scale within its part."""
        about = self.about
        if day <= about.ended_on:
            first = about.therapy[0].on if about.therapy else about.ended_on
            whole = (about.ended_on - first).days
            start = self.left + 16
            part = (day - first).days / whole if whole else 1
            return start + (self.ending - start) * part
        whole = (about.until - about.ended_on).days
        stop = self.right - 22
        return self.ending + (stop - self.ending) * (day - about.ended_on).days / whole

    def y(self, score: float) -> float:
        """Place a score on the measure's whole range."""
        scale = self.about.scale
        part = (score - scale.low) / (scale.high - scale.low)
        return BOTTOM - (BOTTOM - TOP) * part


def draw(about: Asked, extras: Extras, *, width: int) -> Drawing:
    names = _names(extras, about.words) if width == WIDE else []
    plot = _Plot.of(about, width=width, names=names)
    chance, chance_label = _chance(about, plot, extras.chance)
    line = None
    if extras.cutoff:
        y = plot.y(extras.cutoff[0])
        crossed = chance is not None and 0 < y - chance.y < NEAR
        beside = y + 16 if crossed else y - 6
        line = (y, Label(plot.right - 8, beside, extras.cutoff[1], "end"))
    return Drawing(
        width=width,
        left=plot.left,
        right=plot.right,
        bands=_fields(plot, extras.bands),
        band_names=_placed(plot, extras.bands, names),
        chance=chance,
        chance_label=chance_label,
        cutoff=line,
        ending=plot.ending,
        strokes=_strokes(about, plot),
        marks=_marks(about, plot),
        ticks=_ticks(about, plot),
        levels=tuple(_levels(about.scale, plot)),
    )


def _fields(plot: _Plot, bands: Sequence[Band]) -> tuple[Field, ...]:
    """Paint every other band, from the lowest. No ramp, no red, no green."""
    ordered = sorted(bands, key=lambda band: band.low)
    tops = [band.low for band in ordered[1:]] + [plot.about.scale.high]
    fields = []
    for band, top in list(zip(ordered, tops, strict=False))[::2]:
        y = plot.y(top)
        fields.append(Field(plot.left, y, plot.right - plot.left, plot.y(band.low) - y))
    return tuple(fields)


def _names(extras: Extras, words: Words) -> list[str]:
    """Name the bands with their scores, for staff alone."""
    if not extras.named:
        return []
    spans = (
        words.to.format(low=number(b.low), high=number(b.high)) for b in extras.bands
    )
    return [f"{s} {b.name}" for s, b in zip(spans, extras.bands, strict=True)]


def _placed(
    plot: _Plot, bands: Sequence[Band], names: Sequence[str]
) -> tuple[Label, ...]:
    """Put each name at the right, at the middle of its band."""
    return tuple(
        Label(plot.right + 8, (plot.y(b.low) + plot.y(b.high)) / 2 + 4, name, "start")
        for b, name in zip(bands, names, strict=False)
    )


def _chance(
    about: Asked, plot: _Plot, chance: float | None
) -> tuple[Field | None, Label | None]:
    """Lay a field around the ending score, as tall as what chance alone can do."""
    end = about.end
    if chance is None or end is None or end.score is None:
        return None, None
    high = plot.y(min(about.scale.high, end.score + chance))
    low = plot.y(max(about.scale.low, end.score - chance))
    box = Field(plot.ending, high, plot.right - plot.ending, low - high)
    return box, Label(plot.right - 8, low - 7, about.words.chance, "end")


def _strokes(about: Asked, plot: _Plot) -> tuple[Stroke, ...]:
    """Join neighbours: whole in therapy, dashed after. A gap stays a gap."""
    strokes = []
    for one, two in zip(about.points, about.points[1:], strict=False):
        if one.score is None or two.score is None:
            continue
        ends = (
            (plot.x(one.on), plot.y(one.score)),
            (plot.x(two.on), plot.y(two.score)),
        )
        strokes.append(Stroke(ends, after=two.on > about.ended_on))
    return tuple(strokes)


def _marks(about: Asked, plot: _Plot) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    first = about.therapy[0] if about.therapy else None
    for point in about.points:
        if point.score is None:
            continue
        x, y = plot.x(point.on), plot.y(point.score)
        if point is about.end:
            kind, label = "end", _beside_end(about, x, y)
        else:
            kind = "start" if point is first else "dot"
            label = (x, _beside(marks, x, y), "middle")
        if point.prorated:
            kind = "open"
        marks.append(Mark(kind, x, y, number(point.score), *label))
    return tuple(marks)


def _beside_end(about: Asked, x: float, y: float) -> tuple[float, float, str]:
    """Put the ending's number where no line runs and no axis stands."""
    if about.therapy[0].on == about.ended_on:
        return x + 13, (y - 12 if y > TOP + NEAR else y + 22), "start"
    return x - 12, (y + 18 if y + 18 < BOTTOM - 4 else y - 12), "end"


def _beside(marks: Sequence[Mark], x: float, y: float) -> float:
    """Put a number above its dot, or below where a neighbour's number stands."""
    crowded = marks and marks[-1].anchor == "middle" and x - marks[-1].x < NEAR
    above = y - 13
    if above < TOP - 8 or (crowded and marks[-1].value_y < marks[-1].y):
        return y + 24
    return above


def _ticks(about: Asked, plot: _Plot) -> tuple[Label, ...]:
    """Name the start, the end and each time after; leave out what would overlap."""
    words = about.words
    ticks = [Label(plot.ending, BOTTOM + 24, words.ending)]
    if about.therapy and about.therapy[0].on < about.ended_on:
        ticks.insert(0, Label(plot.x(about.therapy[0].on), BOTTOM + 24, words.start))
    later = {p.on for p in about.points if p.on > about.ended_on}
    if about.until > about.ended_on:
        later.add(about.until)
    days = sorted(later)
    for day in days:
        text = since(day, ended_on=about.ended_on, words=words)
        if day != days[-1]:
            text = text.split(" ")[0]
        x = plot.x(day)
        if day == days[-1]:
            ticks.append(
                Label(min(x + 22, plot.right + RIGHT), BOTTOM + 24, text, "end")
            )
        elif x - ticks[-1].x > NEAR and plot.x(days[-1]) - x > 2 * NEAR:
            ticks.append(Label(x, BOTTOM + 24, text))
    return tuple(ticks)


def _levels(scale: Scale, plot: _Plot) -> list[Label]:
    span = scale.high - scale.low
    step = next(
        s for s in (1, 2, 3, 5, 10, 20, 25, 50, 100, span) if span / s <= LEVELS
    )
    levels, value = [], scale.low
    while value <= scale.high:
        levels.append(Label(plot.left - 8, plot.y(value) + 5, number(value), "end"))
        value += step
    return levels

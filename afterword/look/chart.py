"""The outcome chart as shapes and numbers. Pure: no Django, no clock, no markup.

Drawn twice, 600 and 330 units wide at one unit to a pixel, so that labels keep
their size on a phone. The table beside it holds the same numbers; the chart could
be left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

HEIGHT = 272
TOP, BOTTOM = 22, 234
LEFT, RIGHT = 30, 12
NAMES = 128
"""Room at the right for the names of bands, in the wide drawing alone."""
NEAR = 26
"""Labels closer than this to their neighbour go to the other side of the dot."""
DAYS_IN_MONTH = 30.44


@dataclass(frozen=True)
class Words:
    """Every word that the chart draws, so that a page can hand in its language."""

    start: str = "Start"
    end: str = "End"
    ending: str = "End"
    chance: str = "may be chance"
    months: str = "{count} months"
    month: str = "1 month"
    weeks: str = "{count} weeks"
    not_answered: str = "Not answered"
    prorated: str = "Estimated from the answers given"
    to: str = "{low} to {high}"
    caption_lower: str = "{name}, {low} to {high}. Lower is easier."
    caption_higher: str = "{name}, {low} to {high}. Higher is easier."
    title: str = "Score at the start, the end and after"
    title_after: str = "Score at the end and after"


ENGLISH = Words()


@dataclass(frozen=True)
class Scale:
    """The measure's own range. It is never cut and never turned into percent."""

    name: str
    low: float
    high: float
    lower_is_easier: bool = True


@dataclass(frozen=True)
class Band:
    """A field between two scores, both within it; a name only staff see."""

    low: float
    high: float
    name: str = ""


@dataclass(frozen=True)
class Point:
    """One asking. ``score`` is absent where it was not answered."""

    on: date
    score: float | None
    label: str = ""
    prorated: bool = False
    reading: str = ""


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
        return "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in self.points)


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
class Row:
    """One line of the table: the same number as in the drawing."""

    label: str
    on: date
    score: str
    since_end: str
    note: str
    reading: str


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
    about = _About.of(points, scale, ended_on, until, words)
    rows = tuple(about.rows())
    extras = _Extras(tuple(bands), named=named, chance=chance, cutoff=cutoff)
    form = words.caption_lower if scale.lower_is_easier else words.caption_higher
    said = ", ".join(f"{row.label} {row.score or row.note}" for row in rows)
    return ChartView(
        key=key,
        caption=form.format(name=scale.name, low=_n(scale.low), high=_n(scale.high)),
        title=words.title if about.therapy[:-1] else words.title_after,
        description=f"{said}." if said else "",
        wide=_draw(about, extras, width=600),
        narrow=_draw(about, extras, width=330),
        rows=rows,
        bands=tuple(bands) if named else (),
        reliability=reliability,
    )


@dataclass(frozen=True)
class _Extras:
    bands: tuple[Band, ...]
    named: bool
    chance: float | None
    cutoff: tuple[float, str] | None


@dataclass(frozen=True)
class _About:
    """The points in order, and which of them is the start and which the end."""

    points: tuple[Point, ...]
    scale: Scale
    ended_on: date
    until: date
    words: Words
    therapy: tuple[Point, ...] = field(default=())

    @classmethod
    def of(
        cls,
        points: Sequence[Point],
        scale: Scale,
        ended_on: date,
        until: date | None,
        words: Words,
    ) -> _About:
        """Order the points and say where they end."""
        for point in points:
            if point.score is not None and not scale.low <= point.score <= scale.high:
                raise ValueError(f"a score lies outside `{scale.name}`")
        ordered = tuple(sorted(points, key=lambda point: point.on))
        last = max([ended_on, *(p.on for p in ordered), *([until] if until else [])])
        therapy = tuple(p for p in ordered if p.on <= ended_on)
        return cls(ordered, scale, ended_on, last, words, therapy)

    @property
    def end(self) -> Point | None:
        """Give the last answered asking of the therapy: the ending score."""
        answered = [p for p in self.therapy if p.score is not None]
        return answered[-1] if answered else None

    def label(self, point: Point) -> str:
        """Name an asking: start, end, or the time since the ending."""
        if point.label:
            return point.label
        if point is self.end:
            return self.words.end
        if point.on <= self.ended_on:
            return self.words.start if point is self.therapy[0] else ""
        return since(point.on, ended_on=self.ended_on, words=self.words)

    def rows(self) -> list[Row]:
        """Give the table's lines, with the words for what has no number."""
        end = self.end
        rows = []
        for point in self.points:
            after = end and end.score is not None and point.on > self.ended_on
            change = ""
            if after and end and end.score is not None and point.score is not None:
                change = _signed(point.score - end.score)
            missing = self.words.not_answered if point.score is None else ""
            note = self.words.prorated if point.prorated else missing
            score = "" if point.score is None else _n(point.score)
            rows.append(
                Row(self.label(point), point.on, score, change, note, point.reading)
            )
        return rows


@dataclass(frozen=True)
class _Plot:
    """Turns days and scores into places of one drawing."""

    about: _About
    left: float
    right: float
    ending: float

    @classmethod
    def of(cls, about: _About, *, width: int, names: bool) -> _Plot:
        """Give therapy about a third of the width; none if nothing was asked then."""
        left, right = float(LEFT), float(width - (NAMES if names else RIGHT))
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


def _draw(about: _About, extras: _Extras, *, width: int) -> Drawing:
    names = extras.named and width > 400 and any(b.name for b in extras.bands)  # noqa: PLR2004
    plot = _Plot.of(about, width=width, names=names)
    chance, chance_label = _chance(about, plot, extras.chance)
    line = None
    if extras.cutoff:
        y = plot.y(extras.cutoff[0])
        line = (y, Label(plot.right - 4, y - 6, extras.cutoff[1], "end"))
    return Drawing(
        width=width,
        left=plot.left,
        right=plot.right,
        bands=_fields(plot, extras.bands),
        band_names=_names(plot, extras.bands, about.words) if names else (),
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
        fields.append(
            Field(plot.left, y, plot.right - plot.left, plot.y(band.low) - y)
        )
    return tuple(fields)


def _names(plot: _Plot, bands: Sequence[Band], words: Words) -> tuple[Label, ...]:
    labels = []
    for band in bands:
        middle = (plot.y(band.low) + plot.y(band.high)) / 2 + 4
        span = words.to.format(low=_n(band.low), high=_n(band.high))
        labels.append(Label(plot.right + 8, middle, f"{span} {band.name}", "start"))
    return tuple(labels)


def _chance(
    about: _About, plot: _Plot, chance: float | None
) -> tuple[Field | None, Label | None]:
    """Lay a field around the ending score, as tall as what chance alone can do."""
    end = about.end
    if chance is None or end is None or end.score is None:
        return None, None
    high = plot.y(min(about.scale.high, end.score + chance))
    low = plot.y(max(about.scale.low, end.score - chance))
    box = Field(plot.ending, high, plot.right - plot.ending, low - high)
    return box, Label(plot.right - 8, low - 7, about.words.chance, "end")


def _strokes(about: _About, plot: _Plot) -> tuple[Stroke, ...]:
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


def _marks(about: _About, plot: _Plot) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    first = about.therapy[0] if about.therapy else None
    for point in about.points:
        if point.score is None:
            continue
        x, y = plot.x(point.on), plot.y(point.score)
        if point is about.end:
            kind, at, anchor = "end", (x - 12, y + 18), "end"
        else:
            kind = "start" if point is first else "dot"
            at, anchor = (x, _beside(marks, x, y)), "middle"
        if point.prorated:
            kind = "open"
        marks.append(Mark(kind, x, y, _n(point.score), *at, anchor))
    return tuple(marks)


def _beside(marks: Sequence[Mark], x: float, y: float) -> float:
    """Put a number above its dot, or below where a neighbour's number stands."""
    crowded = marks and marks[-1].anchor == "middle" and x - marks[-1].x < NEAR
    above = y - 13
    if above < TOP - 8 or (crowded and marks[-1].value_y < marks[-1].y):
        return y + 24
    return above


def _ticks(about: _About, plot: _Plot) -> tuple[Label, ...]:
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
            ticks.append(Label(min(x + 22, plot.right + RIGHT), BOTTOM + 24, text, "end"))
        elif x - ticks[-1].x > NEAR and plot.x(days[-1]) - x > 2 * NEAR:
            ticks.append(Label(x, BOTTOM + 24, text))
    return tuple(ticks)


def _levels(scale: Scale, plot: _Plot) -> list[Label]:
    span = scale.high - scale.low
    step = next(s for s in (1, 2, 3, 5, 10, 20, 25, 50, 100, span) if span / s <= 5)  # noqa: PLR2004
    levels, value = [], scale.low
    while value <= scale.high:
        levels.append(Label(plot.left - 8, plot.y(value) + 5, _n(value), "end"))
        value += step
    return levels


def since(day: date, *, ended_on: date, words: Words = ENGLISH) -> str:
    """Say how long after the ending a day is, in months, or weeks in the first."""
    days = (day - ended_on).days
    months = round(days / DAYS_IN_MONTH)
    if months < 1:
        return words.weeks.format(count=round(days / 7))
    return words.month if months == 1 else words.months.format(count=months)


def _signed(change: float) -> str:
    return f"+{_n(change)}" if change > 0 else _n(change).replace("-", "\u2212")


def _n(value: float) -> str:
    """Write a number without an empty decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")

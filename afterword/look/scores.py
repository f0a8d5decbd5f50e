"""Scores around an ending, in order, with words for each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
    week: str = "1 week"
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
class Row:
    """One line of the table: the same number as in the drawing."""

    label: str
    on: date
    score: str
    since_end: str
    note: str
    reading: str


@dataclass(frozen=True)
class Asked:
    """The points in order, and which of them is the start and which the end."""

    points: tuple[Point, ...]
    scale: Scale
    ended_on: date
    until: date
    words: Words
    therapy: tuple[Point, ...]

    @classmethod
    def of(
        cls,
        points: Sequence[Point],
        scale: Scale,
        ended_on: date,
        until: date | None,
        words: Words,
    ) -> Asked:
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
            score = "" if point.score is None else number(point.score)
            rows.append(
                Row(self.label(point), point.on, score, change, note, point.reading)
            )
        return rows


def since(day: date, *, ended_on: date, words: Words = ENGLISH) -> str:
    """Say how long after the ending a day is, in months, or weeks in the first."""
    days = (day - ended_on).days
    months = round(days / DAYS_IN_MONTH)
    if months < 1:
        weeks = max(1, round(days / 7))
        return words.week if weeks == 1 else words.weeks.format(count=weeks)
    return words.month if months == 1 else words.months.format(count=months)


def _signed(change: float) -> str:
    return f"+{number(change)}" if change > 0 else number(change).replace("-", "\u2212")


def number(value: float) -> str:
    """Write a number without an empty decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")

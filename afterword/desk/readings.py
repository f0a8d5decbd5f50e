"""A check-in in words and as a chart, beside the end of therapy. It advises nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.clinic.scored import change_between
from afterword.followup.reading import Point, Reading
from afterword.look.chart import Band, ChartView, Scale, chart
from afterword.look.chart import Point as Mark
from afterword.look.chart_words import chart_words
from afterword.measures.change import Change, Verdict
from afterword.measures.instruments import TOTAL, Direction, Shell


@dataclass(frozen=True)
class Conclusion:
    """What can be said of one check-in: a heading, and the numbers behind it."""

    heading: str
    beside: str


def conclusion(reading: Reading) -> Conclusion:
    """Say in words how it is since the end, or why that cannot be said."""
    score = reading.score
    if score is None:
        return Conclusion(
            _("Not scorable"),
            _("The wording was another then, or the answers cannot be opened."),
        )
    if score.total is None:
        left = score.of - score.answered
        return Conclusion(
            _("Not scorable"),
            ngettext(
                "%(left)s of %(of)s questions was left out. A gap is no nought.",
                "%(left)s of %(of)s questions were left out. A gap is no nought.",
                left,
            )
            % {"left": left, "of": score.of},
        )
    now = {"now": score.total, "most": reading.instrument.range.high}
    if reading.change is None:
        return Conclusion(
            _("%(now)s of %(most)s") % now,
            _("There is no score from the end of therapy to hold it against."),
        )
    before = round(score.total - reading.change.difference, 2)
    numbers = _("%(now)s now, %(before)s at the end.") % {**now, "before": before}
    return Conclusion(_headline(reading.change, numbers), _beside(reading, numbers))


def chart_of(reading: Reading, *, ended_on: date, until: date | None) -> ChartView:
    """Draw every filling-in of this questionnaire over its whole range."""
    asked = reading.instrument
    change = reading.change
    return chart(
        [_mark(point, reading) for point in reading.points],
        scale=Scale(
            name=asked.name,
            low=asked.range.low,
            high=asked.range.high,
            lower_is_easier=asked.direction is Direction.LOWER_BETTER,
        ),
        ended_on=ended_on,
        bands=[Band(b.range.low, b.range.high, b.name) for b in asked.bands],
        named=True,
        chance=change.chance if change else None,
        until=until,
        reliability=reliability(asked, change),
        words=replace(chart_words(), not_answered=_("Not scorable")),
    )


def _mark(point: Point, reading: Reading) -> Mark:
    total = point.score.total if point.score else None
    labels = {"start": _("Start"), "end": _("End")}
    return Mark(
        on=point.on,
        score=total,
        prorated=bool(point.score and TOTAL in point.score.estimated),
        label=labels.get(point.moment, ""),
        reading=_reading(point, reading),
    )


def _reading(point: Point, reading: Reading) -> str:
    """Say of one filling-in after the end whether it differs from the end."""
    end = reading.at_the_end
    if point.moment != "follow_up" or end is None:
        return ""
    found = change_between(reading.instrument, end.score, point.score)
    if found is None:
        return ""
    return {
        Verdict.BETTER: _("Clear change, easier"),
        Verdict.WORSE: _("Clear change, harder"),
        Verdict.NONE: _("No clear change"),
        Verdict.NOT_KNOWN: _("Not known whether it is chance"),
    }[found.verdict]


def _headline(change: Change, numbers: str) -> str:
    return {
        Verdict.BETTER: _("Clearly easier than at the end"),
        Verdict.WORSE: _("Clearly harder than at the end"),
        Verdict.NONE: _("No clear change since the end"),
        Verdict.NOT_KNOWN: numbers.rstrip("."),
    }[change.verdict]


def _beside(reading: Reading, numbers: str) -> str:
    change = reading.change
    if change is None or change.chance is None:
        return _(
            "We have read no published value for what chance alone does to this score, "
            "so it cannot be said whether this is a change."
        )
    return _("%(numbers)s Up to %(smallest)s points may be chance.") % {
        "numbers": numbers,
        "smallest": _short(change.chance),
    }


def _short(points: float) -> str:
    """Write points as people do: whole where they are whole, else to one place."""
    return f"{points:g}" if points == int(points) else f"{points:.1f}"


def reliability(asked: Shell, change: Change | None) -> str:
    smallest = change.smallest if change else None
    if asked.threshold is not None:
        return _(
            "A change of %(points)s points or more counts as clear. %(source)s."
        ) % {
            "points": f"{asked.threshold.at_least:g}",
            "source": asked.threshold.evidence.source.rstrip("."),
        }
    if asked.reliability is None or smallest is None:
        return ""
    return _(
        "A change counts as clear above %(smallest)s points (Jacobson and Truax): "
        "standard deviation %(sd)s, reliability %(r)s. %(source)s."
    ) % {
        "smallest": f"{smallest:.1f}",
        "sd": asked.reliability.sd,
        "r": asked.reliability.reliability,
        "source": asked.reliability.evidence.source.rstrip("."),
    }

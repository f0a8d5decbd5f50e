"""Words and drawings of measures for the clinician. They advise nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.desk.readings import reliability
from afterword.desk.wording import Words, said
from afterword.ending.measured import Course, Filled
from afterword.look.chart import Band, ChartView, Scale, chart
from afterword.look.chart import Point as Mark
from afterword.look.chart_words import chart_words
from afterword.measures.change import Change, Verdict
from afterword.measures.instruments import TOTAL, Direction, Shell
from afterword.measures.parts import Adding
from afterword.measures.scoring import Score

MOMENTS: Words = {
    "start": gettext_lazy("At the start"),
    "during": gettext_lazy("In between"),
    "end": gettext_lazy("At the end"),
}
ENTERED: Words = {
    "clinician": gettext_lazy("entered by hand"),
    "tablet": gettext_lazy("answered on the tablet"),
    "client": gettext_lazy("answered by themselves"),
    "import": gettext_lazy("from a file"),
}
VERDICTS: Words = {
    Verdict.BETTER: gettext_lazy("reliably better"),
    Verdict.NONE: gettext_lazy("no reliable change"),
    Verdict.WORSE: gettext_lazy("reliably worse"),
    Verdict.NOT_KNOWN: gettext_lazy("not known whether it is more than chance"),
}
_LABELS: Words = {
    "start": gettext_lazy("Start"),
    "during": gettext_lazy("In between"),
    "end": gettext_lazy("End"),
}


@dataclass(frozen=True)
class Line:
    """One filling-in in a list."""

    id: UUID
    name: str
    moment: str
    on: date
    score: str
    how: str
    risk: bool


@dataclass(frozen=True)
class Drawn:
    """One questionnaire in the review: what can be said, and the chart."""

    key: str
    name: str
    heading: str
    beside: str
    notice: str
    view: ChartView | None


def lines(courses: Sequence[Course]) -> list[Line]:
    """Give every filling-in as a line, oldest first within its questionnaire."""
    return [
        Line(
            id=one.id,
            name=course.asked.name,
            moment=said(MOMENTS, one.moment),
            on=one.on,
            score=score_words(one),
            how=said(ENTERED, one.entered_by),
            risk=one.risk,
        )
        for course in courses
        for one in course.filled
    ]


def score_words(filled: Filled) -> str:
    """Say what one filling-in came to, and what cannot be said of it."""
    score = filled.score
    if score is None:
        return _("The wording was another then, or it cannot be opened")
    if score.total is None:
        if score.scorable:
            return _("No total: each scale stands by itself")
        return _("No score: an answer is missing")
    words = _of(score.total, score)
    if filled.is_alone:
        return _("%(words)s, a score without its answers") % {"words": words}
    if TOTAL in score.estimated:
        return _("%(words)s, estimated from %(answered)s of %(of)s answers") % {
            "words": words,
            "answered": score.answered,
            "of": score.of,
        }
    return words


def drawn(course: Course, *, ended_on: date, key: str) -> Drawn:
    """Say in words how it went from the start to the end, and draw it."""
    return Drawn(
        key=key,
        name=course.asked.name,
        heading=_heading(course),
        beside=_beside(course),
        notice=course.asked.notice,
        view=_view(course, ended_on=ended_on, key=key),
    )


def _heading(course: Course) -> str:
    name = {"name": course.asked.name}
    if course.asked.adding is Adding.NONE:
        return _("%(name)s: each scale by itself") % name
    if course.change is None:
        return _("%(name)s: nothing to hold it against") % name
    words = said(VERDICTS, course.change.verdict)
    if course.change.prorated:
        words = _("%(words)s, from an estimated score") % {"words": words}
    return "{}: {}".format(name["name"], words)


def _beside(course: Course) -> str:
    start, end = course.start, course.end
    if start is None or end is None:
        missing = _("the start") if start is None else _("the end")
        return _("There is no score from %(when)s.") % {"when": missing}
    if course.asked.adding is Adding.NONE:
        return _scales(course.asked, start.score, end.score)
    if course.change is None:
        return _("One of the two has no total, or another number of questions.")
    words = _("%(before)s at the start, %(after)s at the end.") % {
        "before": _total(start.score),
        "after": _total(end.score),
    }
    return f"{words} {_chance(course.change)}".strip()


def _scales(asked: Shell, before: Score | None, after: Score | None) -> str:
    """Say of each scale how it was and is; there is no total to hold together."""
    said_of = []
    for scale in asked.subscales:
        was = before.subscales.get(scale.id) if before else None
        now = after.subscales.get(scale.id) if after else None
        said_of.append(
            _("%(scale)s %(was)s at the start, %(now)s at the end.")
            % {
                "scale": scale.title,
                "was": _("no score") if was is None else f"{was:g}",
                "now": _("no score") if now is None else f"{now:g}",
            }
        )
    return " ".join(said_of)


def _chance(change: Change) -> str:
    if change.verdict is Verdict.NOT_KNOWN:
        return _("We have read no published value for what chance alone does to it.")
    if change.chance is None:
        return ""
    return _("Up to %(points)s points may be chance.") % {
        "points": f"{change.chance:.1f}".removesuffix(".0")
    }


def _total(score: Score | None) -> str:
    if score is None or score.total is None:
        return _("no score")
    return _of(score.total, score)


def _of(total: float, score: Score) -> str:
    return _("%(total)s of %(high)s") % {
        "total": f"{total:g}",
        "high": f"{score.range.high:g}",
    }


def _view(course: Course, *, ended_on: date, key: str) -> ChartView | None:
    """Draw the course over its whole range; nothing where there is no number."""
    asked = course.asked
    if not any(one.score and one.score.total is not None for one in course.filled):
        return None
    change = course.change
    return chart(
        [_mark(one, course) for one in course.filled],
        scale=Scale(
            name=asked.name,
            low=asked.range.low,
            high=asked.range.high,
            lower_is_easier=asked.direction is Direction.LOWER_BETTER,
        ),
        ended_on=max([ended_on, *(one.on for one in course.filled)]),
        bands=[Band(b.range.low, b.range.high, b.name) for b in asked.bands],
        named=True,
        chance=change.chance if change else None,
        reliability=reliability(asked, change),
        key=key,
        words=replace(
            chart_words(),
            not_answered=_("No score"),
            title=_("%(name)s from the start to the end") % {"name": asked.name},
        ),
    )


def _mark(filled: Filled, course: Course) -> Mark:
    is_end = course.end is not None and filled.id == course.end.id
    reading = ""
    if is_end and course.change is not None:
        reading = said(VERDICTS, course.change.verdict)
    if filled.is_alone:
        reading = "; ".join(filter(None, (reading, _("a score without its answers"))))
    if filled.score and filled.score.range != course.asked.range:
        reading = "; ".join(filter(None, (reading, _("a question did not apply"))))
    return Mark(
        on=filled.on,
        score=filled.score.total if filled.score else None,
        label=said(_LABELS, filled.moment),
        prorated=bool(filled.score and TOTAL in filled.score.estimated),
        reading=reading,
    )

"""The measures of an ending: what is here, and adding one; or leaving them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from afterword import clock
from afterword.accounts.access import StaffRequest
from afterword.clinic import offering
from afterword.clinic.errors import ClinicError
from afterword.clinic.services.measuring import Answers
from afterword.desk import measure_words
from afterword.desk.forms.measures import (
    AloudForm,
    ChooseForm,
    NumbersForm,
    ScoreForm,
    WhenForm,
)
from afterword.desk.views.tablet import sign_out
from afterword.ending import measured
from afterword.ending.errors import EndingError
from afterword.ending.models import Ending
from afterword.ending.services import filling, handing, writing
from afterword.ending.services.filling import Filling
from afterword.look.pages import see_other, unprocessable
from afterword.measures.change import has_whole_totals
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import Instrument, Shell, shell
from afterword.measures.parts import Adding
from afterword.tenancy import practice

PAGE = "desk/ending_measure.html"
WRONG = (EndingError, ClinicError, MeasureError)
ALONE = "alone"
"""How the fields of a score alone begin."""


@dataclass(frozen=True)
class Chosen:
    """The questionnaire that the page offers, and whether its words may be shown."""

    shell: Shell
    words: Instrument | None
    why_not: str

    @property
    def has_total(self) -> bool:
        return self.shell.adding is not Adding.NONE

    @property
    def asks_about_risk(self) -> bool:
        return bool(self.shell.risk_items)

    @property
    def is_whole(self) -> bool:
        return has_whole_totals(self.shell)


def measure(request: StaffRequest, row: Ending) -> HttpResponse:
    """Show what is here; add one by hand or on the tablet, or leave them out."""
    data = request.POST if request.method == "POST" else None
    if data is not None and "skip" in data:
        return _settled(request, row)
    chosen = _chosen(request, row)
    if data is not None and "tablet" in data:
        return _to_tablet(request, row, chosen)
    form, alone = _forms(row, chosen, data)
    if data is not None:
        given = alone if ALONE in data and alone is not None else form
        if given.is_valid():
            try:
                return _add(request, row, chosen, given)
            except WRONG as error:
                given.add_error(None, str(error.for_people))
    context = _context(request, row, chosen) | {"form": form, "alone": alone}
    if data is None:
        return render(request, PAGE, context)
    context["errors_of"] = given
    return unprocessable(request, PAGE, context)


def _forms(
    row: Ending, chosen: Chosen, data: QueryDict | None
) -> tuple[AloudForm | NumbersForm, ScoreForm | None]:
    """Give the form of the answers, and that of a score alone; one may be bound."""
    today = clock.today(row.client.time_zone)
    is_alone = data is not None and ALONE in data
    bound = None if is_alone else data
    form: AloudForm | NumbersForm
    if chosen.words is not None:
        form = AloudForm(bound, asked=chosen.words, today=today)
    else:
        form = NumbersForm(bound, asked=chosen.shell, today=today)
    if not chosen.has_total:
        return form, None
    bound = data if is_alone else None
    return form, ScoreForm(bound, asked=chosen.shell, today=today, prefix=ALONE)


def _add(
    request: StaffRequest, row: Ending, chosen: Chosen, form: WhenForm
) -> HttpResponse:
    """Keep what was given; an answer about risk is shown at once."""
    answers: Answers | None = None
    if isinstance(form, AloudForm | NumbersForm):
        answers = form.answers()
    given = Filling(
        instrument=chosen.shell.id,
        moment=form.moment_given,
        on=form.day_given,
        answers=answers,
        total=form.total() if isinstance(form, ScoreForm) else None,
        is_asked=isinstance(form, AloudForm),
    )
    kept = filling.add(ending=row.pk, filling=given, by=request.actor)
    messages.success(request, _("Saved."))
    if kept.risk:
        return see_other(reverse("desk:measured", args=[kept.id]) + "#done")
    return _back(row)


def _chosen(request: StaffRequest, row: Ending) -> Chosen:
    """Give the questionnaire that was chosen; without a choice, the four questions."""
    asked = request.POST if request.method == "POST" else request.GET
    name = asked.get("instrument") or measured.FIRST
    if name not in dict(offering.by_name()):
        raise Http404
    with practice(request.actor.practice):
        why = offering.why_not_shown(name, client=row.client_id, at=clock.now())
        words = None if why else offering.words_of(name)
    return Chosen(shell(name), words, why)


def _context(request: StaffRequest, row: Ending, chosen: Chosen) -> dict[str, Any]:
    courses = measured.courses(row, by=request.actor)
    of_this = next((c for c in courses if c.asked.id == chosen.shell.id), None)
    with practice(request.actor.practice):
        responder = offering.responder_of(row.client_id, at=clock.now())
    offered = offering.by_name()
    return {
        "here": "people",
        "id": row.pk,
        "chosen": chosen,
        "is_first": chosen.shell.id == measured.FIRST,
        "end": _end(of_this),
        "lines": measure_words.lines(courses),
        "responder": responder if chosen.asks_about_risk else None,
        "choose": ChooseForm(
            initial={"instrument": chosen.shell.id}, offered=offered, auto_id="c_%s"
        ),
        "is_skipped": row.measure == "skipped",
        "may_skip": not any(one.end for one in courses),
    }


def _end(course: measured.Course | None) -> str:
    """Say what stands at the end for the questionnaire that the page offers."""
    if course is None or course.end is None:
        return ""
    score = course.end.score
    if score is None or score.total is None:
        return measure_words.score_words(course.end)
    return _("%(total)s of %(high)s at the end") % {
        "total": f"{score.total:g}",
        "high": f"{score.range.high:g}",
    }


def _to_tablet(request: StaffRequest, row: Ending, chosen: Chosen) -> HttpResponse:
    try:
        token = handing.hand_over_questions(
            ending=row.pk, by=request.actor, instrument=chosen.shell.id
        )
    except WRONG as error:
        messages.error(request, str(error.for_people))
        return _back(row)
    sign_out(request)
    return see_other(reverse("desk:tablet_questions", args=[token]))


def _settled(request: StaffRequest, row: Ending) -> HttpResponse:
    try:
        writing.settle_measure(ending=row.pk, how="skipped", by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Left out. That is fine."))
    return _back(row)


def _back(row: Ending) -> HttpResponse:
    return see_other(reverse("desk:ending", args=[row.pk]) + "#done")

"""The tasks of an ending that are questions and words: shown, saved, opened again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from afterword import clock
from afterword.accounts.access import StaffRequest
from afterword.desk import measure_words, prepared
from afterword.desk.forms.ending_parts import FORMS, PartForm, goals_initial
from afterword.desk.goal_lines import goal_lines
from afterword.desk.part_words import HEADINGS, LEADS, TASKS
from afterword.desk.wording import said
from afterword.ending import measured, queries
from afterword.ending.errors import EndingError
from afterword.ending.models import Ending
from afterword.ending.sections import BY_KEY
from afterword.ending.services import writing
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice
from afterword.vault import services as vault

OWN_PAGES = {
    "notice": "desk/ending_notice.html",
    "review": "desk/ending_review.html",
    "support": "desk/ending_support.html",
}


def page(request: StaffRequest, row: Ending, key: str) -> HttpResponse:
    """Show or save one task. It can be left and taken up again at any time."""
    with practice(request.actor.practice):
        template = queries.template_of(row, on=clock.today(row.client.time_zone))
        plain = dict(queries.plain_of(row.pk, key))
    data = request.POST if request.method == "POST" else None
    initial = _initial(request, row, key, plain) if data is None else {}
    form = FORMS[key](data, hints=template.hints, initial=initial)
    context = {
        "here": "people",
        "id": row.pk,
        "form": form,
        "task": key,
        "title": said(TASKS, key),
        "heading": said(HEADINGS, key),
        "lead": said(LEADS, key) if key in LEADS else "",
    }
    where = OWN_PAGES.get(key, "desk/ending_part.html")
    if data is None:
        return render(request, where, context | _beside(request, row, form))
    if form.is_valid():
        try:
            save(row, form, request)
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved."))
            return see_other(reverse("desk:ending", args=[row.pk]) + "#done")
    return unprocessable(request, where, context | _beside(request, row, form))


def _beside(request: StaffRequest, row: Ending, form: PartForm) -> dict[str, Any]:
    """Give what a page shows beside its form; whoever only saves opens none of it."""
    if form.key == "review":
        return _looking_back(request, row, form)
    return _notice(request, row) if form.key == "notice" else {}


def _looking_back(request: StaffRequest, row: Ending, form: PartForm) -> dict[str, Any]:
    """Draw goals as they rated them, and measures from the start to the end."""
    today = clock.today(row.client.time_zone)
    courses = measured.courses(row, by=request.actor)
    return {
        "goals": goal_lines(form.initial),
        "measures": [
            measure_words.drawn(one, ended_on=row.ended_on or today, key=f"m{number}")
            for number, one in enumerate(courses, start=1)
        ],
    }


def _notice(request: StaffRequest, row: Ending) -> dict[str, Any]:
    """Give what shows that nobody was left alone, and which texts ask for it."""
    with practice(request.actor.practice):
        on = clock.today(row.client.time_zone)
        held, options = queries.held(row, on=on), queries.options_given(row)
        return {
            "evidence": prepared.evidence(row, held, options=options),
            "sources": prepared.sources(row, on=on),
        }


def save(row: Ending, form: PartForm, request: StaffRequest) -> None:
    """Write a task: what the ending keeps itself, then the part."""
    if form.columns:
        writing.write_words(ending=row.pk, words=form.column_words(), by=request.actor)
    if BY_KEY[form.key].fields:
        writing.write_part(
            ending=row.pk,
            key=form.key,
            plain=form.plain(),
            words=form.told(),
            by=request.actor,
        )


def opened(request: StaffRequest, row: Ending, names: list[str]) -> dict[str, Any]:
    """Open the words of an ending; where nothing is written, nothing is opened."""
    if not any(getattr(row, name) for name in names):
        return dict.fromkeys(names)
    (told,) = vault.open(by=request.actor, purpose="ending", rows=[row], fields=names)
    return dict(told)


def _initial(
    request: StaffRequest, row: Ending, key: str, plain: dict[str, Any]
) -> dict[str, Any]:
    columns = list(FORMS[key].columns)
    initial = opened(request, row, columns) if columns else {}
    told: dict[str, Any] = queries.words_of(row, [key], by=request.actor).get(key, {})
    if key == "review":
        initial |= goals_initial(told.pop("goals", []))
    days = {one.name for one in BY_KEY[key].fields if one.holds == "day"}
    read = {
        name: date.fromisoformat(value) if name in days else value
        for name, value in plain.items()
    }
    return initial | told | read

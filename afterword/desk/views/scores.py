"""Import scores: choose a file, see what would happen, do it, undo it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.caseload.errors import CaseloadError
from afterword.clinic.errors import ClinicError
from afterword.clinic.models import Administration, ImportBatch
from afterword.desk import brought
from afterword.desk.forms.imports import FileForm
from afterword.desk.wording import said
from afterword.ending.services import scores as importing
from afterword.look.pages import see_other, unprocessable
from afterword.measures.errors import MeasureError
from afterword.tenancy import practice

COLUMNS = {
    "external_id": gettext_lazy("Client number or reference"),
    "instrument": gettext_lazy("Questionnaire"),
    "day": gettext_lazy("Day it was filled in"),
    "moment": gettext_lazy("Start, during or end"),
    "total": gettext_lazy("Score"),
}


@require_http_methods(["GET", "POST"])
@staff(Role.ADMINISTRATOR)
def scores(request: StaffRequest) -> HttpResponse:
    """Choose a file of scores; show those that were brought before."""
    if request.method == "GET":
        return render(request, "desk/scores.html", _overview(request, FileForm()))
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            batch = importing.take_scores(
                data=form.cleaned_data["file"].read(),
                date_order=form.cleaned_data["date_order"],
                by=request.actor,
            )
            importing.try_scores(batch=batch, by=request.actor)
        except (ClinicError, CaseloadError) as error:
            form.add_error("file", error.for_people)
        else:
            return see_other(reverse("desk:scores_file", args=[batch]))
    return unprocessable(request, "desk/scores.html", _overview(request, form))


@require_GET
@staff(Role.ADMINISTRATOR)
def file(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Show what would happen to each row, or what did."""
    return render(
        request, "desk/scores_file.html", _shown(request, _batch(request, batch))
    )


@require_POST
@staff(Role.ADMINISTRATOR)
def run(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Keep the scores that are new."""
    _batch(request, batch)
    try:
        importing.import_scores(batch=batch, by=request.actor)
    except (ClinicError, CaseloadError, MeasureError) as error:
        messages.error(request, str(error.for_people))
    return see_other(reverse("desk:scores_file", args=[batch]))


@require_POST
@staff(Role.ADMINISTRATOR)
def undo(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Take out what came by this file."""
    _batch(request, batch)
    gone = importing.undo_scores(batch=batch, by=request.actor)
    with practice(request.actor.practice):
        stay = Administration.objects.filter(import_batch=batch).count()
    words = ngettext(
        "%(count)s score was taken out.", "%(count)s scores were taken out.", gone
    )
    messages.success(request, words % {"count": gone})
    if stay:
        words = ngettext(
            "%(count)s score stays: an answer about risk in it waits to be looked at, "
            "or an ending was closed with it. Undo this again afterwards.",
            "%(count)s scores stay: an answer about risk in them waits to be looked "
            "at, or an ending was closed with them. Undo this again afterwards.",
            stay,
        )
        messages.success(request, words % {"count": stay})
    return see_other(reverse("desk:scores_file", args=[batch]) + "#done")


@require_GET
@staff(Role.ADMINISTRATOR)
def rows(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Give the rows that were set aside, with the reasons, to put right and bring."""
    _batch(request, batch)
    told = importing.scores_set_aside(batch=batch, by=request.actor)
    return brought.as_file(told)


def _overview(request: StaffRequest, form: FileForm) -> dict[str, Any]:
    before = brought.before(request, holds="scores", page="desk:scores_file")
    return {"here": "people", "form": form, "before": before}


def _batch(request: StaffRequest, batch: UUID) -> ImportBatch:
    return brought.batch_of(request, batch, holds="scores")


def _shown(request: StaffRequest, found: ImportBatch) -> dict[str, Any]:
    counts = found.counts
    places = found.mapping["columns"]
    aside = int(counts["refused"]) + int(counts["conflict"])
    with practice(request.actor.practice):
        came = Administration.objects.filter(import_batch=found).count()
    understood = [
        {"title": title, "words": said(COLUMNS, name)}
        for name, title in sorted(
            counts["columns"].items(), key=lambda pair: int(places[pair[0]])
        )
    ]
    if counts["items"]:
        title = _("%(count)s columns of answers") % {"count": counts["items"]}
        understood.append({"title": title, "words": _("Answers, by question")})
    return {
        "here": "people",
        "id": found.pk,
        "state": found.state,
        "counts": counts,
        "came": came,
        "aside": aside,
        "understood": understood,
        "rows": _asides(request, found) if aside and found.state != "undone" else [],
        "more": max(0, aside - brought.SHOWN),
    }


def _asides(request: StaffRequest, found: ImportBatch) -> list[brought.Aside]:
    """Give the first rows that were set aside; reading them is recorded."""
    place = int(found.mapping["columns"]["external_id"])
    told = importing.scores_set_aside(batch=found.pk, by=request.actor)
    return brought.asides(told, who=[place])


urlpatterns = [
    path("imports/scores", scores, name="scores"),
    path("imports/scores/<uuid:batch>", file, name="scores_file"),
    path("imports/scores/<uuid:batch>/run", run, name="scores_run"),
    path("imports/scores/<uuid:batch>/undo", undo, name="scores_undo"),
    path("imports/scores/<uuid:batch>/rows", rows, name="scores_rows"),
]

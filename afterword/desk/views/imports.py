"""Import a caseload: choose a file, see what would happen, do it, undo it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic import tasks
from afterword.clinic.caseload import reading
from afterword.clinic.caseload.errors import CaseloadError, TooLargeError
from afterword.clinic.errors import ClinicError
from afterword.clinic.models import Client, ImportBatch
from afterword.clinic.services import importing
from afterword.desk import brought
from afterword.desk.forms.imports import FileForm
from afterword.desk.wording import said
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])
AT_ONCE: Final = 2_000
"""Rows up to which a page does the work itself; above, a worker does."""
LOOK_AGAIN: Final = 4
EVIDENCE = frozenset({"email_ok", "text_ok", "voicemail_ok"})
"""Columns in which another system says that somebody may be written to."""
COLUMNS = {
    "external_id": gettext_lazy("Client number"),
    "name": gettext_lazy("Name"),
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Last name"),
    "preferred_name": gettext_lazy("Name to use"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "email": gettext_lazy("E-mail"),
    "mobile": gettext_lazy("Mobile"),
    "phone": gettext_lazy("Phone"),
    "status": gettext_lazy("In care or not"),
    "clinician": gettext_lazy("Clinician"),
    "time_zone": gettext_lazy("Time zone"),
    "language": gettext_lazy("Language"),
    "place": gettext_lazy("Where they live"),
}


@BOTH
@staff(Role.ADMINISTRATOR)
def imports(request: StaffRequest) -> HttpResponse:
    """Choose a file; show the files that were brought before."""
    if request.method == "GET":
        return render(request, "desk/imports.html", _overview(request, FileForm()))
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return unprocessable(request, "desk/imports.html", _overview(request, form))
    data: bytes = form.cleaned_data["file"].read()
    lines = data.count(b"\n")
    try:
        if lines > reading.MOST_ROWS:
            raise TooLargeError(_("%(rows)s rows") % {"rows": reading.MOST_ROWS})
        batch = importing.take_file(
            data=data, date_order=form.cleaned_data["date_order"], by=request.actor
        )
        if lines > AT_ONCE:
            tasks.later("read", batch=batch, by=request.actor)
        else:
            importing.dry_run(batch=batch, by=request.actor)
    except CaseloadError as error:
        form.add_error("file", error.for_people)
        return unprocessable(request, "desk/imports.html", _overview(request, form))
    return see_other(reverse("desk:import", args=[batch]))


@require_GET
@staff(Role.ADMINISTRATOR)
def batch(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Show where a file is: being read, ready, being imported, done, undone."""
    found = _batch(request, batch)
    if found.state in {"reading", "running"}:
        response = render(request, "desk/import_waits.html", _progress(request, found))
        response.headers["Refresh"] = str(LOOK_AGAIN)
        return response
    return render(request, "desk/import.html", _shown(request, found))


@require_POST
@staff(Role.ADMINISTRATOR)
def read(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Let a worker read a file once more, when it was cut off."""
    if _batch(request, batch).state == "reading":
        tasks.later("read", batch=batch, by=request.actor)
    return see_other(reverse("desk:import", args=[batch]))


@require_POST
@staff(Role.ADMINISTRATOR)
def run(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Import the people who are new. Nobody becomes contactable by it."""
    found = _batch(request, batch)
    try:
        if int(found.counts.get("new", 0)) > AT_ONCE:
            importing.begin(batch=batch, by=request.actor)
            tasks.later("run", batch=batch, by=request.actor)
        else:
            importing.run(batch=batch, by=request.actor)
    except IntegrityError:
        messages.error(
            request,
            _("Somebody in this file was added meanwhile. Read the file once more."),
        )
    except (ClinicError, CaseloadError) as error:
        messages.error(request, str(error.for_people))
    return see_other(reverse("desk:import", args=[batch]))


@require_POST
@staff(Role.ADMINISTRATOR)
def undo(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Take out who came by this file, and leave whoever has a history since."""
    _batch(request, batch)
    gone, stayed = importing.undo(batch=batch, by=request.actor)
    told = ngettext(
        "%(count)s person was taken out.", "%(count)s people were taken out.", gone
    ) % {"count": gone}
    if stayed:
        told += " " + ngettext(
            "%(count)s stays: something has happened here since.",
            "%(count)s stay: something has happened here since.",
            stayed,
        ) % {"count": stayed}
    messages.success(request, told)
    return see_other(reverse("desk:import", args=[batch]) + "#done")


@require_GET
@staff(Role.ADMINISTRATOR)
def rows(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Give the rows that were set aside, with the reasons, to put right and bring."""
    _batch(request, batch)
    told = importing.set_aside(batch=batch, by=request.actor)
    return brought.as_file(told)


def _overview(request: StaffRequest, form: FileForm) -> dict[str, Any]:
    before = brought.before(request, holds="people", page="desk:import")
    return {"here": "people", "form": form, "before": before}


def _batch(request: StaffRequest, batch: UUID) -> ImportBatch:
    return brought.batch_of(request, batch, holds="people")


def _progress(request: StaffRequest, found: ImportBatch) -> dict[str, Any]:
    """Say how far a worker is, as it last wrote it down."""
    counts = found.counts
    if found.state == "reading":
        done, of = int(counts.get("rows", 0)), int(found.mapping.get("lines", 0))
    else:
        with practice(request.actor.practice):
            done = Client.objects.filter(import_batch=found).count()
        of = int(counts.get("new", 0))
    return {
        "here": "people",
        "id": found.pk,
        "is_reading": found.state == "reading",
        "done": done,
        "of": of,
        "percent": min(99, done * 100 // of) if of else 0,
    }


def _shown(request: StaffRequest, found: ImportBatch) -> dict[str, Any]:
    counts = found.counts
    places = found.mapping["columns"]
    columns = {
        str(name): str(title)
        for name, title in sorted(
            counts["columns"].items(), key=lambda pair: int(places[pair[0]])
        )
    }
    aside = int(counts["refused"]) + int(counts["conflict"])
    with practice(request.actor.practice):
        came = Client.objects.filter(import_batch=found).count()
    return {
        "here": "people",
        "id": found.pk,
        "state": found.state,
        "new": counts["new"],
        "same": counts["same"],
        "conflict": counts["conflict"],
        "refused": counts["refused"],
        "aside": aside,
        "came": came,
        "understood": [
            {"title": title, "words": said(COLUMNS, name)}
            for name, title in columns.items()
            if name not in EVIDENCE
        ],
        "ignored": counts["ignored"],
        "struck": [title for name, title in columns.items() if name in EVIDENCE],
        "rows": _asides(request, found) if aside else [],
        "more": max(0, aside - brought.SHOWN),
    }


def _asides(request: StaffRequest, found: ImportBatch) -> list[brought.Aside]:
    """Give the first rows that were set aside; reading them is recorded."""
    places = found.mapping["columns"]
    names = ("name", "given_name", "family_name")
    told = importing.set_aside(batch=found.pk, by=request.actor)
    return brought.asides(told, who=[places[one] for one in names if one in places])


urlpatterns = [
    path("imports", imports, name="imports"),
    path("imports/<uuid:batch>", batch, name="import"),
    path("imports/<uuid:batch>/read", read, name="import_read"),
    path("imports/<uuid:batch>/run", run, name="import_run"),
    path("imports/<uuid:batch>/undo", undo, name="import_undo"),
    path("imports/<uuid:batch>/rows", rows, name="import_rows"),
]

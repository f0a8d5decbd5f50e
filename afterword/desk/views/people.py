"""People: find somebody, add one by hand, rename one. No name is in an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.caseload.rows import clean
from afterword.clinic.models import Client, Clinician
from afterword.clinic.services import people as clinic
from afterword.consent import queries as consent
from afterword.desk import whose
from afterword.desk.choices import in_short
from afterword.desk.forms.people import FindForm, NameForm, PersonForm
from afterword.desk.forms.places import place_options
from afterword.desk.wording import STATUSES, said
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])
SEES = (Role.CLINICIAN, Role.SUPERVISOR, Role.ADMINISTRATOR)
PAGE = 50
FILTERS = ("current", "former")


@dataclass(frozen=True)
class Line:
    """One person in the list."""

    url: str
    name: str
    reference: str
    clinician: str
    status: str
    choices: str


@BOTH
@staff(*SEES)
def people(request: StaffRequest) -> HttpResponse:
    """List the people whom this person may see, or find one of them."""
    if request.method == "POST":
        return _find(request)
    return render(request, "desk/people.html", _listed(request, FindForm()))


@BOTH
@staff(Role.CLINICIAN, Role.ADMINISTRATOR)
def add(request: StaffRequest) -> HttpResponse:
    """Add one person. They are contactable for nothing until they agree."""
    data = request.POST if request.method == "POST" else None
    home = request.membership.practice
    clinicians, own = _clinicians(request)
    form = PersonForm(
        data,
        clinicians=clinicians,
        country=home.country,
        today=clock.today(home.time_zone),
        initial={"clinician": str(own or "")},
    )
    context = {"here": "people", "form": form, "places": place_options()}
    if data is None:
        return render(request, "desk/person_add.html", context)
    if not form.is_valid() or form.person is None:
        return unprocessable(request, "desk/person_add.html", context)
    try:
        added = clinic.add_person(
            person=form.person, clinician=form.chosen_clinician(), by=request.actor
        )
    except IntegrityError:
        form.add_error("external_id", _("Somebody here has this client number already"))
        return unprocessable(request, "desk/person_add.html", context)
    messages.success(request, _("Added. Nothing can be sent to them yet."))
    return see_other(reverse("desk:person", args=[added]) + "#done")


@BOTH
@staff(*SEES)
def rename(request: StaffRequest, client: UUID) -> HttpResponse:
    """Write down that somebody is called something else now."""
    row = whose.client_of(request, client)
    named = whose.person_of(request, row, purpose="person")
    data = request.POST if request.method == "POST" else None
    form = NameForm(
        data,
        initial={"name": named.name, "preferred_name": named.preferred_name},
    )
    context = {"here": "people", "form": form, "id": row.pk}
    if data is None:
        return render(request, "desk/person_name.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/person_name.html", context)
    clinic.rename_person(
        client=row.pk,
        name=form.cleaned_data["name"],
        preferred_name=form.cleaned_data["preferred_name"],
        by=request.actor,
    )
    messages.success(
        request, _("Saved. A conflict check still finds the name of before.")
    )
    return see_other(reverse("desk:person", args=[row.pk]) + "#done")


def _listed(request: StaffRequest, form: FindForm) -> dict[str, Any]:
    wanted = request.GET.get("show", "")
    chosen = wanted if wanted in FILTERS else ""
    with practice(request.actor.practice):
        rows = Client.objects.filter(whose.visible(request.actor))
        if chosen == "former":
            rows = rows.filter(status="former")
        elif chosen == "current":
            rows = rows.exclude(status="former")
        ordered = rows.select_related("clinician").order_by("-added_at", "reference")
        page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
        found = list(page.object_list)
        has_any = bool(found) or Client.objects.exists()
        total = page.paginator.count
    return {
        "here": "people",
        "form": form,
        "rows": _lines(request, found),
        "show": chosen,
        "total": total,
        "has_any": has_any,
        "pages": page.paginator.num_pages,
        "number": page.number,
        "before": page.number - 1 if page.has_previous() else 0,
        "after": page.number + 1 if page.has_next() else 0,
        "may_add": request.actor.has(Role.CLINICIAN, Role.ADMINISTRATOR),
        "may_import": request.actor.has(Role.ADMINISTRATOR),
    }


def _find(request: StaffRequest) -> HttpResponse:
    """Look one up by exact name or reference; lead there if there is only one."""
    form = FindForm(request.POST)
    if form.is_valid():
        wanted = clean(form.cleaned_data["wanted"])
        with practice(request.actor.practice):
            matches = (
                Q(reference__iexact=wanted)
                | Q(external_id=wanted)
                | Q(name_index=clinic.name_index(wanted))
            )
            found = list(
                Client.objects.filter(whose.visible(request.actor))
                .filter(matches)
                .select_related("clinician")
                .order_by("reference")[:PAGE]
            )
        if len(found) == 1:
            return see_other(reverse("desk:person", args=[found[0].pk]))
        if found:
            context = _listed_as(request, form, found)
            return render(request, "desk/people.html", context)
        form.add_error("wanted", _("Nobody here has exactly this name or reference"))
    return unprocessable(request, "desk/people.html", _listed(request, form))


def _listed_as(
    request: StaffRequest, form: FindForm, found: list[Client]
) -> dict[str, Any]:
    return {
        "here": "people",
        "form": form,
        "rows": _lines(request, found),
        "total": len(found),
        "has_any": True,
        "is_found": True,
    }


def _lines(request: StaffRequest, clients: list[Client]) -> list[Line]:
    named = whose.opened(request.actor, clients, purpose="list")
    with practice(request.actor.practice):
        standings = consent.standings_of([client.pk for client in clients])
    return [
        Line(
            url=reverse("desk:person", args=[client.pk]),
            name=person.name or person.reference,
            reference=client.reference,
            clinician=client.clinician.name if client.clinician else "",
            status=said(STATUSES, client.status),
            choices=in_short(standings[client.pk]),
        )
        for client, person in zip(clients, named, strict=True)
    ]


def _clinicians(request: StaffRequest) -> tuple[list[tuple[UUID, str]], UUID | None]:
    """Give the clinicians to choose from: their own for one who is no administrator."""
    with practice(request.actor.practice):
        rows = list(Clinician.objects.filter(left_on__isnull=True).order_by("name"))
    own = next((one.pk for one in rows if one.user_id == request.actor.id), None)
    if not request.actor.has(Role.ADMINISTRATOR):
        rows = [one for one in rows if one.pk == own]
    if own is None and len(rows) == 1:
        own = rows[0].pk
    return [(one.pk, one.name) for one in rows], own


urlpatterns = [
    path("people", people, name="people"),
    path("people/add", add, name="person_add"),
    path("people/<uuid:client>/name", rename, name="person_name"),
]

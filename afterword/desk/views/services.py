"""The directory of services: everybody reads, an administrator keeps it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.desk.forms.places import place_words
from afterword.desk.forms.services import (
    CheckedForm,
    SearchForm,
    ServiceForm,
    ServicesFileForm,
    initial_of,
)
from afterword.desk.wording import said
from afterword.look.pages import see_other, unprocessable
from afterword.support import directory
from afterword.support.directory import ServiceView
from afterword.support.kinds import COSTS, NEEDS
from afterword.support.services import importing, listing
from afterword.support.services.errors import ChangeError, ServiceFileError
from afterword.support.words import LANGUAGES
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])
READERS = (Role.CLINICIAN, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.COMPLIANCE)
SHOWN: Final = 100
HAPPENS = {
    "new": gettext_lazy("Added"),
    "changed": gettext_lazy("Changed"),
    "same": gettext_lazy("The same"),
    "older": gettext_lazy("Ours stays"),
    "refused": gettext_lazy("Refused"),
}


@dataclass(frozen=True)
class Shown:
    """A service in words."""

    id: UUID
    url: str
    said: directory.ServiceFacts
    needs: str
    places: str
    cost: str
    languages: str
    is_old: bool
    is_retired: bool


@require_GET
@staff(*READERS)
def services(request: StaffRequest) -> HttpResponse:
    """Look for services."""
    form, found = look_for(request)
    context = {
        "here": "services",
        "form": form,
        "services": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "is_filtered": bool(request.GET),
        "may_change": request.actor.has(Role.ADMINISTRATOR),
        "may_lines": request.actor.has(Role.ADMINISTRATOR, Role.COMPLIANCE),
    }
    return render(request, "desk/services.html", context)


@require_GET
@staff(*READERS)
def service(request: StaffRequest, service: UUID) -> HttpResponse:
    """Show one service."""
    found = _found(request, service)
    context = {
        "here": "services",
        "one": shown(found, today_of(request)),
        "form": CheckedForm(
            today=today_of(request),
            initial={
                "checked_by": request.membership.user.name,
                "checked_on": today_of(request),
            },
        ),
        "may_change": request.actor.has(Role.ADMINISTRATOR) and not found.is_retired,
    }
    return render(request, "desk/service.html", context)


@BOTH
@staff(Role.ADMINISTRATOR)
def add(request: StaffRequest) -> HttpResponse:
    """Add a service."""
    return _edit(request, None)


@BOTH
@staff(Role.ADMINISTRATOR)
def change(request: StaffRequest, service: UUID) -> HttpResponse:
    """Change what is said of a service."""
    found = _found(request, service)
    if found.is_retired:
        raise Http404
    return _edit(request, found)


@require_POST
@staff(Role.ADMINISTRATOR)
def check(request: StaffRequest, service: UUID) -> HttpResponse:
    """Say that somebody looked again."""
    found = _found(request, service)
    today = today_of(request)
    form = CheckedForm(request.POST, today=today)
    if form.is_valid():
        try:
            listing.check_service(
                service=service, by=request.actor, today=today, **form.cleaned_data
            )
        except ChangeError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. It counts as checked from that day."))
            return _there(service)
    context = {
        "here": "services",
        "one": shown(found, today),
        "form": form,
        "may_change": not found.is_retired,
    }
    return unprocessable(request, "desk/service.html", context)


@require_POST
@staff(Role.ADMINISTRATOR)
def retire(request: StaffRequest, service: UUID) -> HttpResponse:
    """Take a service out of the list."""
    _found(request, service)
    listing.retire_service(service=service, by=request.actor, at=clock.now())
    messages.success(
        request,
        _("Taken out. Whoever was pointed to it before still sees what it was."),
    )
    return _there(service)


@BOTH
@staff(Role.ADMINISTRATOR)
def bring(request: StaffRequest) -> HttpResponse:
    """Choose a file; nothing is kept until somebody says yes to it."""
    context: dict[str, Any] = {"here": "services", "form": ServicesFileForm()}
    if request.method == "GET":
        return render(request, "desk/services_import.html", context)
    form = context["form"] = ServicesFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = importing.take_services(
                data=form.cleaned_data["file"].read(),
                by=request.actor,
                at=clock.now(),
                today=today_of(request),
            )
        except (ChangeError, ServiceFileError) as error:
            form.add_error("file", str(error.for_people))
        else:
            return see_other(reverse("desk:services_file", args=[file]))
    return unprocessable(request, "desk/services_import.html", context)


@require_GET
@staff(Role.ADMINISTRATOR)
def file(request: StaffRequest, file: UUID) -> HttpResponse:
    """Show what would happen to each line of a file."""
    try:
        found = importing.look_at_services(
            file=file, by=request.actor, today=today_of(request)
        )
    except ChangeError:
        raise Http404 from None
    counts = Counter(line.becomes for line in found)
    context = {
        "here": "services",
        "id": file,
        "rows": [
            (line.number, line.name, said(HAPPENS, line.becomes), _because(line))
            for line in found
            if line.becomes != importing.SAME
        ],
        "new": counts[importing.NEW],
        "changed": counts[importing.CHANGED],
        "same": counts[importing.SAME],
        "refused": counts[importing.REFUSED],
        "moves": counts[importing.NEW] + counts[importing.CHANGED],
    }
    return render(request, "desk/services_file.html", context)


@require_POST
@staff(Role.ADMINISTRATOR)
def take(request: StaffRequest, file: UUID) -> HttpResponse:
    """Bring a file in, all of it."""
    try:
        counts = importing.bring_in_services(
            file=file, by=request.actor, at=clock.now(), today=today_of(request)
        )
    except (ChangeError, ServiceFileError) as error:
        messages.error(request, str(error.for_people))
    else:
        told = _("%(new)s added, %(changed)s changed.") % {
            "new": counts.get("new", 0),
            "changed": counts.get("changed", 0),
        }
        messages.success(request, told)
    return see_other(reverse("desk:services") + "#done")


@require_POST
@staff(Role.ADMINISTRATOR)
def drop(request: StaffRequest, file: UUID) -> HttpResponse:
    """Set a file aside."""
    try:
        importing.drop_services(file=file, by=request.actor)
    except ChangeError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Set aside. Nothing was changed."))
    return see_other(reverse("desk:services") + "#done")


def look_for(request: StaffRequest, **initial: str) -> tuple[SearchForm, list[Shown]]:
    """Give the form of what is looked for, and what was found."""
    today = today_of(request)
    asked = request.GET.dict() if request.GET else initial
    with practice(request.actor.practice):
        named = {*directory.places_named(), *filter(None, initial.values())}
        form = SearchForm(asked, places=sorted(named), today=today)
        found = directory.search(form.wanted())
    return form, [shown(one, today) for one in found]


def shown(one: ServiceView, today: date) -> Shown:
    """Put a service into words."""
    told = one.said
    return Shown(
        id=one.id,
        url=reverse("desk:service", args=[one.id]),
        said=told,
        needs=", ".join(said(NEEDS, code) for code in told.needs),
        places=", ".join(place_words(code) for code in told.places) or _("Anywhere"),
        cost=told.cost_words or said(COSTS, told.cost),
        languages=", ".join(said(LANGUAGES, code) for code in told.languages),
        is_old=one.is_old(today),
        is_retired=one.is_retired,
    )


def today_of(request: StaffRequest) -> date:
    """Give the day it is where the practice is."""
    return clock.today(request.membership.practice.time_zone)


def _edit(request: StaffRequest, found: ServiceView | None) -> HttpResponse:
    today = today_of(request)
    data = request.POST if request.method == "POST" else None
    form = ServiceForm(data, today=today, initial=_initial(request, found))
    context = {"here": "services", "form": form, "one": found}
    if data is None:
        return render(request, "desk/service_change.html", context)
    if form.is_valid():
        try:
            made = _save(request, found, form)
        except ChangeError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved."))
            return _there(made)
    return unprocessable(request, "desk/service_change.html", context)


def _save(request: StaffRequest, found: ServiceView | None, form: ServiceForm) -> UUID:
    told, today = form.said(), today_of(request)
    if found is None:
        return listing.add_service(
            said=told, by=request.actor, at=clock.now(), today=today
        )
    listing.change_service(service=found.id, said=told, by=request.actor, today=today)
    return found.id


def _initial(request: StaffRequest, found: ServiceView | None) -> dict[str, Any]:
    fresh = {
        "checked_by": request.membership.user.name,
        "checked_on": today_of(request),
    }
    return fresh if found is None else initial_of(found.said) | fresh


def _because(line: importing.Becomes) -> str:
    told = ", ".join(line.reasons)
    if line.becomes == importing.CHANGED:
        return _("Differs in: %(parts)s") % {"parts": told}
    return told[:1].upper() + told[1:]


def _found(request: StaffRequest, service: UUID) -> ServiceView:
    with practice(request.actor.practice):
        found = directory.service(service)
    if found is None:
        raise Http404
    return found


def _there(service: UUID) -> HttpResponse:
    return see_other(reverse("desk:service", args=[service]) + "#done")


urlpatterns = [
    path("services", services, name="services"),
    path("services/add", add, name="service_add"),
    path("services/import", bring, name="services_import"),
    path("services/import/<uuid:file>", file, name="services_file"),
    path("services/import/<uuid:file>/take", take, name="services_take"),
    path("services/import/<uuid:file>/drop", drop, name="services_drop"),
    path("services/<uuid:service>", service, name="service"),
    path("services/<uuid:service>/change", change, name="service_change"),
    path("services/<uuid:service>/check", check, name="service_check"),
    path("services/<uuid:service>/retire", retire, name="service_retire"),
]

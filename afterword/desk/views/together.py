"""Say how somebody came, and with whom. Each of them keeps an ending of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.errors import ClinicError
from afterword.clinic.models import Client
from afterword.clinic.services import together
from afterword.desk import came_together, whose
from afterword.desk.forms.together import FormatForm, OtherForm
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice


@require_GET
@staff(Role.CLINICIAN)
def who(request: StaffRequest, client: UUID) -> HttpResponse:
    """Show how somebody came and with whom."""
    row = _own(request, client)
    return render(request, "desk/together.html", _context(request, row))


@require_POST
@staff(Role.CLINICIAN)
def how(request: StaffRequest, client: UUID) -> HttpResponse:
    """Say how they came."""
    row = _own(request, client)
    form = FormatForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["format"]
        try:
            together.set_format(client=row.pk, format=chosen, by=request.actor)
        except ClinicError as error:
            form.add_error("format", str(error.for_people))
        else:
            return _saved(request, row)
    return _again(request, row, form, how=form)


@require_POST
@staff(Role.CLINICIAN)
def add(request: StaffRequest, client: UUID) -> HttpResponse:
    """Say that another client of this clinician came with them."""
    row = _own(request, client)
    form = OtherForm(request.POST)
    if form.is_valid():
        reference = form.cleaned_data["reference"].strip().upper()
        with practice(request.actor.practice):
            found = Client.objects.filter(reference__iexact=reference).first()
        try:
            # Who is somebody else's client and who is nobody are refused alike.
            other = found.pk if found else row.pk
            together.join(client=row.pk, other=other, by=request.actor)
        except ClinicError as error:
            form.add_error("reference", str(error.for_people))
        else:
            return _saved(request, row)
    return _again(request, row, form, other=form)


@require_POST
@staff(Role.CLINICIAN)
def part(request: StaffRequest, client: UUID) -> HttpResponse:
    """Say that they did not come with the others."""
    row = _own(request, client)
    together.leave(client=row.pk, by=request.actor)
    return _saved(request, row)


def _own(request: StaffRequest, client: UUID) -> Client:
    """Give a client of this very clinician; anybody else's is not found."""
    row = whose.client_of(request, client)
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
    if own is None or row.clinician_id not in {own.pk, None}:
        raise Http404
    return row


def _context(request: StaffRequest, row: Client, **forms_: Any) -> dict[str, Any]:
    with practice(request.actor.practice):
        came = came_together.format_of(row.pk)
        others = came_together.own_others(row.pk, whose.own_clinician(request.actor))
    return {
        "here": "people",
        "id": row.pk,
        "came_alone": came == together.ALONE,
        "others": whose.opened(request.actor, others, purpose="list"),
        "how": FormatForm(initial={"format": came}),
        "other": OtherForm(),
        **forms_,
    }


def _again(
    request: StaffRequest, row: Client, form: forms.Form, **kept: forms.Form
) -> HttpResponse:
    context = _context(request, row, form=form, **kept)
    return unprocessable(request, "desk/together.html", context)


def _saved(request: StaffRequest, row: Client) -> HttpResponse:
    messages.success(request, _("Saved."))
    return see_other(reverse("desk:together", args=[row.pk]) + "#done")


urlpatterns = [
    path("people/<uuid:client>/together", who, name="together"),
    path("people/<uuid:client>/together/how", how, name="together_how"),
    path("people/<uuid:client>/together/add", add, name="together_add"),
    path("people/<uuid:client>/together/part", part, name="together_part"),
]

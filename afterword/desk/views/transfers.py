"""Somebody goes on with a colleague: named in the ending, then taken over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.desk import whose
from afterword.desk.forms.leaving import ColleagueForm, TakeOverForm
from afterword.desk.views.leaving import colleagues
from afterword.ending.errors import EndingError
from afterword.ending.models import Ending
from afterword.ending.services import leaving as verbs
from afterword.ending.unplanned import Transfer
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@staff(Role.CLINICIAN)
def receiver(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Write down to which colleague they go."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        row = (
            Ending.objects.select_related("client")
            .filter(pk=ending, clinician=own, kind=verbs.TRANSFER, state="open")
            .first()
        )
        before = Transfer.objects.filter(ending_id=ending).first()
    if own is None or row is None or row.client.clinician_id not in {own.pk, None}:
        raise Http404
    data = request.POST if request.method == "POST" else None
    initial = {"to": str(before.to_clinician_id)} if before else {}
    form = ColleagueForm(data, colleagues=colleagues(request, own), initial=initial)
    context = {"here": "people", "form": form, "id": row.pk, "client": row.client_id}
    if data is None:
        return render(request, "desk/receiver.html", context)
    to = form.colleague() if form.is_valid() else None
    if to is not None:
        try:
            verbs.name_receiver(ending=row.pk, to=to, by=request.actor)
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. They see it once this is closed."))
            return see_other(reverse("desk:ending", args=[row.pk]) + "#done")
    return unprocessable(request, "desk/receiver.html", context)


@BOTH
@staff(Role.CLINICIAN)
def transfers(request: StaffRequest) -> HttpResponse:
    """Show a clinician who is handed on to them, and let them begin."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        rows = Transfer.objects.filter(
            to_clinician=own, ending__state="closed", episode__isnull=True
        )
        found = list(rows.select_related("client").order_by("written_at"))
    if own is None:
        raise Http404
    people = whose.opened(
        request.actor, [one.client for one in found], purpose="transfer"
    )
    data = request.POST if request.method == "POST" else None
    today = clock.today(request.membership.practice.time_zone)
    form = TakeOverForm(data, today=today, initial={"started_on": today})
    context = {
        "here": "people",
        "form": form,
        "waiting": [
            {"id": one.pk, "called": person.called}
            for one, person in zip(found, people, strict=True)
        ],
    }
    if data is None:
        return render(request, "desk/transfers.html", context)
    wanted = [one for one in found if str(one.pk) == data.get("transfer")]
    if form.is_valid() and wanted:
        try:
            verbs.take_over(
                transfer=wanted[0].pk,
                started_on=form.cleaned_data["started_on"],
                by=request.actor,
            )
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("They are with you now."))
            there = reverse("desk:person", args=[wanted[0].client_id])
            return see_other(there + "#done")
    if form.is_valid():
        form.add_error(None, _("Choose who begins with you"))
    return unprocessable(request, "desk/transfers.html", context)


urlpatterns = [
    path("endings/<uuid:ending>/receiver", receiver, name="receiver"),
    path("transfers", transfers, name="transfers"),
]

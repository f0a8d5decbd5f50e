"""An address that was called unsafe: safe again on the client's own word."""

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
from afterword.clinic.errors import ClinicError
from afterword.clinic.models import Client, ContactPoint
from afterword.clinic.services import addresses
from afterword.desk import whose
from afterword.desk.forms.addresses import SafeAgainForm
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice

PAGE = "desk/address_safe.html"


@require_http_methods(["GET", "POST"])
@staff(Role.CLINICIAN)
def safe_again(request: StaffRequest, client: UUID, point: UUID) -> HttpResponse:
    """Write down that they said it; nothing is used before they agree to it anew."""
    row = _carried(request, client, point)
    data = request.POST if request.method == "POST" else None
    form = SafeAgainForm(data, today=clock.today(row.time_zone))
    context = {"here": "people", "form": form, "id": row.pk}
    if data is None:
        return render(request, PAGE, context)
    if form.is_valid():
        try:
            addresses.note_safe_again(
                contact_point=point,
                client=row.pk,
                told_on=form.cleaned_data["told_on"],
                by=request.actor,
            )
        except ClinicError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(
                request, _("Written down. Nothing goes there before they agree to it.")
            )
            return see_other(reverse("desk:person", args=[row.pk]) + "#done")
    return unprocessable(request, PAGE, context)


def _carried(request: StaffRequest, client: UUID, point: UUID) -> Client:
    """Give the client to who carries them, if the address is theirs and unsafe."""
    row = whose.client_of(request, client)
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        rows = ContactPoint.objects.filter(client=row, retired_at__isnull=True)
        is_there = rows.filter(pk=point, unsafe=True).exists()
    if own is None or row.clinician_id != own.pk or not is_there:
        raise Http404
    return row


urlpatterns = [
    path(
        "people/<uuid:client>/addresses/<uuid:point>/safe",
        safe_again,
        name="address_safe",
    ),
]

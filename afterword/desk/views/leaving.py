"""A clinician leaves: the announcement, who has chosen, who not, until when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Client, Clinician
from afterword.desk import whose
from afterword.desk.forms.leaving import CHOICES, AnnouncementForm, ChoiceForm
from afterword.desk.wording import said
from afterword.ending.errors import EndingError
from afterword.ending.services import leaving as verbs
from afterword.ending.unplanned import Leaving
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])
OWN = (Role.ADMINISTRATOR, Role.CLINICIAN)


@BOTH
@staff(*OWN)
def announce(request: StaffRequest, clinician: UUID) -> HttpResponse:
    """Announce a last day; then show each client, who has chosen and who not."""
    row = _clinician(request, clinician)
    today = clock.today(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        found = Leaving.objects.filter(
            clinician=row, called_off_at__isnull=True
        ).first()
        choices = verbs.choices_of(found) if found else []
        resting = verbs.resting_on(row.pk)
    is_own = row.user_id == request.actor.id
    data = request.POST if request.method == "POST" else None
    names = tuple(AnnouncementForm.base_fields)
    initial = {name: getattr(found, name) for name in names} if found else {}
    form = AnnouncementForm(data, today=today, initial=initial)
    context = {
        "here": "practice",
        "id": row.pk,
        "name": row.name,
        "found": found,
        "form": form,
        "resting": resting,
        "is_own": is_own,
        "chosen": sum(bool(one.choice) for one in choices),
        "is_late": found is not None and today > found.choose_by,
        "choices": _shown(request, choices, found, is_own=is_own),
    }
    if data is None:
        return render(request, "desk/leaving.html", context)
    if form.is_valid():
        try:
            verbs.announce(clinician=row.pk, said=form.said(), by=request.actor)
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. Nothing was sent."))
            return _back(row.pk)
    return unprocessable(request, "desk/leaving.html", context)


@require_POST
@staff(*OWN)
def stay(request: StaffRequest, clinician: UUID) -> HttpResponse:
    """Say that they stay after all."""
    row = _clinician(request, clinician)
    with practice(request.actor.practice):
        found = Leaving.objects.filter(
            clinician=row, called_off_at__isnull=True
        ).first()
    if found is None:
        raise Http404
    verbs.stay(leaving=found.pk, by=request.actor)
    messages.success(request, _("Saved. They stay."))
    return _back(row.pk)


@BOTH
@staff(Role.CLINICIAN)
def choice(request: StaffRequest, leaving: UUID, client: UUID) -> HttpResponse:
    """Write down what a client chose, in session."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        found = Leaving.objects.filter(
            pk=leaving, clinician=own, called_off_at__isnull=True
        ).first()
        person = Client.objects.filter(
            pk=client, clinician=own, removed_at__isnull=True
        ).first()
    if own is None or found is None or person is None:
        raise Http404
    shown = whose.person_of(request, person, purpose="leaving")
    data = request.POST if request.method == "POST" else None
    form = ChoiceForm(data, colleagues=colleagues(request, own))
    context = {"here": "practice", "form": form, "id": own.pk, "person": shown}
    if data is None:
        return render(request, "desk/leaving_choice.html", context)
    if form.is_valid():
        try:
            verbs.write_choice(
                leaving=found.pk,
                client=person.pk,
                choice=form.cleaned_data["choice"],
                to=form.colleague(),
                by=request.actor,
            )
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Written down. It can be changed until then."))
            return _back(own.pk)
    return unprocessable(request, "desk/leaving_choice.html", context)


def _shown(
    request: StaffRequest,
    choices: list[verbs.Choice],
    found: Leaving | None,
    *,
    is_own: bool,
) -> list[dict[str, Any]]:
    """Say what each client chose: by name to their clinician, else by reference."""
    rows = [one.client for one in choices] if is_own else []
    people = whose.opened(request.actor, rows, purpose="leaving")
    called = {one.id: one.called for one in people}
    return [
        {
            "called": called.get(one.client.pk, one.client.reference),
            "says": said(CHOICES, one.choice) if one.choice else "",
            "to": one.to_clinician,
            "on": one.chosen_on,
            "url": reverse("desk:leaving_choice", args=[found.pk, one.client.pk])
            if found and is_own
            else "",
        }
        for one in choices
    ]


def colleagues(request: StaffRequest, own: Clinician) -> list[tuple[UUID, str]]:
    """Give those who could take over."""
    with practice(request.actor.practice):
        others = Clinician.objects.exclude(pk=own.pk).filter(
            left_on=None, user_id__isnull=False, practising="yes"
        )
        return [(one.pk, one.name) for one in others.order_by("name")]


def _clinician(request: StaffRequest, clinician: UUID) -> Clinician:
    with practice(request.actor.practice):
        row = Clinician.objects.filter(pk=clinician).first()
    is_own = row is not None and row.user_id == request.actor.id
    if row is None or not (is_own or request.actor.has(Role.ADMINISTRATOR)):
        raise Http404
    return row


def _back(clinician: UUID) -> HttpResponse:
    return see_other(reverse("desk:clinician_announce", args=[clinician]) + "#done")


urlpatterns = [
    path(
        "practice/clinicians/<uuid:clinician>/clients",
        announce,
        name="clinician_announce",
    ),
    path("practice/clinicians/<uuid:clinician>/stays", stay, name="clinician_stays"),
    path("leaving/<uuid:leaving>/<uuid:client>", choice, name="leaving_choice"),
]

"""Conflict check: may there be something to talk about first? It never says who.

Both answers are drawn each time and are equally long. The compliance lead alone learns
what was asked, and whom it may be.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.clinic.models import Client
from afterword.desk import whose
from afterword.desk.forms.conflicts import ConflictForm
from afterword.desk.relationship_words import CHECKS
from afterword.desk.wording import STATUSES, said
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import KnownFact
from afterword.look.templatetags.look import full_date
from afterword.screening import services
from afterword.screening.errors import ScreeningError
from afterword.screening.services.checking import MAY_ASK
from afterword.tenancy import practice

LEADS = (Role.COMPLIANCE, Role.ADMINISTRATOR)
"""Who may lead; who does is asked of the practice each time."""


@require_http_methods(["GET", "POST"])
@staff(*MAY_ASK)
def conflict(request: StaffRequest) -> HttpResponse:
    """Ask, and be told one of two things. The answer is on this page and nowhere."""
    data = request.POST if request.method == "POST" else None
    form = ConflictForm(data)
    keeps = request.actor.has(Role.ADMINISTRATOR)
    context: dict[str, Any] = {
        "here": "practice" if keeps else "today",
        "back_url": reverse("desk:practice" if keeps else "desk:today"),
        "back_to": _("Practice") if keeps else _("Today"),
        "form": form,
        "a_day": services.CHECKS_A_DAY,
    }
    if data is None:
        return render(request, "desk/conflict.html", context)
    if form.is_valid():
        try:
            answer = services.check_conflict(
                about=form.cleaned_data["about"],
                wanted=form.wanted(),
                by=request.actor,
                at=clock.now(),
            )
        except ScreeningError as error:
            form.add_error(None, str(error.for_people))
        else:
            return _answered(request, answer)
    return unprocessable(request, "desk/conflict.html", context)


@require_GET
@staff(*LEADS)
def found(request: StaffRequest, check: UUID) -> HttpResponse:
    """Show the compliance lead what was asked, and whom it may be."""
    try:
        asked = services.read_check(check=check, by=request.actor)
    except ScreeningError:
        raise Http404 from None
    with practice(request.actor.practice):
        rows = list(
            Client.objects.filter(pk__in=asked.clients)
            .select_related("clinician")
            .order_by("reference")
        )
    named = whose.opened(request.actor, rows, purpose="conflict_check")
    context = {
        "here": "today",
        "id": check,
        "asked": _asked(request, asked),
        "people": [
            {
                "name": person.name or person.reference,
                "words": " · ".join(
                    part
                    for part in (
                        person.reference,
                        said(STATUSES, row.status),
                        row.clinician.name if row.clinician else "",
                    )
                    if part
                ),
            }
            for row, person in zip(rows, named, strict=True)
        ],
    }
    return render(request, "desk/conflict_found.html", context)


@require_POST
@staff(*LEADS)
def done(request: StaffRequest, check: UUID) -> HttpResponse:
    """Say that it was talked over. What was asked is destroyed."""
    try:
        services.settle_check(check=check, by=request.actor, at=clock.now())
    except ScreeningError:
        raise Http404 from None
    messages.success(request, _("Done. What was asked is destroyed."))
    return see_other(reverse("desk:today") + "#done")


def _answered(request: StaffRequest, answer: services.Answer) -> HttpResponse:
    """Draw both answers, and give the one, as long as the longer of the two."""
    pages = {
        each: render_to_string(
            "desk/conflict_answer.html",
            {"is_known": each is services.Answer.TALK},
            request,
        ).encode()
        for each in services.Answer
    }
    longest = max(map(len, pages.values()))
    return HttpResponse(pages[answer].ljust(longest))


def _asked(request: StaffRequest, asked: services.Asked) -> list[KnownFact]:
    zone = ZoneInfo(request.membership.practice.time_zone)
    member = Membership.objects.filter(
        practice_id=request.actor.practice, user_id=asked.by
    )
    name = member.values_list("user__name", flat=True).first()
    facts = [
        KnownFact(_("Asked by"), str(name or _("Somebody who left"))),
        KnownFact(_("On"), full_date(asked.at.astimezone(zone).date())),
        KnownFact(_("What it is about"), said(CHECKS, asked.about)),
    ]
    for label, value in (
        (_("Name"), asked.wanted.name),
        (_("Phone"), asked.wanted.phone),
        (_("Email"), asked.wanted.email),
    ):
        if value:
            facts.append(KnownFact(label, value))
    return facts


urlpatterns = [
    path("practice/conflicts", conflict, name="conflict"),
    path("practice/conflicts/<uuid:check>", found, name="conflict_found"),
    path("practice/conflicts/<uuid:check>/done", done, name="conflict_done"),
]
